import type { GeoJsonWords } from '../export-words.js';
import type { ExportWords } from '../export-words.js';

export const exportDe: ExportWords = {
  label: 'Andere Formate',
  save: 'Speichern',
  csv: 'Tabelle (CSV)',
  coco: 'COCO',
  dicom: 'DICOM-Annotationen',
  csvHint:
    'Eine Zeile je Zelle, mit denselben Spalten wie in QuPath. Lässt sich in jeder Tabellenkalkulation öffnen.',
  cocoHint: 'Umrisse und Klassen zum Trainieren und Evaluieren von Modellen.',
  dicomHint:
    'Umrisse für DICOM-Viewer. Das Präparat wird durch UIDs gekennzeichnet, die aus seinen Pixeln abgeleitet sind; Patientendaten sind nicht enthalten.',
  failed: 'Die Datei konnte nicht geschrieben werden.',
};

export const geoJsonDe: GeoJsonWords = {
  title: 'Export',
  save: 'GeoJSON speichern',
  embedding:
    'Embedding jeder Zelle (50 Zahlen) einschließen: Ähnlichkeitssuche, Zellkarte und Anpassung benötigen es nach dem Öffnen',
  hint: 'Umrisse, Klassen und Messwerte im GeoJSON-Format von QuPath.',
  empty: 'Es gibt noch nichts zu exportieren.',
};

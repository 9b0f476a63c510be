import type { GeoJsonWords } from '../export-words.js';
import type { ExportWords } from '../export-words.js';

export const exportDe: ExportWords = {
  label: 'Andere Formate',
  save: 'Speichern',
  csv: 'Eine Zeile je Zelle (CSV)',
  coco: 'COCO',
  dicom: 'DICOM-Annotationen',
  csvHint: 'Eine Zeile je Zelle, mit denselben Spalten wie in QuPath. Für jede Tabellenkalkulation.',
  cocoHint: 'Umrisse und Klassen zum Trainieren und Bewerten von Modellen.',
  dicomHint:
    'Umrisse für DICOM-Viewer. Das Präparat wird durch UIDs gekennzeichnet, die aus seinen Pixeln abgeleitet sind; Patientendaten sind nicht enthalten.',
  failed: 'Die Datei konnte nicht geschrieben werden.',
};

export const geoJsonDe: GeoJsonWords = {
  title: 'Export',
  save: 'GeoJSON speichern',
  cells: 'Zellen',
  embedding: 'Embeddings (50 Zahlen je Zelle) mitspeichern',
  embeddingHint:
    'Ähnliche Zellen, Zellkarte und Anpassung benötigen sie, wenn die Datei wieder geöffnet wird.',
  hint: 'Umrisse, Klassen und Messwerte im GeoJSON-Format von QuPath.',
  empty: 'Es gibt noch nichts zu exportieren.',
};

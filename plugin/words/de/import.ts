import type { ImportWords } from '../import-words.js';
import type { SkippedReason } from '../../formats/decode-cell.js';

export const importDe: ImportWords = {
  choose: 'GeoJSON öffnen',
  hint: 'Aus Smearlens exportierte oder in QuPath annotierte Zellen. Datei hierher ziehen oder auswählen.',
  drop: 'Datei ablegen, um ihre Zellen zu importieren',
  reading: 'Datei wird gelesen',
  stop: 'Abbrechen',
  stopped: 'Abgebrochen. Es wurde nichts importiert.',
  saving: 'Datei wird geschrieben',
  done: (added, replaced) =>
    [added && `${added} hinzugefügt`, replaced && `${replaced} ersetzt`].filter(Boolean).join(', ') + '.',
  nothing: 'Diese Datei enthält keine Zellen.',
  undoHint: '„Rückgängig“ entfernt sie in einem Schritt wieder.',
  repaired: (count, written) =>
    count === 1
      ? '1 Umriss überschnitt sich selbst und wurde entlang seines äußeren Randes neu gezogen.'
      : `${written} Umrisse überschnitten sich selbst und wurden entlang ihres äußeren Randes neu gezogen.`,
  otherModels: 'Von anderen Modellen gefunden: Diese Zellen lassen sich nicht nach Ähnlichkeit vergleichen.',
  countsAnew:
    'Die Zähleinstellungen der Datei (Zählbereiche, Zellzahl, Größenfilter, Referenzbereiche) gelten jetzt. „Rückgängig“ stellt nur die Zählbereiche wieder her.',
  resolution: (written) =>
    `Die Auflösung wurde aus der Datei übernommen: ${written} µm pro Pixel. Alle Längen und Flächen beziehen sich jetzt darauf.`,
  skipped: (reason, count, written) =>
    `${count === 1 ? '1 übersprungen' : `${written} übersprungen`}: ${REASONS_DE[reason]}.`,
};

const REASONS_DE: Readonly<Record<SkippedReason, string>> = {
  'no-outline': 'Punkte oder Linien statt Umrissen',
  'bad-coordinates': 'ungültige Koordinaten',
  'no-area': 'Umrisse ohne Fläche',
  'too-many-points': 'Umrisse aus mehr als 5.000 Punkten',
  'not-a-feature': 'ungültige Einträge',
  'too-long': 'Einträge, die für eine Zelle zu groß sind',
  'other-object': 'Kacheln oder TMA-Stanzen',
  region: 'annotierte Bereiche, die für eine Zelle zu groß sind',
  outside: 'außerhalb dieses Präparats',
  duplicate: 'doppelt in der Datei',
};

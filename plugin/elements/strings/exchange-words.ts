import type { PassedOverReason } from '../../formats/decode-cell.js';
import type { ErrorWords } from './strings.js';

/** Words for taking cells in from a file. Numbers come in as they are written. */
export interface ImportWords {
  readonly choose: string;
  readonly hint: string;
  readonly drop: string;
  readonly reading: string;
  readonly stop: string;
  readonly stopped: string;
  readonly saving: string;
  /** `added` and `replaced` are written; a count of none is `undefined`. */
  done(added: string | undefined, replaced: string | undefined): string;
  readonly nothing: string;
  readonly undoHint: string;
  readonly repaired: (count: number, written: string) => string;
  readonly otherModels: string;
  readonly countsAnew: string;
  readonly resolution: (written: string) => string;
  passedOver(reason: PassedOverReason, count: number, written: string): string;
}

export type ImportErrorWords = Readonly<
  Record<'import-unreadable' | 'import-too-large' | 'import-wrong-slide', ErrorWords>
>;

export const importEn: ImportWords = {
  choose: 'Open GeoJSON',
  hint: 'Cells saved here before, or outlined in QuPath. Drop a file here or choose one.',
  drop: 'Let go to take in the cells of this file',
  reading: 'Reading the file',
  stop: 'Stop',
  stopped: 'Stopped. Nothing was taken in.',
  saving: 'Writing the file',
  done: (added, replaced) =>
    [added && `${added} added`, replaced && `${replaced} replaced`].filter(Boolean).join(', ') + '.',
  nothing: 'There are no cells in this file.',
  undoHint: 'Undo takes these cells back in one step.',
  repaired: (count, written) =>
    count === 1
      ? '1 outline crossed itself and was smoothed.'
      : `${written} outlines crossed themselves and were smoothed.`,
  otherModels: 'Found by other models: likeness between cells does not carry over.',
  countsAnew:
    'The file says how to count (areas, limit, sizes or ranges), and that holds here now. Undo takes its areas back; the rest stays.',
  resolution: (written) =>
    `Resolution from the file: ${written} µm per pixel. Lengths and areas hold from now on.`,
  passedOver: (reason, count, written) =>
    `${count === 1 ? '1 left out' : `${written} left out`}: ${REASONS_EN[reason]}.`,
};

const REASONS_EN: Readonly<Record<PassedOverReason, string>> = {
  'no-outline': 'points or lines, without an outline',
  'bad-coordinates': 'places that are no numbers',
  'no-area': 'outlines without an area',
  'too-many-points': 'outlines of more than 5,000 points',
  'not-a-feature': 'entries that are no outlines at all',
  'too-long': 'entries too long for a cell',
  'other-object': 'tiles or tissue cores',
  region: 'marked areas, too large for a cell',
  outside: 'outside this slide',
  duplicate: 'twice in the file',
};

export const importErrorsEn: ImportErrorWords = {
  'import-unreadable': {
    title: 'This file cannot be read',
    advice: 'Nothing was changed. Save it again where it came from, as GeoJSON, and open that.',
  },
  'import-too-large': {
    title: 'This file is too large',
    advice: 'Nothing was changed. Save it in several parts and open the one you need.',
  },
  'import-wrong-slide': {
    title: 'This file belongs to another slide',
    advice: 'Nothing was changed. Open the slide it belongs to and try again.',
  },
};

export const importDe: ImportWords = {
  choose: 'GeoJSON öffnen',
  hint: 'Früher hier gesicherte oder in QuPath umrandete Zellen. Datei hierher ziehen oder auswählen.',
  drop: 'Loslassen, um die Zellen dieser Datei zu übernehmen',
  reading: 'Datei wird gelesen',
  stop: 'Anhalten',
  stopped: 'Angehalten. Nichts wurde übernommen.',
  saving: 'Datei wird geschrieben',
  done: (added, replaced) =>
    [added && `${added} hinzugefügt`, replaced && `${replaced} ersetzt`].filter(Boolean).join(', ') + '.',
  nothing: 'In dieser Datei sind keine Zellen.',
  undoHint: 'Rückgängig nimmt diese Zellen in einem Schritt zurück.',
  repaired: (count, written) =>
    count === 1
      ? '1 Umriss kreuzte sich selbst und wurde geglättet.'
      : `${written} Umrisse kreuzten sich selbst und wurden geglättet.`,
  otherModels: 'Von anderen Modellen gefunden: Ähnlichkeit zwischen Zellen lässt sich nicht übernehmen.',
  countsAnew:
    'Die Datei sagt, wie gezählt wird (Zählbereiche, Grenze, Größen oder übliche Bereiche); das gilt nun hier. Rückgängig nimmt ihre Zählbereiche zurück, das Übrige bleibt.',
  resolution: (written) =>
    `Auflösung aus der Datei: ${written} µm pro Pixel. Längen und Flächen gelten nun danach.`,
  passedOver: (reason, count, written) =>
    `${count === 1 ? '1 ausgelassen' : `${written} ausgelassen`}: ${REASONS_DE[reason]}.`,
};

const REASONS_DE: Readonly<Record<PassedOverReason, string>> = {
  'no-outline': 'Punkte oder Linien ohne Umriss',
  'bad-coordinates': 'Orte, die keine Zahlen sind',
  'no-area': 'Umrisse ohne Fläche',
  'too-many-points': 'Umrisse aus mehr als 5.000 Punkten',
  'not-a-feature': 'Einträge, die keine Umrisse sind',
  'too-long': 'Einträge, zu lang für eine Zelle',
  'other-object': 'Kacheln oder Gewebekerne',
  region: 'markierte Bereiche, zu groß für eine Zelle',
  outside: 'außerhalb dieses Präparats',
  duplicate: 'doppelt in der Datei',
};

export const importErrorsDe: ImportErrorWords = {
  'import-unreadable': {
    title: 'Diese Datei ist nicht lesbar',
    advice: 'Nichts wurde geändert. Am Ursprungsort noch einmal als GeoJSON sichern und diese öffnen.',
  },
  'import-too-large': {
    title: 'Diese Datei ist zu groß',
    advice: 'Nichts wurde geändert. In mehreren Teilen sichern und den nötigen öffnen.',
  },
  'import-wrong-slide': {
    title: 'Diese Datei gehört zu einem anderen Präparat',
    advice: 'Nichts wurde geändert. Das zugehörige Präparat öffnen und erneut versuchen.',
  },
};

import type { ResolutionSource } from '../../session.js';

/** Words of the report; numbers come in already written. */
export interface ReportWords {
  /** What the fold is called that holds it. */
  readonly fold: string;
  readonly title: string;
  readonly sample: string;
  readonly patient: string;
  readonly note: string;
  readonly reviewer: string;
  readonly identityHint: string;
  readonly make: string;
  readonly making: string;
  readonly print: string;
  readonly save: string;
  readonly close: string;
  readonly notDiagnostic: string;
  readonly open: (unreviewed: string, unknown: string) => string;
  readonly complete: string;
  readonly nothingCounted: string;
  readonly slide: string;
  readonly differential: string;
  readonly kind: string;
  readonly reviewed: string;
  readonly suggested: string;
  readonly cells: string;
  readonly percent: string;
  readonly interval: string;
  readonly usual: string;
  readonly usualFrom: (source: string) => string;
  readonly total: string;
  readonly perHundred: (written: string) => string;
  readonly notInPercent: string;
  readonly range: (low: string, high: string) => string;
  readonly intervalHint: string;
  readonly counted: string;
  readonly countedAll: string;
  readonly countedTo: (limit: string) => string;
  readonly countedShort: (found: string, limit: string) => string;
  readonly standing: string;
  readonly standingOf: (confirmed: string, unreviewed: string, unknown: string) => string;
  readonly sizes: string;
  readonly areas: string;
  readonly wholeSlide: string;
  readonly walk: string;
  readonly walkHint: string;
  readonly reviewers: string;
  readonly nobody: string;
  readonly reviewerPart: (by: string, cells: string, from: string, to: string) => string;
  readonly noName: string;
  readonly examples: string;
  readonly examplesHint: string;
  readonly examplesUnscaled: string;
  readonly examplesOf: (name: string, shown: string, count: string) => string;
  /** After that, where no person stands by the cells that are shown. */
  readonly examplesUnreviewed: string;
  readonly noPicture: string;
  readonly how: string;
  readonly models: string;
  readonly hash: string;
  /** Before the packs that found some of the cells earlier. */
  readonly otherPacks: string;
  readonly threshold: string;
  readonly namedBy: string;
  readonly heads: Readonly<Record<string, string>>;
  readonly taught: (name: string) => string;
  readonly novelty: string;
  readonly resolution: string;
  readonly resolutionFrom: Readonly<Record<ResolutionSource, string>>;
  readonly unknownResolution: string;
  readonly slideSize: string;
  readonly program: string;
  readonly made: string;
  readonly signature: string;
  readonly date: string;
}

export const reportEn: ReportWords = {
  fold: 'Report',
  title: 'Differential of a blood smear',
  sample: 'Sample',
  patient: 'Patient',
  note: 'Note',
  reviewer: 'Reviewed by',
  identityHint:
    'Only what is typed here stands in the report; nothing is read from the slide’s label, and it is not kept.',
  make: 'Open the report',
  making: 'Making the report',
  print: 'Print or save as PDF',
  save: 'Save the page',
  close: 'Close',
  notDiagnostic: 'Not for diagnostic use without validation.',
  open: (unreviewed, unknown) =>
    `Not finished: ${unreviewed} counted cells are not reviewed, ${unknown} are unknown.`,
  complete: 'Every counted cell is reviewed, none is unknown.',
  nothingCounted: 'No cell has been counted.',
  slide: 'Sample',
  differential: 'Differential',
  kind: 'Kind',
  reviewed: 'Reviewed',
  suggested: 'All, as suggested',
  cells: 'Cells',
  percent: '%',
  interval: '95 % interval',
  usual: 'Usual',
  usualFrom: (source) => `Usual ranges: ${source}`,
  total: 'White blood cells',
  perHundred: (written) => `${written} per 100 white cells`,
  notInPercent: 'not in the per cent',
  range: (low, high) => `${low} to ${high}`,
  intervalHint:
    'Intervals after Wilson, of the per cent to each side, from the number of cells alone; they do not hold doubts about naming. High or low is only perhaps so where the interval reaches into the usual range, and while cells are not reviewed.',
  counted: 'Counted',
  countedAll: 'all cells found',
  countedTo: (limit) => `up to white blood cell ${limit} of the walk`,
  countedShort: (found, limit) => `${found} white blood cells; ${limit} were asked for`,
  standing: 'Cells',
  standingOf: (confirmed, unreviewed, unknown) =>
    `${confirmed} confirmed, ${unreviewed} not reviewed, ${unknown} unknown`,
  sizes: 'Sizes',
  areas: 'Areas',
  wholeSlide: 'the whole slide',
  walk: 'Way',
  walkHint: 'row by row from the top left of each area, to the right and back',
  reviewers: 'Review',
  nobody: 'nobody yet',
  reviewerPart: (by, cells, from, to) => `${by}: ${cells} cells, ${from} to ${to}`,
  noName: 'no name given',
  examples: 'Examples',
  examplesHint: 'Spread evenly over the walk. Printed at full size, one millimetre is one micrometre.',
  examplesUnscaled:
    'Spread evenly over the walk. The resolution is not known: all are at one scale, without a bar.',
  examplesOf: (name, shown, count) => `${name}: ${shown} of ${count}`,
  examplesUnreviewed: 'not reviewed',
  noPicture: 'The picture could not be read.',
  how: 'How it was made',
  models: 'Models',
  hash: 'Their fingerprint (SHA-256)',
  otherPacks: 'Some cells found earlier by',
  threshold: 'Certainty needed to be a cell',
  namedBy: 'Named by',
  heads: { forest: 'random forest', linear: 'linear classifier' },
  taught: (name) => `classifier taught in this laboratory: ${name}`,
  novelty: 'Unknown from a novelty of',
  resolution: 'Resolution',
  resolutionFrom: { metadata: 'from the slide', given: 'set by a person', estimated: 'estimated' },
  unknownResolution: 'not known',
  slideSize: 'Slide, pixels',
  program: 'Program',
  made: 'Report made',
  signature: 'Signature',
  date: 'Date',
};

export const reportDe: ReportWords = {
  fold: 'Bericht',
  title: 'Differenzialblutbild',
  sample: 'Probe',
  patient: 'Patient',
  note: 'Bemerkung',
  reviewer: 'Geprüft von',
  identityHint:
    'Im Bericht steht nur, was hier eingegeben wird; vom Etikett des Präparats wird nichts gelesen, und aufbewahrt wird es nicht.',
  make: 'Bericht öffnen',
  making: 'Der Bericht wird erstellt',
  print: 'Drucken oder als PDF sichern',
  save: 'Seite sichern',
  close: 'Schließen',
  notDiagnostic: 'Ohne Validierung nicht für diagnostische Zwecke.',
  open: (unreviewed, unknown) =>
    `Nicht abgeschlossen: ${unreviewed} gezählte Zellen sind ungeprüft, ${unknown} sind unbekannt.`,
  complete: 'Jede gezählte Zelle ist geprüft, keine ist unbekannt.',
  nothingCounted: 'Es wurde keine Zelle gezählt.',
  slide: 'Probe',
  differential: 'Differenzierung',
  kind: 'Art',
  reviewed: 'Geprüft',
  suggested: 'Alle, wie vorgeschlagen',
  cells: 'Zellen',
  percent: '%',
  interval: '95-%-Intervall',
  usual: 'Üblich',
  usualFrom: (source) => `Übliche Bereiche: ${source}`,
  total: 'Leukozyten',
  perHundred: (written) => `${written} je 100 Leukozyten`,
  notInPercent: 'nicht in den Prozenten',
  range: (low, high) => `${low} bis ${high}`,
  intervalHint:
    'Intervalle nach Wilson, zu den Prozenten daneben, allein aus der Zahl der Zellen; Zweifel an der Benennung enthalten sie nicht. Hoch oder niedrig gilt nur vielleicht, wo das Intervall in den üblichen Bereich reicht und solange Zellen ungeprüft sind.',
  counted: 'Gezählt',
  countedAll: 'alle gefundenen Zellen',
  countedTo: (limit) => `bis zum ${limit}. Leukozyten des Weges`,
  countedShort: (found, limit) => `${found} Leukozyten; ${limit} waren verlangt`,
  standing: 'Zellen',
  standingOf: (confirmed, unreviewed, unknown) =>
    `${confirmed} bestätigt, ${unreviewed} ungeprüft, ${unknown} unbekannt`,
  sizes: 'Größen',
  areas: 'Bereiche',
  wholeSlide: 'das ganze Präparat',
  walk: 'Weg',
  walkHint: 'Zeile für Zeile von links oben in jedem Bereich, nach rechts und zurück',
  reviewers: 'Prüfung',
  nobody: 'noch niemand',
  reviewerPart: (by, cells, from, to) => `${by}: ${cells} Zellen, ${from} bis ${to}`,
  noName: 'ohne Namen',
  examples: 'Beispiele',
  examplesHint:
    'Gleichmäßig über den Weg verteilt. In voller Größe gedruckt ist ein Millimeter ein Mikrometer.',
  examplesUnscaled:
    'Gleichmäßig über den Weg verteilt. Die Auflösung ist nicht bekannt: alle in einem Maßstab, ohne Balken.',
  examplesOf: (name, shown, count) => `${name}: ${shown} von ${count}`,
  examplesUnreviewed: 'ungeprüft',
  noPicture: 'Das Bild konnte nicht gelesen werden.',
  how: 'Wie er entstand',
  models: 'Modelle',
  hash: 'Ihr Fingerabdruck (SHA-256)',
  otherPacks: 'Einige Zellen früher gefunden von',
  threshold: 'Verlangte Sicherheit, eine Zelle zu sein',
  namedBy: 'Benannt von',
  heads: { forest: 'Zufallswald', linear: 'linearer Klassifikator' },
  taught: (name) => `in diesem Labor angelernter Klassifikator: ${name}`,
  novelty: 'Unbekannt ab einer Neuheit von',
  resolution: 'Auflösung',
  resolutionFrom: { metadata: 'aus dem Präparat', given: 'von einer Person gesetzt', estimated: 'geschätzt' },
  unknownResolution: 'nicht bekannt',
  slideSize: 'Präparat, Pixel',
  program: 'Programm',
  made: 'Bericht erstellt',
  signature: 'Unterschrift',
  date: 'Datum',
};

import type { ErrorWords } from './strings.js';

/** Words for adapting the names to what a laboratory has confirmed. */
export interface TeachWords {
  readonly title: string;
  readonly hint: string;
  /** How many cells are confirmed, of how many needed. */
  readonly confirmed: string;
  of(count: string, needed: string): string;
  readonly enough: string;
  needs(cells: string, kinds: string): string;
  readonly noneConfirmed: string;
  readonly learn: string;
  readonly cancel: string;
  readonly learning: string;
  readonly inForce: string;
  readonly notInForce: string;
  readonly takeBack: string;
  readonly save: string;
  readonly load: string;
  readonly loadLabel: string;
  readonly fileName: string;
  readonly preview: string;
  agreement(before: string, after: string): string;
  agreementHint(count: string): string;
  readonly kind: string;
  readonly before: string;
  readonly after: string;
  changes(count: number, written: string): string;
  readonly noChange: string;
  /** What was learnt agrees with the reader less than what was known before. */
  readonly worse: string;
  readonly from: string;
  readonly to: string;
  readonly cells: string;
  leftOut(count: number, written: string): string;
  readonly untouched: string;
  readonly accept: string;
  readonly discard: string;
}

export type TeachErrorWords = Readonly<
  Record<'lesson-too-small' | 'lesson-unreadable' | 'lesson-other-models', ErrorWords>
>;

export const teachEn: TeachWords = {
  title: 'Adapt to this laboratory',
  hint: 'Learns from the cells you have confirmed. You see what would change before anything does.',
  confirmed: 'Confirmed',
  of: (count, needed) => `${count} of ${needed} needed`,
  enough: 'enough',
  needs: (cells, kinds) =>
    `Confirm at least ${cells} cells each of ${kinds} kinds. Other kinds stay as they are.`,
  noneConfirmed: 'No cell has been confirmed yet.',
  learn: 'Show what would change',
  cancel: 'Cancel',
  learning: 'Learning',
  inForce: 'Cells are named as this laboratory confirmed them, also in later runs.',
  notInForce: 'Cells are named by the model alone.',
  takeBack: 'Back to the model alone',
  save: 'Save what was learnt',
  load: 'Load',
  loadLabel: 'Load what was learnt before from a file',
  fileName: 'laboratory.json',
  preview: 'What would change',
  agreement: (before, after) => `Agrees with you: ${before} before, ${after} after`,
  agreementHint: (count) => `Of ${count} confirmed cells. Each was named by what the others taught.`,
  kind: 'Kind',
  before: 'Before',
  after: 'After',
  changes: (count, written) =>
    count === 1 ? '1 unconfirmed cell gets another name' : `${written} unconfirmed cells get another name`,
  noChange: 'No unconfirmed cell gets another name.',
  worse: 'This would agree with you less than now. Confirm more cells first.',
  from: 'From',
  to: 'To',
  cells: 'Cells',
  leftOut: (count, written) =>
    count === 1
      ? '1 confirmed cell was left out: drawn by hand, or of a kind the model does not have.'
      : `${written} confirmed cells were left out: drawn by hand, or of a kind the model does not have.`,
  untouched: 'What you have confirmed stays as it is.',
  accept: 'Accept',
  discard: 'Discard',
};

export const teachDe: TeachWords = {
  title: 'An dieses Labor anpassen',
  hint: 'Lernt aus den Zellen, die Sie bestätigt haben. Sie sehen, was sich ändern würde, bevor es geschieht.',
  confirmed: 'Bestätigt',
  of: (count, needed) => `${count} von ${needed} nötigen`,
  enough: 'genug',
  needs: (cells, kinds) =>
    `Bestätigen Sie mindestens je ${cells} Zellen von ${kinds} Arten. Andere Arten bleiben, wie sie sind.`,
  noneConfirmed: 'Noch ist keine Zelle bestätigt.',
  learn: 'Zeigen, was sich ändern würde',
  cancel: 'Abbrechen',
  learning: 'Wird gelernt',
  inForce: 'Zellen heißen so, wie dieses Labor sie bestätigt hat, auch in späteren Läufen.',
  notInForce: 'Zellen werden vom Modell allein benannt.',
  takeBack: 'Zurück zum Modell allein',
  save: 'Gelerntes speichern',
  load: 'Laden',
  loadLabel: 'Früher Gelerntes aus einer Datei laden',
  fileName: 'labor.json',
  preview: 'Was sich ändern würde',
  agreement: (before, after) => `Stimmt mit Ihnen überein: vorher ${before}, nachher ${after}`,
  agreementHint: (count) =>
    `Von ${count} bestätigten Zellen. Jede wurde danach benannt, was die anderen lehrten.`,
  kind: 'Art',
  before: 'Vorher',
  after: 'Nachher',
  changes: (count, written) =>
    count === 1
      ? '1 unbestätigte Zelle bekommt einen anderen Namen'
      : `${written} unbestätigte Zellen bekommen einen anderen Namen`,
  noChange: 'Keine unbestätigte Zelle bekommt einen anderen Namen.',
  worse: 'Das stimmte weniger mit Ihnen überein als jetzt. Bestätigen Sie erst mehr Zellen.',
  from: 'Von',
  to: 'Zu',
  cells: 'Zellen',
  leftOut: (count, written) =>
    count === 1
      ? '1 bestätigte Zelle blieb außen vor: von Hand gezeichnet, oder von einer Art, die das Modell nicht hat.'
      : `${written} bestätigte Zellen blieben außen vor: von Hand gezeichnet, oder von einer Art, die das Modell nicht hat.`,
  untouched: 'Was Sie bestätigt haben, bleibt, wie es ist.',
  accept: 'Übernehmen',
  discard: 'Verwerfen',
};

export const teachErrorsEn: TeachErrorWords = {
  'lesson-too-small': {
    title: 'There is too little to learn from',
    advice: 'Confirm more cells of at least two kinds and try again. The names stay as they are.',
  },
  'lesson-unreadable': {
    title: 'This file does not hold what a laboratory taught',
    advice: 'Nothing was changed. Choose a file that was saved under “Adapt to this laboratory”.',
  },
  'lesson-other-models': {
    title: 'This was learnt with other models',
    advice: 'It is not used. Learn again from the cells you have confirmed.',
  },
};

export const teachErrorsDe: TeachErrorWords = {
  'lesson-too-small': {
    title: 'Es gibt zu wenig, woraus sich lernen lässt',
    advice: 'Mehr Zellen von mindestens zwei Arten bestätigen und erneut versuchen. Die Namen bleiben.',
  },
  'lesson-unreadable': {
    title: 'Diese Datei enthält nichts, was ein Labor gelehrt hat',
    advice: 'Nichts wurde geändert. Eine Datei wählen, die unter „An dieses Labor anpassen“ gesichert wurde.',
  },
  'lesson-other-models': {
    title: 'Das wurde mit anderen Modellen gelernt',
    advice: 'Es wird nicht verwendet. Aus den bestätigten Zellen neu lernen.',
  },
};

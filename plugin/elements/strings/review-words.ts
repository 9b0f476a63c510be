import type { StepKind } from '../../review/history.js';
import type { DoubtReason } from '../../review/doubt.js';

/** Words of the review section: answers, doubts and the gallery. Numbers and names come in as they are said. */
export interface ReviewWords {
  readonly title: string;
  readonly empty: string;
  confirmed(confirmed: string, all: string): string;
  readonly progress: string;
  readonly allConfirmed: string;
  readonly nextDoubtful: string;
  readonly undo: string;
  readonly redo: string;
  /** What a step was; `label` is what the cells are called after it, where that is one name. */
  step(kind: StepKind, count: number, written: string, label: string | undefined): string;
  /** What a step did to one area of the count. */
  areaStep(what: 'drawn' | 'named' | 'removed', name: string): string;
  /** The grounds for a second look; `names` are classes as a person says them. */
  reason(kind: DoubtReason['kind'], names: readonly string[]): string;
  readonly noReason: string;
  readonly chosen: (written: string) => string;
  readonly noneChosen: string;
  readonly confirm: string;
  readonly reject: string;
  readonly restore: string;
  /** As they stand on the keyboards of the language. */
  readonly keyNames: Readonly<Record<'reject' | 'restore', string>>;
  readonly standing: {
    readonly confirmed: string;
    readonly suggested: string;
    readonly unknown: string;
    readonly rejected: string;
  };
  readonly palette: string;
  readonly paletteHint: string;
  call(name: string): string;
  readonly changeKeys: string;
  readonly keysDone: string;
  pressKey(name: string): string;
  readonly changeKeysHint: string;
  keyTaken(key: string): string;
  readonly usualKeys: string;
  readonly filter: string;
  readonly filters: {
    readonly all: string;
    readonly suggested: string;
    readonly doubtful: string;
    readonly unknown: string;
  };
  readonly reviewer: string;
  readonly reviewerHint: string;
  /** Offers the name of who reviewed here before. */
  readonly goOnAs: (name: string) => string;
  readonly gallery: {
    readonly label: string;
    readonly sort: string;
    readonly sorts: {
      readonly confidence: string;
      readonly error: string;
      readonly size: string;
      readonly likeness: string;
    };
    readonly compare: string;
    readonly none: string;
    readonly notCounted: string;
    head(count: string, confirmed: string): string;
    readonly confirmAll: string;
    confirmAllOf(name: string): string;
    /** Said of one cell. */
    cell(name: string, certainty: string | undefined, standing: string): string;
    readonly noPicture: string;
    selected(written: string): string;
    readonly menu: string;
    readonly alike: string;
    readonly larger: string;
    readonly smaller: string;
    readonly hint: string;
  };
}

export const reviewEn: ReviewWords = {
  title: 'Review',
  empty: 'Cells stand here for review as soon as some are found.',
  confirmed: (confirmed, all) => `${confirmed} of ${all} confirmed`,
  progress: 'Confirmed cells',
  allConfirmed: 'Every cell has been confirmed.',
  nextDoubtful: 'Next doubtful cell',
  undo: 'Undo',
  redo: 'Redo',
  step: (kind, count, written, label) => {
    const cells = count === 1 ? '1 cell' : `${written} cells`;
    const steps: Record<StepKind, string> = {
      analyse: `${cells} from the analysis`,
      assign: label ? `${cells} called ${label}` : `${cells} named`,
      confirm: `${cells} confirmed`,
      reject: `${cells} not counted`,
      restore: `${cells} counted again`,
      add: `${cells} added`,
      outline: `outline of ${cells}`,
      import: `${cells} from a file`,
      merge: `${cells} as in the other tab`,
      teach: `${cells} renamed by teaching`,
      clear: `${cells} cleared`,
      areas: 'areas of the count',
    };
    return steps[kind];
  },
  areaStep: (what, name) =>
    ({ drawn: `“${name}” drawn`, named: `area called “${name}”`, removed: `“${name}” removed` })[what],
  reason: (kind, [first = '', second = '']) =>
    ({
      close: `${first} and ${second} are nearly as likely`,
      finer: `Between ${first} and ${second}`,
      unlike: 'Unlike the cells learnt from',
      rebuilt: 'Looks unusual for a cell of its kind',
      faint: 'May be no cell at all',
    })[kind],
  noReason: 'Nothing in particular speaks against its name',
  chosen: (written) => `${written} cells chosen`,
  noneChosen: 'Press D for the cell most worth a look, or choose one on the slide or below.',
  confirm: 'Confirm',
  reject: 'Not a cell',
  restore: 'Count again',
  keyNames: { reject: 'Del', restore: 'Ins' },
  standing: {
    confirmed: 'confirmed',
    suggested: 'suggested',
    unknown: 'unknown',
    rejected: 'not counted',
  },
  palette: 'Classes',
  paletteHint: 'Press the key or the button, or drag cells here.',
  call: (name) => `Call it ${name}`,
  changeKeys: 'Change keys',
  keysDone: 'Done',
  pressKey: (name) => `Now press a key for ${name}. Esc keeps the old one.`,
  changeKeysHint: 'Choose a class, then press its new key.',
  keyTaken: (key) => `${key} has another meaning here. Press a different key.`,
  usualKeys: 'Usual keys',
  filter: 'Show',
  filters: { all: 'All', suggested: 'Suggested', doubtful: 'Doubtful', unknown: 'Unknown' },
  reviewer: 'Reviewed by',
  reviewerHint: 'Stands beside every correction',
  goOnAs: (name) => `Go on as ${name}`,
  gallery: {
    label: 'Gallery of cells',
    sort: 'Order',
    sorts: {
      confidence: 'Least certain first',
      error: 'Most unusual first',
      size: 'Largest first',
      likeness: 'Most alike first',
    },
    compare: 'Compare with the chosen cell',
    none: 'No cell is like that.',
    notCounted: 'Not counted',
    head: (count, confirmed) => `${count}, ${confirmed} confirmed`,
    confirmAll: 'Confirm all',
    confirmAllOf: (name) => `Confirm all: ${name}`,
    cell: (name, certainty, standing) =>
      [name, certainty, standing].filter((part) => part !== undefined).join(', '),
    noPicture: 'No picture',
    selected: (written) => `${written} chosen`,
    menu: 'What is this cell',
    alike: 'Order by likeness to it',
    larger: 'Enlarge the gallery',
    smaller: 'Back to the panel',
    hint: 'Shift or Ctrl chooses several; drag beside the cells, or with Shift, for a frame around them.',
  },
};

export const reviewDe: ReviewWords = {
  title: 'Prüfen',
  empty: 'Hier stehen Zellen zum Prüfen, sobald welche gefunden sind.',
  confirmed: (confirmed, all) => `${confirmed} von ${all} bestätigt`,
  progress: 'Bestätigte Zellen',
  allConfirmed: 'Alle Zellen sind bestätigt.',
  nextDoubtful: 'Nächste zweifelhafte Zelle',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  step: (kind, count, written, label) => {
    const cells = count === 1 ? '1 Zelle' : `${written} Zellen`;
    const steps: Record<StepKind, string> = {
      analyse: `${cells} aus der Analyse`,
      assign: label ? `${cells} als ${label} benannt` : `${cells} benannt`,
      confirm: `${cells} bestätigt`,
      reject: `${cells} nicht gezählt`,
      restore: `${cells} wieder gezählt`,
      add: `${cells} hinzugefügt`,
      outline: `Umriss von ${cells}`,
      import: `${cells} aus einer Datei`,
      merge: `${cells} wie im anderen Tab`,
      teach: `${cells} durch Anlernen umbenannt`,
      clear: `${cells} entfernt`,
      areas: 'Bereiche der Zählung',
    };
    return steps[kind];
  },
  areaStep: (what, name) =>
    ({ drawn: `„${name}“ gezeichnet`, named: `Bereich „${name}“ genannt`, removed: `„${name}“ entfernt` })[
      what
    ],
  reason: (kind, [first = '', second = '']) =>
    ({
      close: `${first} und ${second} sind fast gleich wahrscheinlich`,
      finer: `Zwischen ${first} und ${second}`,
      unlike: 'Anders als die gelernten Zellen',
      rebuilt: 'Sieht für eine Zelle dieser Art ungewöhnlich aus',
      faint: 'Vielleicht gar keine Zelle',
    })[kind],
  noReason: 'Nichts Besonderes spricht gegen den Namen',
  chosen: (written) => `${written} Zellen gewählt`,
  noneChosen: 'D führt zur Zelle, die einen Blick am meisten lohnt; oder eine im Präparat oder unten wählen.',
  confirm: 'Bestätigen',
  reject: 'Keine Zelle',
  restore: 'Wieder zählen',
  keyNames: { reject: 'Entf', restore: 'Einfg' },
  standing: {
    confirmed: 'bestätigt',
    suggested: 'vorgeschlagen',
    unknown: 'unbekannt',
    rejected: 'nicht gezählt',
  },
  palette: 'Klassen',
  paletteHint: 'Taste oder Knopf drücken, oder Zellen hierher ziehen.',
  call: (name) => `${name} nennen`,
  changeKeys: 'Tasten ändern',
  keysDone: 'Fertig',
  pressKey: (name) => `Jetzt eine Taste für ${name} drücken. Esc behält die alte.`,
  changeKeysHint: 'Eine Klasse wählen, dann ihre neue Taste drücken.',
  keyTaken: (key) => `${key} hat hier eine andere Bedeutung. Bitte eine andere Taste drücken.`,
  usualKeys: 'Übliche Tasten',
  filter: 'Zeigen',
  filters: { all: 'Alle', suggested: 'Vorschläge', doubtful: 'Zweifel', unknown: 'Unbekannt' },
  reviewer: 'Geprüft von',
  reviewerHint: 'Steht bei jeder Korrektur',
  goOnAs: (name) => `Weiter als ${name}`,
  gallery: {
    label: 'Galerie der Zellen',
    sort: 'Reihenfolge',
    sorts: {
      confidence: 'Unsicherste zuerst',
      error: 'Ungewöhnlichste zuerst',
      size: 'Größte zuerst',
      likeness: 'Ähnlichste zuerst',
    },
    compare: 'Mit der gewählten Zelle vergleichen',
    none: 'Keine Zelle ist so.',
    notCounted: 'Nicht gezählt',
    head: (count, confirmed) => `${count}, ${confirmed} bestätigt`,
    confirmAll: 'Alle bestätigen',
    confirmAllOf: (name) => `Alle bestätigen: ${name}`,
    cell: (name, certainty, standing) =>
      [name, certainty, standing].filter((part) => part !== undefined).join(', '),
    noPicture: 'Kein Bild',
    selected: (written) => `${written} gewählt`,
    menu: 'Was ist diese Zelle',
    alike: 'Nach Ähnlichkeit mit ihr ordnen',
    larger: 'Galerie vergrößern',
    smaller: 'Zurück in die Leiste',
    hint: 'Umschalt oder Strg wählt mehrere; neben den Zellen oder mit Umschalt einen Rahmen ziehen.',
  },
};

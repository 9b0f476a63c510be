import type { KeyPlace, KeyWord } from '../../overlays/keys/key-table.js';

/** The steps of the work, and what is needed more rarely. */
export type StepName = 'find' | 'review' | 'count' | 'export' | 'more';

/** Words of the panel as a whole. */
export interface PanelWords {
  readonly label: string;
  readonly fold: string;
  readonly unfold: string;
  readonly resize: string;
  readonly stepsLabel: string;
  readonly steps: Readonly<Record<StepName, string>>;
  left(written: string): string;
  readonly allReviewed: string;
  counted(counted: string, of: string): string;
  readonly exported: Readonly<Record<'none' | 'current' | 'outdated' | 'signed' | 'signedCurrent', string>>;
  readonly notDiagnostic: string;
}

/** What is drawn on the slide, and from which confidence on. */
export interface ShowWords {
  readonly title: string;
  readonly overlay: string;
  readonly labels: string;
  readonly heatmap: string;
  readonly both: string;
  readonly none: string;
  peek(key: string): string;
  readonly threshold: string;
  readonly thresholdHint: string;
  atLeast(percent: string): string;
  readonly legend: string;
  readonly legendHint: string;
  /** What the ring around a cell without a map means, and its two ends. */
  readonly ringLegend: string;
  readonly typical: string;
  readonly unusual: string;
}

/** What the keys do, for the lists of keys: words that nothing else on the page has need of. */
export interface KeyMeanings {
  /** Where the keys hold. */
  readonly places: Readonly<Record<KeyPlace, string>>;
  /** What the keys of each place do. */
  readonly actions: { readonly [P in KeyPlace]: Readonly<Record<KeyWord<P>, string>> };
}

/** Words of the keys. */
export interface KeysWords {
  /** Of their list. */
  readonly title: string;
  /** Keys and gestures as they stand on the keyboards of the language; others are named by their sign. */
  readonly names: Readonly<Record<KeyName, string>>;
}

type KeyName =
  | 'Backspace'
  | 'ClassKey'
  | 'Control'
  | 'Delete'
  | 'Drag'
  | 'End'
  | 'Enter'
  | 'Escape'
  | 'Home'
  | 'Insert'
  | 'PageDown'
  | 'PageUp'
  | 'Shift'
  | 'Space'
  | 'Tab';

/** Starting an analysis, its progress and its outcome. */
export interface FindWords {
  readonly title: string;
  readonly view: string;
  readonly region: string;
  readonly slide: string;
  readonly asPanned: string;
  readonly handOver: string;
  readonly handOverHint: string;
  readonly cancel: string;
  readonly pause: string;
  readonly resume: string;
  readonly regionHint: string;
  readonly nothingOpen: string;
  readonly nothingOpenHint: string;
  readonly openHint: string;
  loading(loaded: string, total: string, from: string | undefined): string;
  readonly preparing: string;
  readonly starting: string;
  remaining(time: string): string;
  readonly minutes: (count: number) => string;
  readonly seconds: string;
  progress(percent: string, cells: string): string;
  done(cells: string): string;
  cancelled(cells: string): string;
  /** `percent` of the analysis is done. */
  paused(percent: string, cells: string): string;
  failedParts(count: number): string;
  readonly nothingFound: string;
  readonly nothingFoundReasons: readonly string[];
  readonly noRedCells: string;
  hidden(count: number, shown: string): string;
  readonly showHidden: string;
}

/** Micrometres per pixel, where they come from and how to set them. */
export interface ResolutionWords {
  readonly label: string;
  readonly metadata: (value: string) => string;
  readonly given: (value: string) => string;
  readonly estimated: (value: string) => string;
  /** What the slide's file says and cannot be. */
  readonly contradicted: (value: string) => string;
  readonly notYet: string;
  readonly none: string;
  readonly edit: string;
  readonly apply: string;
  readonly invalid: string;
}

/** What the models run on. */
export interface ProcessorWords {
  readonly label: string;
  readonly graphics: string;
  readonly olderGraphics: string;
  readonly processor: string;
  readonly change: string;
  readonly automatic: string;
  readonly chooseGraphics: string;
  readonly chooseOlderGraphics: string;
  readonly chooseProcessor: string;
}

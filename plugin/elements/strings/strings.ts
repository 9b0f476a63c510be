import type { SmearErrorCode } from '../../../models/domain/errors.js';
import type { ExportWords } from './export-words.js';
import type { TeachWords } from './teach-words.js';
import type { MapWords, NeighbourWords } from './neighbours-words.js';
import type { ImportWords } from './exchange-words.js';
import type { ReviewWords } from './review-words.js';
import type { ToolsWords } from './tools-words.js';
import type { KeepingWords } from './keeping-words.js';
import type { DifferentialWords } from './differential-words.js';
import type { ReportWords } from './report-words.js';

/** What happened, and what to do; what is safe is said by the panel, which knows how many cells there are. */
export interface ErrorWords {
  readonly title: string;
  readonly advice: string;
}

/** Every word that a reader meets, in one language. Numbers come in already written in that language. */
export interface Strings {
  readonly language: string;
  readonly panel: {
    readonly label: string;
    readonly fold: string;
    readonly unfold: string;
    readonly resize: string;
    readonly keys: string;
    readonly keyList: readonly (readonly [key: string, meaning: string])[];
    readonly notDiagnostic: string;
  };
  readonly find: {
    readonly title: string;
    readonly view: string;
    readonly region: string;
    readonly slide: string;
    readonly cancel: string;
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
    failedParts(count: number): string;
    readonly nothingFound: string;
    readonly nothingFoundReasons: readonly string[];
    readonly noRedCells: string;
    hidden(count: number, shown: string): string;
    readonly showHidden: string;
  };
  readonly resolution: {
    readonly label: string;
    readonly metadata: (value: string) => string;
    readonly given: (value: string) => string;
    readonly estimated: (value: string) => string;
    readonly notYet: string;
    readonly none: string;
    readonly edit: string;
    readonly apply: string;
    readonly invalid: string;
  };
  readonly processor: {
    readonly label: string;
    readonly graphics: string;
    readonly olderGraphics: string;
    readonly processor: string;
    readonly change: string;
    readonly automatic: string;
    readonly chooseGraphics: string;
    readonly chooseOlderGraphics: string;
    readonly chooseProcessor: string;
  };
  readonly review: ReviewWords;
  readonly tools: ToolsWords;
  readonly keeping: KeepingWords;
  readonly count: {
    readonly title: string;
    readonly cells: (count: number, written: string) => string;
    readonly kind: string;
    readonly number: string;
    readonly share: string;
    readonly leukocytes: string;
    readonly perHundred: (written: string) => string;
    readonly empty: string;
  };
  readonly cell: {
    readonly title: string;
    readonly none: string;
    readonly pick: string;
    readonly picture: string;
    readonly rebuilt: string;
    readonly difference: string;
    readonly noPictures: string;
    readonly diameter: string;
    readonly area: string;
    readonly nucleusRatio: string;
    readonly detection: string;
    readonly likeness: string;
    readonly likenessWords: readonly [usual: string, somewhat: string, unlike: string];
    readonly namedBy: string;
    readonly byModel: string;
    readonly unknownSize: string;
    readonly probabilities: string;
    readonly previous: string;
    readonly next: string;
    /** From very sure to doubtful. */
    readonly certainty: readonly [verySure: string, sure: string, ratherSure: string, doubtful: string];
  };
  readonly export: ExportWords;
  readonly neighbours: NeighbourWords;
  readonly teach: TeachWords;
  readonly map: MapWords;
  readonly differential: DifferentialWords;
  readonly report: ReportWords;
  readonly show: {
    readonly title: string;
    readonly overlay: string;
    readonly labels: string;
    readonly heatmap: string;
    readonly both: string;
    readonly none: string;
    readonly peek: string;
    readonly threshold: string;
    readonly thresholdHint: string;
    atLeast(percent: string): string;
    readonly legend: string;
    readonly legendHint: string;
  };
  readonly takeAway: {
    readonly title: string;
    readonly save: string;
    readonly embedding: string;
    readonly hint: string;
    readonly empty: string;
  };
  readonly import: ImportWords;
  readonly errors: {
    readonly safe: (cells: string) => string;
    readonly details: string;
    readonly dismiss: string;
    readonly words: Readonly<Record<SmearErrorCode, ErrorWords>>;
  };
  /** The data's class names as a person says them; a class that is missing keeps its own name. */
  readonly classes: Readonly<Record<string, string>>;
}

import type { CountWords } from './differential-words.js';
import type { CellWords } from './cell-words.js';
import type { FindWords, ResolutionWords, ProcessorWords } from './find-words.js';
import type { KeysWords, PanelWords, ShowWords } from './panel-words.js';
import type { ErrorsWords } from './error-words.js';
import type { ExportWords, GeoJsonWords } from './export-words.js';
import type { AdaptWords } from './adapt-words.js';
import type { MapWords, NeighbourWords } from './neighbours-words.js';
import type { ImportWords } from './import-words.js';
import type { ReviewWords } from './review-words.js';
import type { ToolsWords } from './tools-words.js';
import type { KeepingWords } from './keeping-words.js';
import type { DifferentialWords } from './differential-words.js';
import type { KindsWords } from './kinds-words.js';
import type { SignOffWords } from './report-words.js';
import type { ReportWords } from './report-words.js';

/** Every word that a reader meets, in one language. Numbers come in already written in that language. */
export interface Strings {
  readonly language: string;
  readonly panel: PanelWords;
  readonly find: FindWords;
  readonly resolution: ResolutionWords;
  readonly processor: ProcessorWords;
  readonly review: ReviewWords;
  readonly tools: ToolsWords;
  readonly keys: KeysWords;
  readonly keeping: KeepingWords;
  readonly count: CountWords;
  readonly cell: CellWords;
  readonly export: ExportWords;
  readonly neighbours: NeighbourWords;
  readonly adapt: AdaptWords;
  readonly map: MapWords;
  readonly differential: DifferentialWords;
  readonly report: ReportWords;
  readonly kinds: KindsWords;
  readonly signOff: SignOffWords;
  readonly show: ShowWords;
  readonly geoJson: GeoJsonWords;
  readonly import: ImportWords;
  readonly errors: ErrorsWords;
  /** A word that begins with a capital where it stands alone, as it is written inside a sentence. */
  readonly insideSentence: (word: string) => string;
  /** The data's class names as a person says them; a class that is missing keeps its own name. */
  readonly classes: Readonly<Record<string, string>>;
}

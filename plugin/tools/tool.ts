import type { CellClass } from '../../models/domain/cell.js';
import type { FoundCell } from '../../models/domain/findings.js';
import type { Point } from '../../models/domain/geometry.js';
import type { Resolution } from '../../models/domain/resolution.js';
import type { ToolName } from '../../overlays/tools/tool-name.js';
import type { ReviewPriority } from '../review/review-priority.js';
import type { Selection } from '../review/selection.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { CellsOfSlide } from './missed-cell.js';
import type { ToolSurface } from './tool-surface.js';

/** What the tools work on. */
export interface ToolTarget extends CellsOfSlide {
  readonly selection: Selection;
  readonly resolution?: Resolution;
  /** Knows which names need a look, once the models are open. */
  readonly keys: { readonly priority?: Pick<ReviewPriority, 'isDoubtful'> };
  /** Brings the cell into view and selects it. */
  goTo(id: string): void;
}

/** What a tool has at hand while it is at work. */
export interface ToolContext {
  readonly session: ToolTarget;
  readonly surface: ToolSurface;
  /** Aborts when the tool ends from outside; its work then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** The class of cells that are added now. */
  readonly label: () => CellClass;
  readonly findAt: (slide: SlideReader, point: Point, signal: AbortSignal) => Promise<FoundCell | undefined>;
  /** Reports an error that does not end the tool. */
  readonly onError: (error: unknown) => void;
  /** Starts another tool in the place of this one. */
  readonly switchTo: (name: ToolName) => void;
}

/** A tool on the slide. Its key stands in the table of keys, its words in those of the tools, both under its name. */
export interface Tool {
  readonly name: ToolName;
  /** Its sign on a button: an SVG path on a field of 16 by 16, stroked. */
  readonly sign: string;
  /** It works on the selected cell, and can start only where there is one. */
  readonly needsCell?: true;
  /** Runs until the reader ends the tool. A tool that is given up leaves the cells as they are. */
  readonly run: (context: ToolContext) => Promise<unknown>;
}

import type { Polygon } from '../../models/domain/rings/polygon.js';
import type { Point } from '../../models/domain/geometry.js';
import type { DrawnRing } from '../../overlays/tools/ring-drawing.js';
import type { ToolWords } from '../words/tools-words.js';

/** The slide as the tools on it need it; all places are level-0 pixels. Abort rejects with the signal's reason. */
export interface ToolSurface {
  readonly words: ToolWords;
  /** Says something to a reader who listens to the page. */
  say(text: string): void;
  /** Lets the reader point at places until they end it; each is answered in words. */
  pickPoints(options: {
    readonly signal: AbortSignal;
    readonly onPick: (point: Point) => Promise<string>;
    /** The reader would rather draw. */
    readonly onDraw: () => void;
  }): Promise<void>;
  /**
   * The ring that the reader draws, or nothing; one point alone where a pointer that was down already did not move.
   * `refuse` says why a ring cannot be taken (`scale` is CSS pixels per level-0 pixel).
   */
  drawRing(options: {
    readonly signal: AbortSignal;
    readonly purpose: 'draw' | 'lasso';
    readonly refuse?: (ring: Polygon, scale: number) => string | undefined;
    /** A pointer that is down already. */
    readonly pressed?: PointerEvent;
  }): Promise<DrawnRing | undefined>;
  /** The outline as the reader has pulled it, or nothing. */
  adjustRing(options: {
    readonly signal: AbortSignal;
    readonly ring: Polygon;
    readonly refuse: (ring: Polygon, scale: number) => string | undefined;
  }): Promise<Polygon | undefined>;
  /** The last length measured, level-0 pixels, or nothing. */
  measure(options: {
    readonly signal: AbortSignal;
    readonly write: (length: number) => string;
  }): Promise<number | undefined>;
}

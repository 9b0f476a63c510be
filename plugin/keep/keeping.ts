import type { Counting } from '../count/counting.js';
import type { CellStore } from '../cells/cell-store.js';
import type { Review } from '../review/review.js';
import type { NamedPack, Resolution } from '../session.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { Teaching } from '../teach/teaching.js';

/**
 * How the work on the open slide is kept: no slide is open; earlier work is being looked for; every change is
 * written; another tab writes and this one only looks on; the disk is full; the browser keeps nothing here.
 */
export type KeepingState = 'none' | 'restoring' | 'kept' | 'elsewhere' | 'full' | 'unavailable';

/** The keeping of work in this browser, by what a slide is and not by its name. */
export interface Keeping {
  readonly state: KeepingState;
  /** Earlier work that came back when the slide was opened; `at` is when it was last changed, ISO 8601. */
  readonly restored?: { readonly cells: number; readonly at: string };
  /** How many stored parts could not be read and were left out. */
  readonly damaged: number;
  /** Names of the packs, beside that of `pack`, that described cells which are here. */
  readonly otherPacks: readonly string[];
  /** The pack in whose frame the cells are: the open one's, or while none is open that of the kept work. */
  readonly pack?: NamedPack;
  /** What the browser said, where the state is `full` or `unavailable`. */
  readonly cause?: unknown;
  /** The slide's work was forgotten and can still be brought back. */
  readonly isForgotten: boolean;
  /** Writes from here on; the tab that wrote so far looks on. Nothing that either has done is lost. */
  takeOver(): Promise<void>;
  /** Takes the slide's cells and history away, here and from the browser. Only the tab that writes can. */
  forget(): Promise<void>;
  /** Takes `forget` back, under what was done since, until the page is left or another slide opened. */
  remember(): void;
  /** Resolves when all that was done so far is written, or cannot be. */
  flush(): Promise<void>;
}

/** What a session asks of the keeper that it holds. */
export interface SessionKeeper extends Keeping {
  /** Resolves when earlier work has been brought back, or there is none; a run waits for it. Never rejects. */
  readonly ready: Promise<void>;
  /** Another slide, or none, is about to be opened: everything is taken down before its cells go. */
  leave(): void;
  /** The slide whose cells are in the session from now on. */
  open(slide: SlideReader | undefined): void;
  dispose(): Promise<void>;
}

/** What a keeper sees of a session. */
export interface KeptSession extends EventTarget {
  readonly cells: CellStore;
  readonly review: Review;
  readonly resolution?: Resolution;
  /** The open models; absent until they are. */
  readonly info?: NamedPack;
  readonly counting?: Counting;
  readonly teaching?: Pick<Teaching, 'base' | 'restoreBase'>;
  threshold: number;
  selected: string | undefined;
  cancel(): void;
  /** Goes on with the resolution that was worked with before. */
  takeResolution(resolution: Resolution): void;
}

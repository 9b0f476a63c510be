import type { NamedPack } from '../../models/domain/model-info.js';
import type { Resolution } from '../../models/domain/resolution.js';
import type { UnfinishedRun } from '../analysis/unfinished-run.js';
import type { Counting } from '../count/counting.js';
import type { CellStore } from '../cells/cell-store.js';
import type { Review } from '../review/review.js';
import type { KeptExample } from './reference-cells/example-database.js';
import type { ListedSlide } from './keep-database.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { Adaptation } from '../adapt/adaptation.js';

/**
 * How the work on the open slide is kept. `none`: no slide is open. `restoring`: earlier work is being read. `kept`:
 * every change is written. `elsewhere`: another tab writes, and this one follows it. `full`: the disk is full.
 * `unavailable`: the browser stores nothing here.
 */
export type KeepingState = 'none' | 'restoring' | 'kept' | 'elsewhere' | 'full' | 'unavailable';

/** The keeping of work in this browser. A slide is recognised by its content, not by its name. */
export interface Keeping {
  readonly state: KeepingState;
  /** Earlier work that came back when the slide was opened; `at` is when it was last changed, ISO 8601. */
  readonly restored?: { readonly cells: number; readonly at: string };
  /** How many stored parts could not be read and were left out. */
  readonly damaged: number;
  /** Names of the packs besides `pack` that described some of the cells. */
  readonly otherPacks: readonly string[];
  /** The pack that the cells are converted to: that of the open models, or while none are open that of the kept work. */
  readonly pack?: NamedPack;
  /** What the browser threw, where the state is `full` or `unavailable`. */
  readonly cause?: unknown;
  /** The slide's work was forgotten and can still be brought back. */
  readonly isForgotten: boolean;
  /** Writes from here on; the tab that wrote so far follows. Nothing that either has done is lost. */
  takeOver(): Promise<void>;
  /** Removes the slide's cells and history, here and from the browser. Only the tab that writes can. */
  forget(): Promise<void>;
  /** Reverts `forget`, keeping what was done since, until the page is left or another slide opened. */
  remember(): void;
  /** The slides that were worked on in this browser, the latest first; none where the browser stores nothing. */
  workList(): Promise<readonly ListedSlide[]>;
  /** Pictures of confirmed cells of this class from the other slides that were worked on here, the latest first. */
  examples(kind: string): Promise<readonly KeptExample[]>;
  /** Resolves when all that was done so far is written, or cannot be. */
  flush(): Promise<void>;
}

/** The keeper as its session uses it. */
export interface SessionKeeper extends Keeping {
  /** Resolves when earlier work has been brought back, or there is none; an analysis waits for it. Never rejects. */
  readonly ready: Promise<void>;
  /** Another slide, or none, is about to be opened: drafts all changes before the cells are removed. */
  leave(): void;
  /** The slide whose cells are in the session from now on. */
  open(slide: SlideReader | undefined): void;
  dispose(): Promise<void>;
}

/** The session as its keeper uses it. */
export interface KeptSession extends EventTarget {
  readonly cells: CellStore;
  readonly review: Review;
  readonly resolution?: Resolution;
  /** The open models; absent until they are. */
  readonly info?: NamedPack;
  readonly counting?: Counting;
  readonly adaptation?: Pick<Adaptation, 'base' | 'restoreBase'>;
  /** The run that can be continued is kept with the work. */
  readonly analysis?: {
    readonly unfinished: UnfinishedRun | undefined;
    /** Takes up what came back. */
    restoreUnfinished(run: UnfinishedRun | undefined): void;
  };
  threshold: number;
  selected: string | undefined;
  cancel(): void;
  /** Uses the resolution that was stored. */
  takeResolution(resolution: Resolution): void;
}

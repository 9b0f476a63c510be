import type { Affine } from '../viewport/affine.js';
import type { SyncedFrame } from '../viewport/viewport-sync.js';
import { isSameScale, TileDrawing, type DrawingJob } from './tile-drawing.js';

/** What drawing may take of a frame while the view moves, and while it stands. */
const SLICE_MS = 3;
const STANDING_SLICE_MS = 8;
/** Frames ahead that a moving view's tiles are drawn, where there is time left. */
const FRAMES_AHEAD = 5;
/** A view that stands still for so long is drawn as sharp as it can be. */
const AT_REST_MS = 120;
/** By how little scales differ of two frames between which the view did not zoom. */
const SAME_FRAME = 1e-6;

/**
 * Outlines drawn once, into tiles that are copied to wherever the slide has gone: to draw a line costs far more than to
 * copy it. A frame draws the tiles that came on view; while the view zooms, those of another scale stand in.
 */
export class DrawnTiles {
  readonly #again: () => void;
  #shown: TileDrawing | undefined;
  /** What is to be shown, but not ready. */
  #next: TileDrawing | undefined;
  #before: Affine | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAtRest = false;

  /** `again` asks for a frame more. */
  constructor(again: () => void) {
    this.#again = again;
  }

  /** Shows the cells as far as they are drawn, and asks for more frames until they are as they should be. */
  paint(frame: SyncedFrame, job: DrawingJob): void {
    const before = this.#before ?? frame.transform;
    this.#before = frame.transform;
    const isMoved = !isSame(before, frame.transform);
    const isZooming = !isSameScale(before, frame.transform, SAME_FRAME);
    if (isMoved) this.#isAtRest = false;
    if ((this.#shown ?? this.#next)?.pixelRatio !== frame.pixelRatio) this.clear();
    const drawing = this.#choose(frame, job, isZooming);
    const isNew = drawing === this.#next;
    const canWait = !job.isWhole || (isNew && this.#standsIn(frame, job));
    const deadline = performance.now() + (isMoved ? SLICE_MS : STANDING_SLICE_MS);
    const isReady = drawing.drawOn(frame, canWait ? deadline : Infinity);
    if (isNew && isReady) {
      this.#shown = drawing;
      this.#next = undefined;
    }
    if (isReady && isMoved && !isZooming && performance.now() < deadline) {
      drawing.drawOn(ahead(frame, before), deadline);
    }
    if (this.#shown !== drawing && this.#shown?.isLike(frame)) drawing.showBehind(this.#shown, frame);
    drawing.show(frame);
    if (!isReady || drawing.revision !== job.revision) this.#again();
    this.#awaitRest(job.isWhole ? drawing.isExact(frame) : drawing.fits(frame));
  }

  /** The memory of the pictures goes. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#shown = this.#next = undefined;
  }

  #choose(frame: SyncedFrame, job: DrawingJob, isZooming: boolean): TileDrawing {
    const { revision, isWhole } = job;
    const [shown, next] = [this.#shown, this.#next];
    const isFit = (drawing: TileDrawing): boolean =>
      isWhole && this.#isAtRest ? drawing.isExact(frame) : drawing.fits(frame);
    if (shown?.revision === revision && isFit(shown)) {
      this.#next = undefined;
      return shown;
    }
    // What is under way ends first where it need not be whole, or what changes all the time would never be seen.
    if (next && (next.revision === revision || !isWhole) && (isZooming ? next.canZoom(frame) : isFit(next))) {
      return next;
    }
    // The drawing that was not ready is of more use than one that no longer shows anything.
    if (next && !shown?.isLike(frame)) this.#shown = next;
    this.#next = undefined;
    if (isZooming && shown?.revision === revision && shown.canZoom(frame)) return shown;
    return (this.#next = new TileDrawing(frame, job));
  }

  /** Whether what is shown is the view, if not at its scale. */
  #standsIn(frame: SyncedFrame, { revision }: DrawingJob): boolean {
    const shown = this.#shown;
    return shown?.revision === revision && shown.isLike(frame) && shown.covers(frame);
  }

  /** Asks for one frame more when the view has come to rest, if what is shown then is not as sharp as it can be. */
  #awaitRest(isSharp: boolean): void {
    clearTimeout(this.#timer);
    if (isSharp || this.#isAtRest) return;
    this.#timer = setTimeout(() => {
      this.#isAtRest = true;
      this.#again();
    }, AT_REST_MS);
  }
}

/** The view as it will be in a few frames if it goes on as since `before`. */
function ahead(frame: SyncedFrame, before: Affine): SyncedFrame {
  const { transform, width, height } = frame;
  const further = (by: number, most: number): number => Math.max(-most, Math.min(most, FRAMES_AHEAD * by));
  const e = transform.e + further(transform.e - before.e, width / 4);
  const f = transform.f + further(transform.f - before.f, height / 4);
  return { ...frame, transform: { ...transform, e, f } };
}

function isSame(one: Affine, other: Affine): boolean {
  return (Object.keys(one) as (keyof Affine)[]).every((key) => one[key] === other[key]);
}

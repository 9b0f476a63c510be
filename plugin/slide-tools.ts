import type { CellClass } from '../models/domain/cell.js';
import { UNKNOWN } from '../models/domain/class-name.js';
import { SmearError } from '../models/domain/errors.js';
import {
  boxCentre,
  polygonBounds,
  polygonContains,
  type Point,
  type Polygon,
} from '../models/domain/geometry.js';
import { cellAt } from '../overlays/hit-testing.js';
import type { DrawnRing } from '../overlays/ring-drawing.js';
import type { FoundCell } from './cells/found-cells.js';
import { isShown } from './cells/is-shown.js';
import { outlineFromDrawing } from './drawn-ring.js';
import { addMissedCell, type MissedCell } from './missed-cell.js';
import type { KeyPress } from './review/review-keys.js';
import type { SmearSession } from './session.js';
import type { SlideReader } from './slide/slide-reader.js';
import type { ToolSurface } from './tool-surface.js';

/** What can be done on the slide itself, one at a time. */
export type ToolName = 'add' | 'draw' | 'adjust' | 'lasso' | 'measure';

/** The keys that start a tool, and end it when pressed again. */
export const TOOL_KEYS: Readonly<Partial<Record<ToolName, string>>> = { add: 'a', adjust: 'o', measure: 'm' };

/** A length on the slide; `microns` is absent where no resolution is known. */
export interface MeasuredLength {
  readonly pixels: number;
  readonly microns?: number;
}

type WorkedOnSession = Pick<
  SmearSession,
  'cells' | 'review' | 'selection' | 'threshold' | 'resolution' | 'slide' | 'selected' | 'goTo'
>;

export interface SlideToolsOptions {
  readonly session: WorkedOnSession;
  /** Absent where there is no viewer to draw on. */
  readonly surface: () => ToolSurface | undefined;
  readonly findAt: (slide: SlideReader, point: Point, signal: AbortSignal) => Promise<FoundCell | undefined>;
  /** Ends every tool when it is aborted. */
  readonly life: AbortSignal;
  /** A tool that was started by key or button failed. */
  readonly onError: (error: unknown) => void;
}

/** An adjusted outline keeps what was not touched. */
const ADJUSTED_TOLERANCE_PX = 0.1;

/**
 * A reader's tools on the slide: add a missed cell, draw one, adjust an outline, choose by lasso, measure.
 * One is at work at a time; another one ends it. All of them leave the cells as they are when given up, and make
 * one step of the history when not. `change` follows every start and end.
 */
export class SlideTools extends EventTarget {
  /** What cells are called that are added from now on; unknown until a person says otherwise. */
  label: CellClass = UNKNOWN;
  readonly #options: SlideToolsOptions;
  #active?: { readonly name: ToolName | 'region'; readonly stop: AbortController };

  constructor(options: SlideToolsOptions) {
    super();
    this.#options = options;
  }

  /** The tool at work. */
  get active(): ToolName | 'region' | undefined {
    return this.#active?.name;
  }

  /** Ends the tool at work; nothing of it is kept. */
  stop(): void {
    this.#active?.stop.abort(new DOMException('The tool was put away.', 'AbortError'));
  }

  /** Starts the tool, or ends it where it is at work; what goes wrong is reported. */
  toggle(name: ToolName): void {
    if (this.active === name) {
      this.stop();
      return;
    }
    this.#start(name).catch((error: unknown) => this.#options.onError(error));
  }

  /** Does what the key says; false for a key that means nothing here. */
  press({ key, ctrlKey, metaKey, altKey }: KeyPress): boolean {
    if (ctrlKey || metaKey || altKey || !this.#options.session.slide || !this.#options.surface())
      return false;
    const pressed = key.toLowerCase();
    if (pressed === 'escape' && this.active) {
      this.stop();
      return true;
    }
    const name = (Object.keys(TOOL_KEYS) as ToolName[]).find((tool) => TOOL_KEYS[tool] === pressed);
    if (name) this.toggle(name);
    return name !== undefined;
  }

  /** A drag with Shift on the slide begins a lasso; false where another tool is at work. */
  lassoFrom(pressed: PointerEvent): boolean {
    if (this.active || !this.#options.session.slide) return false;
    this.lasso({ pressed }).catch((error: unknown) => this.#options.onError(error));
    return true;
  }

  /** Counts drawing a region among the tools: it ends the one at work, and the next one ends it. */
  region<T>(draw: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    return this.#hold('region', draw);
  }

  /** Lets the reader point at missed cells until they end it. */
  addCells(): Promise<void> {
    return this.#run('add', async (surface, signal) => {
      await surface.pickPoints({
        signal,
        onPick: (point) => this.#answerPick(surface, point, signal),
        onDraw: () => this.toggle('draw'),
      });
    });
  }

  /**
   * Adds the cell at a point (level-0 pixels) that the models find there, and chooses it.
   * Rejects with the signal's reason, and as the pipeline's `findAt`.
   */
  addCellAt(point: Point, { signal }: { signal?: AbortSignal } = {}): Promise<MissedCell> {
    const { session, findAt, life } = this.#options;
    const until = signal ? AbortSignal.any([signal, life]) : life;
    return addMissedCell(point, {
      session,
      label: this.label,
      findAt: async (at) => {
        const { slide } = session;
        const found = slide && (await findAt(slide, at, until));
        until.throwIfAborted();
        return found;
      },
    });
  }

  /** Id of the cell that the reader has drawn, chosen by now; `undefined` when given up. */
  async drawCell(): Promise<string | undefined> {
    return this.#run('draw', async (surface, signal) => {
      const { session } = this.#options;
      const made = this.#outlineMaker(surface);
      const drawn = await surface.drawRing({ signal, purpose: 'draw', refuse: made.refuse });
      if (!drawn || !made.outline) return undefined;
      const id = session.review.add(made.outline, this.label);
      session.selected = id;
      surface.say(surface.words.added(surface.words.className(this.label.name)));
      return id;
    });
  }

  /** Lets the reader pull a cell's outline; whether it has another one now. */
  async adjustOutline(id: string): Promise<boolean> {
    const { session } = this.#options;
    const cell = session.cells.get(id);
    if (!cell) return false;
    const isKept = await this.#run('adjust', async (surface, signal) => {
      session.goTo(id);
      const made = this.#outlineMaker(surface, ADJUSTED_TOLERANCE_PX);
      const ring = await surface.adjustRing({ signal, ring: cell.outline, refuse: made.refuse });
      if (!ring || !made.outline) return false;
      session.review.setOutline(id, made.outline);
      surface.say(surface.words.adjusted);
      return true;
    });
    return isKept ?? false;
  }

  /** Lets the reader draw around cells, and chooses those whose centre lies inside; how many that are. */
  async lasso({ pressed }: { pressed?: PointerEvent } = {}): Promise<number> {
    const count = await this.#run('lasso', async (surface, signal) => {
      const drawn = await surface.drawRing({ signal, purpose: 'lasso', ...(pressed ? { pressed } : {}) });
      if (!drawn) return 0;
      const chosen = this.#choose(drawn);
      surface.say(surface.words.chosen(this.#options.session.selection.ids.size));
      return chosen;
    });
    return count ?? 0;
  }

  /** A ruler on the slide until the reader ends it; the last length measured, if any. */
  async measure(): Promise<MeasuredLength | undefined> {
    return this.#run('measure', async (surface, signal) => {
      const write = (length: number): string => {
        const { pixels, microns } = this.#lengthOf(length);
        return microns === undefined
          ? surface.words.length(pixels, 'px')
          : surface.words.length(microns, 'µm');
      };
      const length = await surface.measure({ signal, write });
      return length === undefined ? undefined : this.#lengthOf(length);
    });
  }

  async #start(name: ToolName): Promise<unknown> {
    if (name === 'add') return this.addCells();
    if (name === 'draw') return this.drawCell();
    if (name === 'lasso') return this.lasso();
    if (name === 'measure') return this.measure();
    const { session, surface } = this.#options;
    if (session.selected !== undefined) return this.adjustOutline(session.selected);
    const words = surface();
    words?.say(words.words.chooseFirst);
    return undefined;
  }

  async #answerPick(surface: ToolSurface, point: Point, signal: AbortSignal): Promise<string> {
    const { words } = surface;
    try {
      const outcome = await this.addCellAt(point, { signal });
      if (outcome.kind === 'nothing') return words.nothingFound;
      if (outcome.kind === 'beside') return words.notOnSlide;
      const name = words.className(this.#options.session.cells.get(outcome.id)?.label.name ?? '');
      if (outcome.kind === 'there') return words.alreadyThere(name);
      if (outcome.kind === 'brought-back') return words.broughtBack(name);
      return words.added(name, outcome.suggested && words.className(outcome.suggested));
    } catch (error) {
      if (signal.aborted) throw error;
      // One spot that cannot be read does not take the tool out of the reader's hand.
      this.#options.onError(error);
      return words.failed;
    }
  }

  #choose({ ring, isAdding }: DrawnRing): number {
    const { cells, selection, threshold } = this.#options.session;
    const isOpen = (cell: Parameters<typeof isShown>[0]): boolean => isShown(cell, threshold);
    if (ring.length === 2) {
      const cell = cellAt(cells, { x: ring[0] as number, y: ring[1] as number }, 0, isOpen);
      if (cell) selection.toggle(cell.id);
      return cell ? 1 : 0;
    }
    const inside = cells
      .within(polygonBounds(ring))
      .filter((cell) => isOpen(cell) && polygonContains(ring, boxCentre(cell.box)))
      .map(({ id }) => id);
    if (isAdding) selection.add(inside);
    else selection.set(inside);
    return inside.length;
  }

  #lengthOf(pixels: number): MeasuredLength {
    const { resolution } = this.#options.session;
    return resolution ? { pixels, microns: pixels * resolution.micronsPerPixel } : { pixels };
  }

  /** Makes outlines of what is drawn; `outline` is the last one that could be taken. */
  #outlineMaker({ words }: ToolSurface, tolerancePx?: number) {
    const { slide } = this.#options.session;
    const bounds = { minX: 0, minY: 0, maxX: slide?.width ?? 0, maxY: slide?.height ?? 0 };
    const maker: { outline?: Polygon; refuse: (ring: Polygon, scale: number) => string | undefined } = {
      refuse: (ring, scale) => {
        const made = outlineFromDrawing(ring, { scale, bounds, tolerancePx });
        if (typeof made === 'string') return made === 'too-small' ? words.tooSmall : words.crossesItself;
        maker.outline = made;
        return undefined;
      },
    };
    return maker;
  }

  async #run<T>(
    name: ToolName,
    work: (surface: ToolSurface, signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    const { session } = this.#options;
    const surface = this.#options.surface();
    if (!session.slide || !surface) {
      throw new SmearError('invalid-argument', 'No slide is open. Open one and try again.');
    }
    return this.#hold(name, (signal) => work(surface, signal));
  }

  async #hold<T>(
    name: ToolName | 'region',
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    const { life } = this.#options;
    life.throwIfAborted();
    this.stop();
    const active = { name, stop: new AbortController() };
    this.#active = active;
    this.dispatchEvent(new Event('change'));
    try {
      return await work(AbortSignal.any([active.stop.signal, life]));
    } catch (error) {
      if (active.stop.signal.aborted) return undefined;
      throw error;
    } finally {
      if (this.#active === active) {
        this.#active = undefined;
        this.dispatchEvent(new Event('change'));
      }
    }
  }
}

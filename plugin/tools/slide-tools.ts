import type { CellClass } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';
import type { Point } from '../../models/domain/geometry.js';
import { keyAction, type KeyPress } from '../../overlays/keys/key-press.js';
import type { ToolName } from '../../overlays/tools/tool-name.js';
import { noSlideOpen } from '../slide/slide-reader.js';
import { addCellAt, addCells } from './add-cells.js';
import { adjustOutline } from './adjust-outline.js';
import { drawCell } from './draw-cell.js';
import { lassoCells } from './lasso-cells.js';
import { measureLength, type MeasuredLength } from './measure-length.js';
import type { MissedCell } from './missed-cell.js';
import type { ToolContext, ToolTarget } from './tool.js';
import type { ToolSurface } from './tool-surface.js';
import { toolNamed } from './tool-table.js';

export interface SlideToolsOptions extends Pick<ToolContext, 'findAt'> {
  readonly session: ToolTarget;
  /** Absent where there is no viewer to draw on. */
  readonly surface: () => ToolSurface | undefined;
  /** Ends every tool when it is aborted. */
  readonly life: AbortSignal;
  /** A tool that was started by key or button failed. */
  readonly onError: (error: unknown) => void;
}

/**
 * A reader's tools on the slide: add a missed cell, draw one, adjust an outline, select by lasso, measure.
 * One is at work at a time; starting another one ends it. A tool that is given up leaves the cells as they are, and one
 * that is not makes one step of the history. `change` follows every start and end.
 */
export class SlideTools extends EventTarget {
  /** The class of cells that are added from now on; unknown until a person says otherwise. */
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
    const tool = toolNamed(name);
    if (tool.needsCell && this.#options.session.selected === undefined) {
      const surface = this.#options.surface();
      surface?.say(surface.words.chooseFirst);
      return;
    }
    this.#run(name, tool.run).catch((error: unknown) => this.#options.onError(error));
  }

  /** Does what the key says; false for a key that means nothing here. */
  press(press: KeyPress): boolean {
    if (!this.#options.session.slide || !this.#options.surface()) return false;
    if (this.active && keyAction('tool', press) === 'stop') {
      this.stop();
      return true;
    }
    const name = keyAction('tools', press);
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
    return this.#run('add', addCells);
  }

  /**
   * Adds the cell at a point (level-0 pixels) that the models find there, and selects it.
   * Rejects with the signal's reason, and as the pipeline's `findAt`.
   */
  addCellAt(point: Point, { signal }: { signal?: AbortSignal } = {}): Promise<MissedCell> {
    const { session, findAt, life } = this.#options;
    const until = signal ? AbortSignal.any([signal, life]) : life;
    return addCellAt(point, { session, findAt, label: () => this.label, signal: until });
  }

  /** Id of the cell that the reader has drawn, selected by now; `undefined` when given up. */
  drawCell(): Promise<string | undefined> {
    return this.#run('draw', drawCell);
  }

  /** Lets the reader pull a cell's outline; whether it has another one now. */
  async adjustOutline(id: string): Promise<boolean> {
    if (!this.#options.session.cells.get(id)) return false;
    return (await this.#run('adjust', (context) => adjustOutline(context, id))) ?? false;
  }

  /** Lets the reader draw around cells, and selects those whose centre lies inside; how many that are. */
  async lasso({ pressed }: { pressed?: PointerEvent } = {}): Promise<number> {
    return (await this.#run('lasso', (context) => lassoCells(context, pressed))) ?? 0;
  }

  /** A ruler on the slide until the reader ends it; the last length measured, if any. */
  measure(): Promise<MeasuredLength | undefined> {
    return this.#run('measure', measureLength);
  }

  async #run<T>(name: ToolName, work: (context: ToolContext) => Promise<T>): Promise<T | undefined> {
    const { session, findAt, onError } = this.#options;
    const surface = this.#options.surface();
    if (!session.slide || !surface) throw noSlideOpen();
    return this.#hold(name, (signal) =>
      work({
        session,
        surface,
        signal,
        findAt,
        onError,
        label: () => this.label,
        switchTo: (other) => this.toggle(other),
      }),
    );
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

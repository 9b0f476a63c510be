import type { Point } from '../../models/domain/geometry.js';
import { affineScale, applyAffine, invertAffine } from '../viewport/affine.js';
import { keyAction } from '../keys/key-press.js';
import { KeyCursor } from './key-cursor.js';
import { Pinch } from './pinch.js';
import { SlideSheet, type SheetButton } from '../layers/slide-sheet.js';
import type { SlideStage } from './slide-stage.js';
import { ViewportSync, type SyncedFrame } from '../viewport/viewport-sync.js';

/** What every tool on the slide is given. */
export interface SlideToolOptions {
  readonly signal?: AbortSignal;
  /** What to do, shown at the top of the slide and said to screen readers. */
  readonly hint: string;
  /** The word on the button that ends the tool, as Escape does. */
  readonly cancel: string;
}

/** One press, movement and release of a pointer; a click is one that did not move. Level-0 pixels. */
export interface Stroke {
  begin(point: Point, event: PointerEvent): void;
  move(point: Point, event: PointerEvent): void;
  end(point: Point, event: PointerEvent): void;
  /** A second finger or the system took the pointer away. */
  cancel(): void;
}

/** What a tool does; all of it between its start and its end. */
export interface SlideTool {
  readonly stroke: Stroke;
  /** The pointer moves without being pressed. */
  hover?(point: Point): void;
  /** Returns whether the key was the tool's; others reach the viewer, unless the tool `keepsKeys`. */
  key(event: KeyboardEvent): boolean;
  readonly keepsKeys?: boolean;
  paint(frame: SyncedFrame): void;
}

/** What a tool works with. */
export interface ToolBench<T> {
  readonly stage: SlideStage;
  readonly cursor: KeyCursor;
  /** CSS pixels per level-0 pixel. */
  readonly scale: number;
  /** Where a level-0 point lies, CSS pixels of the viewer's canvas. */
  toScreen(point: Point): Point;
  /** The other way. */
  toSlide(place: Point): Point;
  redraw(): void;
  /** Writes another hint and says it. */
  tell(text: string): void;
  /** Ends the tool. */
  end(result?: T): void;
  /** Ends the tool, which rejects. */
  fail(error: unknown): void;
}

export interface RunToolOptions<T> extends SlideToolOptions {
  /** Further buttons, before the one that gives up. */
  readonly buttons?: (bench: ToolBench<T>) => readonly SheetButton[];
  /** A pointer that is down already begins the first stroke. */
  readonly pressed?: PointerEvent;
}

/**
 * Lets a tool work on the slide until it ends itself: its result, or `undefined` when given up with Escape.
 * Meanwhile the viewer does not pan under a drag; wheel and pinch still zoom. Afterwards, and after an error
 * or abort too, everything is as it was. Abort rejects with the signal's own reason; so does what a handler throws.
 */
export function runSlideTool<T>(
  stage: SlideStage,
  options: RunToolOptions<T>,
  create: (bench: ToolBench<T>) => SlideTool,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const { signal, hint, cancel } = options;
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const { viewer } = stage;
    const host = viewer.canvas;
    const listening = new AbortController();
    const finish = (settle: () => void): void => {
      if (listening.signal.aborted) return;
      listening.abort();
      sync.dispose();
      sheet.remove();
      settle();
    };
    const guard = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const transform = () => sync.transform;
    const bench: ToolBench<T> = {
      stage,
      cursor: new KeyCursor(stage, transform),
      get scale() {
        const now = transform();
        return now ? affineScale(now) : 1;
      },
      toScreen: (point) => {
        const now = transform();
        return now ? applyAffine(now, point) : point;
      },
      toSlide: (place) => {
        const now = transform();
        const back = now && invertAffine(now);
        return back ? applyAffine(back, place) : place;
      },
      redraw: () => sync.invalidate(),
      tell: (text) => {
        sheet.hint = text;
        stage.say(text);
      },
      end: (result) => finish(() => resolve(result)),
      fail: (error) => finish(() => reject(error)),
    };
    // The tool's canvas goes above the cells, the sheet above both.
    const sync = new ViewportSync(viewer, stage.image, (frame) =>
      guard(() => {
        tool.paint(frame);
        bench.cursor.paint(frame);
      }),
    );
    const sheet = new SlideSheet(host, hint, [
      ...(options.buttons?.(bench) ?? []),
      { label: cancel, onPress: () => bench.end() },
    ]);
    const { cover } = sheet;
    const tool = create(bench);
    stage.say(hint);

    const place = (event: PointerEvent): Point => {
      const bounds = host.getBoundingClientRect();
      return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
    };
    const onSlide = (event: PointerEvent): Point | undefined => {
      const now = transform();
      const back = now && invertAffine(now);
      return back && applyAffine(back, place(event));
    };
    const pinch = new Pinch(stage, transform);
    let pressed: number | undefined;
    const begin = (event: PointerEvent): void => {
      const point = onSlide(event);
      if (event.button !== 0 || !point) return;
      cover.setPointerCapture(event.pointerId);
      bench.cursor.hide(place(event));
      if (pinch.down(event, place(event))) {
        if (pressed !== undefined) tool.stroke.cancel();
        pressed = undefined;
        return;
      }
      if (pressed !== undefined) return;
      pressed = event.pointerId;
      tool.stroke.begin(point, event);
    };
    const on = <K extends keyof HTMLElementEventMap>(
      name: K,
      handler: (event: HTMLElementEventMap[K]) => void,
    ): void => {
      const guarded = (event: HTMLElementEventMap[K]): void => guard(() => handler(event));
      cover.addEventListener(name, guarded, { signal: listening.signal });
    };

    on('pointerdown', (event) => {
      event.stopPropagation();
      if (!SlideSheet.isOnButton(event)) begin(event);
    });
    on('pointermove', (event) => {
      event.stopPropagation();
      if (pinch.move(event, place(event))) return;
      const point = onSlide(event);
      if (!point) return;
      if (event.pointerId === pressed) tool.stroke.move(point, event);
      else if (pressed === undefined) tool.hover?.(point);
    });
    on('pointerup', (event) => {
      event.stopPropagation();
      pinch.up(event);
      if (event.pointerId !== pressed) return;
      pressed = undefined;
      const point = onSlide(event);
      if (point) tool.stroke.end(point, event);
      else tool.stroke.cancel();
    });
    on('pointercancel', (event) => {
      pinch.up(event);
      if (event.pointerId !== pressed) return;
      pressed = undefined;
      tool.stroke.cancel();
    });
    on('click', (event) => event.stopPropagation());
    on('dblclick', (event) => event.stopPropagation());
    on('keydown', (event) => {
      const isSystem = event.ctrlKey || event.metaKey || event.altKey;
      const isTaken = (): boolean => {
        if (keyAction('tool', event) === 'stop') {
          bench.end();
          return true;
        }
        return !SlideSheet.isOnButton(event) && tool.key(event);
      };
      // Undo and redo would change what was done before the tool was started.
      const isWithheld = tool.keepsKeys && keyAction('page', event) !== undefined;
      if (isTaken() || (isSystem && isWithheld)) event.preventDefault();
      else if (isSystem || !tool.keepsKeys) return;
      event.stopPropagation();
    });
    signal?.addEventListener('abort', () => finish(() => reject(signal.reason)), {
      signal: listening.signal,
    });
    if (options.pressed) {
      const { pressed: first } = options;
      guard(() => begin(first));
    }
  });
}

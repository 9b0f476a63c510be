import type { Polygon } from '../../models/domain/rings/polygon.js';
import type { Point } from '../../models/domain/geometry.js';
import { drawHandle, strokeTwice } from '../layers/ink.js';
import { keyAction } from '../keys/key-press.js';
import { runSlideTool, type RunToolOptions } from './slide-tool.js';
import type { SlideStage } from './slide-stage.js';

/** What was drawn, level-0 pixels as flat `[x, y, …]`. */
export interface DrawnRing {
  readonly ring: Polygon;
  /** Ctrl (or Command) was held at the end. */
  readonly isAdding: boolean;
}

export interface RingDrawingOptions extends Omit<RunToolOptions<DrawnRing>, 'buttons'> {
  /** The word on the button that closes a ring of clicked corners. */
  readonly close: string;
  /** Why a ring cannot be taken, in words for the reader; `undefined` where it can. */
  readonly refuse?: (ring: Polygon, scale: number) => string | undefined;
  /** Ends at once when a press has not moved, with that one point. */
  readonly clickEnds?: boolean;
}

/** Points of a free line lie at least this far apart, CSS pixels. */
const APART_PX = 2;
/** A press that moves less than this sets a corner, CSS pixels. */
const CLICK_PX = 6;
/** So near to the first corner a click closes the ring, CSS pixels: mouse and pen, finger. */
const CLOSE_PX = 10;
const CLOSE_TOUCH_PX = 24;

/**
 * The ring that the reader draws on the slide, as it was drawn: a free line
 * with the pointer held, or corners by clicks (by arrows and Space), closed by Enter, by the first corner or by a
 * double click. Backspace or Ctrl+Z takes the last corner back. `undefined` when given up. Not simplified, and not
 * checked beyond `refuse`; a refused ring is reported and can be drawn again.
 */
export function drawRing(stage: SlideStage, options: RingDrawingOptions): Promise<DrawnRing | undefined> {
  let close = (): void => undefined;
  const buttons = () => [{ label: options.close, onPress: () => close() }];
  return runSlideTool<DrawnRing>(stage, { ...options, buttons }, (bench) => {
    let corners: Point[] = [];
    let free: Point[] | undefined;
    let at: Point | undefined;
    const gap = (a: Point, b: Point): number => {
      const [one, other] = [bench.toScreen(a), bench.toScreen(b)];
      return Math.hypot(one.x - other.x, one.y - other.y);
    };
    const take = (points: readonly Point[], isAdding = false): void => {
      const ring = Float64Array.from(points.flatMap(({ x, y }) => [x, y]));
      const refusal = options.refuse?.(ring, bench.scale);
      if (refusal === undefined) {
        bench.end({ ring, isAdding });
        return;
      }
      corners = [];
      bench.tell(refusal);
      bench.redraw();
    };
    const addCorner = (point: Point, reach: number, isAdding = false): void => {
      const [first] = corners;
      const last = corners.at(-1);
      if (first && corners.length >= 3 && gap(first, point) <= reach) take(corners, isAdding);
      // The second click of a double one lies where the first did.
      else if (last && gap(last, point) <= 3) {
        if (corners.length >= 3) take(corners, isAdding);
      } else corners.push(point);
      bench.redraw();
    };
    close = () => take(corners);
    return {
      keepsKeys: true,
      stroke: {
        begin: (point) => {
          free = [point];
        },
        move: (point) => {
          const last = free?.at(-1);
          at = point;
          if (last && gap(last, point) >= APART_PX) free?.push(point);
          bench.redraw();
        },
        end: (point, event) => {
          const [start = point, ...line] = free ?? [];
          free = undefined;
          const isClick = line.every((place) => gap(start, place) <= CLICK_PX);
          const isAdding = event.ctrlKey || event.metaKey;
          if (!isClick) take([...corners, start, ...line, point], isAdding);
          else if (options.clickEnds) bench.end({ ring: Float64Array.of(start.x, start.y), isAdding });
          else addCorner(start, event.pointerType === 'touch' ? CLOSE_TOUCH_PX : CLOSE_PX, isAdding);
        },
        cancel: () => {
          free = undefined;
          bench.redraw();
        },
      },
      hover: (point) => {
        at = point;
        if (corners.length > 0) bench.redraw();
      },
      key: (event) => {
        const action = keyAction('drawing', event);
        if (!action) return false;
        if (action === 'finish' || action === 'finishAdding') take(corners, action === 'finishAdding');
        else if (action === 'removeCorner') corners.pop();
        else if (action === 'corner') addCorner(bench.cursor.point, CLOSE_PX);
        else {
          bench.cursor.move(action, event);
          at = bench.cursor.point;
        }
        bench.redraw();
        return true;
      },
      paint: (frame) => {
        const line = free ? [...corners, ...free] : corners.length > 0 && at ? [...corners, at] : corners;
        const path = new Path2D();
        line.forEach((point, index) => {
          const { x, y } = bench.toScreen(point);
          if (index === 0) path.moveTo(x, y);
          else path.lineTo(x, y);
        });
        strokeTwice(frame, path, 2, [6, 4]);
        for (const corner of corners) drawHandle(frame, bench.toScreen(corner), corner === corners[0]);
      },
    };
  });
}

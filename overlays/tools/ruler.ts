import type { Point } from '../../models/domain/geometry.js';
import { drawHandle, drawPlate, strokeTwice, textPx } from '../layers/ink.js';
import { keyAction } from '../keys/key-press.js';
import { runSlideTool, type RunToolOptions } from './slide-tool.js';
import type { SlideStage } from './slide-stage.js';

export interface RulerOptions extends RunToolOptions<number> {
  /** A length in level-0 pixels as it is written for the reader. */
  readonly write: (length: number) => string;
}

/** So near an end of the ruler is taken hold of again, CSS pixels. */
const REACH_PX = 14;
const TICK_PX = 7;
/** Shorter than this is a click and no length, CSS pixels. */
const SHORTEST_PX = 3;

/**
 * A ruler on the slide until Escape ends it: drag from end to end, or Space at both with the arrows between; an end
 * can be taken again. Resolves with the last length measured (level-0 pixels), `undefined` where there was none.
 */
export async function measureLength(stage: SlideStage, options: RulerOptions): Promise<number | undefined> {
  let measured: number | undefined;
  await runSlideTool<number>(stage, options, (bench) => {
    let ends: readonly [Point, Point] | undefined;
    let isFree = false;
    const gap = (a: Point, b: Point): number => {
      const [one, other] = [bench.toScreen(a), bench.toScreen(b)];
      return Math.hypot(one.x - other.x, one.y - other.y);
    };
    const lengthOf = ([a, b]: readonly [Point, Point]): number => Math.hypot(a.x - b.x, a.y - b.y);
    const settle = (): void => {
      isFree = false;
      if (!ends || gap(...ends) < SHORTEST_PX) ends = undefined;
      else {
        measured = lengthOf(ends);
        stage.say(options.write(measured));
      }
      bench.redraw();
    };
    const follow = (point: Point): void => {
      if (!ends || !isFree) return;
      ends = [ends[0], point];
      bench.redraw();
    };
    const start = (point: Point): void => {
      if (ends && gap(ends[1], point) <= REACH_PX) ends = [ends[0], point];
      else if (ends && gap(ends[0], point) <= REACH_PX) ends = [ends[1], point];
      else ends = [point, point];
      isFree = true;
    };
    return {
      stroke: {
        begin: start,
        move: follow,
        end: (point) => {
          follow(point);
          settle();
        },
        cancel: settle,
      },
      key: (event) => {
        const action = keyAction('measuring', event);
        if (!action) return false;
        if (action === 'end') {
          if (isFree) settle();
          else start(bench.cursor.point);
        } else {
          bench.cursor.move(action, event);
          follow(bench.cursor.point);
        }
        bench.redraw();
        return true;
      },
      paint: (frame) => {
        if (!ends) return;
        const [a, b] = [bench.toScreen(ends[0]), bench.toScreen(ends[1])];
        const length = Math.max(1e-6, Math.hypot(b.x - a.x, b.y - a.y));
        const across = { x: (-(b.y - a.y) / length) * TICK_PX, y: ((b.x - a.x) / length) * TICK_PX };
        const path = new Path2D();
        path.moveTo(a.x, a.y);
        path.lineTo(b.x, b.y);
        for (const { x, y } of [a, b]) {
          path.moveTo(x - across.x, y - across.y);
          path.lineTo(x + across.x, y + across.y);
        }
        strokeTwice(frame, path, 2);
        if (isFree) drawHandle(frame, b, true);
        const fontPx = textPx(stage.viewer.canvas);
        // Above the middle of the line, clear of it however it is turned.
        const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 - fontPx * 1.4 - Math.abs(across.y) };
        drawPlate(frame, options.write(lengthOf(ends)), middle, fontPx);
      },
    };
  });
  return measured;
}

import type { Point } from '../../models/domain/geometry.js';
import { strokeTwice } from '../layers/ink.js';
import { keyAction } from '../keys/key-press.js';
import { runSlideTool, type RunToolOptions } from './slide-tool.js';
import type { SlideStage } from './slide-stage.js';

export interface PointPickingOptions extends RunToolOptions<void> {
  /** Answers a click or tap at a level-0 point with what is to be shown; one at a time. */
  readonly onPick: (point: Point) => Promise<string>;
  /** Told while an answer is awaited. */
  readonly busy: string;
}

/** Farther than this a press is a slip and no click, CSS pixels. */
const CLICK_PX = 6;

/**
 * Lets the reader point at places until they end it with Escape: by click, tap, or arrows and Enter. Other keys
 * reach the viewer, so that what was found can be named at once.
 * Rejects with what `onPick` rejects with.
 */
export function pickPoints(stage: SlideStage, options: PointPickingOptions): Promise<void> {
  return runSlideTool<void>(stage, options, (bench) => {
    let asked: Point | undefined;
    let pressed: Point | undefined;
    const ask = async (point: Point): Promise<void> => {
      if (asked) return;
      asked = point;
      bench.tell(options.busy);
      bench.redraw();
      try {
        bench.tell(await options.onPick(point));
      } catch (error) {
        bench.fail(error);
      } finally {
        asked = undefined;
        bench.redraw();
      }
    };
    return {
      stroke: {
        begin: (point) => {
          pressed = point;
        },
        move: () => undefined,
        end: (point) => {
          const from = pressed && bench.toScreen(pressed);
          const to = bench.toScreen(point);
          if (from && Math.hypot(from.x - to.x, from.y - to.y) <= CLICK_PX) void ask(point);
          pressed = undefined;
        },
        cancel: () => {
          pressed = undefined;
        },
      },
      key: (event) => {
        const action = keyAction('adding', event);
        // Without the crosshair the key confirms the selected cell, as everywhere.
        if (!action || (action === 'findAtCrosshair' && !bench.cursor.isShown)) return false;
        if (action === 'find' || action === 'findAtCrosshair') {
          void ask(bench.cursor.point);
          bench.cursor.hide();
        } else bench.cursor.move(action, event);
        bench.redraw();
        return true;
      },
      paint: (frame) => {
        if (!asked) return;
        const { x, y } = bench.toScreen(asked);
        const ring = new Path2D();
        ring.arc(x, y, 12, 0, Math.PI * 2);
        strokeTwice(frame, ring, 2, [4, 3]);
      },
    };
  });
}

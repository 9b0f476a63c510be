import { vertexAt, polygonPerimeter, type Polygon } from '../../models/domain/rings/polygon.js';
import type { Point } from '../../models/domain/geometry.js';
import { drawHandle, strokeTwice } from '../layers/ink.js';
import { DIRECTIONS } from '../keys/directions.js';
import { keyAction } from '../keys/key-press.js';
import {
  handleAt,
  handleCount,
  handleNear,
  moveHandle,
  placeHandles,
  type RingHandles,
} from './ring-handles.js';
import { runSlideTool, type RunToolOptions } from './slide-tool.js';
import type { SlideStage } from './slide-stage.js';

export interface OutlineAdjustingOptions extends Omit<RunToolOptions<Polygon>, 'buttons'> {
  /** The outline as it is, level-0 pixels. */
  readonly ring: Polygon;
  /** The word on the button that keeps the new outline. */
  readonly keep: string;
  /** What is said of a handle that the keyboard has reached, counted from 1. */
  readonly handleName: (handle: number, of: number) => string;
  /** Why an outline cannot be kept, in words for the reader; `undefined` where it can. */
  readonly refuse?: (ring: Polygon, scale: number) => string | undefined;
}

/** So near a press takes hold of a handle, CSS pixels: mouse and pen, finger. */
const REACH_PX = 12;
const REACH_TOUCH_PX = 26;
const STEP_PX = 1;
const FAST_PX = 10;

/**
 * The outline as the reader has pulled it by its handles, or `undefined` when given up or left as it was. By
 * keyboard: Tab goes through the handles, arrows move one by a pixel of the screen (with Shift by ten), Ctrl+Z
 * takes the last move back, Enter keeps.
 */
export function adjustRing(
  stage: SlideStage,
  options: OutlineAdjustingOptions,
): Promise<Polygon | undefined> {
  let keep = (): void => undefined;
  const buttons = () => [{ label: options.keep, onPress: () => keep() }];
  return runSlideTool<Polygon>(stage, { ...options, buttons }, (bench) => {
    const untouched = placeHandles(options.ring, handleCount(polygonPerimeter(options.ring) * bench.scale));
    const past: RingHandles[] = [];
    let outline = untouched;
    let held = 0;
    let grip: { readonly from: RingHandles; readonly at: Point } | undefined;

    const change = (next: RingHandles): void => {
      outline = next;
      bench.redraw();
    };
    keep = () => {
      if (outline === untouched) {
        bench.end();
        return;
      }
      const refusal = options.refuse?.(outline.ring, bench.scale);
      if (refusal === undefined) bench.end(outline.ring);
      else bench.tell(refusal);
    };
    const step = (by: number): void => {
      const { length } = outline.handles;
      held = (held + by + length) % length;
      stage.say(options.handleName(held + 1, length));
    };
    const nudge = (event: KeyboardEvent, arrow: Point): void => {
      const pixels = event.shiftKey ? FAST_PX : STEP_PX;
      const here = handleAt(outline, held);
      const there = bench.toScreen(here);
      const goal = bench.toSlide({ x: there.x + arrow.x * pixels, y: there.y + arrow.y * pixels });
      // Of a key that is held down only the beginning is a step to take back.
      if (!event.repeat) past.push(outline);
      change(moveHandle(outline, held, goal.x - here.x, goal.y - here.y));
    };
    return {
      keepsKeys: true,
      stroke: {
        begin: (point, event) => {
          const reach = event.pointerType === 'touch' ? REACH_TOUCH_PX : REACH_PX;
          const taken = handleNear(outline, point, reach / bench.scale);
          if (taken === undefined) return;
          held = taken;
          grip = { from: outline, at: point };
          past.push(outline);
          bench.redraw();
        },
        move: (point) => {
          if (grip) change(moveHandle(grip.from, held, point.x - grip.at.x, point.y - grip.at.y));
        },
        end: () => {
          grip = undefined;
        },
        cancel: () => {
          if (grip) change(past.pop() ?? untouched);
          grip = undefined;
        },
      },
      key: (event) => {
        const action = keyAction('adjusting', event);
        if (!action) return false;
        if (action === 'undo') change(past.pop() ?? outline);
        else if (action === 'nextHandle') step(1);
        else if (action === 'previousHandle') step(-1);
        else if (action === 'keep') keep();
        else nudge(event, DIRECTIONS[action]);
        bench.redraw();
        return true;
      },
      paint: (frame) => {
        const path = new Path2D();
        for (let i = 0; i < outline.ring.length / 2; i += 1) {
          const { x, y } = bench.toScreen(vertexAt(outline.ring, i));
          if (i === 0) path.moveTo(x, y);
          else path.lineTo(x, y);
        }
        path.closePath();
        strokeTwice(frame, path, 2);
        outline.handles.forEach((_, handle) => {
          drawHandle(frame, bench.toScreen(handleAt(outline, handle)), handle === held);
        });
      },
    };
  });
}

import type { Box, Point } from '../../models/domain/geometry.js';
import { DIRECTIONS, type Direction } from '../keys/directions.js';
import { keyAction } from '../keys/key-press.js';
import { SlideSheet } from '../layers/slide-sheet.js';
import { themeValue } from '../theme.js';

/** Smaller than this in either direction is a click by mistake, CSS pixels. */
const SMALLEST_PX = 8;
const STEP_PX = 16;

export interface RegionDrawingOptions {
  readonly signal?: AbortSignal;
  /** Said to screen readers and shown at the top of the host. */
  readonly hint: string;
  /** The word on the button that gives up, as Escape does. */
  readonly cancel: string;
}

/**
 * The rectangle that the reader drags over `host`, in CSS pixels of the host; `undefined` if given up with
 * Escape, the button, or too small a drag. With the keyboard: arrows move it, Shift and arrows size it, Enter takes it.
 * Wheel and pinch still reach the viewer; the focus goes back to where it was. Abort rejects with the signal's own reason.
 */
export function drawBox(
  host: HTMLElement,
  { signal, hint, cancel }: RegionDrawingOptions,
): Promise<Box | undefined> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const sheet = new SlideSheet(host, hint, [{ label: cancel, onPress: () => finish(undefined) }]);
    sheet.cover.classList.add('smear-region');
    const frame = frameIn(sheet.cover);
    const listening = new AbortController();
    let start: Point | undefined;
    let box: Box | undefined;

    const end = (): void => {
      listening.abort();
      sheet.remove();
    };
    const finish = (result: Box | undefined): void => {
      end();
      resolve(
        result && result.maxX - result.minX >= SMALLEST_PX && result.maxY - result.minY >= SMALLEST_PX
          ? result
          : undefined,
      );
    };
    const place = (event: PointerEvent): Point => {
      const bounds = host.getBoundingClientRect();
      const clamp = (value: number, limit: number): number => Math.min(limit, Math.max(0, value));
      return {
        x: clamp(event.clientX - bounds.left, bounds.width),
        y: clamp(event.clientY - bounds.top, bounds.height),
      };
    };
    const show = (next: Box): void => {
      box = next;
      frame.display = 'block';
      frame.left = `${next.minX}px`;
      frame.top = `${next.minY}px`;
      frame.width = `${next.maxX - next.minX}px`;
      frame.height = `${next.maxY - next.minY}px`;
    };
    const on = <K extends keyof HTMLElementEventMap>(
      name: K,
      handler: (event: HTMLElementEventMap[K]) => void,
    ): void => sheet.cover.addEventListener(name, handler, { signal: listening.signal });

    on('pointerdown', (event) => {
      event.stopPropagation();
      if (event.button !== 0 || SlideSheet.isOnButton(event)) return;
      sheet.cover.setPointerCapture(event.pointerId);
      start = place(event);
      show(boxBetween(start, start));
    });
    on('pointermove', (event) => {
      event.stopPropagation();
      if (start) show(boxBetween(start, place(event)));
    });
    on('pointerup', (event) => {
      event.stopPropagation();
      if (start) finish(boxBetween(start, place(event)));
    });
    on('pointercancel', () => finish(undefined));
    on('click', (event) => event.stopPropagation());
    on('keydown', (event) => {
      event.stopPropagation();
      const action = keyAction('region', event);
      if (!action || (SlideSheet.isOnButton(event) && action !== 'giveUp')) return;
      // Whatever has the focus next must not be pressed by the rest of the same stroke.
      event.preventDefault();
      if (action === 'giveUp') finish(undefined);
      else if (action === 'finish') finish(box);
      else show(moveBox(box ?? middleOf(host), action, event));
    });
    signal?.addEventListener(
      'abort',
      () => {
        end();
        reject(signal.reason);
      },
      { signal: listening.signal },
    );
  });
}

function boxBetween(one: Point, other: Point): Box {
  return {
    minX: Math.min(one.x, other.x),
    minY: Math.min(one.y, other.y),
    maxX: Math.max(one.x, other.x),
    maxY: Math.max(one.y, other.y),
  };
}

function middleOf(host: HTMLElement): Box {
  const { clientWidth: width, clientHeight: height } = host;
  return { minX: width / 4, minY: height / 4, maxX: (width * 3) / 4, maxY: (height * 3) / 4 };
}

/** The rectangle a step on, or with Shift that much larger. */
function moveBox(box: Box, direction: Direction, { shiftKey }: KeyboardEvent): Box {
  const dx = DIRECTIONS[direction].x * STEP_PX;
  const dy = DIRECTIONS[direction].y * STEP_PX;
  const still = shiftKey ? 0 : 1;
  return {
    minX: box.minX + dx * still,
    minY: box.minY + dy * still,
    maxX: Math.max(box.minX + STEP_PX, box.maxX + dx),
    maxY: Math.max(box.minY + STEP_PX, box.maxY + dy),
  };
}

/** The rectangle as it is drawn, under the note at the top. */
function frameIn(cover: HTMLElement): CSSStyleDeclaration {
  const frame = cover.ownerDocument.createElement('div');
  frame.style.cssText =
    `position:absolute;display:none;box-sizing:border-box;border:2px solid ${themeValue('line')};` +
    `pointer-events:none;outline:1px solid ${themeValue('lineEdge')};box-shadow:0 0 0 100vmax ${themeValue('shade')};`;
  cover.prepend(frame);
  return frame.style;
}

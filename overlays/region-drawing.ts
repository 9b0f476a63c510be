import type { Box, Point } from '../models/domain/geometry.js';

/** Smaller than this in either direction is a click by mistake, CSS pixels. */
const SMALLEST_PX = 8;
const STEP_PX = 16;

export interface RegionDrawingOptions {
  readonly signal?: AbortSignal;
  /** Said to screen readers and shown at the top of the host. */
  readonly hint: string;
}

/**
 * The rectangle that the reader drags over `host`, in CSS pixels of the host; `undefined` if given up with
 * Escape or too small a drag. With the keyboard: arrows move it, Shift and arrows size it, Enter takes it.
 * Wheel and pinch still reach the viewer. Abort rejects with the signal's own reason.
 */
export function drawBox(host: HTMLElement, { signal, hint }: RegionDrawingOptions): Promise<Box | undefined> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const sheet = createSheet(host, hint);
    const listening = new AbortController();
    let start: Point | undefined;
    let box: Box | undefined;

    const end = (): void => {
      listening.abort();
      sheet.cover.remove();
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
      sheet.show(next);
    };
    const on = <K extends keyof HTMLElementEventMap>(
      name: K,
      handler: (event: HTMLElementEventMap[K]) => void,
    ): void => sheet.cover.addEventListener(name, handler, { signal: listening.signal });

    on('pointerdown', (event) => {
      event.stopPropagation();
      if (event.button !== 0) return;
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
      if (event.key === 'Escape') finish(undefined);
      else if (event.key === 'Enter') finish(box);
      else {
        const moved = moveByKey(box ?? middleOf(host), event);
        if (!moved) return;
        event.preventDefault();
        show(moved);
      }
    });
    signal?.addEventListener(
      'abort',
      () => {
        end();
        reject(signal.reason);
      },
      { signal: listening.signal },
    );
    sheet.cover.focus({ preventScroll: true });
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

function moveByKey(box: Box, event: KeyboardEvent): Box | undefined {
  const dx = event.key === 'ArrowRight' ? STEP_PX : event.key === 'ArrowLeft' ? -STEP_PX : 0;
  const dy = event.key === 'ArrowDown' ? STEP_PX : event.key === 'ArrowUp' ? -STEP_PX : 0;
  if (dx === 0 && dy === 0) return undefined;
  const still = event.shiftKey ? 0 : 1;
  return {
    minX: box.minX + dx * still,
    minY: box.minY + dy * still,
    maxX: Math.max(box.minX + STEP_PX, box.maxX + dx),
    maxY: Math.max(box.minY + STEP_PX, box.maxY + dy),
  };
}

function createSheet(host: HTMLElement, hint: string): { cover: HTMLElement; show: (box: Box) => void } {
  const make = (css: string): HTMLElement => {
    const element = host.ownerDocument.createElement('div');
    element.style.cssText = css;
    return element;
  };
  const cover = make('position:absolute;inset:0;cursor:crosshair;touch-action:none;z-index:3;outline:none');
  cover.className = 'smear-region';
  cover.tabIndex = 0;
  cover.setAttribute('role', 'application');
  cover.setAttribute('aria-label', hint);
  const note = make(
    'position:absolute;left:50%;top:12px;transform:translateX(-50%);padding:6px 12px;border-radius:8px;border:1px solid rgb(255 255 255 / .35);' +
      'background:rgb(17 19 24 / .9);color:#fff;pointer-events:none;max-width:80%;text-align:center;' +
      'font:500 0.8125rem/1.4 system-ui,-apple-system,"Segoe UI",sans-serif',
  );
  note.textContent = hint;
  const frame = make(
    'position:absolute;display:none;box-sizing:border-box;border:2px solid #fff;pointer-events:none;' +
      'outline:1px solid rgb(17 19 24 / .8);box-shadow:0 0 0 100vmax rgb(17 19 24 / .25);',
  );
  cover.style.overflow = 'hidden';
  cover.append(frame, note);
  host.append(cover);
  return {
    cover,
    show: (box) => {
      frame.style.display = 'block';
      frame.style.left = `${box.minX}px`;
      frame.style.top = `${box.minY}px`;
      frame.style.width = `${box.maxX - box.minX}px`;
      frame.style.height = `${box.maxY - box.minY}px`;
    },
  };
}

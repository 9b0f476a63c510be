import { html, type TemplateResult } from 'lit';

const NARROWEST_PX = 320;
const WIDEST_PX = 420;
const KEY_STEP_PX = 20;
const USUAL_TEXT_PX = 16;

export interface WidthHandle {
  readonly label: string;
  /** Of the panel, CSS pixels at the usual size of text. */
  readonly width: number;
  /** The side of the viewer on which the panel stands; the handle is on its other edge. */
  readonly side: 'left' | 'right';
  /** Told a width from 320 to 420 CSS pixels. */
  readonly onResize: (width: number) => void;
}

/** The edge by which the panel is made wider or narrower, with the pointer or the arrow keys. */
export function widthHandle(handle: WidthHandle): TemplateResult {
  return html`<div
    class="separator"
    role="separator"
    tabindex="0"
    aria-orientation="vertical"
    aria-label=${handle.label}
    aria-valuemin=${NARROWEST_PX}
    aria-valuemax=${WIDEST_PX}
    aria-valuenow=${handle.width}
    @pointerdown=${(event: PointerEvent) => drag(event, handle)}
    @keydown=${(event: KeyboardEvent) => step(event, handle)}
  ></div>`;
}

function step(event: KeyboardEvent, { side, width, onResize }: WidthHandle): void {
  const [wider, narrower] = side === 'right' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
  if (event.key === wider) onResize(clamp(width + KEY_STEP_PX));
  else if (event.key === narrower) onResize(clamp(width - KEY_STEP_PX));
  else return;
  event.preventDefault();
}

function drag(event: PointerEvent, { side, width, onResize }: WidthHandle): void {
  const edge = event.currentTarget as HTMLElement;
  edge.setPointerCapture(event.pointerId);
  const from = event.clientX;
  const direction = side === 'right' ? -1 : 1;
  // The panel's width goes with the size of the text; the pointer's way does not.
  const perPixel = USUAL_TEXT_PX / parseFloat(getComputedStyle(edge.ownerDocument.documentElement).fontSize);
  const move = (moved: PointerEvent): void =>
    onResize(clamp(width + (moved.clientX - from) * direction * perPixel));
  const end = (): void => {
    edge.removeEventListener('pointermove', move);
    edge.removeEventListener('lostpointercapture', end);
  };
  edge.addEventListener('pointermove', move);
  edge.addEventListener('lostpointercapture', end);
}

function clamp(width: number): number {
  return Math.round(Math.min(WIDEST_PX, Math.max(NARROWEST_PX, width)));
}

import { transformBox } from '../viewport/affine.js';
import { strokeTwice } from './ink.js';
import type { Frame, Layer } from './layer.js';
import { addOutline, DOT_BELOW_PX } from './outline-layer.js';
import { cellSizeOnScreen } from './layer.js';

/** Marks the chosen cell with a strong outline and four corners, the hovered one with a light one. */
export class SelectionLayer implements Layer {
  readonly #find: (id: string) => Frame['cells'][number] | undefined;

  constructor(find: (id: string) => Frame['cells'][number] | undefined) {
    this.#find = find;
  }

  paint(frame: Frame): void {
    const hovered = frame.hovered === undefined ? undefined : this.#find(frame.hovered);
    if (hovered && hovered.id !== frame.selected && cellSizeOnScreen(hovered, frame.scale) >= DOT_BELOW_PX) {
      const path = new Path2D();
      addOutline(path, hovered.outline, frame);
      strokeTwice(frame, path, 1.5);
    }
    const chosen = frame.selected === undefined ? undefined : this.#find(frame.selected);
    if (!chosen) return;
    const box = transformBox(frame.transform, chosen.box);
    const gap = 7;
    const arm = Math.max(6, Math.min(14, (box.maxX - box.minX) / 4));
    const path = new Path2D();
    for (const [x, inX] of [[box.minX - gap, 1] as const, [box.maxX + gap, -1] as const]) {
      for (const [y, inY] of [[box.minY - gap, 1] as const, [box.maxY + gap, -1] as const]) {
        path.moveTo(x + arm * inX, y);
        path.lineTo(x, y);
        path.lineTo(x, y + arm * inY);
      }
    }
    strokeTwice(frame, path, 2.5);
  }

  dispose(): void {
    // Nothing is kept between frames.
  }
}

import type { Cell } from '../../models/domain/cell.js';
import { applyAffine } from '../viewport/affine.js';
import type { HeatmapCache } from './heatmap-cache.js';
import { cellSizeOnScreen, type Frame, type Layer } from './layer.js';
import { addOutline } from './outline-layer.js';

/** Below this size on screen a heat map shows nothing, CSS pixels. */
export const HEAT_FROM_PX = 24;

/** Where each cell differs from what the models expect, inside its outline and nowhere else. */
export class HeatmapLayer implements Layer {
  readonly #cache: HeatmapCache;

  constructor(cache: HeatmapCache) {
    this.#cache = cache;
  }

  paint(frame: Frame): void {
    const large = frame.cells.filter((cell) => cellSizeOnScreen(cell, frame.scale) >= HEAT_FROM_PX);
    const cells = nearestFirst(large, frame);
    this.#cache.want(cells);
    const { context, transform, pixelRatio } = frame;
    // The nearest are shown last, so that the cache lets go of the farthest first.
    for (const cell of cells.toReversed()) {
      const image = this.#cache.get(cell.id);
      if (!image) continue;
      const { box } = image;
      // The corner is moved here because canvases keep single precision, too coarse far out on a slide.
      const corner = applyAffine(transform, { x: box.minX, y: box.minY });
      context.save();
      const inside = new Path2D();
      addOutline(inside, cell.outline, frame);
      context.clip(inside);
      context.imageSmoothingEnabled = true;
      context.setTransform(
        transform.a * pixelRatio,
        transform.b * pixelRatio,
        transform.c * pixelRatio,
        transform.d * pixelRatio,
        corner.x * pixelRatio,
        corner.y * pixelRatio,
      );
      context.drawImage(image.picture, 0, 0, box.maxX - box.minX, box.maxY - box.minY);
      context.restore();
    }
  }

  dispose(): void {
    this.#cache.clear();
  }
}

function nearestFirst(cells: readonly Cell[], frame: Frame): Cell[] {
  const { a, b, c, d, e, f } = frame.transform;
  const distance = (cell: Cell): number => {
    const x = (cell.box.minX + cell.box.maxX) / 2;
    const y = (cell.box.minY + cell.box.maxY) / 2;
    return Math.hypot(a * x + c * y + e - frame.width / 2, b * x + d * y + f - frame.height / 2);
  };
  return [...cells].sort((one, other) => distance(one) - distance(other));
}

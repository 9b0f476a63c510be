import type { Cell } from '../../models/domain/cell.js';
import { applyAffine } from '../viewport/affine.js';
import { colorAt, cssColor, HALO_ALPHA, haloColor } from './colormap.js';
import type { HeatmapCache } from './heatmap-cache.js';
import { cellSizeOnScreen, type Frame, type Layer } from './layer.js';
import { addOutline } from './outline-layer.js';

/** Below this size on screen a heat map shows nothing, CSS pixels. */
export const HEAT_FROM_PX = 24;

/** Width of the ring around a cell without a map, and the least radius of it, CSS pixels. */
const RING_STEPS = 16;
const RING_PX = 3;
const RING_EDGE_PX = 5;
const LEAST_RADIUS_PX = 4;

/**
 * Where each cell differs from what the models expect, inside its outline and nowhere else. No cell is left out, which
 * would read as normal: one that is too small to show a map, or has none yet, has a ring by its error as a whole.
 */
export class HeatmapLayer implements Layer {
  readonly #cache: HeatmapCache;
  readonly #errorOf: (cell: Cell) => number | undefined;

  /** `errorOf` places a cell's error as a whole on the colour scale, 0 to 1; absent where it is not known. */
  constructor(cache: HeatmapCache, errorOf: (cell: Cell) => number | undefined = () => undefined) {
    this.#cache = cache;
    this.#errorOf = errorOf;
  }

  paint(frame: Frame): void {
    const large = frame.cells.filter((cell) => cellSizeOnScreen(cell, frame.scale) >= HEAT_FROM_PX);
    const cells = nearestFirst(large, frame);
    this.#cache.want(cells);
    const mapped = new Set(cells.filter(({ id }) => this.#cache.get(id)).map(({ id }) => id));
    this.#paintRings(
      frame.cells.filter(({ id }) => !mapped.has(id)),
      frame,
    );
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

  /** All rings of one colour in one path: there may be thousands. */
  #paintRings(cells: readonly Cell[], frame: Frame): void {
    const paths = new Map<number, Path2D>();
    for (const cell of cells) {
      const error = this.#errorOf(cell);
      if (error === undefined) continue;
      const step = Math.round(Math.min(1, Math.max(0, error)) * RING_STEPS);
      const path = paths.get(step) ?? new Path2D();
      paths.set(step, path);
      addRing(path, cell, frame);
    }
    const { context } = frame;
    for (const [step, path] of [...paths].sort(([one], [other]) => one - other)) {
      const color = colorAt(step / RING_STEPS);
      context.lineWidth = RING_EDGE_PX;
      context.strokeStyle = cssColor(haloColor(color), HALO_ALPHA);
      context.stroke(path);
      context.lineWidth = RING_PX;
      context.strokeStyle = cssColor(color);
      context.stroke(path);
    }
  }

  dispose(): void {
    this.#cache.clear();
  }
}

function addRing(path: Path2D, { box }: Cell, { transform: { a, b, c, d, e, f }, scale }: Frame): void {
  const x = (box.minX + box.maxX) / 2;
  const y = (box.minY + box.maxY) / 2;
  const radius = Math.max(LEAST_RADIUS_PX, (Math.max(box.maxX - box.minX, box.maxY - box.minY) / 2) * scale);
  const [screenX, screenY] = [a * x + c * y + e, b * x + d * y + f];
  path.moveTo(screenX + radius, screenY);
  path.arc(screenX, screenY, radius, 0, Math.PI * 2);
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

import type { FoundCell, FoundOutline } from '../../models/domain/findings.js';
import { boxContains, type Box, type Point } from '../../models/domain/geometry.js';
import { polygonContains } from '../../models/domain/rings/polygon.js';
import { findCells } from './find-cells.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { ColourBalancer } from '../stain/colour-balance.js';
import type { InferenceClient } from '../worker/inference-client.js';

/** How one spot is asked about; all optional. */
export interface FindAtOptions {
  /** Of level 0; by default as for `analyze`. */
  readonly micronsPerPixel?: number;
  /** Least detection probability, 0.05 by default: a person says that a cell is there. */
  readonly threshold?: number;
  readonly signal?: AbortSignal;
}

const LEAST_SCORE = 0.05;

/**
 * What the models find at a point (level-0 pixels) when they look at one tile around it: of the cells whose
 * outline holds the point the likeliest, else of those whose box does; `undefined` where there is none.
 */
export async function findCellAt(
  inference: InferenceClient,
  balancer: ColourBalancer,
  slide: SlideReader,
  point: Point,
  options: FindAtOptions & { readonly micronsPerPixel: number },
): Promise<FoundCell | undefined> {
  const { signal, threshold = LEAST_SCORE } = options;
  const { micronsPerPixel: ofModel, tileSizes } = inference.info;
  const scale = ofModel / options.micronsPerPixel;
  // The smallest tile shows some 60 µm: the cell, and enough around it to judge its stain.
  const tile = tileAround(point, slide, Math.min(...tileSizes), scale);
  const { micronsPerPixel } = options;
  const isWanted = ({ box }: FoundOutline): boolean => boxContains(box, point);
  const { found } = await findCells(inference, balancer, slide, tile, {
    threshold,
    micronsPerPixel,
    isWanted,
    signal,
  });
  const likeliest = (cells: readonly FoundCell[]): FoundCell | undefined =>
    cells.reduce<FoundCell | undefined>(
      (best, cell) => (best && best.score >= cell.score ? best : cell),
      undefined,
    );
  return likeliest(found.filter(({ outline }) => polygonContains(outline, point))) ?? likeliest(found);
}

/** `size` model pixels square with the point in its middle, moved and cut so that it lies on the slide. */
function tileAround(
  point: Point,
  slide: { readonly width: number; readonly height: number },
  size: number,
  scale: number,
): { region: Box; width: number; height: number } {
  const span = (middle: number, limit: number): { min: number; max: number; pixels: number } => {
    const side = Math.min(limit, size * scale);
    const min = Math.min(limit - side, Math.max(0, middle - side / 2));
    return { min, max: min + side, pixels: Math.max(1, Math.round(side / scale)) };
  };
  const [x, y] = [span(point.x, slide.width), span(point.y, slide.height)];
  return {
    region: { minX: x.min, minY: y.min, maxX: x.max, maxY: y.max },
    width: x.pixels,
    height: y.pixels,
  };
}

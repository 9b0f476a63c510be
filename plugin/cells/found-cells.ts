import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { Box, Polygon } from '../../models/domain/geometry.js';
import type { PackedRings, TileFindings } from '../worker/analyst.js';
import { labelCell } from './label-cell.js';

/** A cell as one tile shows it, before it is known whether it is a new one. Level-0 pixels. */
export type FoundCell = Omit<Cell, 'id'>;

export interface TileFrame {
  /** Level-0 pixels that the tile shows. */
  readonly region: Box;
  /** Size of the tile in its own pixels. */
  readonly width: number;
  readonly height: number;
}

/** What is asked of the models' description to name the cells. */
export interface Naming {
  readonly classes: readonly CellClass[];
  readonly noveltyThreshold?: number;
}

/** The cells of a tile, named and moved from tile pixels to level-0 pixels; each owns its memory. */
export function foundCells(
  findings: TileFindings,
  tile: TileFrame,
  { classes, ...naming }: Naming,
): FoundCell[] {
  const toSlide = (coordinates: ArrayLike<number>): Float64Array => moveToSlide(coordinates, tile);
  const { count, probabilities, embeddings, novelties } = findings;
  const noveltyThreshold = findings.noveltyThreshold ?? naming.noveltyThreshold ?? Infinity;
  const perEmbedding = count === 0 ? 0 : embeddings.length / count;
  return Array.from({ length: count }, (_, index) => {
    const corners = toSlide(findings.boxes.subarray(index * 4, index * 4 + 4));
    const chances = probabilities.slice(index * classes.length, (index + 1) * classes.length);
    const novelty = novelties?.[index];
    return {
      box: {
        minX: corners[0] as number,
        minY: corners[1] as number,
        maxX: corners[2] as number,
        maxY: corners[3] as number,
      },
      outline: toSlide(ring(findings.outlines, index)),
      nuclei: ringsOf(findings, index).map(toSlide),
      score: findings.scores[index] as number,
      label: labelCell(chances, classes, novelty !== undefined && novelty > noveltyThreshold),
      probabilities: chances,
      embedding: embeddings.slice(index * perEmbedding, (index + 1) * perEmbedding),
      reconstructionError: findings.errors[index] as number,
      ...(novelty === undefined ? {} : { novelty }),
    };
  });
}

function ring(rings: PackedRings, index: number): Float32Array {
  const start = index === 0 ? 0 : (rings.ends[index - 1] as number);
  return rings.coordinates.subarray(start, rings.ends[index]);
}

function ringsOf({ nuclei }: TileFindings, index: number): Float32Array[] {
  const first = index === 0 ? 0 : (nuclei.groups[index - 1] as number);
  const count = (nuclei.groups[index] as number) - first;
  return Array.from({ length: count }, (_, place) => ring(nuclei, first + place));
}

function moveToSlide(coordinates: ArrayLike<number>, { region, width, height }: TileFrame): Polygon {
  const scaleX = (region.maxX - region.minX) / width;
  const scaleY = (region.maxY - region.minY) / height;
  const moved = new Float64Array(coordinates.length);
  for (let i = 0; i + 1 < coordinates.length; i += 2) {
    moved[i] = region.minX + (coordinates[i] as number) * scaleX;
    moved[i + 1] = region.minY + (coordinates[i + 1] as number) * scaleY;
  }
  return moved;
}

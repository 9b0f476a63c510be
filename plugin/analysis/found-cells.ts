import type { CellClass } from '../../models/domain/cell.js';
import type {
  CellReadings,
  FoundCell,
  FoundOutline,
  PackedRings,
  TileFindings,
} from '../../models/domain/findings.js';
import type { ModelInfo } from '../../models/domain/model-info.js';
import type { Box } from '../../models/domain/geometry.js';
import type { Polygon } from '../../models/domain/rings/polygon.js';
import { labelCell } from '../cells/label-cell.js';

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
  readonly doubt?: ModelInfo['doubt'];
}

/** Where the cells of a tile lie, moved from tile pixels to level-0 pixels; each owns its memory. */
export function foundOutlines(findings: TileFindings, tile: TileFrame): FoundOutline[] {
  const toSlide = (coordinates: ArrayLike<number>): Float64Array => moveToSlide(coordinates, tile);
  return Array.from({ length: findings.count }, (_, index) => {
    const corners = toSlide(findings.boxes.subarray(index * 4, index * 4 + 4));
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
    };
  });
}

/** The cells with these outlines, named by what the models read of them, in the same order; each owns its memory. */
export function nameCells(
  outlines: readonly FoundOutline[],
  readings: CellReadings,
  { classes, ...naming }: Naming,
): FoundCell[] {
  const { probabilities, embeddings, novelties, doubts, errors } = readings;
  const unknownAbove = readings.unknownAbove ?? naming.doubt?.unknown ?? naming.noveltyThreshold ?? Infinity;
  const perEmbedding = outlines.length === 0 ? 0 : embeddings.length / outlines.length;
  return outlines.map((outline, index) => {
    const chances = probabilities.slice(index * classes.length, (index + 1) * classes.length);
    const novelty = novelties?.[index];
    const doubt = doubts?.[index];
    // Doubt, where there is one, takes the place of novelty: it knows what novelty means for the name.
    const fitsNothing = ((naming.doubt ? doubt : novelty) ?? -Infinity) > unknownAbove;
    return {
      ...outline,
      label: labelCell(chances, classes, fitsNothing),
      probabilities: chances,
      embedding: embeddings.slice(index * perEmbedding, (index + 1) * perEmbedding),
      reconstructionError: errors[index] as number,
      ...(novelty === undefined ? {} : { novelty }),
      ...(doubt === undefined ? {} : { doubt }),
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

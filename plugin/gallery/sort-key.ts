import { polygonArea } from '../../models/domain/rings/polygon.js';
import type { ModelInfo } from '../../models/domain/model-info.js';
import type { Cell } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';

/** By what the cells of a class stand in order: least sure, worst rebuilt, largest or most alike first. */
export type GallerySort = 'confidence' | 'error' | 'size' | 'likeness';

/** A cell's place in the order, 0 (first) to 1 (last). */
export type SortKey = (cell: Cell) => number;

/** Square pixels at which a size lies in the middle of the scale; any positive number keeps the order. */
const MIDDLE_AREA = 10_000;

/**
 * The order by a property. `like` is the cell to which the others are compared, by the cosine of the angle
 * between the embeddings; cells that no model has seen come last.
 */
export function sortKeyOf(
  sort: GallerySort,
  { classes, like }: { classes: ModelInfo['classes']; like?: Cell },
): SortKey {
  if (sort === 'error') return ({ reconstructionError }) => lastIfUnknown(1 / (1 + reconstructionError));
  if (sort === 'size') return ({ outline }) => MIDDLE_AREA / (MIDDLE_AREA + polygonArea(outline));
  if (sort === 'likeness' && like) return likenessTo(like.embedding);
  const places = new Map(classes.map(({ name }, index) => [name, index]));
  return ({ label, probabilities, review }) => {
    const name = review?.suggested?.name ?? label.name;
    const chance = probabilities[places.get(name) ?? -1];
    // An unknown cell has no certainty of its own: its likeliest class says how near it came to a name.
    if (name === UNKNOWN.name || chance === undefined) return lastIfUnknown(Math.max(...probabilities));
    return chance;
  };
}

function likenessTo(like: Float32Array): SortKey {
  const length = norm(like);
  return ({ embedding }) => {
    let product = 0;
    for (let i = 0; i < like.length; i++) product += (like[i] as number) * (embedding[i] ?? 0);
    return lastIfUnknown((1 - product / (length * norm(embedding))) / 2);
  };
}

function norm(vector: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] as number) ** 2;
  return Math.sqrt(sum);
}

function lastIfUnknown(key: number): number {
  return Number.isFinite(key) ? key : 1;
}

import { seededRandom } from '../../models/classifier/seeded-random.js';

/** A fold, from 0, for each cell, such that each kind is spread over the folds as evenly as it can be. */
export function stratifiedFolds(kinds: ArrayLike<number>, folds: number, seed = 1): Uint8Array {
  const random = seededRandom(seed);
  const order = Array.from(kinds, (kind, cell) => ({ kind, cell, place: random() }));
  order.sort((a, b) => a.kind - b.kind || a.place - b.place);
  const result = new Uint8Array(kinds.length);
  order.forEach(({ cell }, at) => (result[cell] = at % folds));
  return result;
}

import type { Classifier } from '../../models/classifier/classifier.js';
import { overClasses } from '../../models/classifier/open-classifier.js';
import type { CellClass } from '../../models/domain/cell.js';
import { labelCell } from '../cells/label-cell.js';

/** The cells of a lesson as parallel arrays. */
export interface CellRows {
  /** One after another. */
  readonly embeddings: Float32Array<ArrayBuffer>;
  /** How little each is like those that the models know; NaN where it is not known. */
  readonly novelties: Float32Array<ArrayBuffer>;
}

/** How cells are called, by a classifier. */
export interface Naming {
  /** One per class of the pack, cell after cell. */
  readonly probabilities: Float32Array<ArrayBuffer>;
  /** Index into the pack's classes; −1 is unknown. */
  readonly labels: Int16Array<ArrayBuffer>;
}

/** The models, as far as teaching needs them. */
export interface Knowledge {
  readonly packHash: string;
  readonly head: string;
  /** Over the finest classes. */
  readonly leaves: Classifier;
  readonly classes: readonly CellClass[];
  readonly noveltyThreshold?: number;
}

/** Lets others work, and says how far it is; throws where the work was given up. */
export type Pace = (done: number, total: number) => Promise<void>;

/** Names cells; lets others work between parts. */
export async function nameRows(
  { embeddings, novelties }: CellRows,
  { leaves, classes, noveltyThreshold }: Pick<Knowledge, 'leaves' | 'classes' | 'noveltyThreshold'>,
  pace: Pace,
): Promise<Naming> {
  const count = novelties.length;
  const width = count > 0 ? embeddings.length / count : 0;
  const classifier = overClasses(leaves, classes);
  const probabilities = new Float32Array(count * classes.length);
  const part = 256;
  for (let from = 0; from < count; from += part) {
    const to = Math.min(count, from + part);
    probabilities.set(
      classifier.classify(embeddings.subarray(from * width, to * width), to - from),
      from * classes.length,
    );
    await pace(to, count);
  }
  return { probabilities, labels: labelRows(probabilities, novelties, classes, noveltyThreshold) };
}

/** What each cell is called by its probabilities, one row per cell. */
export function labelRows(
  probabilities: Float32Array,
  novelties: Float32Array,
  classes: readonly CellClass[],
  noveltyThreshold = Infinity,
): Int16Array<ArrayBuffer> {
  const width = classes.length;
  return Int16Array.from(novelties, (novelty, cell) => {
    const named = labelCell(
      probabilities.subarray(cell * width, (cell + 1) * width),
      classes,
      novelty > noveltyThreshold,
    );
    return classes.indexOf(named);
  });
}

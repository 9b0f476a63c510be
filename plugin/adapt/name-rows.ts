import type { Classifier } from '../../models/classifier/classifier.js';
import type { ScoreDoubt } from '../../models/classifier/doubt.js';
import { overClasses } from '../../models/classifier/open-classifier.js';
import type { CellClass } from '../../models/domain/cell.js';
import { labelCell } from '../cells/label-cell.js';

/** The cells of a slide as parallel arrays. */
export interface CellRows {
  /** As many numbers for each cell, cell after cell. */
  readonly embeddings: Float32Array<ArrayBuffer>;
  /** How little each is like those that the models know; NaN where it is not known. */
  readonly novelties: Float32Array<ArrayBuffer>;
}

/** The classes of the cells by a classifier. */
export interface Naming {
  /** One per class of the pack, cell after cell. */
  readonly probabilities: Float32Array<ArrayBuffer>;
  /** Index into the pack's classes; −1 is unknown. */
  readonly labels: Int16Array<ArrayBuffer>;
  /** The chance that each name is wrong; absent where the pack cannot say. */
  readonly doubts?: Float32Array<ArrayBuffer>;
}

/** The pack, as far as adapting needs it. */
export interface PackModels {
  readonly packHash: string;
  readonly head: string;
  /** Over the finest classes. */
  readonly leaves: Classifier;
  readonly classes: readonly CellClass[];
  /** Absent where the novelty decides what is unknown. */
  readonly scoreDoubt?: ScoreDoubt;
  /** Doubt, or novelty where the pack states no doubt, above which a cell is called unknown. */
  readonly unknownAbove?: number;
}

/** What names the cells: classifier and rule of what is unknown. */
export type NamingModels = Pick<PackModels, 'leaves' | 'classes' | 'scoreDoubt' | 'unknownAbove'>;

/** Yields to other work and reports the progress; throws where the work was aborted. */
export type Pace = (done: number, total: number) => Promise<void>;

/** Names cells; yields between parts. Rejects as `pace` does. */
export async function nameRows(
  { embeddings, novelties }: CellRows,
  { leaves, classes, scoreDoubt, unknownAbove }: NamingModels,
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
  const doubts = scoreDoubt?.(embeddings, probabilities, count);
  const labels = labelRows(probabilities, doubts ?? novelties, classes, unknownAbove);
  return { probabilities, labels, ...(doubts ? { doubts } : {}) };
}

/** The label of each cell by its probabilities, one row per cell; unknown where its doubt or novelty is too high. */
export function labelRows(
  probabilities: Float32Array,
  strangeness: Float32Array,
  classes: readonly CellClass[],
  unknownAbove = Infinity,
): Int16Array<ArrayBuffer> {
  const width = classes.length;
  return Int16Array.from(strangeness, (strange, cell) => {
    const named = labelCell(
      probabilities.subarray(cell * width, (cell + 1) * width),
      classes,
      strange > unknownAbove,
    );
    return classes.indexOf(named);
  });
}

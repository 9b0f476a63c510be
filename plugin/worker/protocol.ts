import type { CellCrops, CellReadings, TileFindings } from '../../models/domain/findings.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import type { CellRows, Naming } from '../adapt/name-rows.js';
import type { RefitAnswer, RefitRows, RefitProgress } from '../adapt/refit-rows.js';
import type { CarriedError } from './carried-error.js';
import type { InferenceInfo, OpeningProgress, OpenRequest } from './inference-info.js';

interface Question<Payload, Answer, Progress = never> {
  readonly payload: Payload;
  readonly answer: Answer;
  /** What is reported while the models work on it. */
  readonly progress: Progress;
}

/**
 * What can be asked of the models, by kind. A new question is a row here and in `ROUTES`, its answer in
 * `open-models.ts`, and its caller. A payload crosses to the worker as a copy and stays the caller's; the typed arrays
 * of an answer are transferred, so an answer must not hold one that the models keep.
 */
export interface Questions {
  /** The cells whose detection probability reaches `threshold`. `backend-lost` where the device is gone. */
  analyse: Question<{ readonly tile: RgbaTile; readonly threshold: number }, TileFindings>;
  /** What the models make of crops of cells, where they look a second time. `backend-lost` likewise. */
  look: Question<CellCrops, CellReadings>;
  /** The square pictures that the models make of embeddings (50 numbers each, one after another). */
  reconstruct: Question<{ readonly embeddings: Float32Array }, readonly RgbaTile[]>;
  /**
   * Refits the classifier to the confirmed rows and names all rows with it; the active classifier stays.
   * `lesson-too-small` where too few are confirmed. Abort stops the work between two trees.
   */
  refit: Question<RefitRows, RefitAnswer, RefitProgress>;
  /**
   * Names cells by an adapted classifier, or by the pack alone where there is none; the active classifier stays.
   * `lesson-unreadable` or `lesson-other-models` where the text is no classifier for these models.
   */
  name: Question<{ readonly rows: CellRows; readonly classifier?: string }, Naming, RefitProgress>;
  /** Makes an adapted classifier the active one, or the pack alone (`undefined`). Fails as `name` does. */
  use: Question<string | undefined, void>;
  /** Tensors alive now; the same before and after a run. */
  countTensors: Question<undefined, number>;
}

export type QuestionKind = keyof Questions;

/** Which workers of a pool answer a question. A `setting` goes to all, also to those that start later. */
export type Route<Answer> =
  'first' | 'least-busy' | 'setting' | { readonly combine: (answers: readonly Answer[]) => Answer };

export const ROUTES: { readonly [Kind in QuestionKind]: Route<Questions[Kind]['answer']> } = {
  analyse: 'least-busy',
  look: 'least-busy',
  reconstruct: 'first',
  refit: 'first',
  name: 'first',
  use: 'setting',
  countTensors: { combine: (counts) => counts.reduce((sum, count) => sum + count, 0) },
};

/** What a worker is asked: first to open the models, then the questions. */
export interface WorkerQuestions extends Questions {
  open: Question<OpenRequest, InferenceInfo, OpeningProgress>;
}

export type WorkerQuestionKind = keyof WorkerQuestions;

/** A question on its way to the worker. */
export type Asked<Kind extends WorkerQuestionKind = WorkerQuestionKind> = {
  [K in Kind]: { readonly kind: K; readonly id: number; readonly payload: WorkerQuestions[K]['payload'] };
}[Kind];

/** From the page to the worker. `abort` cancels the question of the same `id`. */
export type ToWorker = Asked | { readonly kind: 'abort'; readonly id: number };

/** From the worker to the page. */
export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: CarriedError }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown };

/** The buffers of a message that may change hands instead of being copied. */
export function transferable(message: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
    } else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(message);
  return [...buffers];
}

import { SmearError, type SmearErrorCode } from '../../models/domain/errors.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import type { CellRows, Naming } from '../teach/name-rows.js';
import type { TaughtAnswer, TaughtRows } from '../teach/teach-rows.js';
import type { AnalystInfo, OpeningProgress, OpenRequest, TeachingProgress, TileFindings } from './analyst.js';

/** The part of `MessagePort` that a worker of a browser, one of Node and a test's channel all have. */
export interface MessagePortLike {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What can be asked of the worker, by kind. */
export interface Questions {
  open: { readonly question: OpenRequest; readonly answer: AnalystInfo };
  analyse: {
    readonly question: { readonly tile: RgbaTile; readonly threshold: number };
    readonly answer: TileFindings;
  };
  rebuild: {
    readonly question: { readonly embeddings: Float32Array };
    readonly answer: readonly RgbaTile[];
  };
  teach: { readonly question: TaughtRows; readonly answer: TaughtAnswer };
  name: {
    readonly question: { readonly rows: CellRows; readonly taught?: string };
    readonly answer: Naming;
  };
  use: { readonly question: { readonly taught?: string }; readonly answer: undefined };
  tensorCount: { readonly question: Record<string, never>; readonly answer: number };
}

/** What the worker says while it works on a question. */
export type WorkerProgress = OpeningProgress | TeachingProgress;

export type QuestionKind = keyof Questions;

/** From the page to the worker. `abort` gives up the question of the same `id`. */
export type ToWorker =
  | {
      [Kind in QuestionKind]: {
        readonly kind: Kind;
        readonly id: number;
        readonly question: Questions[Kind]['question'];
      };
    }[QuestionKind]
  | { readonly kind: 'abort'; readonly id: number };

/** From the worker to the page. */
export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: CarriedError }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: WorkerProgress };

/** An error as it crosses threads, with the chain of its causes. */
export interface CarriedError {
  readonly code?: SmearErrorCode;
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: CarriedError;
}

export function carryError(error: unknown): CarriedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...(error instanceof SmearError ? { code: error.code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined ? {} : { cause: carryError(error.cause) }),
  };
}

/** The error as it was thrown; one that had no code becomes `worker-failed` with itself as the cause. */
export function rebuildError(carried: CarriedError): SmearError {
  if (carried.code === undefined) {
    return new SmearError(
      'worker-failed',
      `The analysis stopped unexpectedly (${carried.message}). Start it again.`,
      { cause: plainError(carried) },
    );
  }
  const cause = carried.cause && plainOrSmearError(carried.cause);
  return new SmearError(carried.code, carried.message, cause && { cause });
}

function plainOrSmearError(carried: CarriedError): Error {
  return carried.code === undefined ? plainError(carried) : rebuildError(carried);
}

function plainError(carried: CarriedError): Error {
  const cause = carried.cause && plainOrSmearError(carried.cause);
  const error = new Error(carried.message, cause && { cause });
  error.name = carried.name;
  if (carried.stack !== undefined) error.stack = carried.stack;
  return error;
}

/** The buffers of an answer that may change hands instead of being copied. */
export function transferable(answer: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
    } else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(answer);
  return [...buffers];
}

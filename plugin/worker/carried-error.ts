import { SmearError, type SmearErrorCode } from '../../models/domain/errors.js';

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

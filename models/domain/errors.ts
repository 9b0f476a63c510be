/** What went wrong, as a stable word that code may switch on. */
export type SmearErrorCode =
  | 'invalid-argument'
  | 'slide-unreadable'
  | 'slide-unsupported'
  | 'slide-several-pages'
  | 'slide-not-found'
  | 'slide-forbidden'
  | 'slide-no-range'
  | 'network'
  | 'tile-failed'
  | 'pack-unreadable'
  | 'pack-corrupt'
  | 'pack-incompatible'
  | 'no-backend'
  | 'backend-lost'
  | 'worker-failed'
  | 'disposed'
  | 'export-failed'
  | 'import-unreadable'
  | 'import-too-large'
  | 'import-wrong-slide'
  | 'lesson-too-small'
  | 'lesson-unreadable'
  | 'lesson-other-models'
  | 'ranges-unreadable'
  | 'kinds-unreadable'
  | 'signed-off'
  | 'refused';

/**
 * The only error type that the product throws on purpose.
 * Its message is for a person: what was wrong, where, and what to do.
 */
export class SmearError extends Error {
  readonly code: SmearErrorCode;

  constructor(code: SmearErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SmearError';
    this.code = code;
  }
}

/** The error itself if it is the product's own; otherwise one with this code and message, and it as the cause. */
export function asSmearError(error: unknown, code: SmearErrorCode, message: string): SmearError {
  return error instanceof SmearError ? error : new SmearError(code, message, { cause: error });
}

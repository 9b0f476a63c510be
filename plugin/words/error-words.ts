import type { SmearErrorCode } from '../../models/domain/errors.js';

/** What happened, and what to do. */
export interface ErrorWords {
  readonly title: string;
  readonly advice: string;
}

/** What is said of every error; what is safe is added by the panel, which knows how many cells there are. */
export interface ErrorsWords {
  readonly safe: (cells: string) => string;
  readonly details: string;
  readonly dismiss: string;
  readonly words: Readonly<Record<SmearErrorCode, ErrorWords>>;
}

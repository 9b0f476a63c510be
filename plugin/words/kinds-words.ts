import type { CountedAs } from '../kinds/kind.js';

/** Words of the kinds that a laboratory uses. */
export interface KindsWords {
  readonly title: string;
  readonly hint: string;
  readonly name: (name: string) => string;
  readonly code: (name: string) => string;
  readonly color: (name: string) => string;
  readonly key: (name: string) => string;
  readonly counted: (name: string) => string;
  readonly countedAs: Readonly<Record<CountedAs, string>>;
  readonly inUse: (name: string) => string;
  readonly up: (name: string) => string;
  readonly down: (name: string) => string;
  readonly add: string;
  readonly addName: string;
  readonly addBelow: string;
  readonly none: string;
  readonly exists: string;
  readonly save: string;
  readonly load: string;
  readonly reset: string;
  readonly fileName: string;
  /** A key that was chosen for a class does something else now; the class has another, if one was free. */
  readonly keyMoved: (key: string, name: string, now: string | undefined) => string;
  /** Opens the search for a class. */
  readonly search: string;
  readonly searchLabel: string;
  readonly noMatch: string;
}

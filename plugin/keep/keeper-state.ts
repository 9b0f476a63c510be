import { isNamed } from './keep-database.js';
import type { KeepingState } from './keeping.js';

/** Why the last write failed; it is tried again. */
export interface WriteProblem {
  readonly kind: 'full' | 'unavailable';
  /** What the browser threw. */
  readonly cause: unknown;
}

/** Where the keeping of one slide's work stands. Only `writing` may write to the journal. */
export type KeeperState =
  /** The slide is identified, unsaved work of it collected in this page, then the journal read. */
  | { readonly kind: 'restoring'; readonly step: 'identifying' | 'collecting' | 'reading' }
  /** This tab writes. */
  | { readonly kind: 'writing'; readonly problem?: WriteProblem }
  /** This tab has lost the right to write, and waits for the end of a write that is under way. */
  | { readonly kind: 'releasing'; readonly problem?: WriteProblem }
  /** Another tab writes; this one reads what it has written. */
  | { readonly kind: 'following' }
  /** Earlier work could not be read, so nothing is written. */
  | { readonly kind: 'stopped'; readonly cause: unknown }
  /** The slide was left, and everything is written or cannot be. Final. */
  | { readonly kind: 'closed' };

export type KeeperEvent =
  | { readonly type: 'identified' }
  | { readonly type: 'collected' }
  /** This tab has the right to write, and has read all that the others have written. */
  | { readonly type: 'granted' }
  /** Another tab has the right to write. */
  | { readonly type: 'denied' }
  /** Another tab has taken the right to write from this one. */
  | { readonly type: 'lost' }
  | { readonly type: 'written' }
  | { readonly type: 'write-failed'; readonly error: unknown }
  | { readonly type: 'read-failed'; readonly error: unknown }
  | { readonly type: 'closed' };

/** The state after the event; the same object where the event changes nothing. */
export function nextState(state: KeeperState, event: KeeperEvent): KeeperState {
  if (state.kind === 'closed') return state;
  switch (event.type) {
    case 'identified':
      return state.kind === 'restoring' ? { kind: 'restoring', step: 'collecting' } : state;
    case 'collected':
      return state.kind === 'restoring' ? { kind: 'restoring', step: 'reading' } : state;
    case 'granted':
      return { kind: 'writing' };
    case 'denied':
      return state.kind === 'following' ? state : { kind: 'following' };
    case 'lost':
      return state.kind === 'writing' ? { ...state, kind: 'releasing' } : state;
    case 'written':
      return state.kind === 'writing' && state.problem ? { kind: 'writing' } : state;
    case 'write-failed':
      return state.kind === 'writing' ? { kind: 'writing', problem: problemOf(event.error) } : state;
    case 'read-failed':
      return { kind: 'stopped', cause: event.error };
    case 'closed':
      return { kind: 'closed' };
  }
}

/** The state of one slide's keeping, changed by events alone. */
export class KeeperMachine {
  readonly #onChange: (before: KeeperState) => void;
  #state: KeeperState = { kind: 'restoring', step: 'identifying' };

  constructor(onChange: (before: KeeperState) => void) {
    this.#onChange = onChange;
  }

  get state(): KeeperState {
    return this.#state;
  }

  dispatch(event: KeeperEvent): void {
    const before = this.#state;
    this.#state = nextState(before, event);
    if (this.#state !== before) this.#onChange(before);
  }
}

/** The state as the panel shows it. */
export function keepingState(state: KeeperState): KeepingState {
  switch (state.kind) {
    case 'restoring':
      return 'restoring';
    case 'writing':
    case 'releasing':
      return state.problem?.kind ?? 'kept';
    case 'following':
      return 'elsewhere';
    case 'stopped':
      return 'unavailable';
    case 'closed':
      return 'none';
  }
}

/** What the browser threw, where the work cannot be kept. */
export function causeOf(state: KeeperState): unknown {
  if (state.kind === 'stopped') return state.cause;
  return state.kind === 'writing' || state.kind === 'releasing' ? state.problem?.cause : undefined;
}

function problemOf(cause: unknown): WriteProblem {
  return { kind: isNamed(cause, 'QuotaExceededError') ? 'full' : 'unavailable', cause };
}

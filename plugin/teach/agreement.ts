import { coarseName } from '../../models/domain/class-name.js';

/** How many of the confirmed cells a classifier names as the person did. */
export interface Agreement {
  readonly agreed: number;
  readonly total: number;
}

/** Whether two names do not contradict each other: the same, or one the coarser name of the other. */
export function isSameKind(one: string, other: string): boolean {
  return one === other || coarseName(one) === other || one === coarseName(other);
}

import { SmearError } from '../../models/domain/errors.js';

/** Where a fault can meet the road. */
export const STAGES = ['open', 'read', 'infer', 'write', 'restore'] as const;
export type Stage = (typeof STAGES)[number];

/** What can go wrong at each stage; docs/faults.md says what comes of it. */
export const FAULTS = {
  open: ['slow', 'refused', 'worker dies', 'tab closed'],
  read: ['slow', 'network cut', 'tile missing', 'out of memory', 'tab closed', 'cancelled'],
  infer: ['slow', 'worker dies', 'device lost', 'out of memory', 'tab closed', 'cancelled'],
  write: ['slow', 'disk full', 'no answer', 'refused', 'clock back'],
  restore: ['slow', 'refused', 'no answer'],
} as const satisfies Readonly<Record<Stage, readonly string[]>>;
export type Fault = (typeof FAULTS)[Stage][number];

/** One fault: which, where, and at the how-manieth passage (from 0). */
export interface PlannedFault {
  readonly stage: Stage;
  readonly fault: Fault;
  readonly at: number;
}

/** A day passes each stage at least about so often. */
const MOST_AT: Readonly<Record<Stage, number>> = { open: 3, read: 8, infer: 8, write: 3, restore: 3 };

/** One to four faults, drawn. */
export function drawSchedule(random: () => number): PlannedFault[] {
  const below = (most: number): number => Math.floor(random() * most);
  return Array.from({ length: 1 + below(4) }, () => {
    const stage = STAGES[below(STAGES.length)] as Stage;
    const faults: readonly Fault[] = FAULTS[stage];
    return { stage, fault: faults[below(faults.length)] as Fault, at: below(MOST_AT[stage]) };
  });
}

/** Counts the passages of each stage and gives the fault that is planned for this one. */
export class FaultGate {
  readonly #planned: readonly PlannedFault[];
  readonly #passed = new Map<Stage, number>();
  /** Those that have struck. */
  readonly struck: PlannedFault[] = [];

  constructor(planned: readonly PlannedFault[]) {
    this.#planned = planned;
  }

  pass(stage: Stage): Fault | undefined {
    const count = this.#passed.get(stage) ?? 0;
    this.#passed.set(stage, count + 1);
    const found = this.#planned.find(({ stage: where, at }) => where === stage && at === count);
    if (found) this.struck.push(found);
    return found?.fault;
  }
}

/** What is thrown in the name of a fault; `undefined` for those that throw nothing. */
export function errorOf(fault: Fault | undefined): Error | undefined {
  switch (fault) {
    case 'network cut':
      return new TypeError('Failed to fetch');
    case 'tile missing':
      return new SmearError('tile-failed', 'A piece of the slide is missing.');
    case 'out of memory':
      return new RangeError('Array buffer allocation failed');
    case 'device lost':
      return new SmearError('backend-lost', 'The graphics device was lost.');
    case 'refused':
      return new SmearError('pack-unreadable', 'The models could not be read.');
    case 'disk full':
      return new DOMException('Injected.', 'QuotaExceededError');
    default:
      return undefined;
  }
}

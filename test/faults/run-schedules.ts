import { seededRandom } from '../../models/domain/seeded-random.js';
import { ScriptedPage } from '../unit/plugin/keep/scripted-page.js';
import { disturbedDay, type DayEnd } from './disturbed-day.js';
import { drawSchedule, type PlannedFault } from './fault-schedule.js';

export interface FaultReport {
  /** Days that ended otherwise than the undisturbed one. */
  readonly differences: readonly {
    readonly schedule: number;
    readonly planned: readonly PlannedFault[];
    readonly what: string;
  }[];
  /** How often each fault struck at each stage. */
  readonly struck: ReadonlyMap<string, number>;
  /** Days whose work was not kept, which was said. */
  readonly unkept: number;
  /** How often a run was started again. */
  readonly attempts: number;
}

/** So many days with faults from the seed; the same seed draws the same faults. */
export async function runSchedules(seed: number, schedules: number): Promise<FaultReport> {
  // Dead tabs still let go of their page.
  new ScriptedPage();
  const random = seededRandom(seed);
  const undisturbed = (await disturbedDay([])).cells;
  const differences: { schedule: number; planned: readonly PlannedFault[]; what: string }[] = [];
  const struck = new Map<string, number>();
  let [attempts, unkept] = [0, 0];
  for (let schedule = 0; schedule < schedules; schedule++) {
    const planned = drawSchedule(random);
    const note = (what: string): void => void differences.push({ schedule, planned, what });
    try {
      const end = await disturbedDay(planned);
      attempts += end.attempts;
      if (end.toldUnkept) unkept++;
      for (const { stage, fault } of end.struck) {
        const cell = `${stage}, ${fault}`;
        struck.set(cell, (struck.get(cell) ?? 0) + 1);
      }
      const wrong = differenceOf(end, undisturbed);
      if (wrong) note(wrong);
    } catch (error) {
      note(String(error));
    }
  }
  return { differences, struck, unkept, attempts };
}

/** What of a day is otherwise than it should be. */
export function differenceOf(
  { cells, reopened, toldUnkept, struck }: DayEnd,
  undisturbed: readonly string[],
): string | undefined {
  if (cells.join() !== undisturbed.join()) return `${cells.length} other cells`;
  if (toldUnkept) {
    // Work is unkept to the end only where the storage could not even be opened, and that was said.
    const isOpen = !struck.some(({ stage, fault }) => stage === 'restore' && fault !== 'slow');
    return isOpen ? 'it was not kept in the end, though the storage answers again' : undefined;
  }
  if (reopened.join() === undisturbed.join()) return undefined;
  return `${reopened.length} cells came back, others than were there`;
}

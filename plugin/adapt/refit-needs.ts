import { coarseName } from '../../models/domain/class-name.js';

/** A kind needs this many confirmed cells to be refitted; with fewer it stays as the pack has it. */
export const NEEDED_PER_KIND = 5;
/** And there must be this many of such kinds. */
export const NEEDED_KINDS = 2;

/** The names under which enough cells were confirmed. */
export function learnableNames(confirmed: Iterable<readonly [name: string, count: number]>): string[] {
  return [...confirmed].flatMap(([name, count]) => (count >= NEEDED_PER_KIND ? [name] : []));
}

/** Whether there are enough kinds; a coarse kind and one of its own finer ones count as one. */
export function isEnough(names: readonly string[]): boolean {
  const apart = names.filter((name) => !names.some((other) => other !== name && coarseName(other) === name));
  return apart.length >= NEEDED_KINDS;
}

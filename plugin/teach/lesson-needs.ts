import { coarseName } from '../../models/domain/class-name.js';

/** A kind needs this many confirmed cells before it is learnt; with fewer the pack's knowledge of it stays. */
export const NEEDED_PER_KIND = 5;
/** And there must be this many of such kinds. */
export const NEEDED_KINDS = 2;

/** The names under which enough cells were confirmed to learn from them. */
export function learntNames(confirmed: Iterable<readonly [name: string, count: number]>): string[] {
  return [...confirmed].flatMap(([name, count]) => (count >= NEEDED_PER_KIND ? [name] : []));
}

/** Whether there is something to tell apart: a coarse kind and one of its own finer ones are no two kinds. */
export function isEnough(names: readonly string[]): boolean {
  const apart = names.filter((name) => !names.some((other) => other !== name && coarseName(other) === name));
  return apart.length >= NEEDED_KINDS;
}

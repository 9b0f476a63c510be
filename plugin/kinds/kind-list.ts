import type { CellClass } from '../../models/domain/cell.js';
import { coarseName, UNKNOWN } from '../../models/domain/class-name.js';
import { ICSH_KINDS } from './icsh-kinds.js';
import type { CountedAs, Kind, KindList } from './kind.js';

/** Looks up how a kind is counted, by its exact name. */
export type CountedAsNamed = (name: string) => CountedAs;

/**
 * All kinds that a cell can be called, each once: the laboratory's in its order with its own signs, then what the models
 * name and the list lacks. Without a list the models' own come first, in their order, then ICSH's.
 */
export function kindsOf(classes: readonly CellClass[], own: KindList | undefined): readonly Kind[] {
  const kinds = new Map<string, Kind>();
  const add = (kind: Kind): void => {
    if (kind.name !== UNKNOWN.name && !kinds.has(kind.name)) kinds.set(kind.name, kind);
  };
  own?.kinds.forEach(add);
  for (const { name, code, color } of classes) {
    add({ name, code, color, counted: usualCounting(name) });
  }
  // A laboratory's list is the whole of it: what it took out is not put back.
  if (!own) ICSH_KINDS.forEach(add);
  return [...kinds.values()];
}

/** How each kind of the list is counted; a name that it lacks counts as ICSH's does, else among the leukocytes. */
export function countingOf(kinds: readonly Kind[]): CountedAsNamed {
  const counted = new Map(kinds.map((kind) => [kind.name, kind.counted]));
  return (name) => {
    const coarse = coarseName(name);
    return counted.get(coarse) ?? usualCounting(coarse);
  };
}

/** How a kind is counted where no laboratory says otherwise. */
export function usualCounting(name: string): CountedAs {
  const coarse = coarseName(name);
  if (coarse === UNKNOWN.name) return 'no';
  return ICSH_KINDS.find((kind) => kind.name === coarse)?.counted ?? 'among';
}

/** The kind as a cell's label holds it. */
export function classOf({ name, code, color }: CellClass): CellClass {
  return { name, code, color };
}

import type { CellClass } from '../../models/domain/cell.js';
import { reservedKeys } from '../../overlays/keys/key-press.js';
import { coarseName, finerPart, UNKNOWN } from '../../models/domain/class-name.js';

/** Which key names which class: exact class name to a key as in `KeyboardEvent.key`, lower case. */
export type ClassKeys = Readonly<Record<string, string>>;

/** Keys with another meaning on the slide or in the panel, which no class may take. */
export const RESERVED_KEYS = reservedKeys();

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const LETTERS = 'qwertzuiopasdfghjklyxcvbnm';

/** Everything that a person can call a cell: the pack's classes, and unknown. */
export function assignableClasses(classes: readonly CellClass[]): readonly CellClass[] {
  return classes.some(({ name }) => name === UNKNOWN.name) ? classes : [...classes, UNKNOWN];
}

/**
 * A key for each class: digits for the coarse ones in the pack's order, 0 for unknown, for finer ones the first
 * letter of their own name that is free. `chosen` (a person's own) outranks these where it is usable.
 */
export function classKeys(classes: readonly CellClass[], chosen: ClassKeys = {}): ClassKeys {
  const names = assignableClasses(classes).map(({ name }) => name);
  const keys = new Map<string, string>();
  const taken = new Set<string>();
  const give = (name: string, wanted: Iterable<string>): void => {
    for (const key of wanted) {
      if (!isUsableKey(key) || taken.has(key)) continue;
      keys.set(name, key);
      taken.add(key);
      return;
    }
  };
  for (const name of names) {
    const key = keyOf(chosen, name);
    if (key !== undefined) give(name, [key]);
  }
  const isOpen = (name: string): boolean => !keys.has(name);
  if (names.includes(UNKNOWN.name) && isOpen(UNKNOWN.name)) give(UNKNOWN.name, ['0', ...DIGITS, ...LETTERS]);
  const isFiner = (name: string): boolean => coarseName(name) !== name;
  for (const name of names) if (isOpen(name) && !isFiner(name)) give(name, [...DIGITS, ...LETTERS]);
  for (const name of names) {
    if (isOpen(name)) give(name, [...finerPart(name).toLowerCase(), ...LETTERS, ...DIGITS]);
  }
  return Object.fromEntries(keys);
}

/** The keys chosen for classes that mean something else by now, by class: the classes have got others. */
export function movedKeys(chosen: ClassKeys): ReadonlyMap<string, string> {
  return new Map(Object.entries(chosen).filter(([, key]) => RESERVED_KEYS.has(key)));
}

/** Gives the class another key; the class that had it takes the old one. Unusable keys change nothing. */
export function withKey(keys: ClassKeys, name: string, key: string): ClassKeys {
  const wanted = key.toLowerCase();
  if (!isUsableKey(wanted)) return keys;
  const before = keyOf(keys, name);
  const next = new Map(Object.entries(keys));
  for (const [other, key] of next) {
    if (key !== wanted) continue;
    if (before === undefined) next.delete(other);
    else next.set(other, before);
  }
  return Object.fromEntries(next.set(name, wanted));
}

/** A single sign that a keyboard types, and that has no other meaning. */
export function isUsableKey(key: string): boolean {
  return [...key].length === 1 && key.toLowerCase() === key && !RESERVED_KEYS.has(key);
}

/** The key of a class; a file may name a class as it likes, also as something that every object inherits. */
export function keyOf(keys: ClassKeys, name: string): string | undefined {
  return Object.hasOwn(keys, name) ? keys[name] : undefined;
}

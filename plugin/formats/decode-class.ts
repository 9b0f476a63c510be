import type { CellClass } from '../../models/domain/cell.js';
import { coarseName, UNKNOWN } from '../../models/domain/class-name.js';
import { cleanText, LONGEST, readColour } from './foreign-text.js';

/** A class by its name: the pack's own where it has it, else one of that name with the given code and colour. */
export type ClassNamed = (name: string, code?: string, color?: CellClass['color']) => CellClass;

/**
 * Finds the pack's class of a name, upper case or lower; any other name is a class of its own, always the same
 * object for the same name. A finer kind (`Neutrophil: Toxic`) takes code and colour of its coarse one.
 */
export function classFinder(classes: readonly CellClass[]): ClassNamed {
  const known = new Map([UNKNOWN, ...classes].map((label) => [label.name.toLowerCase(), label]));
  return (name, code, color) => {
    const found = known.get(name.toLowerCase());
    if (found) return found;
    const coarse = known.get(coarseName(name).toLowerCase());
    const label: CellClass = {
      name,
      code: code ?? coarse?.code ?? initials(name),
      color: color ?? coarse?.color ?? UNKNOWN.color,
    };
    // Others' files name few classes; one that names each cell otherwise must not fill the memory twice.
    if (known.size < 1000) known.set(name.toLowerCase(), label);
    return label;
  };
}

/**
 * The class that a feature's properties name, `undefined` where they name none. Read as QuPath writes it (a string,
 * `name`, `names`, before 0.4 `parentClass` and `colorRGB`), and as DSA does (`label`, `group`, `lineColor`).
 */
export function decodeClass(
  properties: Readonly<Record<string, unknown>>,
  classNamed: ClassNamed,
  code?: string,
): CellClass | undefined {
  const { classification, label, group, lineColor } = properties;
  if (isRecord(classification)) {
    const name = nameOf(classification, 0);
    const color = readColour(classification['color'] ?? classification['colorRGB']);
    if (name !== undefined) return classNamed(name, code, color);
  }
  const name = nestedName([
    cleanText(classification) ??
      cleanText(isRecord(label) ? label['value'] : label) ??
      cleanText(group) ??
      '',
  ]);
  return name === undefined ? undefined : classNamed(name, code, readColour(lineColor));
}

function nameOf(classification: Readonly<Record<string, unknown>>, depth: number): string | undefined {
  const { name, names, parentClass } = classification;
  if (Array.isArray(names)) return nestedName(names.slice(0, 10));
  // A chain of parents that never ends is somebody's joke.
  const parent = isRecord(parentClass) && depth < 10 ? nameOf(parentClass, depth + 1) : undefined;
  return nestedName(parent === undefined ? [name] : [parent, name]);
}

/** `A` or `A: B`, in plain letters, as it is to be written. */
const PLAIN_NAME = /^[!-9;-~]+( [!-9;-~]+)*(: [!-9;-~]+( [!-9;-~]+)*)*$/;

/** The name of a class as it is written everywhere: `A: B` of ` A`, `B ` or of `A:B`: QuPath's way to write a class within a class. */
export function nestedName(names: readonly unknown[]): string | undefined {
  const [only] = names;
  // Nearly all are, and there is one for every cell.
  if (names.length === 1 && typeof only === 'string' && only.length <= LONGEST && PLAIN_NAME.test(only)) {
    return only;
  }
  const whole = names
    .flatMap((name) => cleanText(name)?.split(':') ?? [])
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .join(': ');
  return cleanText(whole);
}

function initials(name: string): string {
  const letters = name.match(/\p{L}+/gu)?.slice(0, 3) ?? [];
  return letters.map((word) => (word[0] as string).toUpperCase()).join('') || UNKNOWN.code;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

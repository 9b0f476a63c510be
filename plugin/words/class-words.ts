import { coarseName, finerPart } from '../../models/domain/class-name.js';
import type { Strings } from './strings.js';

/** A class as a person says it. */
export function className(t: Strings, name: string): string {
  return wordsOf(t, name) ?? name;
}

/** The same below its coarse class, where that need not be said again. */
export function finerClassName(t: Strings, name: string): string {
  const words = wordsOf(t, name);
  if (words === undefined) return finerPart(name);
  const coarse = ` ${wordsOf(t, coarseName(name))}`;
  return words.endsWith(coarse) ? words.slice(0, -coarse.length) : words;
}

/** A file may name a class as it likes, also as something that every object inherits. */
function wordsOf({ classes }: Strings, name: string): string | undefined {
  return Object.hasOwn(classes, name) ? classes[name] : undefined;
}

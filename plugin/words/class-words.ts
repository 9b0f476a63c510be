import { coarseName, finerPart } from '../../models/domain/class-name.js';
import type { KindList } from '../kinds/kind.js';
import type { Kinds } from '../kinds/kinds.js';
import type { CountLine } from '../count/count-table.js';
import type { Strings } from './strings.js';

/** The name of a class in the language. */
export function className(t: Strings, name: string): string {
  return wordsOf(t, name) ?? name;
}

/** The same below its coarse class, whose name need not be repeated: “Band” below “Neutrophil”. */
export function finerClassName(t: Strings, name: string): string {
  const words = wordsOf(t, name);
  if (words === undefined) return finerPart(name);
  const coarse = ` ${className(t, coarseName(name))}`.toLowerCase();
  return words.toLowerCase().endsWith(coarse) ? words.slice(0, -coarse.length) : words;
}

/**
 * The same inside a sentence, as the language writes it there. What a laboratory or a file has named stays as it is
 * written. `say` is how the name is said where it stands alone.
 */
export function nameInSentence(
  t: Strings,
  name: string,
  { isNamedElsewhere }: Pick<Kinds, 'isNamedElsewhere'>,
  say = className,
): string {
  const words = say(t, name);
  return isNamedElsewhere(name) ? words : t.insideSentence(words);
}

/** What stands at the head of a line of the count. */
export function lineName(t: Strings, { level, label }: Pick<CountLine, 'level' | 'label'>): string {
  if (level === 'rest') return t.differential.rest;
  return (level === 'finer' ? finerClassName : className)(t, label.name);
}

/** A file may name a class as it likes, also as something that every object inherits. */
function wordsOf({ classes }: Strings, name: string): string | undefined {
  return Object.hasOwn(classes, name) ? classes[name] : undefined;
}

/** The words with the laboratory's own names of kinds in place of the language's. */
export function withOwnNames(strings: Strings, { kinds }: KindList): Strings {
  const titles = kinds.flatMap(({ name, title }) => (title ? [[name, title] as const] : []));
  return { ...strings, classes: { ...strings.classes, ...Object.fromEntries(titles) } };
}

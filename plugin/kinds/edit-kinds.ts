import { coarseName } from '../../models/domain/class-name.js';
import type { Kind, KindList } from './kind.js';

/** Colours for kinds that a laboratory adds, told apart by most eyes beside the others; taken in turn. */
const COLOURS: readonly Kind['color'][] = [
  [51, 34, 136],
  [136, 34, 85],
  [68, 170, 153],
  [153, 153, 51],
  [170, 68, 153],
  [17, 119, 51],
];

/** The list with what is given of one kind changed; `undefined` takes a part away. */
export function withKind(list: KindList, name: string, change: KindChange): KindList {
  return {
    ...list,
    kinds: list.kinds.map((kind) => (kind.name === name ? changed(kind, change) : kind)),
  };
}

export interface KindChange {
  readonly title?: string | undefined;
  readonly code?: string;
  readonly color?: Kind['color'];
  readonly counted?: Kind['counted'];
  readonly isHidden?: boolean | undefined;
  readonly key?: string | undefined;
}

/** The list with the kind so many places further down, or up. */
export function withMoved(list: KindList, name: string, by: number): KindList {
  const from = list.kinds.findIndex((kind) => kind.name === name);
  const kind = list.kinds[from];
  if (!kind) return list;
  const kinds = list.kinds.filter((other) => other !== kind);
  kinds.splice(Math.max(0, Math.min(kinds.length, from + by)), 0, kind);
  return { ...list, kinds };
}

/**
 * The list with a kind of the laboratory's own at the end, counted among the leukocytes at first; below `coarse` a finer
 * one of it. The list itself where there is such a kind, or no name.
 */
export function withAdded(list: KindList, title: string, coarse?: string): KindList {
  const own = title.replaceAll(':', ' ').replace(/\s+/g, ' ').trim();
  const name = coarse === undefined ? own : `${coarseName(coarse)}: ${own}`;
  const isKnown = list.kinds.some((kind) => kind.name.toLowerCase() === name.toLowerCase());
  if (own === '' || isKnown) return list;
  const parent = list.kinds.find((kind) => kind.name === coarse);
  const kind: Kind = {
    name,
    code: freeCode(own, list),
    color: COLOURS[list.kinds.length % COLOURS.length] as Kind['color'],
    counted: parent?.counted ?? 'among',
  };
  return { ...list, kinds: [...list.kinds, kind] };
}

function changed(kind: Kind, change: KindChange): Kind {
  const entries = Object.entries({ ...kind, ...change }).filter(
    ([, value]) => value !== undefined && value !== false,
  );
  return Object.fromEntries(entries) as unknown as Kind;
}

/** The first letters of its words, or of its one word, with a number where another kind has them. */
function freeCode(title: string, { kinds }: KindList): string {
  const words = title.match(/[\p{L}\p{N}]+/gu) ?? ['X'];
  const letters = words.length > 1 ? words.map((word) => word[0]).join('') : (words[0] as string);
  const code = letters.slice(0, words.length > 1 ? 3 : 2).toUpperCase();
  const taken = new Set(kinds.map((kind) => kind.code));
  for (let number = 1; ; number++) {
    const tried = number === 1 ? code : `${code}${number}`;
    if (!taken.has(tried)) return tried;
  }
}

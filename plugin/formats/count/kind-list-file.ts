import { SmearError } from '../../../models/domain/errors.js';
import { UNKNOWN } from '../../../models/domain/class-name.js';
import type { CountedAs, Kind, KindList } from '../../kinds/kind.js';
import { nestedName } from '../decode-class.js';
import { cleanText, readColour } from '../foreign-text.js';

/** What a file of kinds says that it is. */
const FORMAT = 'smearlens-kinds';
const VERSION = 1;
/** More than any laboratory tells apart. */
const MOST_KINDS = 200;
const LONGEST_CODE = 5;
const COUNTED: readonly CountedAs[] = ['among', 'perHundred', 'no'];

/** A laboratory's kinds as a file of their own. */
export function writeKindList(list: KindList): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...list }, undefined, 2)}\n`;
}

/** Reads it back. Throws `kinds-unreadable`, and says where. */
export function readKindList(text: string): KindList {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw unreadable('The file is not valid JSON.', cause);
  }
  const { format, kinds } = partsOf(data);
  if (format !== FORMAT || !Array.isArray(kinds)) {
    throw unreadable(`It must say “format”: “${FORMAT}” and hold a list “kinds”.`);
  }
  const wrong = kinds.findIndex((kind) => readKind(kind) === undefined);
  if (wrong >= 0) {
    throw unreadable(
      `Class ${wrong + 1} needs a “name”, a “code”, a “color” of three numbers, and “counted” as ${COUNTED.join(', ')}.`,
    );
  }
  return decodeKindList(data) ?? { title: '', kinds: [] };
}

/** The same out of a larger file that anybody may have written: what is no kind is skipped; absent where there is none. */
export function decodeKindList(value: unknown): KindList | undefined {
  const { title, kinds } = partsOf(value);
  if (!Array.isArray(kinds)) return undefined;
  const sound = kinds.slice(0, MOST_KINDS).flatMap((kind) => readKind(kind) ?? []);
  const once = [...new Map(sound.map((kind) => [kind.name, kind])).values()];
  return once.length > 0 ? { title: cleanText(title) ?? '', kinds: once } : undefined;
}

/**
 * What stands here with what a file brings: kinds that are not known here come in at the end; what the laboratory has
 * chosen itself is never overwritten. Absent where nothing is new.
 */
export function kindsToTake(
  own: KindList | undefined,
  known: readonly Kind[],
  file: KindList,
): KindList | undefined {
  if (!own) return file;
  const names = new Set([...own.kinds, ...known].map(({ name }) => name));
  const fresh = file.kinds.filter(({ name }) => !names.has(name));
  return fresh.length > 0 ? { ...own, kinds: [...own.kinds, ...fresh] } : undefined;
}

function readKind(value: unknown): Kind | undefined {
  const { name: given, title: said, code: sign, color: paint, counted, isHidden, key } = partsOf(value);
  const [name, title, code, color] = [
    nestedName([given]),
    cleanText(said),
    cleanText(sign),
    readColour(paint),
  ];
  if (!name || name === UNKNOWN.name || !code || !color) return undefined;
  if (!COUNTED.includes(counted as CountedAs)) return undefined;
  return {
    name,
    code: [...code].slice(0, LONGEST_CODE).join(''),
    color,
    counted: counted as CountedAs,
    ...(title ? { title } : {}),
    ...(isHidden === true ? { isHidden } : {}),
    ...(typeof key === 'string' && [...key].length === 1 ? { key: key.toLowerCase() } : {}),
  };
}

function unreadable(why: string, cause?: unknown): SmearError {
  return new SmearError(
    'kinds-unreadable',
    `The list of classes could not be read. ${why} Nothing was changed.`,
    {
      cause,
    },
  );
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

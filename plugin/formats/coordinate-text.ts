import { textOfUtf8, utf8Decoder } from './utf8-text.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Room for the rings of the features gathered, 12,000 points; what is beyond is read as any other list. */
const MOST_NUMBERS = 24_000;
const KEY = new TextEncoder().encode('"coordinates"');
/** Room for what of the features is no coordinates. */
const MOST_BYTES = 128 * 1024;
/** Stands between two features; no JSON holds it. */
const BETWEEN = 0;

/** The coordinates of a Polygon (one element) or MultiPolygon: rings of each polygon, flat, closed as they stood. */
export class CoordinateList {
  constructor(
    readonly type: 'Polygon' | 'MultiPolygon',
    readonly polygons: readonly (readonly Float64Array[])[],
  ) {}
}

/**
 * Parses the texts of features, ten times faster than `JSON.parse` would where they consist of coordinates: the
 * coordinates of polygons in plain numbers come as a `CoordinateList`, everything else as always, in every case that
 * is out of the ordinary the coordinates, too. The numbers are the caller's until the next feature is added: nearly
 * all are written elsewhere then, and a hundred thousand arrays less are made. Throws what `JSON.parse` throws, and
 * `import-unreadable` for bytes that are no UTF-8.
 *
 * Features are gathered and made strings together: browsers hold each text that they decode by a handle of its own,
 * and a hundred thousand of these hold their collector up.
 */
export class FeatureText {
  readonly #numbers = new Float64Array(MOST_NUMBERS);
  readonly #rest = new Uint8Array(MOST_BYTES);
  readonly #decoder = utf8Decoder();
  #gathered: { readonly bytes: Uint8Array; readonly lists: readonly CoordinateList[] }[] = [];
  /** How many numbers and bytes the gathered features take. */
  #taken = 0;
  #length = 0;

  parse(text: string | Uint8Array): unknown {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    this.take();
    if (!this.add(bytes)) return parseWhole(bytes, this.#decoder);
    const [only] = this.take();
    return only?.();
  }

  /** Whether there was room to gather the feature. The bytes must stay as they are until it is parsed. */
  add(bytes: Uint8Array): boolean {
    // A list is longer than the number that stands for it; one byte more stands between two.
    if (this.#length + bytes.length >= MOST_BYTES) return false;
    const lists: CoordinateList[] = [];
    let from = 0;
    for (let at = keyAfter(bytes, 0); at >= 0; at = keyAfter(bytes, at)) {
      const begins = afterColon(bytes, at);
      const list = begins < 0 ? undefined : this.#readList(bytes, begins);
      if (!list) continue;
      this.#copy(bytes, from, begins);
      this.#write(lists.length);
      lists.push(list.list);
      from = at = list.end;
    }
    this.#copy(bytes, from, bytes.length);
    this.#rest[this.#length++] = BETWEEN;
    this.#gathered.push({ bytes, lists });
    return true;
  }

  /** What parses each of the gathered features, in their order. */
  take(): (() => unknown)[] {
    const gathered = this.#gathered;
    const texts = this.#textsOf(gathered.length);
    this.#gathered = [];
    this.#taken = this.#length = 0;
    return gathered.map(({ bytes, lists }, i) => () => {
      const text = texts?.[i];
      if (text === undefined || lists.length === 0) return parseWhole(bytes, this.#decoder);
      return putBack(JSON.parse(text), lists);
    });
  }

  /** The texts of so many features; absent where one holds what stands between them, or is no UTF-8. */
  #textsOf(count: number): string[] | undefined {
    if (count === 0) return undefined;
    try {
      const texts = this.#decoder.decode(this.#rest.subarray(0, this.#length - 1)).split('\0');
      return texts.length === count ? texts : undefined;
    } catch {
      // Each for itself, so that the broken one is reported.
      return undefined;
    }
  }

  #copy(bytes: Uint8Array, from: number, to: number): void {
    this.#rest.set(bytes.subarray(from, to), this.#length);
    this.#length += to - from;
  }

  #write(value: number): void {
    for (const digit of String(value)) this.#rest[this.#length++] = digit.charCodeAt(0);
  }

  /** The list that begins at `start`, and where it ends; `undefined` where it is anything else. */
  #readList(
    bytes: Uint8Array,
    start: number,
  ): { readonly list: CoordinateList; readonly end: number } | undefined {
    const isMulti = bytes[start + 1] === OPEN && bytes[start + 2] === OPEN && bytes[start + 3] === OPEN;
    const polygons: Float64Array[][] = [];
    const taken = this.#taken;
    const end = isMulti
      ? this.#readPolygons(bytes, start, polygons)
      : this.#readPolygon(bytes, start, polygons);
    if (end >= 0) return { list: new CoordinateList(isMulti ? 'MultiPolygon' : 'Polygon', polygons), end };
    this.#taken = taken;
    return undefined;
  }

  #readPolygons(bytes: Uint8Array, start: number, polygons: Float64Array[][]): number {
    let i = start + 1;
    for (;;) {
      const end = this.#readPolygon(bytes, i, polygons);
      if (end < 0) return -1;
      const code = bytes[end];
      if (code === CLOSE) return end + 1;
      if (code !== COMMA) return -1;
      i = end + 1;
    }
  }

  /** Reads `[[[x,y],…],…]` at `start`; where it ends, or −1 where it is anything else. */
  #readPolygon(bytes: Uint8Array, start: number, polygons: Float64Array[][]): number {
    if (bytes[start] !== OPEN) return -1;
    const rings: Float64Array[] = [];
    polygons.push(rings);
    let i = start + 1;
    for (;;) {
      if (bytes[i] !== OPEN) return -1;
      const first = this.#taken;
      const end = this.#readRing(bytes, i + 1);
      if (end < 0) return -1;
      rings.push(this.#numbers.subarray(first, this.#taken));
      const code = bytes[end];
      if (code === CLOSE) return end + 1;
      if (code !== COMMA) return -1;
      i = end + 1;
    }
  }

  /** Reads `[x,y],…]`, the rest of a ring; where it ends, or −1 where it is anything else. */
  #readRing(bytes: Uint8Array, start: number): number {
    const numbers = this.#numbers;
    let count = this.#taken;
    let i = start;
    for (;;) {
      if (bytes[i++] !== OPEN || count + 2 > MOST_NUMBERS) return -1;
      for (let axis = 0; axis < 2; axis++) {
        // Beyond the end there is no digit, and so no number.
        let code = bytes[i] as number;
        const negative = code === MINUS;
        if (negative) code = bytes[++i] as number;
        let digits = 0;
        let value = 0;
        let scale = 1;
        const leadingZero = code === ZERO;
        for (; code >= ZERO && code < COLON; code = bytes[++i] as number, digits++) {
          value = value * 10 + code - ZERO;
        }
        if (digits === 0 || (leadingZero && digits > 1)) return -1;
        if (code === POINT) {
          code = bytes[++i] as number;
          const whole = digits;
          for (; code >= ZERO && code < COLON; code = bytes[++i] as number, digits++) {
            value = value * 10 + code - ZERO;
            scale *= 10;
          }
          if (digits === whole) return -1;
        }
        // Up to fifteen digits both are exact, and so is their quotient, to the last bit.
        if (digits > 15 || code !== (axis === 0 ? COMMA : CLOSE)) return -1;
        numbers[count++] = (negative ? -value : value) / scale;
        i++;
      }
      const code = bytes[i++];
      if (code === CLOSE) {
        this.#taken = count;
        return i;
      }
      if (code !== COMMA) return -1;
    }
  }
}

/** Where the next key of coordinates has ended, or −1. */
function keyAfter(bytes: Uint8Array, from: number): number {
  const last = bytes.length - KEY.length;
  for (let at = from; at <= last; at++) {
    if (bytes[at] !== QUOTE || bytes[at + 1] !== KEY[1] || bytes[at + 2] !== KEY[2]) continue;
    let same = 3;
    while (same < KEY.length && bytes[at + same] === KEY[same]) same++;
    if (same === KEY.length) return at + same;
  }
  return -1;
}

function afterColon(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== COLON) return -1;
  const start = bytes[at + 1] === SPACE ? at + 2 : at + 1;
  return bytes[start] === QUOTE ? -1 : start;
}

function parseWhole(bytes: Uint8Array, decoder: TextDecoder): unknown {
  return JSON.parse(textOfUtf8(bytes, decoder));
}

/** Deeper no feature holds another one; a text may be nested a million times all the same. */
const DEEPEST = 40;

/** Puts the lists in the place of their numbers, wherever a geometry may stand. */
function putBack(value: unknown, lists: readonly CoordinateList[], depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return value;
  const found = value as Record<string, unknown>;
  for (const key of Object.keys(found)) {
    const inside = found[key];
    if (key === 'coordinates' && typeof inside === 'number') found[key] = lists[inside];
    // Measurements are many, and hold no geometry.
    else if (key !== 'measurements' && key !== 'metadata') putBack(inside, lists, depth + 1);
  }
  return value;
}

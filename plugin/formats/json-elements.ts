import { SmearError } from '../../models/domain/errors.js';
import { joinBytes } from '../slide/bytes/join-bytes.js';
import { textOfUtf8 } from './utf8-text.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** What is read out of the root of a JSON text. `at` counts characters from the beginning of the text. */
export interface JsonElementsOptions {
  /** Members of the root object whose elements come one by one; those of a root that is a list always do. */
  readonly lists: ReadonlySet<string>;
  /**
   * An element of a list, as JSON text in UTF-8 that has not been looked into; the bytes are the caller's only until
   * it returns. `list` is '' where the root is the list.
   */
  readonly onElement: (text: Uint8Array, at: number, list: string) => void;
  /** Any other member of the root object. */
  readonly onMember: (key: string, text: string, at: number) => void;
  /** Texts of one value above this (bytes) are not kept, but skipped. */
  readonly longest: number;
  readonly onTooLong: (at: number) => void;
}

/** What the reader expects next. */
type Expected =
  | 'root'
  | 'first key'
  | 'key'
  | 'colon'
  | 'value'
  | 'more members'
  | 'first element'
  | 'element'
  | 'more'
  | 'end';

/** How much deeper one is after each byte; 0 for all that are no brackets. */
const DEEPER = Int8Array.from({ length: 256 }, (_, code) =>
  code === OPEN_LIST || code === OPEN_OBJECT ? 1 : code === CLOSE_LIST || code === CLOSE_OBJECT ? -1 : 0,
);

/** The mark of its encoding with which a text in UTF-8 may begin. */
const MARK = [0xef, 0xbb, 0xbf];

/**
 * Takes a JSON text in UTF-8 apart while it arrives, so that a file of hundreds of megabytes is never parsed in one
 * go, nor made a string: each value two floors below the root comes out as a text of its own. What is inside these is
 * left to `JSON.parse`; what is around them is checked here. Fails with `import-unreadable`, saying where.
 */
export class JsonElements {
  readonly #options: JsonElementsOptions;
  #expected: Expected = 'root';
  #isList = false;
  #list: string | undefined;
  #key = '';
  /** Where the bytes pushed next begin. */
  #at = 0;
  /** Bytes so far that were no characters of their own. */
  #extra = 0;
  /** The value being read: what has come of it, where it began, how deep in it we are. */
  #pieces: Uint8Array[] = [];
  #length = 0;
  #from = 0;
  #depth = 0;
  #inside: 'nothing' | 'container' | 'text' | 'bare' = 'nothing';
  #quoted = false;
  #escaped = false;

  constructor(options: JsonElementsOptions) {
    this.#options = options;
  }

  push(bytes: Uint8Array): void {
    let i = 0;
    while (i < bytes.length) {
      if (this.#inside !== 'nothing') {
        i = this.#readOn(bytes, i);
      } else {
        const code = bytes[i] as number;
        // Space, tab, line feed, carriage return.
        if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) i++;
        else i = this.#structure(code, i);
      }
    }
    this.#at += bytes.length;
  }

  /** The text is over. */
  end(): void {
    if (this.#expected === 'end' && this.#inside === 'nothing') return;
    if (this.#expected === 'root' && this.#inside === 'nothing') throw this.#broken('is empty', 0);
    throw this.#broken('ends too early: the rest of it is missing', 0);
  }

  #structure(code: number, i: number): number {
    switch (this.#expected) {
      case 'root':
        if (code === MARK[this.#at + i]) {
          this.#extra++;
          return i + 1;
        }
        if (code !== OPEN_OBJECT && code !== OPEN_LIST) throw this.#broken('is not GeoJSON', i);
        this.#isList = code === OPEN_LIST;
        this.#list = this.#isList ? '' : undefined;
        this.#expected = this.#isList ? 'first element' : 'first key';
        return i + 1;
      case 'first key':
      case 'key':
        if (code === CLOSE_OBJECT && this.#expected === 'first key') return this.#ended(i);
        if (code !== QUOTE) throw this.#broken('lacks a member name', i);
        return this.#begin(i, code);
      case 'colon':
        if (code !== COLON) throw this.#broken('lacks a colon', i);
        this.#expected = 'value';
        return i + 1;
      case 'value':
        if (code === OPEN_LIST && this.#options.lists.has(this.#key)) {
          this.#list = this.#key;
          this.#expected = 'first element';
          return i + 1;
        }
        return this.#begin(i, code);
      case 'first element':
      case 'element':
        if (code === CLOSE_LIST && this.#expected === 'first element') return this.#closeList(i);
        return this.#begin(i, code);
      case 'more':
        if (code === CLOSE_LIST) return this.#closeList(i);
        if (code !== COMMA) throw this.#broken('lacks a comma between two entries', i);
        this.#expected = 'element';
        return i + 1;
      case 'more members':
        if (code === CLOSE_OBJECT) return this.#ended(i);
        if (code !== COMMA) throw this.#broken('lacks a comma', i);
        this.#expected = 'key';
        return i + 1;
      case 'end':
        throw this.#broken('continues after its end', i);
    }
  }

  #begin(i: number, code: number): number {
    if (code === COMMA || code === COLON || code === CLOSE_LIST || code === CLOSE_OBJECT) {
      throw this.#broken('lacks a value', i);
    }
    this.#from = this.#characterAt(i);
    this.#pieces = [];
    this.#length = 0;
    this.#depth = 0;
    this.#quoted = false;
    this.#escaped = false;
    this.#inside =
      code === OPEN_LIST || code === OPEN_OBJECT ? 'container' : code === QUOTE ? 'text' : 'bare';
    return i;
  }

  /** Reads on in a value that began at `i` or in earlier bytes; returns where it stopped. */
  #readOn(bytes: Uint8Array, start: number): number {
    let i = start;
    let done = false;
    if (this.#quoted) {
      i = this.#readQuoted(bytes, i);
      done = !this.#quoted && this.#inside === 'text';
    }
    if (this.#inside === 'bare') {
      while (i < bytes.length && !done) {
        const code = bytes[i] as number;
        done = code === COMMA || code === CLOSE_LIST || code === CLOSE_OBJECT || code <= 0x20;
        if (!done) i++;
      }
    }
    // Three hundred million bytes go through here: fields of the object would double the time, and so would asking
    // of each whether it is a bracket, since no processor guesses that right.
    const end = bytes.length;
    let depth = this.#depth;
    while (i < end && !done) {
      const code = bytes[i++] as number;
      depth += DEEPER[code] as number;
      if (code === QUOTE) {
        i = this.#readQuoted(bytes, i);
        done = !this.#quoted && this.#inside === 'text';
      } else done = depth === 0;
    }
    this.#depth = depth;
    this.#keep(bytes, start, i);
    if (done) this.#complete();
    return i;
  }

  /** Reads to the end of a string, if it is there; returns where it stopped. */
  #readQuoted(bytes: Uint8Array, start: number): number {
    const end = bytes.length;
    let escaped = this.#escaped;
    let i = start;
    for (; i < end; i++) {
      const code = bytes[i] as number;
      if (escaped) escaped = false;
      else if (code === BACKSLASH) escaped = true;
      else if (code === QUOTE) break;
      // Bytes that go on a character; of four bytes a string makes two characters.
      else if (code > 0x7f) this.#extra += code < 0xc0 ? 1 : code < 0xf0 ? 0 : -1;
    }
    this.#escaped = escaped;
    this.#quoted = i === end;
    return i === end ? i : i + 1;
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    this.#length += to - from;
    if (this.#length <= this.#options.longest) this.#pieces.push(bytes.subarray(from, to));
    else this.#pieces = [];
  }

  #complete(): void {
    this.#inside = 'nothing';
    const value = this.#pieces.length === 1 ? (this.#pieces[0] as Uint8Array) : joinBytes(this.#pieces);
    this.#pieces = [];
    const tooLong = this.#length > this.#options.longest;
    if (this.#expected === 'key' || this.#expected === 'first key') {
      this.#key = tooLong ? '' : (parsePart(textOfUtf8(value), this.#from) as string);
      this.#expected = 'colon';
    } else if (this.#list !== undefined) {
      this.#expected = 'more';
      if (tooLong) this.#options.onTooLong(this.#from);
      else this.#options.onElement(value, this.#from, this.#list);
    } else {
      this.#expected = 'more members';
      if (tooLong) this.#options.onTooLong(this.#from);
      else this.#options.onMember(this.#key, textOfUtf8(value), this.#from);
    }
  }

  #closeList(i: number): number {
    this.#list = undefined;
    this.#expected = this.#isList ? 'end' : 'more members';
    return i + 1;
  }

  #ended(i: number): number {
    this.#expected = 'end';
    return i + 1;
  }

  #broken(what: string, i: number): SmearError {
    return brokenText(what, this.#characterAt(i));
  }

  #characterAt(i: number): number {
    return this.#at + i - this.#extra;
  }
}

/** The value that a part of a JSON text stands for; `at` is where the part begins. NaN and infinities are null. */
export function parsePart(text: string, at: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Java's writers leave numbers that are none as bare words, which JSON does not know.
    const known = text.replace(
      /("(?:[^"\\]|\\.)*")|-?\b(?:NaN|Infinity)\b/g,
      (_whole, quoted: string | undefined) => quoted ?? 'null',
    );
    try {
      return JSON.parse(known);
    } catch {
      // Where exactly, not every engine says; the entry it always is.
      const place = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
      throw place === undefined
        ? brokenText('is broken in the entry that starts there', at, error)
        : brokenText('is broken', at + Number(place), error);
    }
  }
}

function brokenText(what: string, at: number, cause?: unknown): SmearError {
  return new SmearError(
    'import-unreadable',
    `The file ${what} (at character ${at + 1}). Nothing was imported. Export it again, or check that place in a text editor.`,
    { cause },
  );
}

import type { Polygon } from '../../models/domain/rings/polygon.js';

const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Bytes that two numbers and what stands around them need at most: sign, eight digits, point, six decimals. */
const LONGEST_POSITION = 40;

/**
 * Writes rings as GeoJSON's closed lists of positions: ten million numbers, too many to turn each into a string. Many
 * rings are written together: browsers hold each text that they decode by a handle of its own, and hundreds of
 * thousands of these hold their collector up.
 */
export class RingText {
  readonly #decoder = new TextDecoder();
  #bytes = new Uint8Array(64 * 1024);
  #at = 0;

  /** The texts of these rings, in their order. */
  encodeAll(rings: readonly Polygon[]): string[] {
    const room = rings.reduce((sum, ring) => sum + (ring.length / 2 + 2) * LONGEST_POSITION, 0);
    if (this.#bytes.length < room) this.#bytes = new Uint8Array(room);
    this.#at = 0;
    const ends = rings.map((ring) => (this.#ring(ring) ? this.#at : -1));
    const whole = this.#decoder.decode(this.#bytes.subarray(0, this.#at));
    let from = 0;
    return rings.map((ring, i) => {
      const end = ends[i] as number;
      if (end < 0) return plainText(ring);
      const text = whole.slice(from, end);
      from = end;
      return text;
    });
  }

  /** Writes a ring; where it cannot, nothing. */
  #ring(ring: Polygon): boolean {
    const start = this.#at;
    this.#bytes[this.#at++] = OPEN;
    for (let i = 0; i < ring.length; i += 2) {
      if (!this.#position(ring[i] as number, ring[i + 1] as number)) {
        this.#at = start;
        return false;
      }
      this.#bytes[this.#at++] = COMMA;
    }
    this.#position(ring[0] as number, ring[1] as number);
    this.#bytes[this.#at++] = CLOSE;
    return true;
  }

  #position(x: number, y: number): boolean {
    const bytes = this.#bytes;
    bytes[this.#at++] = OPEN;
    if (!this.#number(x)) return false;
    bytes[this.#at++] = COMMA;
    if (!this.#number(y)) return false;
    bytes[this.#at++] = CLOSE;
    return true;
  }

  /** Writes a number of at most two decimals; `false` where it has more, or is too large. */
  #number(value: number): boolean {
    const bytes = this.#bytes;
    const size = Math.abs(value);
    const hundredths = Math.round(size * 100);
    if (!(hundredths < 1e9) || hundredths / 100 !== size) return false;
    if (value < 0) bytes[this.#at++] = MINUS;
    let whole = (hundredths / 100) | 0;
    const rest = hundredths - whole * 100;
    let digits = 1;
    for (let power = 10; power <= whole; power *= 10) digits++;
    for (let i = this.#at + digits - 1; i >= this.#at; i--) {
      const next = (whole / 10) | 0;
      bytes[i] = ZERO + whole - next * 10;
      whole = next;
    }
    this.#at += digits;
    if (rest === 0) return true;
    const tenths = (rest / 10) | 0;
    bytes[this.#at++] = POINT;
    bytes[this.#at++] = ZERO + tenths;
    if (rest > tenths * 10) bytes[this.#at++] = ZERO + rest - tenths * 10;
    return true;
  }
}

function plainText(ring: Polygon): string {
  let text = '[';
  for (let i = 0; i < ring.length; i += 2) text += `[${ring[i]},${ring[i + 1]}],`;
  return `${text}[${ring[0]},${ring[1]}]]`;
}

import type { Polygon } from '../../models/domain/geometry.js';

const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Bytes that two numbers and what stands around them need at most: sign, eight digits, point, six decimals. */
const LONGEST_POSITION = 40;

/** Writes rings as GeoJSON's closed lists of positions: ten million numbers, too many to turn each into a string. */
export class RingText {
  readonly #decoder = new TextDecoder();
  #bytes = new Uint8Array(4096);
  #at = 0;

  encode(ring: Polygon): string {
    const needed = (ring.length / 2 + 2) * LONGEST_POSITION;
    if (this.#bytes.length < needed) this.#bytes = new Uint8Array(2 * needed);
    this.#at = 0;
    this.#bytes[this.#at++] = OPEN;
    for (let i = 0; i < ring.length; i += 2) {
      if (!this.#position(ring[i] as number, ring[i + 1] as number)) return plainText(ring);
      this.#bytes[this.#at++] = COMMA;
    }
    this.#position(ring[0] as number, ring[1] as number);
    this.#bytes[this.#at++] = CLOSE;
    return this.#decoder.decode(this.#bytes.subarray(0, this.#at));
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

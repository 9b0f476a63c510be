import { FIELD_WIDTH_WEIGHTS } from './field-width-weights.js';

/** The network's weights and biases, layer after layer; loaded and decoded when they are first needed. */
export const FIELD_WIDTH_NUMBERS: Float32Array = decodeHalves(FIELD_WIDTH_WEIGHTS);

/** Float16 numbers, little-endian, in base64. */
function decodeHalves(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const halves = new Uint16Array(bytes.buffer);
  const numbers = new Float32Array(halves.length);
  for (let at = 0; at < halves.length; at++) numbers[at] = half(halves[at] as number);
  return numbers;
}

function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const size = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -size : size;
}

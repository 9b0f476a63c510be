/** One field of a message: its number and a whole number, a float, a text, or bytes (also those of a message). */
export type ProtobufField = readonly [
  field: number,
  value: number | string | Uint8Array | { readonly float: number },
];

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** A message of these fields, in their order. Format: https://protobuf.dev/programming-guides/encoding */
export function encodeMessage(fields: readonly ProtobufField[]): Uint8Array<ArrayBuffer> {
  const parts = fields.flatMap(([field, value]) => {
    if (typeof value === 'number') return [varint(field * 8 + VARINT), varint(value)];
    if (typeof value === 'object' && 'float' in value) {
      return [varint(field * 8 + FIXED32), new Uint8Array(Float32Array.of(value.float).buffer)];
    }
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    return [varint(field * 8 + LENGTH_DELIMITED), varint(bytes.length), bytes];
  });
  const message = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    message.set(part, at);
    at += part.length;
  }
  return message;
}

/** A whole number, seven bits a byte, the lowest first; a negative one as its 64-bit complement. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

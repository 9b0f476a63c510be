import { SmearError } from '../domain/errors.js';
import { integer, isObject, listOf, record, text } from './json-checks.js';

/** Numbers with a shape, row-major. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type Weights = ReadonlyMap<string, WeightTensor>;

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

interface NumberFormat {
  readonly bytes: number;
  readonly decode: (raw: ArrayBuffer) => Float32Array;
}

const NUMBER_FORMATS: Readonly<Record<string, NumberFormat>> = {
  I8: { bytes: 1, decode: (raw) => Float32Array.from(new Int8Array(raw)) },
  U8: { bytes: 1, decode: (raw) => Float32Array.from(new Uint8Array(raw)) },
  F16: { bytes: 2, decode: (raw) => fromHalf(new Uint16Array(raw)) },
  F32: { bytes: 4, decode: (raw) => new Float32Array(raw) },
};

/** Looked up, because a pack holds millions of values and there are only 65,536 halves. */
const EVERY_HALF = halfTable();

/**
 * Every tensor of a safetensors file as float32, by name. Reads U8, F16, F32, and I8 with a scale: the tensor
 * `X` is its integers times `X.scale`, which is F32, has as many axes and is 1 long on all of them but at most
 * one. A scale is not listed as a tensor of its own.
 * Throws `pack-corrupt` for a file that is cut off, inconsistent or holds values that are not finite, and
 * `pack-incompatible` for other number formats and integers without a fitting scale; the message names `fileName`.
 * Format: https://github.com/huggingface/safetensors#format
 */
export function readSafetensors(bytes: Uint8Array<ArrayBuffer>, fileName: string): Weights {
  const header = readHeader(bytes, fileName);
  const tensors = new Map<string, WeightTensor>();
  for (const [name, entry] of header.entries) {
    tensors.set(name, readTensor(bytes, header.dataStart, name, entry, fileName));
  }
  for (const [name, { dtype }] of header.entries) {
    const integers = dtype === 'I8' ? tensors.get(name) : undefined;
    if (!integers) continue;
    const scaleName = `${name}.scale`;
    const scale = header.entries.get(scaleName)?.dtype === 'F32' ? tensors.get(scaleName) : undefined;
    tensors.set(name, dequantise(integers, scale, name, fileName));
    tensors.delete(scaleName);
  }
  return tensors;
}

/** The named tensor, with the shape it must have where one is given; else `pack-incompatible`. */
export function requireTensor(weights: Weights, name: string, shape?: readonly number[]): WeightTensor {
  const tensor = weights.get(name);
  if (!tensor) {
    throw new SmearError(
      'pack-incompatible',
      `The model pack lacks the weights “${name}”. Use a pack made for this version.`,
    );
  }
  if (shape && shape.join() !== tensor.shape.join()) {
    throw new SmearError(
      'pack-incompatible',
      `The weights “${name}” are ${tensor.shape.join('×')} but must be ${shape.join('×')}. Use a pack made for this version.`,
    );
  }
  return tensor;
}

function readHeader(bytes: Uint8Array<ArrayBuffer>, fileName: string) {
  if (bytes.length < 8) throw corrupt(fileName, 'it is cut off');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (8 + length > bytes.length) throw corrupt(fileName, 'it is cut off');
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch (cause) {
    throw corrupt(fileName, 'its header cannot be read', cause);
  }
  if (!isObject(header)) throw corrupt(fileName, 'its header is no list of tensors');
  const entries = new Map<string, Entry>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (!isEntry(entry)) throw corrupt(fileName, `its header does not say what “${name.slice(0, 100)}” is`);
    entries.set(name, entry as Entry);
  }
  return { entries, dataStart: 8 + length };
}

const MOST_VALUES = 2 ** 31;
const isEntry = record({
  dtype: text(20),
  shape: listOf(integer(0, MOST_VALUES), 0, 8),
  data_offsets: listOf(integer(0, Number.MAX_SAFE_INTEGER), 2, 2),
});

function readTensor(
  bytes: Uint8Array<ArrayBuffer>,
  dataStart: number,
  name: string,
  entry: Entry,
  fileName: string,
): WeightTensor {
  const format = Object.hasOwn(NUMBER_FORMATS, entry.dtype) ? NUMBER_FORMATS[entry.dtype] : undefined;
  if (!format) {
    throw new SmearError(
      'pack-incompatible',
      `“${name}” in ${fileName} is ${entry.dtype}; only I8, U8, F16 and F32 are supported.`,
    );
  }
  const count = entry.shape.reduce((product, size) => product * size, 1);
  const [begin, end] = entry.data_offsets;
  if (end - begin !== count * format.bytes || begin < 0 || dataStart + end > bytes.length) {
    throw corrupt(fileName, `“${name}” lies outside it`);
  }
  const raw = bytes.slice(dataStart + begin, dataStart + end).buffer;
  const data = format.decode(raw);
  if (!isFinite(data)) throw corrupt(fileName, `“${name}” holds a value that is not a number`);
  return { shape: entry.shape, data };
}

/** The integers times their scale, which is spread along the axes on which it is 1 long. */
function dequantise(
  { shape, data }: WeightTensor,
  scale: WeightTensor | undefined,
  name: string,
  fileName: string,
): WeightTensor {
  const axis = scale?.shape.findIndex((size) => size !== 1) ?? -1;
  const fits = scale?.shape.length === shape.length && scale.data.length === (shape[axis] ?? 1);
  if (!scale || !fits) {
    const found = scale ? `its scale is ${scale.shape.join('×')}` : 'it has no scale';
    throw new SmearError(
      'pack-incompatible',
      `“${name}” in ${fileName} holds integers (${shape.join('×')}), but ${found}. Use a pack made for this version.`,
    );
  }
  const count = scale.data.length;
  // How many values lie between neighbours on the scaled axis.
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const scaled = data.map((value, at) => value * (scale.data[Math.floor(at / stride) % count] as number));
  return { shape, data: scaled };
}

/** IEEE 754 binary16 to binary32; infinities and NaN become NaN. */
export function fromHalf(half: Uint16Array): Float32Array {
  const single = new Float32Array(half.length);
  for (let index = 0; index < half.length; index++)
    single[index] = EVERY_HALF[half[index] as number] as number;
  return single;
}

function halfTable(): Float32Array {
  const table = new Float32Array(65536);
  for (let bits = 0; bits < table.length; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) table[bits] = NaN;
    else if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return table;
}

/** A value that is not finite makes the sum of all values times zero NaN: one pass without a call for each. */
function isFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += (values[index] as number) * 0;
  return sum === 0;
}

function corrupt(fileName: string, what: string, cause?: unknown): SmearError {
  return new SmearError(
    'pack-corrupt',
    `The model pack's file ${fileName} is damaged: ${what}. Download the pack again.`,
    { cause },
  );
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readSafetensors } from '../../../../models/pack/safetensors.js';

interface Stored {
  readonly dtype: 'I8' | 'F32' | 'F16';
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A safetensors file with these tensors; F16 values are given as their bits. */
function fileOf(tensors: Readonly<Record<string, Stored>>): Uint8Array<ArrayBuffer> {
  const arrays = { I8: Int8Array, F32: Float32Array, F16: Uint16Array };
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  const blobs: Uint8Array[] = [];
  let length = 0;
  for (const [name, { dtype, shape, values }] of Object.entries(tensors)) {
    const blob = new Uint8Array(arrays[dtype].from(values).buffer);
    header[name] = { dtype, shape, data_offsets: [length, (length += blob.length)] };
    blobs.push(blob);
  }
  const head = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + head.length + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true);
  file.set(head, 8);
  let at = 8 + head.length;
  for (const blob of blobs) {
    file.set(blob, at);
    at += blob.length;
  }
  return file;
}

const f32 = (shape: readonly number[], values: readonly number[]): Stored => ({
  dtype: 'F32',
  shape,
  values,
});
const i8 = (shape: readonly number[], values: readonly number[]): Stored => ({ dtype: 'I8', shape, values });

describe('weights stored as eight-bit integers', () => {
  it('are the integers times the scale of their channel, on whichever axis the channels lie', () => {
    const layout = fc
      .tuple(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
        fc.nat(3),
        fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 256, maxLength: 256 }),
        fc.array(fc.float({ min: Math.fround(1e-4), max: 2, noNaN: true }), { minLength: 4, maxLength: 4 }),
      )
      .map(([shape, axis, values, scales]) => ({ shape, axis: axis % shape.length, values, scales }));
    fc.assert(
      fc.property(layout, ({ shape, axis, values, scales }) => {
        const count = shape.reduce((a, b) => a * b);
        const integers = values.slice(0, count);
        const channels = shape[axis] as number;
        const scaleShape = shape.map((size, at) => (at === axis ? size : 1));
        const file = fileOf({
          w: i8(shape, integers),
          'w.scale': f32(scaleShape, scales.slice(0, channels)),
        });
        const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
        const expected = integers.map((value, at) =>
          Math.fround(value * (scales[Math.floor(at / stride) % channels] as number)),
        );
        const read = readSafetensors(file, 'x').get('w');
        assert.deepEqual(read?.shape, shape);
        assert.deepEqual(
          [...(read?.data ?? [])].map((value) => value + 0),
          expected.map((value) => value + 0),
        );
      }),
    );
  });

  it('are listed without their scales, beside weights stored otherwise', () => {
    const file = fileOf({
      'conv.weight': i8([1, 1, 2, 2], [1, -2, 3, -128]),
      'conv.bias': { dtype: 'F16', shape: [2], values: [0x3c00, 0xc000] },
      'conv.weight.scale': f32([1, 1, 1, 2], [0.5, 2]),
      'norm.scale': f32([1], [3]),
    });
    const weights = readSafetensors(file, 'x');
    assert.deepEqual([...weights.keys()], ['conv.weight', 'conv.bias', 'norm.scale']);
    assert.deepEqual([...(weights.get('conv.weight')?.data ?? [])], [0.5, -4, 1.5, -256]);
    assert.deepEqual([...(weights.get('conv.bias')?.data ?? [])], [1, -2]);
  });

  const misfits: [string, Readonly<Record<string, Stored>>][] = [
    ['no scale', {}],
    ['a scale of other axes', { 'w.scale': f32([2], [1, 1]) }],
    ['a scale of another length', { 'w.scale': f32([1, 3], [1, 1, 1]) }],
    ['a scale on two axes', { 'w.scale': f32([2, 2], [1, 1, 1, 1]) }],
    ['a scale that is no float32', { 'w.scale': { dtype: 'F16', shape: [1, 2], values: [0, 0] } }],
  ];
  for (const [what, scale] of misfits) {
    it(`are refused with ${what}`, () => {
      const file = fileOf({ w: i8([2, 2], [1, 2, 3, 4]), ...scale });
      assert.throws(() => readSafetensors(file, 'detector.safetensors'), {
        code: 'pack-incompatible',
        message: /“w” in detector\.safetensors/,
      });
    });
  }
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend, type Backend } from '../../../../models/backend/backend.js';
import { batchFor } from '../../../../models/layers/batches.js';
import { padAround } from '../../../../models/layers/padding.js';
import { RowFiltering } from '../../../../models/layers/row-filtering.js';
import { depthToSpace, tanh } from '../../../../models/layers/ways-on-wasm.js';
import { seededRandom } from '../../../../models/domain/seeded-random.js';
import { WASM_PATH } from '../../../golden/pack-folder.js';

const INPUTS = 64;
const OUTPUTS = 52;

describe('convolutions with half the products', () => {
  let backend: Backend;
  const random = seededRandom(7);
  const numbers = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
  const weight = { shape: [3, 3, INPUTS, OUTPUTS], data: numbers(9 * INPUTS * OUTPUTS) };
  const bias = numbers(OUTPUTS);

  before(async () => {
    backend = await startBackend('wasm', { wasmPath: WASM_PATH });
  });
  after(() => backend.dispose());

  for (const [shape, padding] of [
    [[1, 16, 20, INPUTS], 1],
    [[3, 14, 12, INPUTS], 0],
    [[2, 20, 15, INPUTS], 1],
    [[4, 12, 12, INPUTS], 2],
    [[1, 14, 16, INPUTS], 2],
  ] as const) {
    for (const activation of [undefined, 'relu'] as const) {
      it(`give of ${shape.join(' × ')} with ${padding} around ${activation ?? 'and no activation'} what convolutions give`, () => {
        const filtering = RowFiltering.open(weight, bias);
        assert.ok(filtering);
        assert.ok(filtering.suits(shape, padding));
        const [x, filter] = [tf.tensor4d(numbers(tf.util.sizeFromShape([...shape])), [...shape]), tf.tensor4d(weight.data, [3, 3, INPUTS, OUTPUTS])]; // prettier-ignore
        const difference = tf.tidy(() => {
          const usual = tf.fused.conv2d({
            x,
            filter,
            strides: 1,
            pad: padAround(padding),
            dimRoundingMode: 'floor',
            bias: tf.tensor1d(bias),
            activation,
          });
          const ours = filtering.apply(x, padding, activation);
          assert.deepEqual(ours.shape, usual.shape);
          return tf.div(tf.max(tf.abs(tf.sub(ours, usual))), tf.max(tf.abs(usual))).dataSync()[0] ?? NaN;
        });
        assert.ok(difference < 2e-5, String(difference));
        filtering.dispose();
        x.dispose();
        filter.dispose();
        assert.equal(tf.memory().numTensors, 0);
      });
    }
  }

  it('are for heights in fours, wide layers and much work', () => {
    const filtering = RowFiltering.open(weight, bias);
    assert.ok(filtering);
    assert.equal(filtering.suits([1, 14, 14, INPUTS], 1), false);
    assert.equal(filtering.suits([1, 12, 12, INPUTS], 2), false);
    assert.equal(filtering.suits([1, 4, 4, INPUTS], 1), false);
    filtering.dispose();
    assert.equal(RowFiltering.open({ shape: [1, 1, 64, 64], data: numbers(4096) }, numbers(64)), undefined);
    assert.equal(RowFiltering.open({ shape: [3, 3, 24, 64], data: numbers(9 * 24 * 64) }, bias), undefined);
  });

  it('are for wasm alone, and so are the other ways around slow ops', async () => {
    const [x, y] = [numbers(2 * 3 * 5 * 36), numbers(50)];
    const values = () => [
      tf.tidy(() => depthToSpace(tf.tensor4d(x, [2, 3, 5, 36]), 3).dataSync()),
      tf.tidy(() => tanh(tf.mul(tf.tensor1d(y), 8)).dataSync()),
    ];
    const here = values();
    assert.deepEqual([1, 2, 3, 5, 8, 17].map(batchFor), [1, 2, 4, 6, 8, 18]);
    const plain = await startBackend('cpu');
    assert.equal(RowFiltering.open(weight, bias), undefined);
    const there = values();
    assert.deepEqual([1, 2, 3, 5, 8, 17].map(batchFor), [1, 2, 4, 8, 8, 32]);
    plain.dispose();
    assert.deepEqual(here[0], there[0]);
    here[1]?.forEach((value, at) => assert.ok(Math.abs(value - Number(there[1]?.[at])) < 1e-6));
    await startBackend('wasm', { wasmPath: WASM_PATH });
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { alikeCrops } from '../../../../models/encoder/instance-encoder.js';
import {
  mixStain,
  stainMixing,
  unmixed,
  type PixelBytes,
} from '../../../../models/encoder/stain-alignment.js';
import type { SecondLookManifest, StainAlignment } from '../../../../models/pack/pack-manifest.js';
import { readSafetensors } from '../../../../models/pack/safetensors.js';
import { openShippedPack } from '../../../golden/pack-folder.js';

const SIDE = 224;
const LENGTH = SIDE * SIDE * 3;
let secondLook: SecondLookManifest;
let rule: StainAlignment;
let drawn: Uint8Array<ArrayBuffer>;
let aligned: Uint8Array;

/** Copies of a picture's bytes, so that each test has its own. */
function picture(bytes: Uint8Array): PixelBytes {
  return { data: bytes.slice(), side: SIDE, step: 3 };
}

function inOneStain(bytes: Uint8Array, by: StainAlignment = rule): Uint8Array {
  const seen = picture(bytes);
  const mixing = stainMixing(seen, by);
  if (mixing) mixStain(seen, mixing, by.glass);
  return seen.data as Uint8Array;
}

/** As another laboratory would stain it: bluer nuclei, paler red cells. */
function elsewhere(bytes: Uint8Array): Uint8Array {
  const seen = picture(bytes);
  mixStain(seen, [1.3, -0.1, 0, -0.2, 1, 0, 0.1, -0.2, 0.8], rule.glass);
  return seen.data as Uint8Array;
}

function meanDifference(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, byte, at) => sum + Math.abs(byte - (other[at] as number)), 0) / one.length;
}

describe('the stain of a crop', () => {
  before(async () => {
    const { manifest } = await openShippedPack();
    assert.ok(manifest.secondLook?.stain, 'the shipped pack brings crops to one stain');
    secondLook = manifest.secondLook;
    rule = manifest.secondLook.stain;
    const golden = readSafetensors(
      new Uint8Array(readFileSync('models/packs/base/golden.safetensors')),
      'golden.safetensors',
    );
    const bytesOf = (name: string): Uint8Array<ArrayBuffer> =>
      Uint8Array.from(golden.get(name)?.data ?? []).slice(0, LENGTH);
    [drawn, aligned] = [bytesOf('encoder.crop224'), bytesOf('encoder.aligned224')];
    assert.equal(aligned.length, LENGTH);
  });

  it('and its sharpness are brought to where the training brings them', () => {
    const ours = alikeCrops({ count: 1, rgb: drawn }, secondLook).rgb;
    const far = ours.filter((byte, at) => Math.abs(byte - (aligned[at] as number)) > 2).length;
    assert.ok(far < LENGTH / 1000, `${far} bytes differ by more than two`);
    assert.ok(meanDifference(ours, aligned) < 0.1);
    assert.ok(meanDifference(ours, drawn) > 1, 'the drawn cell had another stain');
  });

  it('stays as the slide is balanced where the pack asks for nothing else', () => {
    const crops = { count: 1, rgb: drawn };
    const { micronsPerPixel, widthPx, channels, size, normalisation, outside, blocks } = secondLook;
    const asBalanced = { micronsPerPixel, widthPx, channels, size, normalisation, outside, blocks };
    assert.equal(alikeCrops(crops, asBalanced), crops);
  });

  it('differs less between two laboratories than it did', () => {
    const before = meanDifference(drawn, elsewhere(drawn));
    const after = meanDifference(inOneStain(drawn), inOneStain(elsewhere(drawn)));
    assert.ok(after < before / 2, `${before} became ${after}`);
  });

  it('has the moments of the reference where the whole way is gone', () => {
    const mixing = stainMixing(picture(drawn), { ...rule, share: 1, largestStretch: 100 });
    assert.ok(mixing);
    const sums = new Float64Array(9);
    let count = 0;
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      if ((pixel % SIDE) % 3 !== 0 || Math.floor(pixel / SIDE) % 3 !== 0) continue;
      const density = [0, 1, 2].map((channel) =>
        Math.max(-0.05, -Math.log(((drawn[3 * pixel + channel] as number) + 1) / (rule.glass + 1))),
      );
      if ((density[1] as number) <= rule.stained) continue;
      count++;
      const mixed = [0, 3, 6].map((row) =>
        density.reduce((sum, value, column) => sum + value * (mixing[row + column] as number), 0),
      );
      sums.forEach((sum, at) => {
        sums[at] = sum + (mixed[Math.floor(at / 3)] as number) * (mixed[at % 3] as number);
      });
    }
    rule.reference.flat().forEach((value, at) => {
      assert.ok(Math.abs((sums[at] as number) / count - value) < 0.01, `${sums.map((sum) => sum / count)}`);
    });
  });

  it('leaves glass as it is, and a crop that shows little but glass', () => {
    const glass = new Uint8Array(LENGTH).fill(rule.glass);
    assert.equal(stainMixing(picture(glass), rule), undefined);
    const some = drawn.slice();
    some.fill(rule.glass, 0, 30 * SIDE * 3);
    assert.ok(
      inOneStain(some)
        .subarray(0, 30 * SIDE * 3)
        .every((byte) => byte === rule.glass),
    );
    const speck = glass.slice();
    speck.fill(60, 0, SIDE * 3);
    assert.deepEqual(inOneStain(speck), speck);
  });

  it('can be taken back, for the rebuilt picture', () => {
    const seen = picture(drawn);
    const mixing = stainMixing(seen, rule);
    assert.ok(mixing);
    mixStain(seen, mixing, rule.glass);
    mixStain(seen, unmixed(mixing), rule.glass);
    assert.ok(meanDifference(seen.data as Uint8Array, drawn) < 0.6);
  });

  it('stretches no density by more than the rule allows', () => {
    const pale = drawn.map((byte) => rule.glass - Math.round((rule.glass - byte) / 6));
    const mixing = stainMixing(picture(pale), { ...rule, share: 1, stained: 0.02 });
    const largest = Math.max(...(mixing ?? [9]).map(Math.abs));
    assert.ok(largest <= rule.largestStretch + 1e-9, `${largest}`);
  });

  it('is brought by the rules that training has', () => {
    const python = readFileSync('models/training/instance_dress.py', 'utf8');
    const reference = /^REFERENCE = np\.array\((.*?)\)/m.exec(python)?.[1] ?? '';
    assert.deepEqual(JSON.parse(reference), rule.reference);
    assert.ok(python.includes(`ALIGNED, ALIGNED_LEAST = ${rule.share}, `));
    assert.ok(python.includes(`SOFTNESS, SOFTEST, LEAST_SOFT = ${secondLook.softness}, `));
    assert.ok(
      python.includes(
        `LARGEST_STRETCH, LEAST_ALIGNED = ${rule.largestStretch.toFixed(1)}, ${rule.leastStained}`,
      ),
    );
  });
});

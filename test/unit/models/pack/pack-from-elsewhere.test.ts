import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SmearError } from '../../../../models/domain/errors.js';
import { openForest } from '../../../../models/classifier/random-forest.js';
import { readHeads } from '../../../../models/classifier/heads-file.js';
import { parseManifest } from '../../../../models/pack/pack-manifest.js';
import { readSafetensors } from '../../../../models/pack/safetensors.js';
import { rejectsWith } from '../../rejects-with.js';

const base = new URL('../../../../models/packs/base/', import.meta.url);
const encode = (value: unknown): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(new TextEncoder().encode(JSON.stringify(value)));

/** What somebody may put in the place of a value. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    -1,
    0,
    0.5,
    1e300,
    3e9,
    2 ** 53,
    '',
    'x',
    [],
    {},
    true,
    [null],
    [[]],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

type Json = Record<string, unknown> | unknown[];

/** The value with one of its parts replaced: `steps` choose the way down. */
function changed(value: unknown, steps: readonly number[], to: unknown): unknown {
  if (typeof value !== 'object' || value === null || steps.length === 0) return to;
  const keys = Object.keys(value);
  if (keys.length === 0) return to;
  const key = keys[(steps[0] as number) % keys.length] as string;
  const copy: Json = Array.isArray(value)
    ? [...(value as unknown[])]
    : { ...(value as Record<string, unknown>) };
  (copy as Record<string, unknown>)[key] = changed(
    (value as Record<string, unknown>)[key],
    steps.slice(1),
    to,
  );
  return copy;
}

const steps = fc.array(fc.nat(200), { minLength: 1, maxLength: 6 });

/** Does the work; anything but a result or an error of these codes is a failure. */
function tried<T>(work: () => T, codes: readonly string[]): T | undefined {
  try {
    return work();
  } catch (error) {
    assert.ok(error instanceof SmearError && codes.includes(error.code), String(error));
    return undefined;
  }
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe('a manifest from elsewhere', () => {
  it('is taken within its bounds or refused, whatever was changed in it', async () => {
    const manifest: unknown = JSON.parse(await readFile(new URL('manifest.json', base), 'utf8'));
    let refused = 0;
    fc.assert(
      fc.property(steps, strange, (way, to) => {
        const read = tried(
          () => parseManifest(encode(changed(manifest, way, to))),
          ['pack-incompatible', 'pack-unreadable'],
        );
        if (!read) return void refused++;
        assert.ok(read.tileSizes.every((size) => size <= 4096 && size % 32 === 0));
        const { detector, autoencoder, features, secondLook } = read;
        for (const part of [detector, autoencoder, { ...features, levels: [] }, secondLook]) {
          assert.ok(numbersIn(part).every((value) => value >= -1000 && value <= 1e6));
        }
      }),
      { numRuns: 3000, seed: 1 },
    );
    assert.ok(refused > 500, `${refused} refused`);
  });

  it('never leads out of the pack’s folder', async () => {
    const manifest = JSON.parse(await readFile(new URL('manifest.json', base), 'utf8')) as {
      files: object[];
    };
    for (const path of [
      '../secret.safetensors',
      '/etc/passwd',
      'a/../../b',
      'https://x/y',
      'a\\b',
      '..',
      '.x',
      '',
    ]) {
      const files = [{ ...manifest.files[0], path }, ...manifest.files.slice(1)];
      assert.throws(
        () => parseManifest(encode({ ...manifest, files })),
        rejectsWith('pack-incompatible', /no usable “files”/),
        path,
      );
    }
  });

  it('of a tile larger than any memory says so', async () => {
    const manifest = JSON.parse(await readFile(new URL('manifest.json', base), 'utf8')) as object;
    assert.throws(
      () => parseManifest(encode({ ...manifest, tileSizes: [3_000_000_000] })),
      rejectsWith('pack-incompatible', /tileSizes/),
    );
  });
});

function safetensors(header: unknown, data: Uint8Array = new Uint8Array(64)): Uint8Array<ArrayBuffer> {
  const text = encode(header);
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

describe('weights from elsewhere', () => {
  const HEADER = {
    a: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
    b: { dtype: 'F16', shape: [4], data_offsets: [24, 32] },
    c: { dtype: 'I8', shape: [2, 2], data_offsets: [32, 36] },
    'c.scale': { dtype: 'F32', shape: [1, 1], data_offsets: [36, 40] },
  };

  it('have as many numbers as their shapes say, or are refused', () => {
    fc.assert(
      fc.property(steps, strange, (way, to) => {
        const weights = tried(
          () => readSafetensors(safetensors(changed(HEADER, way, to)), 'w'),
          ['pack-corrupt', 'pack-incompatible'],
        );
        for (const { shape, data } of weights?.values() ?? []) {
          assert.ok(shape.every((size) => Number.isInteger(size) && size >= 0));
          assert.equal(
            shape.reduce((product, size) => product * size, 1),
            data.length,
          );
          assert.ok(data.every(Number.isFinite));
        }
      }),
      { numRuns: 5000, seed: 2 },
    );
  });

  it('with a header that is null, a number or a list are damaged, in these words', () => {
    for (const header of [null, 7, [], 'text', { a: null }, { a: { dtype: 'F32' } }]) {
      assert.throws(() => readSafetensors(safetensors(header), 'w'), rejectsWith('pack-corrupt', /header/));
    }
  });
});

describe('a forest from elsewhere', () => {
  const FOREST = {
    format: 1,
    features: 2,
    classes: ['A', 'B'],
    trees: [
      {
        feature: [0, -1, 1, -1, -1],
        threshold: [0, 0, 1, 0, 0],
        left: [1, 0, 3, 0, 0],
        right: [2, 0, 4, 0, 0],
        distribution: [3, 1, 0, 2, 5, 5],
      },
      { feature: [-1], threshold: [0], left: [0], right: [0], distribution: [1, 3] },
    ],
  };

  it('gives probabilities that sum to one, or is refused', () => {
    let taken = 0;
    fc.assert(
      fc.property(steps, strange, (way, to) => {
        const forest = tried(() => openForest(changed(FOREST, way, to)), ['pack-incompatible']);
        if (!forest) return;
        taken++;
        const width = forest.classes.length;
        const rows = forest.classify(Float32Array.of(-1, 0, 2, 2, 0.5, -3, 9, 9), 2);
        for (let row = 0; row < 2; row++) {
          const shares = rows.subarray(row * width, (row + 1) * width);
          assert.ok(shares.every((share) => share >= 0 && share <= 1.0001));
          assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-5);
        }
      }),
      { numRuns: 5000, seed: 3 },
    );
    assert.ok(taken > 100, `${taken} taken`);
  });

  it('that reads another number of values than the models give is refused', () => {
    assert.throws(() => openForest(FOREST, 50), rejectsWith('pack-incompatible', /reads 2 numbers.*give 50/));
  });
});

describe('heads from elsewhere', () => {
  it('hold finite numbers of the right count, or are refused', () => {
    const vector = [0.1, 0.2];
    const square = [vector, vector];
    const heads = {
      format: 1,
      forest: { temperature: 1.2 },
      linear: {
        classes: ['A', 'B'],
        mean: vector,
        deviation: vector,
        weights: square,
        bias: vector,
        temperature: 1,
      },
      novelty: {
        ...{ whitening: square, means: square, weights: vector, threshold: 1 },
        ...{ distance: { mean: 0, deviation: 1 }, error: { mean: 0, deviation: 1 } },
      },
    };
    fc.assert(
      fc.property(steps, strange, (way, to) => {
        const read = tried(() => readHeads(changed(heads, way, to), 2), ['pack-incompatible']);
        if (read?.linear) assert.equal(read.linear.weights.length, read.linear.classes.length);
        assert.ok(numbersIn([read?.linear, read?.novelty]).every(Number.isFinite));
      }),
      { numRuns: 3000, seed: 4 },
    );
  });
});

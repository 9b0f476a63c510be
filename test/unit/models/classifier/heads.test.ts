import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Classifier } from '../../../../models/classifier/classifier.js';
import { readHeads, type LinearHead, type NoveltyHead } from '../../../../models/classifier/heads-file.js';
import { openLinearHead } from '../../../../models/classifier/linear-head.js';
import { scoreNovelty } from '../../../../models/classifier/novelty.js';
import { calibrate, openClassifier, sumClasses } from '../../../../models/classifier/open-classifier.js';
import type { Pack } from '../../../../models/pack/pack.js';

const LEAVES = ['Neutrophil: Band', 'Neutrophil: Segmented', 'Lymphocyte'];
const LISTED = ['Neutrophil', ...LEAVES];

/** Answers with these rows, whatever the embeddings are. */
const saying = (classes: readonly string[], rows: readonly number[]): Classifier => ({
  classes,
  classify: () => Float32Array.from(rows),
});

const numbers = (values: Float32Array): number[] => [...values].map((value) => Number(value.toFixed(5)));
const total = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

const LINEAR: LinearHead = {
  classes: LEAVES,
  mean: [1, -1],
  deviation: [2, 0.5],
  weights: [
    [1, 0],
    [0, 1],
    [-1, -1],
  ],
  bias: [0, 0.5, 0],
  temperature: 2,
};

const NOVELTY: NoveltyHead = {
  whitening: [
    [2, 0],
    [0, 1],
  ],
  means: [
    [2, 0],
    [0, 3],
  ],
  distance: { mean: 1, deviation: 2 },
  error: { mean: 0.01, deviation: 0.005 },
  weights: [1, 0.5],
  threshold: 3,
};

const FOREST = {
  format: 1,
  features: 2,
  classes: LEAVES,
  trees: [{ feature: [-1], threshold: [0], left: [0], right: [0], distribution: [1, 7, 2] }],
};

function packWith(heads: Pack['heads'], names = LISTED): Pack {
  const classes = names.map((name) => ({ name, code: name, color: [0, 0, 0] }));
  return { manifest: { classes, autoencoder: { embedding: 2 } }, forest: FOREST, heads } as unknown as Pack;
}

describe('calibrated probabilities', () => {
  it('sum to one and keep their order, at any temperature', () => {
    const rows = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    const temperatures = fc.double({ min: 0.3, max: 5, noNaN: true });
    fc.assert(
      fc.property(rows, temperatures, (row, temperature) => {
        fc.pre(total(row) > 0.01);
        const given = row.map((value) => value / total(row));
        const said = calibrate(saying(LEAVES, given), temperature).classify(new Float32Array(2), 1);
        assert.ok(Math.abs(total(said) - 1) < 1e-5);
        for (const [i, a] of given.entries())
          for (const [j, b] of given.entries())
            if (a > b) assert.ok((said[i] as number) >= (said[j] as number) - 1e-6);
      }),
    );
  });

  it('are the root of the given ones, made to sum to one', () => {
    const said = calibrate(saying(LEAVES, [0.64, 0.36, 0]), 2).classify(new Float32Array(2), 1);
    assert.deepEqual(numbers(said), [0.57143, 0.42857, 0]);
  });
});

describe('the linear head', () => {
  it('is the softmax of its weights on standardised embeddings, softened by its temperature', () => {
    // Standardised: (1, 2); logits over temperature: 0.5, 1.25, −1.5.
    const said = openLinearHead(LINEAR).classify(Float32Array.of(3, 0, 1, -1), 2);
    const shares = [0.5, 1.25, -1.5].map(Math.exp);
    assert.deepEqual(
      numbers(said.subarray(0, 3)),
      numbers(Float32Array.from(shares.map((share) => share / total(shares)))),
    );
    assert.ok(Math.abs(total(said.subarray(3)) - 1) < 1e-6);
  });

  it('stays a probability where its logits are huge', () => {
    const said = openLinearHead({ ...LINEAR, temperature: 1e-4 }).classify(Float32Array.of(50, 50), 1);
    assert.ok(said.every(Number.isFinite));
    assert.ok(Math.abs(total(said) - 1) < 1e-6);
  });
});

describe('the probability of a coarse class', () => {
  it('is the sum over its finer ones, so that the coarse classes sum to one', () => {
    const own = saying(LEAVES, [0.125, 0.5, 0.375, 0.25, 0.25, 0.5]);
    const said = sumClasses(own, LISTED).classify(new Float32Array(4), 2);
    assert.deepEqual(numbers(said), [0.625, 0.125, 0.5, 0.375, 0.5, 0.25, 0.25, 0.5]);
  });

  it('is not raised by a class whose name only begins alike', () => {
    const own = saying(['Lymphocyte', 'Lymphocyte-like'], [0.25, 0.75]);
    assert.deepEqual(numbers(sumClasses(own, ['Lymphocyte']).classify(new Float32Array(2), 1)), [0.25]);
  });
});

describe('the novelty of a cell', () => {
  it('weighs its distance from the nearest class and its reconstruction error', () => {
    const embeddings = Float32Array.of(1, 0, 1, 4);
    const scores = scoreNovelty(NOVELTY, embeddings, Float32Array.of(0.01, 0.02), 2);
    // The first lies on a class and is rebuilt as usual; the second lies √5 from the nearer one.
    assert.deepEqual(numbers(scores), [-0.5, Number(((Math.sqrt(5) - 1) / 2 + 1).toFixed(5))]);
  });
});

describe('what names the cells', () => {
  const embeddings = new Float32Array(2);

  it('is the forest, over all classes of the pack, where nothing else is asked for', () => {
    const said = openClassifier(packWith(undefined)).classify(embeddings, 1);
    assert.deepEqual(numbers(said), [0.8, 0.1, 0.7, 0.2]);
  });

  it('is calibrated on the finer classes, and then summed', () => {
    const said = openClassifier(packWith({ forest: { temperature: 0.5 } })).classify(embeddings, 1);
    const squares = [0.01, 0.49, 0.04];
    assert.ok(Math.abs((said[0] as number) - 0.5 / total(squares)) < 1e-6);
    assert.ok(Math.abs((said[3] as number) - 0.04 / total(squares)) < 1e-6);
  });

  it('is the linear head on request', () => {
    const said = openClassifier(packWith({ linear: LINEAR }), 'linear').classify(embeddings, 1);
    assert.deepEqual(said.slice(1), openLinearHead(LINEAR).classify(embeddings, 1));
  });

  it('is refused where the pack has no such head, or does not list what it names', () => {
    const refused = { code: 'invalid-argument', message: /linear/ };
    assert.throws(() => openClassifier(packWith(undefined), 'linear'), refused);
    assert.throws(() => openClassifier(packWith({ linear: LINEAR }), 'oracle'), { code: 'invalid-argument' });
    const lacking = packWith(undefined, LISTED.slice(0, 3));
    assert.throws(() => openClassifier(lacking), { code: 'pack-incompatible', message: /Lymphocyte/ });
  });
});

describe('heads.json', () => {
  const SOUND = { format: 1, forest: { temperature: 1.5 }, linear: LINEAR, novelty: NOVELTY };

  it('is read as it is, and may lack any head', () => {
    assert.deepEqual(readHeads(SOUND, 2).linear, LINEAR);
    assert.equal(readHeads({ format: 1 }, 2).novelty, undefined);
  });

  const broken: [string, unknown][] = [
    ['another format', { ...SOUND, format: 2 }],
    ['nothing', null],
    ['a temperature of zero', { ...SOUND, forest: { temperature: 0 } }],
    ['weights for fewer classes', { ...SOUND, linear: { ...LINEAR, weights: LINEAR.weights.slice(1) } }],
    ['weights for other embeddings', { ...SOUND, linear: { ...LINEAR, weights: [[1], [1], [1]] } }],
    ['a deviation of zero', { ...SOUND, linear: { ...LINEAR, deviation: [1, 0] } }],
    ['a bias that is no number', { ...SOUND, linear: { ...LINEAR, bias: [0, null, 0] } }],
    ['a whitening that is not square', { ...SOUND, novelty: { ...NOVELTY, whitening: [[1, 0]] } }],
    ['no class to be near to', { ...SOUND, novelty: { ...NOVELTY, means: [] } }],
    ['no threshold', { ...SOUND, novelty: { ...NOVELTY, threshold: undefined } }],
  ];
  for (const [what, json] of broken) {
    it(`is refused with ${what}`, () => {
      assert.throws(() => readHeads(json, 2), { code: 'pack-incompatible', message: /heads\.json/ });
    });
  }
});

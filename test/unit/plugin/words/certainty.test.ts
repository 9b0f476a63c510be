import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import { certaintyOf, modelCertainty } from '../../../../plugin/words/certainty.js';
import { statusWords } from '../../../../plugin/words/gallery-words.js';
import { cellAt, CONFIRMED, kindOf, KINDS } from '../count/counted-cells.js';

/** A cell that the models took for a lymphocyte, with one per cent left for a neutrophil. */
const probabilities = Float32Array.from(KINDS, ({ name }) =>
  name === 'Lymphocyte' ? 0.97 : name === 'Neutrophil' ? 0.01 : 0,
);
const suggested = kindOf('Lymphocyte');
const seen = (name: string, review?: Cell['review']): Cell => ({
  ...cellAt('a', 50, 50, name, review ? { review } : {}),
  probabilities,
});

describe('how sure the models are of a name', () => {
  it('is said of a name that they gave', () => {
    assert.ok(Math.abs((certaintyOf(seen('Lymphocyte'), KINDS) ?? 0) - 0.97) < 1e-6);
  });

  it('is no question once a person stands by the name, whatever the models hold of it', () => {
    const named = seen('Neutrophil', { ...CONFIRMED, suggested });
    assert.equal(certaintyOf(named, KINDS), undefined);
    assert.deepEqual(statusWords(named, KINDS), { status: 'confirmed', certainty: undefined });
    const unknown = seen('Unknown', { ...CONFIRMED, suggested });
    assert.equal(statusWords(unknown, KINDS).status, 'confirmed', 'also where the name is that it has none');
    assert.equal(statusWords(seen('Unknown'), KINDS).status, 'unknown');
    assert.equal(certaintyOf(seen('Lymphocyte', { ...CONFIRMED, suggested }), KINDS), undefined);
  });

  it('stays known of what they said themselves', () => {
    const { review } = seen('Neutrophil', { ...CONFIRMED, suggested });
    assert.ok(review?.suggested);
    assert.ok(Math.abs((modelCertainty(review.suggested, probabilities, KINDS) ?? 0) - 0.97) < 1e-6);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { className, finerClassName } from '../../../../plugin/words/class-words.js';
import { de } from '../../../../plugin/words/de/strings.js';
import { en } from '../../../../plugin/words/en/strings.js';

describe('the name of a finer class', () => {
  it('is written in full where it stands alone', () => {
    assert.equal(className(de, 'Neutrophil: Band'), 'Stabkerniger Neutrophiler');
    assert.equal(className(en, 'Neutrophil: Band'), 'Band neutrophil');
  });

  it('leaves out its coarse class below that class, in every language', () => {
    assert.equal(finerClassName(de, 'Neutrophil: Band'), 'Stabkerniger');
    assert.equal(finerClassName(de, 'Immature granulocyte: Myelocyte'), 'Myelozyt');
    assert.equal(finerClassName(en, 'Neutrophil: Band'), 'Band');
    assert.equal(finerClassName(en, 'Immature granulocyte: Myelocyte'), 'Myelocyte');
  });
});

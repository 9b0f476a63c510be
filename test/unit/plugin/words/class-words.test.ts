import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  className,
  finerClassName,
  nameInSentence,
  withOwnNames,
} from '../../../../plugin/words/class-words.js';
import { withKind } from '../../../../plugin/kinds/edit-kinds.js';
import { ICSH_KINDS } from '../../../../plugin/kinds/icsh-kinds.js';
import { Kinds } from '../../../../plugin/kinds/kinds.js';
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

describe('the name of a class inside a sentence', () => {
  const usual = new Kinds(() => ICSH_KINDS);
  const named = new Kinds(() => ICSH_KINDS);
  named.own = withKind({ title: '', kinds: named.all }, 'Monocyte', { title: 'Monocyte (large)' });

  it('is small in English where it is the product’s, and stays large in German', () => {
    assert.equal(nameInSentence(en, 'Neutrophil', usual), 'neutrophil');
    assert.equal(nameInSentence(en, 'Atypical lymphocyte', usual), 'reactive lymphocyte');
    assert.equal(nameInSentence(en, 'Unknown', usual), 'unknown');
    assert.equal(nameInSentence(en, 'Neutrophil: Band', usual, finerClassName), 'band');
    assert.equal(nameInSentence(de, 'Neutrophil', usual), 'Neutrophiler');
  });

  it('stays as a laboratory or a file has written it', () => {
    const strings = withOwnNames(en, named.own ?? { title: '', kinds: [] });
    assert.equal(nameInSentence(strings, 'Monocyte', named), 'Monocyte (large)');
    assert.equal(nameInSentence(strings, 'Neutrophil', named), 'neutrophil', 'the others are the product’s');
    assert.equal(nameInSentence(en, 'Hodgkin cell', usual), 'Hodgkin cell');
    assert.equal(en.insideSentence('NRBC'), 'NRBC', 'an abbreviation');
  });

  it('is large where a sentence begins with it, and small behind that', () => {
    assert.equal(
      en.review.reason('close', [className(en, 'Neutrophil'), nameInSentence(en, 'Monocyte', usual)]),
      'Neutrophil or monocyte',
    );
    const finer = ['Myelocyte', 'Promyelocyte'].map((name) =>
      nameInSentence(en, `Immature granulocyte: ${name}`, usual, finerClassName),
    );
    assert.equal(en.review.reason('finer', finer), 'Between myelocyte and promyelocyte');
  });
});

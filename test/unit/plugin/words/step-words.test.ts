import type { Step } from '../../../../plugin/review/step.js';
import type { CountArea } from '../../../../models/domain/count-area.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Kinds } from '../../../../plugin/kinds/kinds.js';
import { shortStepWords, stepWords } from '../../../../plugin/words/step-words.js';
import { de } from '../../../../plugin/words/de/strings.js';
import { en } from '../../../../plugin/words/en/strings.js';
import type { Strings } from '../../../../plugin/words/strings.js';
import { cellAt, KINDS } from '../count/counted-cells.js';

const AT = '2031-05-04T10:00:00Z';
const box = { minX: 0, minY: 0, maxX: 100, maxY: 100 };
const area = (id: string, name: string): CountArea => ({ id, name, box });
const [a, b] = [area('1', 'A'), area('2', 'B')];

const seenFrom = (threshold: number, kinds = new Kinds(() => KINDS)) => ({ threshold, kinds });

function ofAreas(before: readonly CountArea[], after: readonly CountArea[], strings: Strings = en): string {
  const step: Step = { kind: 'areas', at: AT, changes: [], areas: { before, after } };
  return stepWords(strings, step, seenFrom(0.5));
}

describe('the words for a step that can be taken back', () => {
  it('name the area that was drawn, renamed or removed', () => {
    assert.equal(ofAreas([a], [a, b]), '“B” drawn');
    assert.equal(ofAreas([a, b], [a, area('2', 'Thin part')]), 'area renamed to “Thin part”');
    assert.equal(ofAreas([a, b], [b]), '“A” removed');
    assert.equal(ofAreas([], [a], de), '„A“ gezeichnet');
  });

  it('do not say twice that an area is one', () => {
    for (const strings of [en, de]) {
      const words = ofAreas([], [area('1', strings.differential.areas.name('1'))], strings);
      assert.doesNotMatch(words, /(area|bereich) .?(area|bereich)/i);
    }
  });

  it('name none where several changed', () => {
    assert.equal(ofAreas([a, b], []), 'counting areas');
  });

  it('write the new class as it is written inside a sentence, and as it stands alone where it stands alone', () => {
    const step: Step = { kind: 'assign', at: AT, changes: [{ after: cellAt('x', 1, 1, 'Smudge cell') }] };
    assert.equal(stepWords(en, step, seenFrom(0.5)), '1 cell classified as smudge cell');
    assert.equal(shortStepWords(en, step, seenFrom(0.5)), 'Smudge cell');
    const two: Step = { ...step, changes: [...step.changes, ...step.changes] };
    assert.equal(shortStepWords(en, two, seenFrom(0.5)), '2 cells: Smudge cell');
    assert.equal(stepWords(de, step, seenFrom(0.5)), '1 Zelle als Kernschatten klassifiziert');
  });

  it('count of a run the cells that are shown', () => {
    const found = [cellAt('x', 1, 1), cellAt('y', 9, 9, 'Neutrophil', { score: 0.2 })];
    const step: Step = { kind: 'analyse', at: AT, changes: found.map((after) => ({ after })) };
    assert.equal(stepWords(en, step, seenFrom(0.5)), '1 cell found');
    assert.equal(stepWords(en, step, seenFrom(0.1)), '2 cells found');
  });
});

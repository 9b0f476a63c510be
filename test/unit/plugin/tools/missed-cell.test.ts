import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CellClass } from '../../../../models/domain/cell.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { addMissedCell } from '../../../../plugin/tools/missed-cell.js';
import { Review } from '../../../../plugin/review/review.js';
import { reviewStatusOf } from '../../../../models/domain/review-status.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { cellAt, kindOf } from '../count/counted-cells.js';

/** A slide with one cell at 100, 100, which the threshold hides. */
async function clickOnHidden(label: CellClass, isDoubtful?: boolean) {
  const cells = new CellStore();
  cells.apply({ added: [cellAt('faint', 100, 100, 'Lymphocyte', { score: 0.3 })], removed: [] });
  const review = new Review({ cells, now: () => new Date(0), threshold: () => 0.5 });
  const slide = { width: 1000, height: 800 } as SlideReader;
  const session = { cells, review, threshold: 0.5, slide, selected: undefined };
  const outcome = await addMissedCell(
    { x: 100, y: 100 },
    {
      session,
      findAt: async () => undefined,
      label,
      ...(isDoubtful === undefined ? {} : { isDoubtful: () => isDoubtful }),
    },
  );
  assert.deepEqual(outcome, { kind: 'brought-back', id: 'faint' });
  return { cell: cells.get('faint'), review, cells };
}

describe('a click where nothing was found', () => {
  const found = { ...cellAt('found', 100, 100, 'Monocyte'), id: undefined };
  async function click(label: CellClass, isDoubtful: boolean) {
    const cells = new CellStore();
    const review = new Review({ cells, now: () => new Date(0), threshold: () => 0.5 });
    const slide = { width: 1000, height: 800 } as SlideReader;
    const session = { cells, review, threshold: 0.5, slide, selected: undefined };
    const outcome = await addMissedCell(
      { x: 100, y: 100 },
      { session, findAt: async () => found, label, isDoubtful: () => isDoubtful },
    );
    assert.ok(outcome.kind === 'added');
    return { cell: cells.get(outcome.id), outcome };
  }

  it('adds the cell with the name that the models are sure of, suggested and not confirmed', async () => {
    const { cell, outcome } = await click(kindOf('Unknown'), false);
    assert.deepEqual([cell?.label.name, cell?.review?.confirmed], ['Monocyte', false]);
    assert.ok(cell && reviewStatusOf(cell) === 'suggested');
    assert.equal(outcome.suggested, undefined);
  });

  it('adds it without a name where they are not, and says what they suggest', async () => {
    const { cell, outcome } = await click(kindOf('Unknown'), true);
    assert.deepEqual([cell?.label.name, outcome.suggested], ['Unknown', 'Monocyte']);
  });

  it('adds it confirmed as what the reader says that they add', async () => {
    const { cell } = await click(kindOf('Lymphocyte'), false);
    assert.deepEqual([cell?.label.name, cell?.review?.confirmed], ['Lymphocyte', true]);
  });
});

describe('a click on a cell that is hidden', () => {
  it('shows it without a name, which nobody stands by, as any cell that is added so', async () => {
    const { cell } = await clickOnHidden(kindOf('Unknown'));
    assert.ok(cell);
    assert.equal(cell.label.name, 'Unknown');
    assert.equal(cell.review?.suggested?.name, 'Lymphocyte');
    assert.equal(cell.review?.confirmed, false);
    assert.notEqual(reviewStatusOf(cell), 'confirmed');
  });

  it('gives it the name that the models are sure of, suggested, and none that they doubt', async () => {
    const { cell: sure } = await clickOnHidden(kindOf('Unknown'), false);
    assert.deepEqual([sure?.label.name, sure?.review?.confirmed], ['Lymphocyte', false]);
    const { cell: doubtful } = await clickOnHidden(kindOf('Unknown'), true);
    assert.deepEqual([doubtful?.label.name, doubtful?.review?.confirmed], ['Unknown', false]);
  });

  it('names it where the reader has said what they add, and stands by that', async () => {
    const { cell } = await clickOnHidden(kindOf('Monocyte'));
    assert.equal(cell?.label.name, 'Monocyte');
    assert.equal(cell?.review?.confirmed, true);
  });

  it('is one step, which can be undone', async () => {
    const { review, cells } = await clickOnHidden(kindOf('Unknown'));
    assert.equal(review.history.record.steps.length, 1);
    review.history.undo();
    assert.equal(cells.get('faint')?.review, undefined);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { NearestCells } from '../../../../plugin/neighbours/nearest-cells.js';
import { referenceCells } from '../../../../plugin/neighbours/reference-cells.js';
import { cellAt, CONFIRMED, KINDS } from '../count/counted-cells.js';

const seen = (id: string, name: string, angle: number, isConfirmed = true): Cell => ({
  ...cellAt(id, 50, 50, name, isConfirmed ? { review: CONFIRMED } : {}),
  embedding: Float32Array.of(Math.cos(angle), Math.sin(angle)),
});

describe('cells to hold another against', () => {
  it('are confirmed ones of the likeliest kind and the runner-up, the most alike first, finer kinds included', () => {
    const cells = new CellStore();
    const chances: Record<string, number> = { Monocyte: 0.5, Lymphocyte: 0.4, Neutrophil: 0.1, Unknown: 0.9 };
    const asked = {
      ...seen('asked', 'Monocyte', 0, false),
      probabilities: Float32Array.from(KINDS, ({ name }) => chances[name] ?? 0),
    };
    cells.apply({
      added: [
        asked,
        seen('far', 'Monocyte', 1.2),
        seen('near', 'Monocyte', 0.1),
        seen('unconfirmed', 'Monocyte', 0.05, false),
        seen('finer', 'Lymphocyte: Large', 0.3),
        seen('other', 'Neutrophil', 0.01),
      ],
      removed: [],
    });
    const found = referenceCells(asked, { classes: KINDS, nearest: new NearestCells(cells), most: 4 });
    assert.deepEqual(
      found.map(({ label, cells: examples }) => [label.name, examples.map(({ id }) => id)]),
      [
        ['Monocyte', ['near', 'far']],
        ['Lymphocyte', ['finer']],
      ],
    );
    const drawn = cellAt('drawn', 50, 50);
    assert.deepEqual(
      referenceCells(drawn, { classes: KINDS, nearest: new NearestCells(cells), most: 4 }),
      [],
    );
  });
});

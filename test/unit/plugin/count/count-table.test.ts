import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import { countCells, type CountBasis } from '../../../../plugin/count/count-cells.js';
import { countTable, type CountTable } from '../../../../plugin/count/count-table.js';
import { ADULT_RANGES } from '../../../../plugin/count/reference-ranges.js';
import { cellAt, CONFIRMED, KINDS } from './counted-cells.js';

const OPTIONS = {
  classes: KINDS,
  threshold: 0.5,
  areas: [{ minX: 0, minY: 0, maxX: 100_000, maxY: 1000 }],
  rowHeight: 1000,
};

function cellsOf(counts: Readonly<Record<string, number>>, confirmed = 0): Cell[] {
  const names = Object.entries(counts).flatMap(([name, count]) => Array.from({ length: count }, () => name));
  return names.map((name, i) =>
    cellAt(`${i}`, 50 + i * 30, 50, name, i < confirmed ? { review: CONFIRMED } : {}),
  );
}

function tableOf(cells: readonly Cell[], basis: CountBasis = 'suggested'): CountTable {
  return countTable(countCells(cells, OPTIONS), { basis, ranges: ADULT_RANGES });
}

const verdictOf = (table: CountTable, name: string): string | undefined =>
  table.lines.find(({ label, level }) => label.name === name && level === 'kind')?.verdict;

describe('the lines of a count', () => {
  it('call no share plainly high or low before a person stands by every cell, whatever it rests on', () => {
    // 89 cells, of which a third are monocytes: far above the usual 2 to 10 per cent.
    const counts = { Monocyte: 30, Neutrophil: 40, Lymphocyte: 19 };
    for (const basis of ['suggested', 'reviewed'] as const) {
      for (const confirmed of [0, 1, 60, 88]) {
        const verdict = verdictOf(tableOf(cellsOf(counts, confirmed), basis), 'Monocyte');
        assert.notEqual(verdict, 'high', `${confirmed} of 89 confirmed, per cent of ${basis}`);
      }
      assert.equal(verdictOf(tableOf(cellsOf(counts, 89), basis), 'Monocyte'), 'high');
    }
    assert.equal(verdictOf(tableOf(cellsOf(counts)), 'Monocyte'), 'maybeHigh');
  });

  it('have a line for cells without a finer name, so that the finer ones add up to their kind', () => {
    const { lines } = tableOf(cellsOf({ Neutrophil: 5, 'Neutrophil: Band': 3, Lymphocyte: 2 }, 4));
    const below = lines.filter(({ level, label }) => level !== 'kind' && label.name.startsWith('Neutrophil'));
    assert.deepEqual(
      below.map(({ level, suggested }) => [level, suggested.count]),
      [
        ['finer', 3],
        ['rest', 5],
      ],
    );
    for (const basis of ['suggested', 'reviewed'] as const) {
      const whole = lines.find(({ level, label }) => level === 'kind' && label.name === 'Neutrophil');
      const parts = below.map((line) => line[basis]);
      assert.equal(
        parts.reduce((sum, { count }) => sum + count, 0),
        whole?.[basis].count,
      );
      const shares = parts.reduce((sum, { share = 0 }) => sum + share, 0);
      assert.ok(Math.abs(shares - (whole?.[basis].share ?? 0)) < 1e-12);
    }
    assert.ok(!lines.some(({ level, label }) => level === 'rest' && label.name === 'Lymphocyte'));
  });

  it('give one number for what is left to do, and are settled when it is nothing', () => {
    const open = tableOf(cellsOf({ Neutrophil: 3, Unknown: 2 }, 1));
    assert.deepEqual([open.left, open.isSettled], [4, false]);
    const done = tableOf(cellsOf({ Neutrophil: 3, Unknown: 2 }, 5));
    assert.deepEqual([done.left, done.isSettled], [0, true]);
    assert.deepEqual([tableOf([]).left, tableOf([]).isSettled], [0, false]);
  });
});

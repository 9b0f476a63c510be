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

  it('call one confirmed blast high, however few it is among so many, and one suggested possibly so', () => {
    const cells = (review: Partial<Cell>, others = 171): Cell[] => [
      cellAt('b', 10, 50, 'Blast', review),
      ...cellsOf({ Neutrophil: others }),
    ];
    for (const basis of ['suggested', 'reviewed'] as const) {
      // 1 of 3001 is written as 0.0 per cent.
      for (const others of [171, 3000]) {
        assert.equal(verdictOf(tableOf(cells({ review: CONFIRMED }, others), basis), 'Blast'), 'high');
        assert.equal(verdictOf(tableOf(cells({}, others), basis), 'Blast'), 'maybeHigh');
      }
    }
    assert.equal(verdictOf(tableOf(cellsOf({ Neutrophil: 9 }, 9)), 'Erythroblast'), 'within');
  });

  it('flag each kind that the blood of adults does not have, also beside a laboratory’s own ranges', () => {
    const kinds = ['Blast', 'Promonocyte', 'Abnormal lymphocyte', 'Plasma cell', 'Erythroblast'];
    const counts = { Neutrophil: 95, ...Object.fromEntries(kinds.map((kind) => [kind, 1])) };
    const own = { source: 'Ours', ranges: [{ kind: 'Neutrophil', low: 40, high: 99 }] };
    const table = countTable(countCells(cellsOf(counts, 100), OPTIONS), { basis: 'suggested', ranges: own });
    for (const kind of kinds) assert.equal(verdictOf(table, kind), 'high', kind);
    assert.equal(verdictOf(table, 'Neutrophil'), 'within');
  });

  it('flag immature granulocytes and reactive lymphocytes beyond the range of adults', () => {
    const of = (kind: string, count: number): string | undefined =>
      verdictOf(tableOf(cellsOf({ [kind]: count, Neutrophil: 100 - count }, 100)), kind);
    const granulocytes = [1, 2, 8].map((count) => of('Immature granulocyte', count));
    assert.deepEqual(granulocytes, ['within', 'maybeHigh', 'high']);
    const lymphocytes = [5, 8, 20].map((count) => of('Atypical lymphocyte', count));
    assert.deepEqual(lymphocytes, ['within', 'maybeHigh', 'high']);
    // A laboratory that allows one erythroblast to a hundred leukocytes.
    const ranges = { source: 'Ours', ranges: [{ kind: 'Erythroblast', low: 0, high: 1 }] };
    const beside = [1, 2].map((count) => {
      const cells = cellsOf({ Erythroblast: count, Neutrophil: 100 }, 100 + count);
      return verdictOf(
        countTable(countCells(cells, OPTIONS), { basis: 'suggested', ranges }),
        'Erythroblast',
      );
    });
    assert.deepEqual(beside, ['within', 'high']);
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

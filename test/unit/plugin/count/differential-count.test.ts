import { asModelsNamed } from '../../../../plugin/count/compare-counts.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell } from '../../../../models/domain/cell.js';
import { SmearError } from '../../../../models/domain/errors.js';
import { wilsonInterval } from '../../../../plugin/count/wilson.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { countDifferential } from '../../../../plugin/count/differential.js';
import { compareCounts } from '../../../../plugin/count/compare-counts.js';
import { countCells } from '../../../../plugin/count/count-cells.js';
import { Counting } from '../../../../plugin/count/counting.js';
import {
  ADULT_RANGES,
  judgeShare,
  rangeOf,
  readReferenceRanges,
  withRange,
  writeReferenceRanges,
} from '../../../../plugin/count/reference-ranges.js';
import { tenthsWritten } from '../../../../plugin/count/written-share.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { cellAt, CONFIRMED, kindOf, KINDS } from './counted-cells.js';

const SLIDE = { minX: 0, minY: 0, maxX: 10_000, maxY: 10_000 };
const OPTIONS = { classes: KINDS, threshold: 0.5, areas: [SLIDE], rowHeight: 1000 };

/** Cells in one row, in the order of their names. */
function inARow(names: readonly string[], more: Parameters<typeof cellAt>[4] = {}): Cell[] {
  return names.map((name, i) => cellAt(`${i}`.padStart(4, '0'), 50 + i * 30, 50, name, more));
}

function times(name: string, count: number): string[] {
  return Array.from({ length: count }, () => name);
}

const percents = (
  cells: readonly Cell[],
  basis: 'reviewed' | 'suggested',
): Record<string, number | undefined> =>
  Object.fromEntries(countCells(cells, OPTIONS)[basis].rows.map(({ label, share }) => [label.name, share]));

describe('a differential to sign', () => {
  it('gives each kind of leukocyte its share with its interval, and no other kind', () => {
    const { rows } = countDifferential(
      inARow([...times('Neutrophil', 81), ...times('Monocyte', 182)]),
      KINDS,
      0.5,
    );
    const neutrophils = rows.find(({ label }) => label.name === 'Neutrophil');
    assert.ok(neutrophils?.interval);
    assert.equal(neutrophils.share, 81 / 263);
    assert.ok(Math.abs(neutrophils.interval.low - 0.2553) < 5e-5);
    assert.equal(rows.find(({ label }) => label.name === 'Platelet')?.interval, undefined);
  });

  it('keeps unknown cells, platelets and erythroblasts out of the per cent', () => {
    const { suggested, unknown } = countCells(
      inARow([
        ...times('Neutrophil', 6),
        ...times('Lymphocyte', 2),
        ...times('Unknown', 3),
        'Platelet',
        'Erythroblast',
      ]),
      OPTIONS,
    );
    assert.equal(suggested.leukocytes, 8);
    assert.equal(unknown, 3);
    const shares = suggested.rows.map(({ share }) => share ?? 0);
    assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-12);
    const erythroblasts = suggested.rows.find(({ label }) => label.name === 'Erythroblast');
    assert.equal(erythroblasts?.perHundredLeukocytes, 12.5);
  });

  it('shows what is reviewed and what is suggested side by side, over the same cells', () => {
    const cells = [
      ...inARow(times('Neutrophil', 2), { review: CONFIRMED }),
      ...inARow(times('Lymphocyte', 2)).map((cell) => ({ ...cell, id: `s${cell.id}` })),
    ];
    assert.equal(percents(cells, 'reviewed')['Neutrophil'], 1);
    assert.equal(percents(cells, 'suggested')['Neutrophil'], 0.5);
    assert.equal(countCells(cells, OPTIONS).unreviewed, 2);
  });

  it('takes the same cells into a count of two hundred before and after they are confirmed', () => {
    const names = fc.array(fc.constantFrom(...KINDS.map(({ name }) => name)), { maxLength: 80 });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 40 }), (kinds, limit) => {
        const before = inARow(kinds);
        const after = before.map((cell, i) => (i % 3 === 0 ? { ...cell, review: CONFIRMED } : cell));
        const ids = (cells: readonly Cell[]): string[] =>
          countCells(cells, { ...OPTIONS, limit }).cells.map(({ id }) => id);
        assert.deepEqual(ids(after), ids(before));
      }),
    );
  });

  it('says how many leukocytes lie beyond the limit, and none where it is not reached', () => {
    const cells = inARow([...times('Neutrophil', 3), 'Platelet', 'Lymphocyte', 'Platelet', 'Monocyte']);
    const beyond = (limit?: number): number =>
      countCells(cells, { ...OPTIONS, ...(limit === undefined ? {} : { limit }) }).beyondLimit;
    assert.deepEqual([beyond(3), beyond(5), beyond(9), beyond()], [2, 0, 0, 0]);
  });

  it('counts an unknown cell as soon as somebody has named it', () => {
    const cells = inARow(['Neutrophil', 'Unknown']);
    assert.equal(countCells(cells, OPTIONS).suggested.leukocytes, 1);
    const [first, second] = cells;
    assert.ok(first && second);
    const named = [first, { ...second, label: first.label, review: CONFIRMED }];
    const count = countCells(named, OPTIONS);
    assert.deepEqual([count.suggested.leukocytes, count.unknown, count.unreviewed], [2, 0, 1]);
  });

  it('leaves rejected cells and those below the threshold out altogether', () => {
    const rejected = { confirmed: false, rejected: true, at: CONFIRMED.at };
    const count = countCells(
      [
        cellAt('a', 10, 10),
        cellAt('b', 40, 10, 'Neutrophil', { review: rejected }),
        cellAt('c', 70, 10, 'Neutrophil', { score: 0.2 }),
      ],
      OPTIONS,
    );
    assert.deepEqual(
      count.cells.map(({ id }) => id),
      ['a'],
    );
  });
});

describe('the count of a session', () => {
  const reader = { width: 10_000, height: 10_000 } as SlideReader;
  function counting(cells: readonly Cell[], micronsPerPixel?: number): { count: Counting; store: CellStore } {
    const store = new CellStore();
    store.apply({ added: cells, removed: [] });
    const count = new Counting({
      cells: store,
      threshold: () => 0.5,
      micronsPerPixel: () => micronsPerPixel,
      classes: () => KINDS,
      slide: () => reader,
    });
    return { count, store };
  }

  it('rests on all cells until the reader chooses, and never changes that by itself', () => {
    const { count, store } = counting(inARow(['Neutrophil', 'Lymphocyte']));
    assert.equal(count.basis, 'suggested');
    const first = store.get('0000') as Cell;
    store.apply({ added: [{ ...first, review: CONFIRMED }], removed: [] });
    assert.equal(count.basis, 'suggested');
    count.basis = 'reviewed';
    assert.equal(count.basis, 'reviewed');
  });

  it('counts in the chosen areas only, in their order', () => {
    const { count } = counting([
      cellAt('far', 5000, 5000),
      cellAt('near', 100, 100),
      cellAt('none', 9000, 100),
    ]);
    count.areas.add({ minX: 4000, minY: 4000, maxX: 6000, maxY: 6000 }, 'Area 1');
    count.areas.add({ minX: 0, minY: 0, maxX: 1000, maxY: 1000 }, 'Area 2');
    assert.deepEqual(count.walk, ['far', 'near']);
    count.limit = 1;
    assert.equal(count.count.last?.id, 'far');
  });

  it('refuses an area without inside, and keeps those there were', () => {
    const { count } = counting([]);
    count.areas.add({ minX: 0, minY: 0, maxX: 10, maxY: 10 }, 'Area 1');
    assert.throws(
      () => count.areas.add({ minX: 5, minY: 5, maxX: 5, maxY: Number.NaN }, 'Area 2'),
      (error) =>
        error instanceof SmearError && error.code === 'invalid-argument' && /Area 2/.test(error.message),
    );
    assert.equal(count.areas.list.length, 1);
  });

  it('counts by size where the resolution is known, and says how many it left out', () => {
    const cells = [
      cellAt('small', 100, 100, 'Neutrophil', { side: 40 }),
      cellAt('large', 300, 100, 'Neutrophil', { side: 120 }),
    ];
    const { count } = counting(cells, 0.1);
    count.size = { minUm: 8 };
    assert.deepEqual([count.count.cells.map(({ id }) => id), count.count.leftOutBySize], [['large'], 1]);
    const { count: without } = counting(cells);
    without.size = { minUm: 8 };
    assert.deepEqual([without.knowsSizes, without.count.leftOutBySize], [false, 0]);
  });

  it('leads to each unknown and each unreviewed cell in turn, round and round', () => {
    const cells = inARow(['Unknown', 'Neutrophil', 'Unknown', 'Monocyte']);
    const { count } = counting(cells);
    assert.equal(count.next('unknown', undefined), '0000');
    assert.equal(count.next('unknown', '0000'), '0002');
    assert.equal(count.next('unknown', '0002'), '0000');
    assert.equal(count.next('unreviewed', '0001'), '0003');
    assert.equal(counting([]).count.next('unknown', undefined), undefined);
  });

  it('leads to no unknown cell that a person has confirmed as such', () => {
    const cell = (id: string, x: number, review?: typeof CONFIRMED): Cell =>
      cellAt(id, x, 50, 'Unknown', review ? { review } : {});
    const { count } = counting([cell('done', 50, CONFIRMED), cell('open', 90)]);
    assert.deepEqual([count.next('unknown', undefined), count.next('unknown', 'open')], ['open', 'open']);
    assert.equal(counting([cell('done', 50, CONFIRMED)]).count.next('unknown', undefined), undefined);
  });

  it('goes on from what was kept', () => {
    const { count } = counting([]);
    count.areas.add({ minX: 0, minY: 0, maxX: 10, maxY: 10 }, 'Thin part');
    count.limit = 200;
    count.size = { maxUm: 25 };
    const { count: again } = counting([]);
    again.restore(JSON.parse(JSON.stringify(count.record)));
    assert.deepEqual(again.record, count.record);
  });

  it('tells of every change, and of another slide by letting its areas go', () => {
    let slide = reader;
    const count = new Counting({
      cells: new CellStore(),
      threshold: () => 0.5,
      micronsPerPixel: () => undefined,
      classes: () => KINDS,
      slide: () => slide,
    });
    count.follow();
    let told = 0;
    count.addEventListener('change', () => told++);
    count.areas.add({ minX: 0, minY: 0, maxX: 10, maxY: 10 }, 'Area 1');
    count.limit = 100;
    count.follow();
    assert.equal(told, 2);
    slide = { ...reader };
    count.follow();
    assert.deepEqual([count.areas.list, count.limit], [[], 100]);
  });
});

const percent = new Intl.NumberFormat('en', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const percentWritten = (share: number): string => percent.format(share).replace('%', '');

describe('the usual ranges', () => {
  it('are judged as the per cent is written, both ends included', () => {
    const range = rangeOf(ADULT_RANGES, 'Monocyte');
    assert.deepEqual(
      [0.0194, 0.0196, 0.1004, 0.1006].map((share) => judgeShare(range, share, { low: share, high: share })),
      ['low', 'within', 'within', 'high'],
    );
    const half = { low: 0.4, high: 0.6 };
    assert.equal(judgeShare(rangeOf(ADULT_RANGES, 'Hairy cell'), 0.5, half), undefined);
  });

  it('are judged by the very number that is written, whatever was counted of whatever', () => {
    for (let total = 1; total <= 500; total++) {
      for (let count = 0; count <= total; count++) {
        const share = count / total;
        assert.equal((tenthsWritten(share) / 10).toFixed(1), percentWritten(share), `${count} of ${total}`);
      }
    }
  });

  it('leave open what so few cells cannot show: none of three monocytes is no want of them', () => {
    const range = rangeOf(ADULT_RANGES, 'Monocyte');
    const judged = (count: number, total: number): unknown =>
      judgeShare(range, count / total, wilsonInterval(count, total) ?? assert.fail('counted'));
    // Of three cells any share is possible, also every usual one.
    assert.deepEqual([judged(0, 3), judged(0, 60), judged(0, 500)], [undefined, 'maybeLow', 'low']);
    assert.deepEqual([judged(3, 20), judged(45, 300)], ['maybeHigh', 'high']);
    assert.equal(judged(5, 100), 'within');
  });

  it('are judged against the ends of the interval as these are written too', () => {
    const range = rangeOf(ADULT_RANGES, 'Monocyte');
    assert.equal(judgeShare(range, 0.01, { low: 0, high: 0.01951 }), 'maybeLow');
    assert.equal(judgeShare(range, 0.2, { low: 0.1004, high: 0.4 }), 'maybeHigh');
  });

  it('bring those of adults where a laboratory has none, and give way to its own', () => {
    const own = { source: 'Our laboratory', ranges: [{ kind: 'Neutrophil', low: 42, high: 77 }] };
    assert.deepEqual(rangeOf(own, 'Blast'), { kind: 'Blast', low: 0, high: 0 });
    const wider = withRange(own, 'Blast', { low: 0, high: 4 });
    assert.equal(rangeOf(wider, 'Blast')?.high, 4);
    assert.equal(rangeOf(withRange(wider, 'Blast', undefined), 'Blast')?.high, 0);
    assert.equal(rangeOf(own, 'Monocyte'), undefined);
  });

  it('are saved and opened again as they were', () => {
    const own = withRange({ ...ADULT_RANGES, source: 'Our laboratory' }, 'Basophil', { low: 0, high: 1.5 });
    assert.deepEqual(readReferenceRanges(writeReferenceRanges(own)), own);
    assert.equal(rangeOf(withRange(own, 'Basophil', undefined), 'Basophil'), undefined);
  });

  it('are refused with the place where they make no sense', () => {
    for (const [text, told] of [
      ['{', /not valid JSON/],
      ['[]', /source/],
      ['{"source":"x","ranges":[{"kind":"Monocyte","low":2,"high":"ten"}]}', /range 1/],
      ['{"source":"x","ranges":[{"kind":"Monocyte","low":12,"high":10}]}', /Monocyte goes from 12 to 10/],
    ] as const) {
      assert.throws(
        () => readReferenceRanges(text),
        (error) =>
          error instanceof SmearError && error.code === 'ranges-unreadable' && told.test(error.message),
      );
    }
  });
});

describe('two counts side by side', () => {
  const of = (neutrophils: number, lymphocytes: number) =>
    countDifferential(
      inARow([...times('Neutrophil', neutrophils), ...times('Lymphocyte', lymphocytes)]),
      KINDS,
      0.5,
    );

  it('differ by what the two written per cent differ by', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(60), fc.nat(60)), fc.tuple(fc.nat(60), fc.nat(60)), (first, second) => {
        for (const { difference, first: one, second: other } of compareCounts(of(...first), of(...second))) {
          if (difference === undefined) continue;
          const written = (share = Number.NaN): number => Number(percentWritten(share));
          assert.ok(Math.abs(difference * 100 - (written(other?.share) - written(one?.share))) < 1e-9);
        }
      }),
    );
    // 1 of 3 is written 33.3, 2 of 3 66.7.
    const third = compareCounts(of(1, 2), of(2, 1)).find(({ label }) => label.name === 'Neutrophil');
    assert.equal(third?.difference, 0.334);
  });

  it('differ by points, and say whether their intervals overlap', () => {
    const near = compareCounts(of(60, 40), of(55, 45)).find(({ label }) => label.name === 'Neutrophil');
    assert.ok(near?.difference !== undefined && Math.abs(near.difference + 0.05) < 1e-12);
    assert.equal(near.overlap, true);
    const far = compareCounts(of(60, 40), of(20, 80)).find(({ label }) => label.name === 'Neutrophil');
    assert.equal(far?.overlap, false);
  });

  it('keep a kind that only one of them has', () => {
    const other = countDifferential([cellAt('x', 1, 1, 'Plasma cell')], [], 0.5);
    const rows = compareCounts(of(1, 0), other);
    const only = rows.find(({ label }) => label.name === 'Plasma cell');
    assert.ok(only && only.first === undefined && only.second?.count === 1 && only.difference === undefined);
  });

  it('show as the models’ own neither what they missed nor what a person made of it', () => {
    const said = { confirmed: true, at: CONFIRMED.at, suggested: kindOf('Lymphocyte') };
    const models = countCells(
      asModelsNamed([
        cellAt('untouched', 100, 50, 'Monocyte'),
        cellAt('renamed', 200, 50, 'Neutrophil', { review: said }),
        cellAt('rejected', 300, 50, 'Lymphocyte', { review: { ...said, confirmed: false, rejected: true } }),
        cellAt('added by a click', 400, 50, 'Neutrophil', { score: 0.2, review: said }),
        cellAt('hidden until it was touched', 500, 50, 'Neutrophil', { score: 0.3, review: said }),
        cellAt('drawn', 600, 50, 'Neutrophil', { score: 1, review: CONFIRMED }),
      ]),
      OPTIONS,
    );
    const names = models.cells.map(({ id, label }) => `${id}: ${label.name}`).sort();
    assert.deepEqual(names, ['rejected: Lymphocyte', 'renamed: Lymphocyte', 'untouched: Monocyte']);
    assert.equal(models.reviewed.total, 0);
  });
});

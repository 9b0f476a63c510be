import type { FoundCell } from '../../../../models/domain/findings.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell } from '../../../../models/domain/cell.js';
import { boxCentre, boxContains, intersectBoxes, type Box } from '../../../../models/domain/geometry.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { claimCells, type Claim } from '../../../../plugin/cells/claim.js';
import { planTiles } from '../../../../plugin/analysis/tile-grid.js';

const SLIDE = { width: 3000, height: 2400 };
const MICRONS_PER_PIXEL = 0.25;

function found(box: Box, score = 0.9): FoundCell {
  const { x, y } = boxCentre(box);
  const outline = Float64Array.from({ length: 64 }, (_, i) => {
    const angle = ((i >> 1) / 32) * 2 * Math.PI;
    return i % 2 === 0
      ? x + (Math.cos(angle) * (box.maxX - box.minX)) / 2
      : y + (Math.sin(angle) * (box.maxY - box.minY)) / 2;
  });
  const label = { name: 'Monocyte', code: 'M', color: [230, 159, 0] } as const;
  const numbers = { probabilities: new Float32Array([1]), embedding: new Float32Array(50) };
  return { box, outline, nuclei: [], score, label, reconstructionError: 0.01, ...numbers };
}

function around(x: number, y: number, radius = 28): Box {
  return { minX: x - radius, minY: y - radius, maxX: x + radius, maxY: y + radius };
}

/** A run over a store, tile by tile, with readable ids. */
class Run {
  readonly store: CellStore;
  readonly claimed = new Map<string, { cut: boolean }>();
  readonly region: Box;
  #ids: number;

  constructor(store: CellStore, region: Box) {
    this.store = store;
    this.region = region;
    this.#ids = store.size;
  }

  claim(tile: { region: Box; core: Box }, cells: readonly FoundCell[]): Claim {
    const claim = claimCells({
      tile,
      found: cells,
      shown: cells,
      region: this.region,
      slide: SLIDE,
      micronsPerPixel: MICRONS_PER_PIXEL,
      within: (box) => this.store.within(box),
      claimed: this.claimed,
      newId: () => `cell-${this.#ids++}`,
    });
    this.store.apply(claim);
    for (const { id } of claim.added) this.claimed.set(id, { cut: claim.cut.has(id) });
    return claim;
  }
}

const WHOLE: Box = { minX: 0, minY: 0, maxX: 1000, maxY: 500 };
/** Two tiles that share a seam at x = 500 and overlap by 25 µm. */
const LEFT = { region: { minX: 0, minY: 0, maxX: 550, maxY: 500 }, core: { ...WHOLE, maxX: 500 } };
const RIGHT = { region: { minX: 450, minY: 0, maxX: 1000, maxY: 500 }, core: { ...WHOLE, minX: 500 } };

function ids(store: CellStore): string[] {
  return [...store.all()].map((cell) => cell.id);
}

describe('what a tile claims', () => {
  it('every cell once, over random tile origins, cells and jitter of what each tile sees', () => {
    const anyCell = fc.record({
      column: fc.integer({ min: 0, max: 11 }),
      row: fc.integer({ min: 0, max: 9 }),
      dx: fc.double({ min: 0, max: 100, noNaN: true }),
      dy: fc.double({ min: 0, max: 100, noNaN: true }),
      radius: fc.double({ min: 14, max: 40, noNaN: true }),
    });
    const anyRun = fc.record({
      origin: fc.tuple(
        fc.double({ min: 0, max: 400, noNaN: true }),
        fc.double({ min: 0, max: 400, noNaN: true }),
      ),
      cells: fc.uniqueArray(anyCell, {
        minLength: 5,
        maxLength: 60,
        selector: (c) => `${c.column},${c.row}`,
      }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(anyRun, ({ origin, cells, seed }) => {
        // One cell to each square of 200 pixels, well away from the region's border.
        const truth = cells.map(({ column, row, dx, dy, radius }) =>
          around(450 + column * 200 + dx, 450 + row * 180 + dy * 0.9, radius),
        );
        const region = { minX: origin[0], minY: origin[1], maxX: SLIDE.width, maxY: SLIDE.height };
        const plan = planTiles({
          region,
          slide: SLIDE,
          micronsPerPixel: MICRONS_PER_PIXEL,
          modelMicronsPerPixel: 0.25,
          tileSizes: [512],
        });
        const run = new Run(new CellStore(), plan.region);
        plan.tiles.forEach((tile, index) => {
          const seen = truth.flatMap((box, number) => {
            const jitter = (k: number): number => Math.sin(seed + index * 31 + number * 7 + k) * 3;
            const shifted = {
              minX: box.minX + jitter(0),
              minY: box.minY + jitter(1),
              maxX: box.maxX + jitter(2),
              maxY: box.maxY + jitter(3),
            };
            const visible = intersectBoxes(shifted, tile.region);
            return visible ? [found(visible, 0.7 + 0.1 * Math.sin(seed + number + index))] : [];
          });
          run.claim(tile, seen);
        });
        for (const box of truth) {
          const here = [...run.store.all()].filter((cell) => boxContains(box, boxCentre(cell.box)));
          assert.equal(here.length, 1);
        }
        assert.equal(run.store.size, truth.length);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves a cell in another tile’s core to that tile', () => {
    const run = new Run(new CellStore(), WHOLE);
    assert.equal(run.claim(LEFT, [found(around(520, 100))]).added.length, 0);
    assert.equal(run.claim(RIGHT, [found(around(520, 100))]).added.length, 1);
  });

  it('of a double on the seam keeps the finding of higher score, whichever comes first', () => {
    for (const scores of [
      [0.6, 0.9],
      [0.9, 0.6],
    ] as const) {
      const run = new Run(new CellStore(), WHOLE);
      run.claim(LEFT, [found(around(499, 100), scores[0])]);
      run.claim(RIGHT, [found(around(502, 100), scores[1])]);
      assert.deepEqual(
        [...run.store.all()].map((cell) => cell.score),
        [0.9],
      );
    }
  });

  it('keeps the whole cell rather than the part that its tile’s border cuts, though that is surer', () => {
    const run = new Run(new CellStore(), WHOLE);
    const wide = { minX: 440, minY: 50, maxX: 570, maxY: 180 };
    run.claim(LEFT, [found({ ...wide, maxX: 550 }, 0.99)]);
    const claim = run.claim({ ...RIGHT, region: { ...RIGHT.region, minX: 400 } }, [found(wide, 0.8)]);
    assert.deepEqual(
      [...run.store.all()].map((cell) => cell.box),
      [wide],
    );
    assert.equal(claim.cut.size, 0);
  });

  it('keeps two touching cells apart', () => {
    const run = new Run(new CellStore(), WHOLE);
    run.claim(LEFT, [found(around(470, 100)), found(around(520, 105))]);
    run.claim(RIGHT, [found(around(470, 100)), found(around(520, 105))]);
    assert.equal(run.store.size, 2);
  });

  it('takes a nucleus found beside its own cell for the same cell', () => {
    const run = new Run(new CellStore(), WHOLE);
    run.claim(LEFT, [found(around(200, 100, 30), 0.8), found(around(204, 98, 15), 0.4)]);
    assert.deepEqual(
      [...run.store.all()].map((cell) => cell.score),
      [0.8],
    );
  });
});

describe('a second run over the same place', () => {
  const first = (cells: readonly FoundCell[]): CellStore => {
    const run = new Run(new CellStore(), WHOLE);
    run.claim(LEFT, cells);
    run.claim(RIGHT, cells);
    return run.store;
  };

  it('keeps the id of a cell that it finds again, also across the seam', () => {
    const store = first([found(around(300, 200)), found(around(498, 300))]);
    const before = ids(store);
    const again = new Run(store, WHOLE);
    const cells = [found(around(303, 202), 0.5), found(around(511, 300), 0.5)];
    again.claim(LEFT, cells);
    again.claim(RIGHT, cells);
    assert.deepEqual(ids(store).sort(), before.sort());
    assert.ok([...store.all()].every((cell: Cell) => cell.score === 0.5));
  });

  it('removes what it no longer finds and nothing outside its region', () => {
    const store = first([found(around(100, 100)), found(around(300, 100)), found(around(800, 100))]);
    const [gone, kept, outside] = ids(store);
    const again = new Run(store, { ...WHOLE, maxX: 500 });
    assert.deepEqual(again.claim(LEFT, [found(around(300, 100))]).removed, [gone]);
    assert.deepEqual(ids(store).sort(), [kept, outside].sort());
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { boxCentre, boxContains, type Box } from '../../../../models/domain/geometry.js';
import { isLeukocyte } from '../../../../plugin/count/differential.js';
import { stopAt, walkedPath, walkOrder } from '../../../../plugin/count/walk.js';
import { cellAt, KINDS } from './counted-cells.js';

const SLIDE: Box = { minX: 0, minY: 0, maxX: 1000, maxY: 600 };

const someCells = fc
  .array(
    fc.record({
      x: fc.integer({ min: 0, max: 999 }),
      y: fc.integer({ min: 0, max: 599 }),
      name: fc.constantFrom(...KINDS.map(({ name }) => name)),
    }),
    { maxLength: 60 },
  )
  .map((places) => places.map(({ x, y, name }, i) => cellAt(`cell-${i}`, x, y, name)));

const someAreas = fc.array(
  fc
    .tuple(
      fc.integer({ min: 0, max: 900 }),
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 1, max: 600 }),
      fc.integer({ min: 1, max: 400 }),
    )
    .map(([minX, minY, width, height]) => ({ minX, minY, maxX: minX + width, maxY: minY + height })),
  { minLength: 1, maxLength: 4 },
);

const rowHeights = fc.constantFrom(37, 100, 1000);

describe('the walk of a count', () => {
  it('goes along the first row to the right, and along the next one back', () => {
    const cells = [
      cellAt('d', 900, 150),
      cellAt('a', 100, 50),
      cellAt('e', 100, 150),
      cellAt('b', 500, 10),
      cellAt('c', 900, 90),
      cellAt('f', 100, 250),
    ];
    const met = walkOrder(cells, [SLIDE], 100).map(({ id }) => id);
    assert.deepEqual(met, ['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('meets every cell of the areas once and no other, whatever the areas share', () => {
    fc.assert(
      fc.property(someCells, someAreas, rowHeights, (cells, areas, rowHeight) => {
        const met = walkOrder(cells, areas, rowHeight).map(({ id }) => id);
        const inside = cells.filter(({ box }) => areas.some((area) => boxContains(area, boxCentre(box))));
        assert.deepEqual([...met].sort(), inside.map(({ id }) => id).sort());
      }),
    );
  });

  it('is the same in whatever order the cells were found', () => {
    fc.assert(
      fc.property(
        someCells.chain((cells) =>
          fc.tuple(fc.constant(cells), fc.shuffledSubarray(cells, { minLength: cells.length })),
        ),
        someAreas,
        rowHeights,
        ([cells, shuffled], areas, rowHeight) => {
          assert.deepEqual(walkOrder(shuffled, areas, rowHeight), walkOrder(cells, areas, rowHeight));
        },
      ),
    );
  });

  it('finishes one area before the next', () => {
    fc.assert(
      fc.property(someCells, someAreas, rowHeights, (cells, areas, rowHeight) => {
        const visited = walkOrder(cells, areas, rowHeight).map(({ box }) =>
          areas.findIndex((area) => boxContains(area, boxCentre(box))),
        );
        assert.deepEqual(
          visited,
          [...visited].sort((a, b) => a - b),
        );
      }),
    );
  });
});

describe('a count with a limit', () => {
  it('stops exactly at its leukocyte, which is the last cell it took', () => {
    fc.assert(
      fc.property(someCells, fc.integer({ min: 1, max: 30 }), (cells, limit) => {
        const walk = walkOrder(cells, [SLIDE], 100);
        const { cells: taken, last } = stopAt(walk, limit, ({ label }) => isLeukocyte(label));
        const leukocytes = taken.filter(({ label }) => isLeukocyte(label));
        const all = walk.filter(({ label }) => isLeukocyte(label)).length;
        assert.equal(leukocytes.length, Math.min(limit, all));
        assert.deepEqual(taken, walk.slice(0, taken.length));
        if (all >= limit) assert.equal(last, taken.at(-1));
        else assert.deepEqual([last, taken.length], [undefined, walk.length]);
      }),
    );
  });
});

describe('the path that is drawn', () => {
  it('ends beside the last cell, and enters no area after it', () => {
    const next: Box = { minX: 0, minY: 700, maxX: 100, maxY: 800 };
    const [line, ...more] = walkedPath([SLIDE, next], 200, { x: 300, y: 310 });
    assert.equal(more.length, 0);
    assert.deepEqual([...(line ?? [])], [0, 100, 1000, 100, 1000, 300, 300, 300]);
  });

  it('goes through all areas where nothing stopped it', () => {
    const lines = walkedPath([SLIDE, { minX: 0, minY: 700, maxX: 100, maxY: 800 }], 400);
    assert.deepEqual(
      lines.map((line) => [...line]),
      [
        [0, 200, 1000, 200, 1000, 500, 0, 500],
        [0, 750, 100, 750],
      ],
    );
  });

  it('passes every cell that was met within half a row', () => {
    fc.assert(
      fc.property(someCells, fc.integer({ min: 1, max: 20 }), rowHeights, (cells, limit, rowHeight) => {
        const { cells: taken, last } = stopAt(walkOrder(cells, [SLIDE], rowHeight), limit, () => true);
        const line = walkedPath([SLIDE], rowHeight, last && boxCentre(last.box))[0] ?? new Float64Array();
        for (const { box } of taken) {
          const { x, y } = boxCentre(box);
          const isPassed = Array.from({ length: line.length / 4 }, (_, i) =>
            line.slice(i * 4, i * 4 + 4),
          ).some(
            ([fromX = 0, rowY = 0, toX = 0]) =>
              Math.abs(y - rowY) <= rowHeight / 2 && x >= Math.min(fromX, toX) && x <= Math.max(fromX, toX),
          );
          assert.ok(isPassed, `(${x}, ${y})`);
        }
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom } from '../../../../models/domain/seeded-random.js';
import { CountGrid, powerOfTwo } from '../../../../overlays/crowd/count-grid.js';

const SLIDE = 50_000;
const WHOLE = { minX: -SLIDE, minY: -SLIDE, maxX: SLIDE, maxY: SLIDE };

function scattered(count: number, finest = 256) {
  const random = seededRandom(5);
  const grid = new CountGrid(finest);
  const cells = Array.from({ length: count }, () => {
    // Also left of the slide and above it, where a middle may lie.
    const cell = {
      x: (random() - 0.02) * SLIDE,
      y: (random() - 0.02) * SLIDE,
      isShown: random() < 0.7,
    };
    grid.add(cell.x, cell.y, cell.isShown);
    return cell;
  });
  return { grid, cells };
}

describe('the counts of cells on the whole slide', () => {
  for (const side of [256, 1024, 16_384]) {
    it(`are true for every square of ${side} pixels, and lie at the mean of its cells`, () => {
      const { grid, cells } = scattered(3000);
      const blocks = [...grid.blocks(WHOLE, side)];
      for (const block of blocks) {
        const [column, row] = [Math.floor(block.x / side), Math.floor(block.y / side)];
        const inside = cells.filter(
          ({ x, y }) => Math.floor(x / side) === column && Math.floor(y / side) === row,
        );
        if (block.shown === 0) continue;
        const shown = inside.filter(({ isShown }) => isShown);
        assert.deepEqual([block.shown, block.all], [shown.length, inside.length]);
        const mean = shown.reduce((sum, { x }) => sum + x, 0) / shown.length;
        assert.ok(Math.abs(block.x - mean) < 1e-6);
      }
      assert.equal(
        blocks.reduce((sum, { all }) => sum + all, 0),
        3000,
      );
    });
  }

  it('hold for a part of the slide, a square at its edge counted whole', () => {
    const { grid, cells } = scattered(3000);
    const region = { minX: 10_000, minY: 4000, maxX: 30_000, maxY: 25_000 };
    const inside = ({ x, y }: { x: number; y: number }, beyond: number): boolean =>
      x >= region.minX - beyond &&
      x < region.maxX + beyond &&
      y >= region.minY - beyond &&
      y < region.maxY + beyond;
    const { all, shown } = grid.countIn(region);
    assert.ok(all >= cells.filter((cell) => inside(cell, 0)).length);
    assert.ok(all <= cells.filter((cell) => inside(cell, 2048)).length);
    assert.ok(shown < all);
  });

  it('take in what comes after they were asked for', () => {
    const { grid } = scattered(100);
    const total = (): number => [...grid.blocks(WHOLE, 65_536)].reduce((sum, { all }) => sum + all, 0);
    assert.equal(total(), 100);
    grid.add(7, 7, true);
    assert.equal(total(), 101);
  });

  it('are not finer than they were made', () => {
    const { grid } = scattered(500, 4096);
    assert.deepEqual([...grid.blocks(WHOLE, 16)], [...grid.blocks(WHOLE, 4096)]);
    assert.deepEqual([1, 60, 64, 65].map(powerOfTwo), [1, 64, 64, 128]);
  });
});

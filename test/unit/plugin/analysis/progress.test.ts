import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startProgress } from '../../../../plugin/analysis/progress.js';

/** What is told after each tile that takes so many milliseconds, and when, from the first tile on. */
function told(tiles: readonly number[], before = 0) {
  let time = 1000;
  const clock = startProgress(before + tiles.length, { done: before }, () => time);
  return tiles.map((ms) => {
    time += ms;
    return { ...clock.complete(), at: time };
  });
}

describe('the time left', () => {
  it('is told once three tiles are done, and is exact where all take the same', () => {
    const reports = told(Array.from({ length: 200 }, () => 50));
    assert.deepEqual(
      reports.slice(0, 3).map(({ remainingMs }) => remainingMs),
      [undefined, undefined, 197 * 50],
    );
    for (const { done, remainingMs } of reports.slice(3)) assert.equal(remainingMs, (200 - done) * 50);
  });

  it('knows that the tiles at the edge of a smear are emptier than those in its middle', () => {
    // 300 ms where a leukocyte is looked at again, 90 ms for red cells, 15 ms for glass.
    const tiles = Array.from({ length: 1000 }, (_, i) => (i < 250 ? 300 : i < 500 ? 90 : 15));
    const reports = told(tiles);
    const end = reports.at(-1)?.at ?? 0;
    const off = (done: number): number => {
      const { remainingMs = NaN, at } = reports[done - 1] ?? { at: NaN };
      return remainingMs / (end - at);
    };
    for (const done of [700, 800, 900]) assert.ok(Math.abs(off(done) - 1) < 0.01, `${off(done)} at ${done}`);
    // By the pace of the whole run it would be seven times too long.
    assert.ok(off(620) < 1.3, `${off(620)} soon after the last change`);
  });

  it('says nothing of tiles that an earlier run did, as if they had cost nothing', () => {
    const reports = told(
      Array.from({ length: 20 }, () => 100),
      80,
    );
    assert.equal(reports[0]?.done, 81);
    assert.equal(reports[9]?.remainingMs, 1000);
    assert.equal(reports.at(-1)?.remainingMs, 0);
  });
});

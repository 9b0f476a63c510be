import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Box } from '../../../../models/domain/geometry.js';
import type { FoundCell } from '../../../../models/domain/findings.js';
import { pipelineOver } from '../../../../plugin/analysis/pipeline.js';
import { UnfinishedRun } from '../../../../plugin/analysis/unfinished-run.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { discInference, discSlide, type Disc } from '../../disc-slide.js';

const SIZE = { width: 2000, height: 1300, micronsPerPixel: 0.25 };
const WHOLE: Box = { minX: 0, minY: 0, maxX: SIZE.width, maxY: SIZE.height };

/** So dense that many lie on the seams of tiles. */
const DISCS: readonly Disc[] = Array.from({ length: 19 * 12 }, (_, i) => ({
  x: 80 + (i % 19) * 104 + 14 * Math.sin(i * 12.9898),
  y: 70 + Math.floor(i / 19) * 104 + 14 * Math.sin(i * 78.233),
  radius: 28 + 8 * Math.sin(i * 3.1),
}));

/** A cell's place: the same in every run. */
const newId = ({ outline }: FoundCell): string => [...outline.slice(0, 6)].map((at) => at.toFixed(3)).join();

const written = (store: CellStore): string[] =>
  [...store.all()].map((cell) => JSON.stringify([cell.id, [...cell.outline], cell.score])).sort();

/** The run up to so many tiles, or to its end. */
async function run(store: CellStore, { from, to = Infinity }: { from?: UnfinishedRun; to?: number } = {}) {
  const slide = discSlide(DISCS, SIZE);
  const options = { existing: store, newId, ...(from ? { continues: from } : {}) };
  let unfinished = from;
  const seen: number[] = [];
  for await (const result of pipelineOver(discInference()).analyze(slide, WHOLE, options)) {
    store.apply(result);
    unfinished ??= new UnfinishedRun({
      id: 'r',
      region: WHOLE,
      packHash: 'p',
      threshold: 0.5,
      micronsPerPixel: SIZE.micronsPerPixel,
      total: result.total,
    });
    unfinished.take(result);
    seen.push(result.progress.done);
    if (seen.length === to) break;
  }
  return { unfinished: unfinished as UnfinishedRun, seen };
}

describe('an interrupted run', () => {
  it('is continued after its last finished tile, wherever that was, and finds the cells of a run that was not', async () => {
    const whole = new CellStore();
    const { total } = (await run(whole)).unfinished;
    assert.ok(total >= 12 && whole.size === DISCS.length, `${total} tiles, ${whole.size} cells`);
    for (const stop of [1, 6, total - 1]) {
      const store = new CellStore();
      const { unfinished } = await run(store, { to: stop });
      assert.equal(unfinished.done, stop);
      const { seen } = await run(store, { from: unfinished });
      assert.equal(seen[0], stop + 1, 'no tile is done twice');
      assert.equal(seen.at(-1), total);
      assert.deepEqual(written(store), written(whole), `stopped after ${stop} of ${total}`);
    }
  });

  it('starts over where it now has another number of tiles', async () => {
    const store = new CellStore();
    const { unfinished } = await run(store, { to: 3 });
    const { plan, done, failed, changes, claimed } = unfinished;
    const other = new UnfinishedRun({ ...plan, total: 99 }, { done, failed, changes, claimed });
    const { seen } = await run(store, { from: other });
    assert.equal(seen[0], 1);
    assert.equal(store.size, DISCS.length);
  });
});

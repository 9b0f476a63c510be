import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FoundCell } from '../../../../models/domain/findings.js';
import { pipelineOver, type ShardTile } from '../../../../plugin/analysis/pipeline.js';
import { RegionClaims } from '../../../../plugin/analysis/region-claims.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { discInference, discSlide } from '../../disc-slide.js';

const SIZE = { width: 2000, height: 1500, micronsPerPixel: 0.125 };
const REGION = { minX: 30, minY: 20, maxX: 1900, maxY: 3000 };
const DISCS = Array.from({ length: 70 }, (_, i) => ({
  x: 100 + (i % 10) * 195 + 20 * Math.sin(i * 12.9898),
  y: 100 + Math.floor(i / 10) * 200 + 20 * Math.sin(i * 78.233),
  radius: 56 + 16 * Math.sin(i * 3.1),
}));
const idOf = ({ box }: Pick<FoundCell, 'box'>): string => Object.values(box).join();

describe('the shards of a slide', () => {
  it('cover each tile once, and become what one run finds: the same cells in the same order', async () => {
    const pipeline = pipelineOver(discInference());
    const slide = discSlide(DISCS, SIZE);
    const whole = new CellStore();
    for await (const result of pipeline.analyze(slide, REGION, { newId: idOf })) whole.apply(result);
    assert.ok(whole.size > 50);
    for (const count of [1, 2, 3, 7, 100]) {
      const tiles: ShardTile[] = [];
      for (let number = count; number >= 1; number--) {
        for await (const tile of pipeline.analyzeShard(slide, REGION, { number, count })) tiles.push(tile);
      }
      tiles.sort((a, b) => a.index - b.index);
      assert.deepEqual(
        tiles.map(({ index }) => index),
        Array.from({ length: tiles[0]?.total ?? 0 }, (_, index) => index),
      );
      const claims = new RegionClaims({ region: REGION, slide: SIZE, micronsPerPixel: 0.125, newId: idOf });
      const merged = new CellStore();
      for (const tile of tiles) merged.apply(claims.take(tile, { shown: [], found: tile.found }));
      assert.deepEqual([...merged.all()], [...whole.all()], `${count} shards`);
    }
  });
});

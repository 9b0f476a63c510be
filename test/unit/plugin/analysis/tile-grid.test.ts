import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SmearError } from '../../../../models/domain/errors.js';
import { boxArea, boxCentre, intersectBoxes, type Box } from '../../../../models/domain/geometry.js';
import {
  planTiles,
  TILE_OVERLAP_UM,
  type Tile,
  type TileGridOptions,
} from '../../../../plugin/analysis/tile-grid.js';

const MODEL = { modelMicronsPerPixel: 0.25, tileSizes: [512, 256] };

/** Any region that touches a slide of any shape, at any resolution of a microscope. */
const anyPlan = fc
  .record({
    width: fc.integer({ min: 50, max: 6000 }),
    height: fc.integer({ min: 50, max: 6000 }),
    micronsPerPixel: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
    at: fc.tuple(
      fc.double({ min: -0.2, max: 0.95, noNaN: true }),
      fc.double({ min: -0.2, max: 0.95, noNaN: true }),
    ),
    size: fc.tuple(
      fc.double({ min: 0.3, max: 1.4, noNaN: true }),
      fc.double({ min: 0.3, max: 1.4, noNaN: true }),
    ),
  })
  .map(({ width, height, micronsPerPixel, at, size }): TileGridOptions => ({
    ...MODEL,
    slide: { width, height },
    micronsPerPixel,
    region: {
      minX: at[0] * width,
      minY: at[1] * height,
      maxX: (at[0] + size[0]) * width,
      maxY: (at[1] + size[1]) * height,
    },
  }));

function clipped({ region, slide }: TileGridOptions): Box {
  const box = intersectBoxes(region, { minX: 0, minY: 0, maxX: slide.width, maxY: slide.height });
  assert.ok(box);
  return box;
}

describe('the tiles of a region', () => {
  it('have cores that partition the region clipped to the slide', () => {
    fc.assert(
      fc.property(anyPlan, (options) => {
        const { tiles, region } = planTiles(options);
        assert.deepEqual(region, clipped(options));
        const covered = tiles.reduce((sum, { core }) => sum + boxArea(core), 0);
        assert.ok(Math.abs(covered - boxArea(region)) < 1e-6 * boxArea(region));
        for (const { core } of tiles) {
          assert.ok(boxArea(core) > 0);
          assert.deepEqual(intersectBoxes(core, region), core);
        }
        tiles.forEach((a, i) => {
          for (const b of tiles.slice(i + 1)) assert.equal(intersectBoxes(a.core, b.core), undefined);
        });
      }),
    );
  });

  it('show at least half of 25 µm beyond their core, unless the slide ends there', () => {
    fc.assert(
      fc.property(anyPlan, (options) => {
        const { slide, micronsPerPixel } = options;
        const margin = TILE_OVERLAP_UM / 2 / micronsPerPixel - 1e-6;
        for (const { region, core } of planTiles(options).tiles) {
          assert.ok(region.minX <= Math.max(0, core.minX - margin));
          assert.ok(region.minY <= Math.max(0, core.minY - margin));
          assert.ok(region.maxX >= Math.min(slide.width, core.maxX + margin));
          assert.ok(region.maxY >= Math.min(slide.height, core.maxY + margin));
        }
      }),
    );
  });

  it('overlap their neighbours by at least 25 µm', () => {
    const options = { ...MODEL, slide: { width: 9000, height: 700 }, micronsPerPixel: 0.1 };
    const { tiles } = planTiles({ ...options, region: { minX: 0, minY: 0, maxX: 9000, maxY: 700 } });
    const row = [...tiles].sort((a, b) => a.region.minX - b.region.minX);
    assert.ok(row.length > 5);
    row.slice(1).forEach((tile, i) => {
      const before = row[i];
      assert.ok(before && (before.region.maxX - tile.region.minX) * 0.1 >= TILE_OVERLAP_UM - 1e-6);
    });
  });

  it('lie inside the slide, fit the model and keep its resolution to within half a pixel', () => {
    fc.assert(
      fc.property(anyPlan, (options) => {
        const scale = MODEL.modelMicronsPerPixel / options.micronsPerPixel;
        for (const { region, width, height } of planTiles(options).tiles) {
          assert.ok(region.minX >= 0 && region.maxX <= options.slide.width);
          assert.ok(region.minY >= 0 && region.maxY <= options.slide.height);
          assert.ok(Number.isInteger(width) && width >= 1 && width <= 512);
          assert.ok(Number.isInteger(height) && height >= 1 && height <= 512);
          assert.ok(width === 1 || Math.abs((region.maxX - region.minX) / scale - width) <= 0.5 + 1e-6);
          assert.ok(height === 1 || Math.abs((region.maxY - region.minY) / scale - height) <= 0.5 + 1e-6);
        }
      }),
    );
  });

  it('begin on the same grid of model pixels whatever the region', () => {
    fc.assert(
      fc.property(anyPlan, (options) => {
        const scale = MODEL.modelMicronsPerPixel / options.micronsPerPixel;
        for (const { region } of planTiles(options).tiles) {
          const column = region.minX / scale;
          assert.ok(Math.abs(column - Math.round(column)) < 1e-6);
        }
      }),
    );
  });

  it('are the same for regions that overlap, where these are longer than one tile', () => {
    const options = { ...MODEL, slide: { width: 20_000, height: 16_000 }, micronsPerPixel: 0.25 };
    const keyOf = ({ region, reach }: Tile) => JSON.stringify([region, reach]);
    const here = planTiles({ ...options, region: { minX: 3000, minY: 2000, maxX: 5400, maxY: 4000 } });
    const panned = planTiles({ ...options, region: { minX: 3300, minY: 2100, maxX: 5700, maxY: 4100 } });
    const known = new Set(here.tiles.map(keyOf));
    const shared = panned.tiles.filter((tile) => known.has(keyOf(tile)));
    assert.ok(shared.length >= 0.6 * panned.tiles.length, `${shared.length} of ${panned.tiles.length}`);
  });

  it('come nearest to the middle first', () => {
    const region = { minX: 0, minY: 0, maxX: 5000, maxY: 5000 };
    const { tiles } = planTiles({
      ...MODEL,
      slide: { width: 5000, height: 5000 },
      micronsPerPixel: 0.25,
      region,
    });
    const distances = tiles.map(({ core }) => {
      const { x, y } = boxCentre(core);
      return Math.hypot(x - 2500, y - 2500);
    });
    assert.ok(tiles.length > 100);
    assert.deepEqual(
      distances,
      [...distances].sort((a, b) => a - b),
    );
  });

  it('are a single small one where that holds a whole field', () => {
    const slide = { width: 640, height: 480 };
    const region = { minX: 0, minY: 0, maxX: 640, maxY: 480 };
    const { tiles } = planTiles({ ...MODEL, slide, micronsPerPixel: 0.074, region });
    assert.deepEqual(tiles, [{ region, core: region, reach: region, width: 189, height: 142 }]);
  });

  it('are refused where the region lies outside the slide', () => {
    const options = { ...MODEL, slide: { width: 100, height: 100 }, micronsPerPixel: 0.25 };
    assert.throws(
      () => planTiles({ ...options, region: { minX: 100, minY: 0, maxX: 120, maxY: 50 } }),
      (error) => error instanceof SmearError && error.code === 'invalid-argument',
    );
  });

  it('are as many as a glass slide takes; more are refused before they are made', () => {
    const whole = (width: number, height: number, micronsPerPixel: number): TileGridOptions => ({
      ...MODEL,
      slide: { width, height },
      micronsPerPixel,
      region: { minX: 0, minY: 0, maxX: width, maxY: height },
    });
    // 75 × 25 mm
    assert.ok(planTiles(whole(300_000, 100_000, 0.25)).tiles.length > 150_000);
    assert.throws(
      () => planTiles(whole(2 ** 24, 2 ** 24, 0.25)),
      (error) =>
        error instanceof SmearError &&
        error.code === 'invalid-argument' &&
        /4194 × 4194 mm, more than a glass slide holds\. Check the resolution/.test(error.message),
    );
    assert.equal(
      planTiles({ ...whole(2 ** 24, 2 ** 24, 0.25), region: { minX: 0, minY: 0, maxX: 90, maxY: 90 } }).tiles
        .length,
      1,
    );
  });
});

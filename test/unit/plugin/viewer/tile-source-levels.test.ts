import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type OpenSeadragon from 'openseadragon';
import { tileSourceLevels } from '../../../../plugin/viewer/tile-source-levels.js';

/** 4096 × 2048 in tiles of 256, levels 0 to 4, as OpenSeadragon numbers them. */
function source(more: object = {}): OpenSeadragon.TileSource {
  const scale = (level: number): number => 2 ** (level - 4);
  return {
    dimensions: { x: 4096, y: 2048 },
    minLevel: 0,
    maxLevel: 4,
    getLevelScale: scale,
    getTileWidth: () => 256,
    getTileHeight: () => 256,
    getNumTiles: (level: number) => ({
      x: Math.ceil((4096 * scale(level)) / 256),
      y: Math.ceil((2048 * scale(level)) / 256),
    }),
    ...more,
  } as unknown as OpenSeadragon.TileSource;
}

const downsamples = (of: OpenSeadragon.TileSource): number[] | undefined =>
  tileSourceLevels(of)?.map(({ downsample }) => downsample);

describe('the levels of a tile source', () => {
  it('are all that it counts, finest first', () => {
    assert.deepEqual(downsamples(source()), [1, 2, 4, 8, 16]);
  });

  it('are those whose scale factor an IIIF image lists, and the finest', () => {
    assert.deepEqual(downsamples(source({ scale_factors: [1, 4, 16] })), [1, 4, 16]);
    assert.deepEqual(downsamples(source({ scale_factors: [4, 16] })), [1, 4, 16]);
    assert.deepEqual(downsamples(source({ scale_factors: [] })), [1, 2, 4, 8, 16]);
  });

  it('are those of the listed sizes where an IIIF image has no tiles', () => {
    const legacy = source({ scale_factors: [1, 4], emulateLegacyImagePyramid: true });
    assert.deepEqual(downsamples(legacy), [1, 2, 4, 8, 16]);
  });
});

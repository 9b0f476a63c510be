import type OpenSeadragon from 'openseadragon';
import type { TiledLevel } from '../slide/tiled-reader.js';

/** A level of a tile source with OpenSeadragon's own number for it (0 is the coarsest there). */
export interface SourceLevel extends TiledLevel {
  readonly sourceLevel: number;
}

/**
 * The levels of a tile source, finest first, as tiles without their overlap.
 * Where the finest level is a single tile (plain pictures), it is the only one: the coarser ones are
 * canvases that browsers scale each in its own way. Of an IIIF image only those whose scale factor it lists.
 */
export function tileSourceLevels(
  source: OpenSeadragon.TileSource,
): [SourceLevel, ...SourceLevel[]] | undefined {
  const { x: slideWidth, y: slideHeight } = source.dimensions;
  const levels: SourceLevel[] = [];
  for (let sourceLevel = source.maxLevel; sourceLevel >= source.minLevel; sourceLevel--) {
    const scale = source.getLevelScale(sourceLevel);
    if (!(scale > 0) || !isServed(source, sourceLevel)) continue;
    const width = Math.max(1, Math.ceil(slideWidth * scale - 1e-6));
    const height = Math.max(1, Math.ceil(slideHeight * scale - 1e-6));
    const { x: columns, y: rows } = source.getNumTiles(sourceLevel);
    levels.push({
      sourceLevel,
      width,
      height,
      // A lone tile is the whole level, whatever tile size the source names for it.
      tileWidth: columns <= 1 ? width : source.getTileWidth(sourceLevel),
      tileHeight: rows <= 1 ? height : source.getTileHeight(sourceLevel),
      downsample: 1 / scale,
    });
    if (levels.length === 1 && columns === 1 && rows === 1) break;
  }
  const [finest, ...coarser] = levels;
  return finest && [finest, ...coarser];
}

/**
 * An IIIF image lists its scale factors, and a server of ready-made tiles has no others; OpenSeadragon counts by twos up to
 * the largest of them. The finest level is always there.
 */
function isServed(source: OpenSeadragon.TileSource, level: number): boolean {
  const { scale_factors: factors, emulateLegacyImagePyramid: isLegacy } = source as {
    scale_factors?: unknown;
    emulateLegacyImagePyramid?: unknown;
  };
  if (level === source.maxLevel || isLegacy || !Array.isArray(factors) || factors.length === 0) return true;
  return factors.includes(2 ** (source.maxLevel - level));
}

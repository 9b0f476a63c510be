import type { RgbaTile } from '../../models/domain/tile.js';

/** Side of the blocks whose mean colours are compared: well inside the smallest nucleus. */
const BLOCK_UM = 2;
/** A nucleus stands out from what is around it by more than this in at least one channel (0 to 255). */
const LEAST_CONTRAST = 14;

/**
 * Whether a tile can hold a nucleated cell. False only where the tile is nearly uniform (bare glass, plasma, the
 * outside of the scan): for any stained cell it is true.
 */
export function mayHoldCell(tile: RgbaTile, micronsPerPixel: number): boolean {
  const block = Math.max(1, Math.round(BLOCK_UM / micronsPerPixel));
  const low = [255, 255, 255];
  const high = [0, 0, 0];
  for (let top = 0; top < tile.height; top += block) {
    for (let left = 0; left < tile.width; left += block) {
      const mean = blockMean(tile, left, top, block);
      if (!mean) continue;
      for (let channel = 0; channel < 3; channel++) {
        const value = mean[channel] as number;
        low[channel] = Math.min(low[channel] as number, value);
        high[channel] = Math.max(high[channel] as number, value);
        if ((high[channel] as number) - (low[channel] as number) > LEAST_CONTRAST) return true;
      }
    }
  }
  return false;
}

/** Mean colour of the block's opaque pixels; nothing where there are none. */
function blockMean(
  tile: RgbaTile,
  left: number,
  top: number,
  size: number,
): [number, number, number] | undefined {
  const { width, height, data } = tile;
  let red = 0;
  let green = 0;
  let blue = 0;
  let count = 0;
  for (let y = top; y < Math.min(top + size, height); y++) {
    for (let x = left; x < Math.min(left + size, width); x++) {
      const at = (y * width + x) * 4;
      if (data[at + 3] === 0) continue;
      red += data[at] as number;
      green += data[at + 1] as number;
      blue += data[at + 2] as number;
      count++;
    }
  }
  return count === 0 ? undefined : [red / count, green / count, blue / count];
}

import type { RgbaTile } from '../../models/domain/tile.js';
import type { ColourBalance } from '../stain/colour-balance.js';

/** Side of the squares whose mean colour is taken. */
const BLOCK_UM = 1;
/** Blocks on a side of the window that a nucleus fills and a platelet does not. */
const WINDOW = 5;
/** Decision 0016: the least that was found of a cell is 0.63, of cells that are surely found 0.8. */
const LEAST_NUCLEUS = 0.5;
/** What is less sure than this may be something else than a stained nucleus. */
const SURE_SCORE = 0.5;

/**
 * Whether a balanced tile is looked at by the models. False only where the slide's stain is known, only cells of a score of 0.5 and
 * more are asked for, and no part of the tile absorbs red and green beyond its blue as a nucleus does: a tile of red
 * cells, platelets and glass.
 */
export function mayHoldNucleus(
  tile: RgbaTile,
  micronsPerPixel: number,
  { balance, threshold }: { readonly balance: ColourBalance | undefined; readonly threshold: number },
): boolean {
  if (threshold < SURE_SCORE || !balance || !isStainKnown(balance)) return true;
  return strongestNucleus(tile, micronsPerPixel, balance.glass) >= LEAST_NUCLEUS;
}

/** Where neither red cells nor a nucleus told of the stain, it is left as it is. */
function isStainKnown({ powers }: ColourBalance): boolean {
  return powers.some((power) => power !== 1);
}

/**
 * The highest mean, over windows of 5 µm, of the optical density of red and green less that of blue; of empty glass 0.
 * Infinity for a tile that is smaller than a window.
 */
export function strongestNucleus(tile: RgbaTile, micronsPerPixel: number, glass: number): number {
  const block = Math.max(1, Math.round(BLOCK_UM / micronsPerPixel));
  const [columns, rows] = [Math.floor(tile.width / block), Math.floor(tile.height / block)];
  if (columns < WINDOW || rows < WINDOW) return Infinity;
  const sums = new Float64Array((columns + 1) * (rows + 1));
  for (let row = 0; row < rows; row++) {
    let ofRow = 0;
    for (let column = 0; column < columns; column++) {
      ofRow += nucleusDensity(tile, column * block, row * block, block, glass);
      sums[(row + 1) * (columns + 1) + column + 1] =
        ofRow + (sums[row * (columns + 1) + column + 1] as number);
    }
  }
  const at = (row: number, column: number): number => sums[row * (columns + 1) + column] as number;
  let most = -Infinity;
  for (let row = WINDOW; row <= rows; row++) {
    for (let column = WINDOW; column <= columns; column++) {
      const sum =
        at(row, column) -
        at(row - WINDOW, column) -
        at(row, column - WINDOW) +
        at(row - WINDOW, column - WINDOW);
      most = Math.max(most, sum);
    }
  }
  return most / (WINDOW * WINDOW);
}

/** Of the block's opaque pixels; 0 where there are none. */
function nucleusDensity(
  { width, data }: RgbaTile,
  left: number,
  top: number,
  size: number,
  glass: number,
): number {
  let [red, green, blue, count] = [0, 0, 0, 0];
  for (let y = top; y < top + size; y++) {
    for (let at = (y * width + left) * 4, end = at + size * 4; at < end; at += 4) {
      if (data[at + 3] === 0) continue;
      red += data[at] as number;
      green += data[at + 1] as number;
      blue += data[at + 2] as number;
      count++;
    }
  }
  if (count === 0) return 0;
  return Math.log(((blue / count + 1) * (glass + 1)) / ((red / count + 1) * (green / count + 1)));
}

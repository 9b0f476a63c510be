import type { FoundCell, FoundOutline } from '../../models/domain/findings.js';
import type { TileRequest } from '../../models/domain/tile.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { ColourBalancer } from '../stain/colour-balance.js';
import type { InferenceClient } from '../worker/inference-client.js';
import { readCellCrops } from './cell-crops.js';
import { mayHoldCell } from './empty-tile.js';
import { mayHoldNucleus } from './nucleus-screen.js';
import type { FirstLooks } from './first-looks.js';
import { foundOutlines, nameCells } from './found-cells.js';

export interface FindCellsOptions {
  /** Least detection probability. */
  readonly threshold: number;
  /** Of level 0. */
  readonly micronsPerPixel: number;
  /** Passes over tiles on which nothing is dark enough for a nucleus. */
  readonly skipsEmptyTiles?: boolean;
  /** Which of the cells that the tile shows are named; all by default. */
  readonly isWanted?: (outline: FoundOutline) => boolean;
  /** Where a look at the tile may lie that need not be taken again. */
  readonly firstLooks?: FirstLooks;
  readonly signal?: AbortSignal;
}

export interface TileCells {
  /** Everything that the tile shows. */
  readonly shown: readonly FoundOutline[];
  /** What is wanted of it, named. */
  readonly found: readonly FoundCell[];
}

/**
 * Detect, look again, name: the cells of one tile. Where the pack says so, each wanted cell is read again from the slide
 * at a finer resolution; a tile without cells costs no second look. Rejects as `SlideReader.read` and the models do.
 */
export async function findCells(
  inference: InferenceClient,
  balancer: ColourBalancer,
  slide: SlideReader,
  tile: TileRequest,
  options: FindCellsOptions,
): Promise<TileCells> {
  const { info } = inference;
  const { threshold, micronsPerPixel, skipsEmptyTiles = false, isWanted = () => true, signal } = options;
  const known = options.firstLooks?.take(slide, tile, threshold);
  const pixels = known?.pixels ?? (await balancer.read(slide, tile, { signal }));
  if (skipsEmptyTiles) {
    const balance = await balancer.balanceOf(slide, { signal });
    const isEmpty =
      !mayHoldCell(pixels, info.micronsPerPixel) ||
      !mayHoldNucleus(pixels, info.micronsPerPixel, { balance, threshold });
    if (isEmpty) return { shown: [], found: [] };
  }
  const findings = known
    ? undefined
    : await inference.ask('analyse', { tile: pixels, threshold }, { signal });
  const shown = findings ? foundOutlines(findings, tile) : (known?.shown ?? []);
  if (findings?.readings) {
    return { shown, found: nameCells(shown, findings.readings, info).filter(isWanted) };
  }
  const wanted = shown.filter(isWanted);
  if (wanted.length === 0 || !info.secondLook) return { shown, found: [] };
  const boxes = wanted.map(({ box }) => box);
  const crops = await readCellCrops(slide, balancer, boxes, info.secondLook, { micronsPerPixel, signal });
  const readings = await inference.ask('look', crops, { signal });
  return { shown, found: nameCells(wanted, readings, info) };
}

import type { FoundCell, FoundOutline } from '../../models/domain/findings.js';
import type { Cell } from '../../models/domain/cell.js';
import { boxCentre, boxContains, growBox, intersectBoxes, type Box } from '../../models/domain/geometry.js';
import type { CellChangeSet } from './cell-store.js';
import { isSameCell, isSameOutline } from './same-cell.js';

/** A tile also claims cells this far beyond its core, for two tiles never agree on a centre exactly. */
const CLAIM_MARGIN_UM = 2;

export interface ClaimedTile {
  /** Level-0 pixels that the tile showed. */
  readonly region: Box;
  /** The part that the tile answers for. */
  readonly core: Box;
}

export interface ClaimOptions {
  readonly tile: ClaimedTile;
  /** Everything that the tile showed, its margins included. */
  readonly shown: readonly FoundOutline[];
  /** At least what of it the tile may claim (`mayClaim`), named. */
  readonly found: readonly FoundCell[];
  /** The region of this run; nothing outside it is claimed. */
  readonly region: Box;
  readonly slide: { readonly width: number; readonly height: number };
  /** Of level 0. */
  readonly micronsPerPixel: number;
  /** Cells known so far, of earlier tiles and earlier runs, whose box touches the given one. */
  readonly within: (box: Box) => readonly Cell[];
  /** The ids that tiles of this run have claimed, and whether their tile's border cut them. */
  readonly claimed: ReadonlyMap<string, { readonly cut: boolean }>;
  readonly newId: (cell: FoundCell) => string;
}

export interface Claim extends CellChangeSet {
  /** The added ids whose cell is cut by a border of this tile that is not the slide's. */
  readonly cut: ReadonlySet<string>;
}

/**
 * What a tile changes in the store: it claims the cells whose centre lies in its core or just beside,
 * so that each cell is there once wherever the seams fall. Of two findings of one cell the better
 * stays: the one that no tile border cuts, then the one of higher score. A cell of an earlier run
 * that is found again keeps its id; one that lies in the core and is not found again is removed.
 */
export function claimCells(options: ClaimOptions): Claim {
  const { tile, within, claimed, newId } = options;
  const added: Cell[] = [];
  const removed = new Set<string>();
  const cut = new Set<string>();
  for (const found of claimable(options)) {
    if (added.some((other) => isSameCell(found, other))) continue;
    const duplicates = within(found.box).filter((cell) => !removed.has(cell.id) && isSameCell(found, cell));
    const isCut = isCutByTile(found.box, tile.region, options.slide);
    const rival = duplicates.find((cell) => {
      const earlier = claimed.get(cell.id);
      return earlier !== undefined && !isBetter(found, isCut, cell, earlier.cut);
    });
    if (rival) {
      // What an earlier run found of the same cell has been replaced by the better finding too.
      for (const cell of duplicates) if (!claimed.has(cell.id)) removed.add(cell.id);
      continue;
    }
    const kept = duplicates.find((cell) => isSameOutline(found, cell));
    const id = kept?.id ?? newId(found);
    for (const cell of duplicates) if (cell.id !== id) removed.add(cell.id);
    added.push({ ...found, id });
    if (isCut) cut.add(id);
  }
  const addedIds = new Set(added.map((cell) => cell.id));
  for (const cell of outdated(options)) if (!addedIds.has(cell.id)) removed.add(cell.id);
  return { added, removed: [...removed], cut };
}

/** Whether a tile may claim a cell: its centre lies in the tile's core or its margin, and in the region of the run. */
export function mayClaim(
  { box }: Pick<FoundOutline, 'box'>,
  {
    tile,
    region,
    micronsPerPixel,
  }: Pick<ClaimOptions, 'region' | 'micronsPerPixel'> & { tile: Pick<ClaimedTile, 'core'> },
): boolean {
  const reach = intersectBoxes(growBox(tile.core, CLAIM_MARGIN_UM / micronsPerPixel), region);
  return reach !== undefined && boxContains(reach, boxCentre(box));
}

/** What the tile may claim, the surest first. */
function claimable(options: ClaimOptions): FoundCell[] {
  return options.found.filter((cell) => mayClaim(cell, options)).sort((a, b) => b.score - a.score);
}

/** Cells of earlier runs in the core that nothing on this tile corresponds to any more. */
function outdated({ tile, shown, within, claimed }: ClaimOptions): Cell[] {
  return within(tile.core).filter(
    (cell) =>
      !claimed.has(cell.id) &&
      boxContains(tile.core, boxCentre(cell.box)) &&
      !shown.some((other) => isSameCell(other, cell)),
  );
}

function isBetter(found: FoundCell, isCut: boolean, other: Cell, otherIsCut: boolean): boolean {
  if (isCut !== otherIsCut) return otherIsCut;
  return found.score > other.score;
}

/** Whether the box touches a border of the tile behind which the slide goes on. */
function isCutByTile(
  box: Box,
  region: Box,
  slide: { readonly width: number; readonly height: number },
): boolean {
  const nearX = 0.01 * (region.maxX - region.minX);
  const nearY = 0.01 * (region.maxY - region.minY);
  return (
    (region.minX > 0 && box.minX - region.minX < nearX) ||
    (region.minY > 0 && box.minY - region.minY < nearY) ||
    (region.maxX < slide.width && region.maxX - box.maxX < nearX) ||
    (region.maxY < slide.height && region.maxY - box.maxY < nearY)
  );
}

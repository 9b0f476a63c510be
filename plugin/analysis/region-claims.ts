import type { FoundCell, FoundOutline } from '../../models/domain/findings.js';
import { fullExtent, growBox, intersectBoxes, type Box } from '../../models/domain/geometry.js';
import { FALLBACK_MICRONS_PER_PIXEL } from '../../models/domain/resolution.js';
import { CellStore, type CellChangeSet } from '../cells/cell-store.js';
import { claimCells, type ClaimedTile } from '../cells/claim.js';
import { TILE_OVERLAP_UM } from './tile-grid.js';

/** What a run is about. Boxes in level-0 pixels. */
export interface RegionOfClaims {
  /** What is analysed; clipped to the slide here. */
  readonly region: Box;
  readonly slide: { readonly width: number; readonly height: number };
  /** Of level 0; where it is not known, the usual one is taken, as `analyze` does. */
  readonly micronsPerPixel?: number;
  /** Cells of earlier runs, not changed here. */
  readonly existing?: CellStore;
  readonly newId: (cell: FoundCell) => string;
  /** Cells of `existing` that earlier tiles of this run claimed, and whether their tile's border cut them. */
  readonly claimed?: Iterable<readonly [id: string, isCut: boolean]>;
}

/** What one tile changes, and which of the added cells its border cuts. */
export interface TileClaim extends CellChangeSet {
  readonly cut: readonly string[];
}

/**
 * Makes cells of what the tiles of one region found. Given the same tiles in the same order it says the same, wherever
 * and whenever the tiles were looked at: the shards of a slide become what one run over it gives.
 */
export class RegionClaims {
  readonly #of: RegionOfClaims & { readonly micronsPerPixel: number };
  readonly #known = new CellStore();
  readonly #claimed = new Map<string, { cut: boolean }>();

  constructor(of: RegionOfClaims) {
    const { slide, micronsPerPixel = FALLBACK_MICRONS_PER_PIXEL, existing } = of;
    const region = intersectBoxes(of.region, fullExtent(slide)) ?? of.region;
    this.#of = { ...of, region, micronsPerPixel };
    const nearby = growBox(region, TILE_OVERLAP_UM / micronsPerPixel);
    this.#known.apply({ added: existing?.within(nearby) ?? [], removed: [] });
    for (const [id, cut] of of.claimed ?? []) if (this.#known.get(id)) this.#claimed.set(id, { cut });
  }

  /** What the next tile changes. `shown` counts only where there are cells of earlier runs. */
  take(
    tile: ClaimedTile,
    { shown, found }: { readonly shown: readonly FoundOutline[]; readonly found: readonly FoundCell[] },
  ): TileClaim {
    const claim = claimCells({
      ...this.#of,
      tile,
      shown,
      found,
      within: (box) => this.#known.within(box),
      claimed: this.#claimed,
    });
    this.#known.apply(claim);
    for (const id of claim.removed) this.#claimed.delete(id);
    for (const { id } of claim.added) this.#claimed.set(id, { cut: claim.cut.has(id) });
    return { added: claim.added, removed: claim.removed, cut: [...claim.cut] };
  }
}

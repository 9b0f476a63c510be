import type { FoundOutline } from '../../models/domain/findings.js';
import type { RgbaTile, TileRequest } from '../../models/domain/tile.js';
import type { SlideReader } from '../slide/slide-reader.js';

/** What the models saw on a tile before they looked at its cells again. */
export interface FirstLook {
  /** In the colours of training. */
  readonly pixels: RgbaTile;
  /** Everything that the tile shows above the threshold. */
  readonly shown: readonly FoundOutline[];
  readonly threshold: number;
}

interface Kept {
  readonly tile: TileRequest;
  readonly look: FirstLook;
}

/** The look that judged a slide's resolution, until the analysis that follows takes it up in place of a look of its own. */
export class FirstLooks {
  readonly #kept = new WeakMap<SlideReader, Kept>();

  /** One for each slide: a tile of pixels is some hundred kilobytes. */
  keep(slide: SlideReader, tile: TileRequest, look: FirstLook): void {
    this.#kept.set(slide, { tile, look });
  }

  /** The look at just this tile with this threshold or a lower one, once. */
  take(slide: SlideReader, tile: TileRequest, threshold: number): FirstLook | undefined {
    const kept = this.#kept.get(slide);
    if (!kept || kept.look.threshold > threshold || !isSameTile(kept.tile, tile)) return undefined;
    this.#kept.delete(slide);
    const { pixels, shown } = kept.look;
    // Better cells suppress worse ones and not the other way round, so that a higher threshold leaves those above it.
    return { pixels, shown: shown.filter(({ score }) => score > threshold), threshold };
  }
}

function isSameTile(a: TileRequest, b: TileRequest): boolean {
  const corners = ['minX', 'minY', 'maxX', 'maxY'] as const;
  const sides = ['width', 'height'] as const;
  return corners.every((at) => a.region[at] === b.region[at]) && sides.every((at) => a[at] === b[at]);
}

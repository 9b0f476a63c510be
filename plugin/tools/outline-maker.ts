import { fullExtent } from '../../models/domain/geometry.js';
import type { Polygon } from '../../models/domain/rings/polygon.js';
import { outlineFromDrawing } from './drawn-ring.js';
import type { ToolContext } from './tool.js';

export interface OutlineMaker {
  /** The last drawn line that could be taken, as an outline (level-0 pixels). */
  outline?: Polygon;
  /** Why a drawn line cannot be taken, in words; `scale` is CSS pixels per level-0 pixel. */
  readonly refuse: (ring: Polygon, scale: number) => string | undefined;
}

/** Makes outlines of what is drawn; `tolerancePx` as for `outlineFromDrawing`. */
export function outlineMaker(
  { session: { slide }, surface: { words } }: Pick<ToolContext, 'session' | 'surface'>,
  tolerancePx?: number,
): OutlineMaker {
  const bounds = fullExtent(slide ?? { width: 0, height: 0 });
  const maker: OutlineMaker = {
    refuse: (ring, scale) => {
      const made = outlineFromDrawing(ring, { scale, bounds, tolerancePx });
      if (typeof made === 'string') return made === 'too-small' ? words.tooSmall : words.crossesItself;
      maker.outline = made;
      return undefined;
    },
  };
  return maker;
}

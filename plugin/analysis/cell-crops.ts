import { fullExtent, boxCentre, intersectBoxes, type Box } from '../../models/domain/geometry.js';
import type { CellCrops } from '../../models/domain/findings.js';
import type { SecondLookManifest } from '../../models/pack/pack-manifest.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { ColourBalancer } from '../stain/colour-balance.js';

/** The crop that the models ask for. */
export type CropFormat = Pick<SecondLookManifest, 'micronsPerPixel' | 'widthPx' | 'outside'>;

/**
 * The square around the middle of a cell's box that the models look at again, level-0 pixels; near the slide's edge
 * it reaches beyond the slide. `micronsPerPixel` is level 0's.
 */
export function cropBox(box: Box, format: CropFormat, micronsPerPixel: number): Box {
  const { x, y } = boxCentre(box);
  const half = (format.widthPx * format.micronsPerPixel) / micronsPerPixel / 2;
  return { minX: x - half, minY: y - half, maxX: x + half, maxY: y + half };
}

/**
 * The balanced pictures around these boxes (level-0 pixels), in their order. A slide coarser than the crops is
 * enlarged; what lies beyond the slide, or is transparent, has the colour of empty glass. Neighbouring crops share the
 * reader's cache, so that each tile of the slide is fetched once. Rejects as `SlideReader.read` does.
 */
export async function readCellCrops(
  slide: SlideReader,
  balancer: ColourBalancer,
  boxes: readonly Box[],
  format: CropFormat,
  { micronsPerPixel, signal }: { readonly micronsPerPixel: number; readonly signal?: AbortSignal },
): Promise<CellCrops> {
  const { widthPx } = format;
  const rgb = new Uint8Array(boxes.length * widthPx * widthPx * 3).fill(format.outside);
  await Promise.all(
    boxes.map(async (box, index) => {
      const place = placeOnSlide(cropBox(box, format, micronsPerPixel), widthPx, slide);
      if (!place) return;
      const { region, left, top, width, height } = place;
      const { data } = await balancer.read(slide, { region, width, height }, { signal });
      for (let row = 0; row < height; row++) {
        let to = ((index * widthPx + top + row) * widthPx + left) * 3;
        for (let from = row * width * 4; from < (row + 1) * width * 4; from += 4, to += 3) {
          if (data[from + 3] === 0) continue;
          rgb[to] = data[from] as number;
          rgb[to + 1] = data[from + 1] as number;
          rgb[to + 2] = data[from + 2] as number;
        }
      }
    }),
  );
  return { count: boxes.length, rgb };
}

/** A part of a square picture, in its own pixels, and the region of the slide that it shows. */
export interface PlaceOnSlide {
  readonly region: Box;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a crop of `widthPx` pixels a side that lies on the slide, in whole pixels; none where none of it does. */
export function placeOnSlide(
  crop: Box,
  widthPx: number,
  slide: Pick<SlideReader, 'width' | 'height'>,
): PlaceOnSlide | undefined {
  const region = intersectBoxes(crop, fullExtent(slide));
  if (!region) return undefined;
  const scaleX = (crop.maxX - crop.minX) / widthPx;
  const scaleY = (crop.maxY - crop.minY) / widthPx;
  const [left, right] = [region.minX, region.maxX].map((x) => Math.round((x - crop.minX) / scaleX));
  const [top, bottom] = [region.minY, region.maxY].map((y) => Math.round((y - crop.minY) / scaleY));
  const [width, height] = [(right as number) - (left as number), (bottom as number) - (top as number)];
  if (width < 1 || height < 1) return undefined;
  return { region, left: left as number, top: top as number, width, height };
}

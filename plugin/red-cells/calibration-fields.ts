import { fullExtent, type Box } from '../../models/domain/geometry.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import type { SlideReader } from '../slide/slide-reader.js';

/** Longest side of a field in its own pixels: room for several red cells of 150 px, and quick to search. */
export const FIELD_PX = 448;
const FIELDS = 6;
const OVERVIEW_PX = 256;
/** A slide this much larger than one field is still seen whole. */
const SEEN_WHOLE = 1.6;
const COARSEST_DOWNSAMPLE = 16;

/** Fields to look at, all at the same scale. */
export interface FieldSet {
  /** Level-0 pixels. */
  readonly fields: readonly Box[];
  /** Level-0 pixels per pixel of the field as it is to be read. */
  readonly downsample: number;
  readonly sizePx: (field: Box) => { width: number; height: number };
}

/**
 * Fields from fine to coarse. A picture of one field is given whole; a slide gives those of its fields
 * that hold most detail on an overview, far from each other, at full resolution, then at 2, 4 … level-0
 * pixels per pixel. Abort rejects with the signal's reason.
 */
export async function* chooseFields(slide: SlideReader, signal?: AbortSignal): AsyncGenerator<FieldSet> {
  const longest = Math.max(slide.width, slide.height);
  const whole = fullExtent(slide);
  if (isSeenWhole(slide)) {
    yield fieldSet([whole], Math.max(1, longest / FIELD_PX));
    return;
  }
  const scale = Math.max(1, longest / OVERVIEW_PX);
  const size = sizeAt(whole, scale);
  const overview = await slide.read({ region: whole, ...size }, signal ? { signal } : {});
  for (let downsample = 1; downsample <= COARSEST_DOWNSAMPLE; downsample *= 2) {
    if (downsample * FIELD_PX * SEEN_WHOLE >= longest) {
      yield fieldSet([whole], longest / FIELD_PX);
      return;
    }
    const side = Math.min(downsample * FIELD_PX, slide.width, slide.height);
    yield fieldSet(mostDetailed(slide, overview, scale, side), downsample);
  }
}

/** Whether the slide is a picture of one field. */
export function isSeenWhole({ width, height }: Pick<SlideReader, 'width' | 'height'>): boolean {
  return Math.max(width, height) <= FIELD_PX * SEEN_WHOLE;
}

function fieldSet(fields: readonly Box[], downsample: number): FieldSet {
  return { fields, downsample, sizePx: (field) => sizeAt(field, downsample) };
}

/** The region at so many level-0 pixels a pixel. */
export function sizeAt(region: Box, downsample: number): { width: number; height: number } {
  return {
    width: Math.max(1, Math.round((region.maxX - region.minX) / downsample)),
    height: Math.max(1, Math.round((region.maxY - region.minY) / downsample)),
  };
}

/** The fields whose middle tone differs most from pixel to pixel: neither empty glass nor one dark clump. */
function mostDetailed(slide: SlideReader, overview: RgbaTile, scale: number, side: number): Box[] {
  const columns = Math.max(1, Math.min(24, Math.floor(slide.width / side)));
  const rows = Math.max(1, Math.min(24, Math.floor(slide.height / side)));
  const candidates: { readonly box: Box; readonly detail: number }[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const minX =
        columns === 1
          ? (slide.width - side) / 2
          : Math.floor((column * (slide.width - side)) / (columns - 1));
      const minY =
        rows === 1 ? (slide.height - side) / 2 : Math.floor((row * (slide.height - side)) / (rows - 1));
      const box = { minX, minY, maxX: minX + side, maxY: minY + side };
      candidates.push({ box, detail: detailOf(overview, box, scale) });
    }
  }
  const ranked = candidates.sort((a, b) => b.detail - a.detail);
  const kept: Box[] = [];
  for (const { box } of ranked) {
    if (kept.length >= FIELDS) break;
    const near = kept.some((other) => Math.hypot(box.minX - other.minX, box.minY - other.minY) < 0.9 * side);
    if (!near) kept.push(box);
  }
  return kept;
}

/** Mean distance of the overview's green from its brightest, capped so that dark clumps gain nothing. */
function detailOf(overview: RgbaTile, box: Box, scale: number): number {
  const x0 = Math.min(overview.width - 1, Math.floor(box.minX / scale));
  const y0 = Math.min(overview.height - 1, Math.floor(box.minY / scale));
  const x1 = Math.max(x0 + 1, Math.min(overview.width, Math.ceil(box.maxX / scale)));
  const y1 = Math.max(y0 + 1, Math.min(overview.height, Math.ceil(box.maxY / scale)));
  let sum = 0;
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const i = (y * overview.width + x) * 4;
      const absorbed = 255 - (overview.data[i + 1] as number);
      const black = (overview.data[i] as number) < 40 && absorbed > 215;
      sum += black ? 0 : Math.min(absorbed, 90);
    }
  }
  return sum / ((x1 - x0) * (y1 - y0));
}

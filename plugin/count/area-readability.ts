import { boxHeight, boxWidth, type Box } from '../../models/domain/geometry.js';
import type { Light } from '../stain/background-light.js';
import {
  measureField,
  READABILITY_MICRONS_PER_PIXEL,
  readingTroubles,
  type ReadingTrouble,
} from './readability.js';
import type { SlideReader } from '../slide/slide-reader.js';

/** How well an area can be read, by fields spread evenly over it. */
export interface AreaReadability {
  /** Fields that were looked at. */
  readonly fields: number;
  /** How many of them have the trouble; absent where none has. */
  readonly troubles: Partial<Readonly<Record<ReadingTrouble, number>>>;
  /** Whether the slide is fine enough for its focus to be judged. */
  readonly judgesFocus: boolean;
}

/** Side of a field: as much as is judged at once. */
const FIELD_UM = 64;
/** Fields along each side of an area, at most. */
const FIELDS_ALONG = 3;
/** A coarser slide is soft by its making, in focus or not. */
const FOCUS_UP_TO = 0.3;

/**
 * Looks at up to nine fields of the area (level-0 pixels). Abort rejects with the signal's reason; further
 * codes as in `SlideReader.read`.
 */
export async function readArea(
  slide: SlideReader,
  area: Box,
  options: { readonly micronsPerPixel: number; readonly glass: Light; readonly signal?: AbortSignal },
): Promise<AreaReadability> {
  const { micronsPerPixel, glass, signal } = options;
  const judgesFocus = micronsPerPixel <= FOCUS_UP_TO;
  const troubles: Partial<Record<ReadingTrouble, number>> = {};
  const fields = fieldsOf(area, FIELD_UM / micronsPerPixel);
  for (const region of fields) {
    const pixels = (length: number): number =>
      Math.max(3, Math.round((length * micronsPerPixel) / READABILITY_MICRONS_PER_PIXEL));
    const size = { width: pixels(boxWidth(region)), height: pixels(boxHeight(region)) };
    const tile = await slide.read({ region, ...size }, { signal });
    for (const trouble of readingTroubles(measureField(tile, glass))) {
      if (trouble !== 'blurred' || judgesFocus) troubles[trouble] = (troubles[trouble] ?? 0) + 1;
    }
  }
  return { fields: fields.length, troubles, judgesFocus };
}

/** Squares of this side, or what the area has, spread evenly over it. */
function fieldsOf(area: Box, side: number): Box[] {
  const starts = (from: number, to: number): [number, number][] => {
    const length = Math.min(side, to - from);
    const count = Math.min(FIELDS_ALONG, Math.max(1, Math.floor((to - from) / side)));
    const gap = (to - from - count * length) / (count + 1);
    return Array.from({ length: count }, (_, i) => {
      const start = from + gap + i * (length + gap);
      return [start, Math.min(to, start + length)];
    });
  };
  return starts(area.minY, area.maxY).flatMap(([minY, maxY]) =>
    starts(area.minX, area.maxX).map(([minX, maxX]) => ({ minX, minY, maxX, maxY })),
  );
}

import type { Cell } from '../../../models/domain/cell.js';
import { coarseName, UNKNOWN } from '../../../models/domain/class-name.js';
import type { Box } from '../../../models/domain/geometry.js';
import type { RgbaTile } from '../../../models/domain/tile.js';
import type { CellStore } from '../../cells/cell-store.js';
import { pictureWindow, readWindow } from '../../cells/picture-window.js';
import { TimeSlices } from '../../scheduling/time-slices.js';
import type { SlideReader } from '../../slide/slide-reader.js';
import type { KeptExample } from './example-database.js';

/** Of one kind, so that twelve come from four slides at least. */
const MOST_OF_SLIDE = 3;
/** Across a picture: 22 µm of a slide, at the scale of a 60× objective. */
const SIDE_PX = 128;

/** The slide from which pictures are taken. */
export interface ExampleSource {
  readonly reader: SlideReader;
  /** Absent where it is not known: then no picture can be compared with those of other slides. */
  readonly micronsPerPixel: number | undefined;
  readonly cells: Pick<CellStore, 'all' | 'get'>;
}

/** Kept pictures that are not true any more, and confirmed cells of which there should be one. */
export async function examplesOf(
  { micronsPerPixel, cells }: ExampleSource,
  held: readonly KeptExample[],
  signal: AbortSignal,
): Promise<{ readonly stale: readonly KeptExample[]; readonly missing: readonly Cell[] }> {
  const isTrue = (example: KeptExample): boolean =>
    example.micronsPerPixel === micronsPerPixel && isExample(cells.get(example.id), example.name);
  const [kept, stale] = [held.filter(isTrue), held.filter((example) => !isTrue(example))];
  if (micronsPerPixel === undefined) return { stale, missing: [] };
  const ids = new Set(kept.map(({ id }) => id));
  const byKind = new Map<string, Cell[]>();
  const slices = new TimeSlices();
  for (const cell of cells.all()) {
    if (slices.due) await slices.pause(signal);
    if (!isExample(cell, cell.label.name) || ids.has(cell.id)) continue;
    const kind = coarseName(cell.label.name);
    const chosen = byKind.get(kind) ?? [];
    byKind.set(kind, chosen);
    const better = chosen.findIndex((other) => typicality(other) < typicality(cell));
    if (better >= 0) chosen.splice(better, 0, cell);
    else chosen.push(cell);
    chosen.length = Math.min(chosen.length, MOST_OF_SLIDE);
  }
  const room = (kind: string): number =>
    Math.max(0, MOST_OF_SLIDE - kept.filter((example) => example.kind === kind).length);
  return { stale, missing: [...byKind].flatMap(([kind, chosen]) => chosen.slice(0, room(kind))) };
}

/**
 * The picture of one cell, and where that is; all but the slide and the time. Rejects with the reader's `SmearError` or the
 * signal's reason.
 */
export async function takeExample(
  { reader, micronsPerPixel = NaN }: ExampleSource,
  cell: Cell,
  signal: AbortSignal,
): Promise<Omit<KeptExample, 'slide' | 'takenAt'>> {
  const window = pictureWindow(cell, micronsPerPixel);
  const read = await readWindow(reader, window, SIDE_PX, signal);
  const picture = await pngOf(window, read);
  signal.throwIfAborted();
  const { name } = cell.label;
  return {
    id: cell.id,
    kind: coarseName(name),
    name,
    micronsPerPixel,
    widthUm: (window.maxX - window.minX) * micronsPerPixel,
    picture,
  };
}

/** Whether the cell is one of this class that a person stands by. */
export function isExample(cell: Cell | undefined, name: string): boolean {
  const { label, review } = cell ?? {};
  return label?.name === name && name !== UNKNOWN.name && review?.confirmed === true && !review.rejected;
}

/** How sure the models were of what the person says too; nothing where they said something else. */
function typicality({ label, probabilities, review }: Cell): number {
  const isSame = coarseName(review?.suggested?.name ?? '') === coarseName(label.name);
  return isSame ? Math.max(0, ...probabilities) : 0;
}

async function pngOf(
  window: Box,
  read: { readonly tile: RgbaTile; readonly box: Box } | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const { tile, box } = read ?? {
    tile: { width: 1, height: 1, data: new Uint8ClampedArray(4) },
    box: window,
  };
  const scale = tile.width / (box.maxX - box.minX);
  const side = Math.max(1, Math.round((window.maxX - window.minX) * scale));
  const canvas = new OffscreenCanvas(side, side);
  canvas
    .getContext('2d')
    ?.putImageData(
      new ImageData(tile.data, tile.width, tile.height),
      Math.round((box.minX - window.minX) * scale),
      Math.round((box.minY - window.minY) * scale),
    );
  const png = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await png.arrayBuffer());
}

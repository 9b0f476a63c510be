import { LruCache } from '../../models/domain/lru-cache.js';
import { boxCentre, boxHeight, boxWidth, type Box } from '../../models/domain/geometry.js';
import type { Cell } from '../../models/domain/cell.js';
import { TimeSlices } from '../scheduling/time-slices.js';

export interface CropShelfOptions<Picture> {
  /** Reads one picture; rejects with the signal's reason on abort. */
  readonly read: (id: string, signal: AbortSignal) => Promise<Picture>;
  /** The picture has come, or will not (`isMissing`). */
  readonly onChange: (id: string) => void;
  /** The picture is let go of: what holds its pixels can hold another's. */
  readonly onDrop?: (picture: Picture) => void;
  /** Pictures kept, those asked for last. */
  readonly capacity: number;
  /** Pictures read at the same time. */
  readonly atOnce?: number;
}

/**
 * Pictures by id, read in the order in which they are wanted. What is no longer wanted is not read to its end;
 * pictures not asked for in a long time are let go. One that fails is not tried again until `forget`.
 */
export class CropShelf<Picture> {
  readonly #options: CropShelfOptions<Picture>;
  readonly #pictures: LruCache<string, Picture>;
  readonly #reading = new Map<string, AbortController>();
  readonly #missing = new Set<string>();
  #wanted: readonly string[] = [];

  constructor(options: CropShelfOptions<Picture>) {
    this.#options = options;
    this.#pictures = new LruCache({ max: options.capacity });
  }

  get(id: string): Picture | undefined {
    return this.#pictures.peek(id);
  }

  /** Whether the picture could not be read. */
  isMissing(id: string): boolean {
    return this.#missing.has(id);
  }

  /** What is on view now, the most urgent first; readings of anything else end. */
  want(ids: readonly string[]): void {
    this.#wanted = ids;
    const wanted = new Set(ids);
    for (const [id, reading] of this.#reading) {
      if (wanted.has(id)) continue;
      this.#reading.delete(id);
      reading.abort();
    }
    for (const id of ids) this.#pictures.get(id);
    this.#readOn();
  }

  /** Lets go of one picture, or of all: it shows something else now. */
  forget(id?: string): void {
    const ids =
      id === undefined ? [...this.#pictures.keys(), ...this.#missing, ...this.#reading.keys()] : [id];
    for (const each of ids) {
      this.#drop(each);
      this.#missing.delete(each);
      this.#reading.get(each)?.abort();
      this.#reading.delete(each);
    }
  }

  /** Ends all reading; what is kept stays. */
  stop(): void {
    this.want([]);
  }

  #readOn(): void {
    const { atOnce = 4 } = this.#options;
    for (const id of this.#wanted) {
      if (this.#reading.size >= atOnce) return;
      if (this.#pictures.has(id) || this.#missing.has(id) || this.#reading.has(id)) continue;
      const reading = new AbortController();
      this.#reading.set(id, reading);
      void this.#read(id, reading);
    }
  }

  async #read(id: string, reading: AbortController): Promise<void> {
    const { read, onChange } = this.#options;
    try {
      const picture = await read(id, reading.signal);
      if (reading.signal.aborted) return;
      this.#keep(id, picture);
    } catch {
      // A picture is a help, not the result: the cell keeps its place, and says that it has none.
      if (reading.signal.aborted) return;
      this.#missing.add(id);
    }
    this.#reading.delete(id);
    onChange(id);
    this.#readOn();
  }

  #keep(id: string, picture: Picture): void {
    for (const oldest of this.#pictures.keys()) {
      if (this.#pictures.total < this.#options.capacity) break;
      this.#drop(oldest);
    }
    this.#pictures.set(id, picture);
  }

  #drop(id: string): void {
    const picture = this.#pictures.peek(id);
    this.#pictures.delete(id);
    if (picture !== undefined) this.#options.onDrop?.(picture);
  }
}

/** The same reading, with a pause before it whenever the page has been kept from its keys and frames for long enough. */
export function pacedReading<Picture>(
  read: (id: string, signal: AbortSignal) => Promise<Picture>,
): (id: string, signal: AbortSignal) => Promise<Picture> {
  const slices = new TimeSlices();
  return async (id, signal) => {
    if (slices.due) await slices.pause(signal);
    return read(id, signal);
  };
}

/** Cells looked at for a usual size. */
export const SAMPLE = 200;

/**
 * Side of the square that every crop of a gallery shows, level-0 pixels: `windowUm` micrometres, or where the
 * resolution is not known a little more than a usual cell. One for all, so that sizes can be compared by eye.
 */
export function gallerySide(
  cells: Iterable<Cell>,
  { micronsPerPixel, windowUm }: { micronsPerPixel: number | undefined; windowUm: number },
): number {
  if (micronsPerPixel !== undefined) return Math.max(1, Math.round(windowUm / micronsPerPixel));
  const sizes: number[] = [];
  for (const { box } of cells) {
    if (sizes.push(Math.max(boxWidth(box), boxHeight(box))) >= SAMPLE) break;
  }
  sizes.sort((one, other) => one - other);
  return Math.round((sizes[sizes.length >> 1] ?? 64) * 1.6);
}

/**
 * The square of that side around a cell; a giant is cut off rather than shown smaller than the others. On whole pixels,
 * so that a crop at the slide's own scale is a plain copy.
 */
export function galleryWindow({ box }: Pick<Cell, 'box'>, side: number): Box {
  const { x, y } = boxCentre(box);
  const [minX, minY] = [Math.round(x - side / 2), Math.round(y - side / 2)];
  return { minX, minY, maxX: minX + side, maxY: minY + side };
}

import { nothing } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive, type DirectiveResult, type Part } from 'lit/directive.js';
import { boxCentre } from '../../models/domain/geometry.js';
import type { CellChangeSet } from '../cells/cell-store.js';
import { CropShelf } from '../gallery/crop-shelf.js';
import { gallerySide, galleryWindow } from '../gallery/gallery-window.js';
import { pacedReading } from '../gallery/paced-reading.js';
import type { SmearSession } from '../session.js';
import { paintWindow, readWindow, WINDOW_UM } from './cell-pictures.js';

/** Crops kept: some screens' worth. */
const KEPT = 400;
/** Canvas pixels across one crop: the least of these that a tile does not outgrow. */
const SIDES_PX = [64, 96, 128, 192, 256];

interface Crop {
  readonly canvas: HTMLCanvasElement;
  readonly x: number;
  readonly y: number;
}

/**
 * The pictures in the tiles of a gallery. Each comes into its own tile when it has been read; no other tile is
 * drawn again for it, and between two readings the page answers what has happened meanwhile.
 */
export class GalleryCrops {
  readonly #document: Document;
  readonly #waiting = new Map<string, () => void>();
  readonly #shelf = new CropShelf<Crop>({
    capacity: KEPT,
    read: pacedReading((id, signal) => this.#read(id, signal)),
    onChange: (id) => this.#waiting.get(id)?.(),
  });
  #session: SmearSession | undefined;
  #readFrom: readonly unknown[] = [];
  /** Of the square that a crop shows, level-0 pixels. */
  #side = 0;
  #sidePx = 0;

  constructor(document: Document) {
    this.#document = document;
  }

  /** Reads from the session's slide from now on, for tiles of that width in CSS pixels. */
  follow(session: SmearSession, tileWidth: number): void {
    this.#session = session;
    const { slide, resolution } = session;
    const needed = tileWidth * (globalThis.devicePixelRatio || 1);
    this.#sidePx = SIDES_PX.find((side) => side >= needed) ?? (SIDES_PX.at(-1) as number);
    const from = [slide, resolution?.micronsPerPixel, this.#sidePx];
    if (this.#side > 0 && from.every((part, index) => part === this.#readFrom[index])) return;
    this.#readFrom = from;
    this.#side = 0;
    this.#shelf.forget();
    if (session.cells.size === 0) return;
    this.#side = gallerySide(session.cells.all(), {
      micronsPerPixel: resolution?.micronsPerPixel,
      windowUm: WINDOW_UM,
    });
  }

  /** Lets go of the pictures of cells that have gone or moved. */
  takeOver({ added, removed }: CellChangeSet): void {
    for (const id of removed) this.#shelf.forget(id);
    for (const { id, box } of added) {
      const crop = this.#shelf.get(id);
      const { x, y } = boxCentre(box);
      if (crop && (crop.x !== x || crop.y !== y)) this.#shelf.forget(id);
    }
  }

  /** What is in the page now, the most urgent first. */
  want(ids: readonly string[]): void {
    this.#shelf.want(ids);
  }

  forget(): void {
    this.#shelf.forget();
  }

  stop(): void {
    this.#shelf.stop();
  }

  /** The cell's picture, for a template; `none` where it could not be read. */
  of(id: string, none: string): DirectiveResult {
    return cropPart(this, id, none);
  }

  /** What is there of the picture now. */
  contentOf(id: string, none: string): unknown {
    return this.#shelf.get(id)?.canvas ?? (this.#shelf.isMissing(id) ? none : nothing);
  }

  /** Calls back when the cell's picture has come, or will not. Returns the function that ends that. */
  await(id: string, onChange: () => void): () => void {
    this.#waiting.set(id, onChange);
    return () => {
      if (this.#waiting.get(id) === onChange) this.#waiting.delete(id);
    };
  }

  async #read(id: string, signal: AbortSignal): Promise<Crop> {
    const cell = this.#session?.cells.get(id);
    const slide = this.#session?.slide;
    const canvas = this.#document.createElement('canvas');
    const crop = { canvas, ...(cell ? boxCentre(cell.box) : { x: 0, y: 0 }) };
    if (!cell || !slide) return crop;
    const window = galleryWindow(cell, this.#side);
    const read = await readWindow(slide, window, this.#sidePx, signal);
    if (read) paintWindow(canvas, read.tile, read.box, window);
    return crop;
  }
}

class CropPart extends AsyncDirective {
  #awaited: readonly [GalleryCrops, string, string] | undefined;
  #end: (() => void) | undefined;

  override render(crops: GalleryCrops, id: string, none: string): unknown {
    return crops.contentOf(id, none);
  }

  override update(_part: Part, [crops, id, none]: [GalleryCrops, string, string]): unknown {
    this.#awaited = [crops, id, none];
    this.reconnected();
    return this.render(crops, id, none);
  }

  protected override disconnected(): void {
    this.#end?.();
  }

  protected override reconnected(): void {
    this.#end?.();
    if (!this.#awaited || !this.isConnected) return;
    const [crops, id, none] = this.#awaited;
    this.#end = crops.await(id, () => this.setValue(crops.contentOf(id, none)));
  }
}

const cropPart = directive(CropPart);

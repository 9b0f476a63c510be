import { gallerySide, galleryWindow } from '../../gallery/crop-shelf.js';
import { pacedReading } from '../../gallery/crop-shelf.js';
import { nothing } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive, type DirectiveResult, type Part } from 'lit/directive.js';
import { boxCentre } from '../../../models/domain/geometry.js';
import type { CellStoreChange } from '../../cells/cell-store.js';
import { CropShelf } from '../../gallery/crop-shelf.js';
import type { SmearSession } from '../../session/session.js';
import { paintWindow } from '../cell/cell-pictures.js';
import { readWindow, WINDOW_UM } from '../../cells/picture-window.js';

/** Crops kept: some screens' worth. */
const KEPT = 400;
/** Canvas pixels across one crop: the least of these that a tile does not outgrow. */
const SIDES_PX = [64, 96, 128, 192, 256];

/**
 * The pictures in the tiles of a gallery. Each comes into its own tile when it has been read; no other tile is
 * drawn again for it, and between two readings the page answers what has happened meanwhile.
 */
export class GalleryCrops {
  readonly #document: Document;
  readonly #waiting = new Map<string, () => void>();
  readonly #shelf = new CropShelf<HTMLCanvasElement>({
    capacity: KEPT,
    read: pacedReading((id, signal) => this.#read(id, signal)),
    onChange: (id) => this.#waiting.get(id)?.(),
    onDrop: (canvas) => {
      if (!canvas.isConnected) this.#spare.push(canvas);
    },
  });
  /** Of pictures let go of: to draw on one again costs the browser a small part of making one, and of showing it. */
  readonly #spare: HTMLCanvasElement[] = [];
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

  /** Drops the pictures of cells that were deleted or moved. */
  takeOver({ deleted, updated }: CellStoreChange): void {
    for (const { id } of deleted) this.#shelf.forget(id);
    for (const { before, after } of updated) {
      const [from, to] = [boxCentre(before.box), boxCentre(after.box)];
      if (from.x !== to.x || from.y !== to.y) this.#shelf.forget(after.id);
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
    return this.#shelf.get(id) ?? (this.#shelf.isMissing(id) ? none : nothing);
  }

  /** Calls back when the cell's picture has come, or will not. Returns the function that ends that. */
  await(id: string, onChange: () => void): () => void {
    this.#waiting.set(id, onChange);
    return () => {
      if (this.#waiting.get(id) === onChange) this.#waiting.delete(id);
    };
  }

  async #read(id: string, signal: AbortSignal): Promise<HTMLCanvasElement> {
    const cell = this.#session?.cells.get(id);
    const slide = this.#session?.slide;
    if (!cell || !slide) return this.#document.createElement('canvas');
    const window = galleryWindow(cell, this.#side);
    const read = await readWindow(slide, window, this.#sidePx, signal);
    // A reading that ended meanwhile must not take one with it.
    signal.throwIfAborted();
    const canvas = (read && this.#spare.pop()) ?? this.#document.createElement('canvas');
    // The tile that it stood in may be anywhere but in the page.
    canvas.remove();
    if (read) paintWindow(canvas, read.tile, read.box, window);
    return canvas;
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

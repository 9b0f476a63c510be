import type { CellGroup, CellOrder } from './cell-order.js';
import {
  layOut,
  shapeFor,
  tileBox,
  tilesBetween,
  type GalleryLayout,
  type GalleryShape,
  type TileRange,
} from './layout.js';

/** Rows drawn beyond the view on either side, so that scrolling meets no gap. */
const SPARE_ROWS = 2;

/** A tile that was on view, and where: what should not move when others come and go. */
interface Held {
  readonly id: string;
  readonly group: string;
  readonly offset: number;
}

/**
 * The field on which the tiles lie and what of it is on view: how far it is scrolled, which tiles are drawn, and
 * what stays in its place when cells come and go above it. CSS pixels. Knows the order, not the page.
 */
export class GalleryField {
  scrollTop = 0;
  #order: CellOrder | undefined;
  #groups: readonly CellGroup[] = [];
  #shape: GalleryShape | undefined;
  #layout: GalleryLayout = layOut([], shapeFor(0, { least: 24, em: 13 }));
  #viewHeight = 0;
  #held: readonly Held[] = [];

  get order(): CellOrder | undefined {
    return this.#order;
  }

  set order(order: CellOrder | undefined) {
    this.#order = order;
  }

  /** Absent until the field has been measured. */
  get shape(): GalleryShape | undefined {
    return this.#shape;
  }

  /** As they were last laid out. */
  get groups(): readonly CellGroup[] {
    return this.#groups;
  }

  get layout(): GalleryLayout {
    return this.#layout;
  }

  get viewHeight(): number {
    return this.#viewHeight;
  }

  /** The field has been measured; whether that is news. */
  measured(shape: GalleryShape, viewHeight: number): boolean {
    const isSame = JSON.stringify(shape) === JSON.stringify(this.#shape);
    if (isSame && this.#viewHeight === viewHeight) return false;
    if (!isSame) this.hold();
    this.#shape = shape;
    this.#viewHeight = viewHeight;
    return true;
  }

  /** Another order is looked at from its beginning. */
  startOver(): void {
    this.#held = [];
    this.scrollTop = 0;
  }

  /** Lays the cells out as they are now. What was held stays where it was, as far as it is still in its class. */
  lay(): void {
    this.#groups = this.#order?.groups ?? [];
    if (this.#shape) {
      const sizes = this.#groups.map(({ size }) => size);
      this.#layout = layOut(sizes, this.#shape);
    }
    this.scrollTop = Math.min(this.scrollTop, Math.max(0, this.#layout.height - this.#viewHeight));
  }

  /** Notes what is on view before others come or go. */
  hold(): void {
    const order = this.#order;
    if (this.#held.length > 0 || !order || this.scrollTop === 0) return;
    const ranges = tilesBetween(this.#layout, this.scrollTop, this.scrollTop + this.#viewHeight);
    this.#held = placesIn(ranges).map((place) => ({
      id: order.idAt(place) ?? '',
      group: this.#groups[place.group]?.name ?? '',
      offset: tileBox(this.#layout, place).minY - this.scrollTop,
    }));
  }

  /** Scrolls so that the first of the tiles held that is still in its class stays where it was. */
  keepPlace(): void {
    const held = this.#held;
    this.#held = [];
    for (const { id, group, offset } of held) {
      const place = this.#order?.placeOf(id);
      if (!place || this.#groups[place.group]?.name !== group) continue;
      this.scrollTop = Math.max(0, tileBox(this.#layout, place).minY - offset);
      return;
    }
  }

  /** Scrolls as little as shows the cell below its head; false where it is not in the gallery. */
  reveal(id: string): boolean {
    const place = this.#order?.placeOf(id);
    if (!place || !this.#shape) return false;
    const { minY, maxY } = tileBox(this.#layout, place);
    const { headHeight, gap } = this.#shape;
    const top = minY - headHeight - gap;
    const bottom = maxY + gap - this.#viewHeight;
    if (this.scrollTop > top) this.scrollTop = Math.max(0, top);
    // In a view that is too low for all of it, the picture's upper part.
    else if (this.scrollTop < bottom) this.scrollTop = Math.max(this.scrollTop, Math.min(bottom, top));
    return true;
  }

  /** The tiles that are drawn: those on view and some rows more. */
  get drawn(): readonly TileRange[] {
    if (!this.#shape) return [];
    const pitch = this.#shape.tileHeight + this.#shape.gap;
    const spare = SPARE_ROWS * pitch;
    const top = Math.floor(this.scrollTop / pitch) * pitch;
    return tilesBetween(this.#layout, top - spare, top + this.#viewHeight + pitch + spare);
  }

  /** Ids of the drawn tiles, those nearest the middle of the view first. */
  get drawnIds(): string[] {
    const middle = this.scrollTop + this.#viewHeight / 2;
    return placesIn(this.drawn)
      .map((place) => {
        const { minY, maxY } = tileBox(this.#layout, place);
        return { id: this.#order?.idAt(place) ?? '', far: Math.abs((minY + maxY) / 2 - middle) };
      })
      .sort((one, other) => one.far - other.far)
      .map(({ id }) => id);
  }
}

function placesIn(ranges: readonly TileRange[]): { readonly group: number; readonly at: number }[] {
  return ranges.flatMap(({ section, from, to }) =>
    Array.from({ length: to - from }, (_, index) => ({ group: section, at: from + index })),
  );
}

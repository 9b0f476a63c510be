import type { Box } from '../../models/domain/geometry.js';
import type { CellPlace } from './cell-order.js';

/** Sizes of a gallery's parts, CSS pixels. */
export interface GalleryShape {
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly gap: number;
  readonly headHeight: number;
}

/** A class's stretch of the gallery: its head, then its tiles in rows. */
export interface GallerySection {
  readonly top: number;
  readonly height: number;
  readonly size: number;
}

/** Where everything lies. Costs as much as there are classes, however many cells there are. */
export interface GalleryLayout {
  readonly shape: GalleryShape;
  readonly sections: readonly GallerySection[];
  readonly height: number;
}

/** The tiles `from` to (not including) `to` of a section. */
export interface TileRange {
  readonly section: number;
  readonly from: number;
  readonly to: number;
}

export type GalleryMove =
  'left' | 'right' | 'up' | 'down' | 'first' | 'last' | 'start' | 'end' | 'pageup' | 'pagedown';

/** A tile is made no narrower than this part of `least` for the sake of a low room. */
const NARROWEST = 0.75;

/**
 * As many columns as fit at `least` pixels each; the tiles share what is left over. `em` is the text's size. Where the
 * room is too low for a whole row (`height`), the head is lower and the tiles are narrower, if that makes it fit.
 */
export function shapeFor(
  width: number,
  { least, em, height = Infinity }: { least: number; em: number; height?: number },
): GalleryShape {
  const usual = shapeOf(width, least, em, 2.75);
  if (isRowIn(usual, height)) return usual;
  for (const narrower of [1, (1 + NARROWEST) / 2, NARROWEST]) {
    const low = shapeOf(width, least * narrower, em, 2);
    if (isRowIn(low, height)) return low;
  }
  return usual;
}

function isRowIn({ headHeight, tileHeight, gap }: GalleryShape, height: number): boolean {
  return headHeight + tileHeight + gap <= height;
}

function shapeOf(width: number, least: number, em: number, headEms: number): GalleryShape {
  const gap = 6;
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const tileWidth = Math.max(24, Math.floor((width - gap * (columns - 1)) / columns));
  const strip = Math.ceil(em * 1.5);
  return { columns, tileWidth, tileHeight: tileWidth + strip, gap, headHeight: Math.ceil(em * headEms) };
}

/** Stacks sections of so many cells each. */
export function layOut(sizes: readonly number[], shape: GalleryShape): GalleryLayout {
  let top = 0;
  const sections = sizes.map((size) => {
    const rows = Math.ceil(size / shape.columns);
    const height = shape.headHeight + rows * (shape.tileHeight + shape.gap) + shape.gap;
    const section = { top, height, size };
    top += height;
    return section;
  });
  return { shape, sections, height: top };
}

/** Box of a tile in the whole gallery. */
export function tileBox({ shape, sections }: GalleryLayout, { group, at }: CellPlace): Box {
  const { columns, tileWidth, tileHeight, gap, headHeight } = shape;
  const minX = (at % columns) * (tileWidth + gap);
  const row = Math.floor(at / columns);
  const minY = (sections[group]?.top ?? 0) + headHeight + row * (tileHeight + gap);
  return { minX, minY, maxX: minX + tileWidth, maxY: minY + tileHeight };
}

/** The tiles whose rows touch the stretch from `top` to `bottom`. */
export function tilesBetween(layout: GalleryLayout, top: number, bottom: number): TileRange[] {
  const { shape, sections } = layout;
  const pitch = shape.tileHeight + shape.gap;
  return sections.flatMap((section, index) => {
    if (section.top + section.height <= top || section.top >= bottom) return [];
    const start = section.top + shape.headHeight;
    const first = Math.max(0, Math.floor((top - start + shape.gap) / pitch));
    const last = Math.max(0, Math.ceil((bottom - start) / pitch));
    const from = Math.min(section.size, first * shape.columns);
    return [{ section: index, from, to: Math.max(from, Math.min(section.size, last * shape.columns)) }];
  });
}

/** The tiles that a rectangle touches, as a band dragged over the gallery does. */
export function tilesInside(layout: GalleryLayout, band: Box): CellPlace[] {
  const { columns, tileWidth, gap } = layout.shape;
  const pitch = tileWidth + gap;
  return tilesBetween(layout, band.minY, band.maxY).flatMap(({ section, from, to }) => {
    const places: CellPlace[] = [];
    for (let at = from; at < to; at++) {
      const left = (at % columns) * pitch;
      if (left < band.maxX && left + tileWidth > band.minX) places.push({ group: section, at });
    }
    return places;
  });
}

/** Every place from one to the other, both included, whichever comes first. */
export function placesBetween({ sections }: GalleryLayout, one: CellPlace, other: CellPlace): CellPlace[] {
  const [from, to] = isBefore(one, other) ? [one, other] : [other, one];
  const places: CellPlace[] = [];
  for (let group = from.group; group <= to.group; group++) {
    const last = group === to.group ? to.at : (sections[group]?.size ?? 0) - 1;
    for (let at = group === from.group ? from.at : 0; at <= last; at++) places.push({ group, at });
  }
  return places;
}

/** Where an arrow or paging key leads; at the ends it stays. `page` is the height on view. */
export function moveFrom(
  { sections, shape }: GalleryLayout,
  { group, at }: CellPlace,
  move: GalleryMove,
  page: number,
): CellPlace {
  const { columns } = shape;
  const sizeOf = (index: number): number => sections[index]?.size ?? 0;
  const rows = Math.max(1, Math.floor(page / (shape.tileHeight + shape.gap)) - 1);
  const last = sections.length - 1;
  switch (move) {
    case 'left':
      if (at > 0) return { group, at: at - 1 };
      return group > 0 ? { group: group - 1, at: sizeOf(group - 1) - 1 } : { group, at };
    case 'right':
      if (at + 1 < sizeOf(group)) return { group, at: at + 1 };
      return group < last ? { group: group + 1, at: 0 } : { group, at };
    case 'up':
      return stepRow(-1);
    case 'down':
      return stepRow(1);
    case 'pageup':
      return { group, at: Math.max(at % columns, at - rows * columns) };
    case 'pagedown':
      return { group, at: Math.min(sizeOf(group) - 1, at + rows * columns) };
    case 'start':
      return { group, at: 0 };
    case 'end':
      return { group, at: sizeOf(group) - 1 };
    case 'first':
      return { group: 0, at: 0 };
    case 'last':
      return { group: last, at: sizeOf(last) - 1 };
  }

  function stepRow(direction: 1 | -1): CellPlace {
    const next = at + direction * columns;
    if (next >= 0 && next < sizeOf(group)) return { group, at: next };
    const lastRow = Math.floor((sizeOf(group) - 1) / columns);
    // Below a full column there may still be a shorter last row.
    if (direction === 1 && Math.floor(at / columns) < lastRow) return { group, at: sizeOf(group) - 1 };
    const target = group + direction;
    if (target < 0 || target > last) return { group, at };
    const row = direction === 1 ? 0 : Math.floor((sizeOf(target) - 1) / columns);
    return { group: target, at: Math.min(sizeOf(target) - 1, row * columns + (at % columns)) };
  }
}

function isBefore(one: CellPlace, other: CellPlace): boolean {
  return one.group === other.group ? one.at <= other.at : one.group < other.group;
}

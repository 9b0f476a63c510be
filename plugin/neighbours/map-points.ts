import { polygonBounds, polygonContains, type Polygon } from '../../models/domain/rings/polygon.js';
import type { Cell } from '../../models/domain/cell.js';
import { boxContains, type Box, type Point } from '../../models/domain/geometry.js';

/** How a cell is drawn on the map; `undefined` where it is not. */
export type CellLook = (cell: Cell) => { readonly shape: number; readonly colour: number } | undefined;

/** Zoomed this far, neighbouring points of the largest slides lie apart. */
const MOST_ZOOM = 40;
const EDGE = 1e-6;

/** The part of the unit square on view: its middle, and how many times larger than the whole it is shown. */
export interface MapView {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const WHOLE_MAP: MapView = { x: 0.5, y: 0.5, zoom: 1 };

/** The view nearer by a factor, with the place `at` (map) where it is on screen. */
export function zoomView(view: MapView, factor: number, at: Point = view): MapView {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, view.zoom * factor));
  const part = view.zoom / zoom;
  return insideView({ x: at.x + (view.x - at.x) * part, y: at.y + (view.y - at.y) * part, zoom });
}

/** The view moved so little that the place lies well inside it. */
export function viewShowing(view: MapView, { x, y }: Point): MapView {
  const reach = 0.4 / view.zoom;
  const near = (middle: number, place: number): number =>
    Math.min(place + reach, Math.max(place - reach, middle));
  return insideView({ x: near(view.x, x), y: near(view.y, y), zoom: view.zoom });
}

/** The part of the map on view. */
export function viewBox({ x, y, zoom }: MapView): Box {
  // A box does not hold its far edges, and a point may lie on the edge of the map.
  const half = 0.5 / zoom + EDGE;
  return { minX: x - half, minY: y - half, maxX: x + half, maxY: y + half };
}

function insideView({ x, y, zoom }: MapView): MapView {
  const half = 0.5 / zoom;
  const clamp = (middle: number): number => Math.min(1 - half, Math.max(half, middle));
  return { x: clamp(x), y: clamp(y), zoom };
}

/**
 * The cells of one map: where each lies (unit square), how it is drawn, whether it is chosen.
 * A change of cells touches the points that it names and no others.
 */
export class MapPoints {
  readonly ids: readonly string[];
  readonly places: Float32Array;
  readonly shapes: Uint8Array;
  readonly colours: Uint8Array;
  /** 0 not shown, 1 shown, 2 chosen. */
  readonly states: Uint8Array;
  readonly #rowOf: ReadonlyMap<string, number>;

  constructor(ids: readonly string[], places: Float32Array) {
    this.ids = ids;
    this.places = places;
    this.#rowOf = new Map(ids.map((id, row) => [id, row]));
    this.shapes = new Uint8Array(ids.length);
    this.colours = new Uint8Array(ids.length);
    this.states = new Uint8Array(ids.length);
  }

  has(id: string): boolean {
    return this.#rowOf.has(id);
  }

  rowOf(id: string): number | undefined {
    return this.#rowOf.get(id);
  }

  placeOf(row: number): Point {
    return { x: this.places[row * 2] as number, y: this.places[row * 2 + 1] as number };
  }

  /** Looks at the cells again: those named, or all. */
  update(
    find: (id: string) => Cell | undefined,
    look: CellLook,
    isChosen: (id: string) => boolean,
    ids: Iterable<string> = this.ids,
  ): void {
    for (const id of ids) {
      const row = this.#rowOf.get(id);
      if (row === undefined) continue;
      const cell = find(id);
      const drawn = cell && look(cell);
      this.states[row] = !drawn ? 0 : isChosen(id) ? 2 : 1;
      if (!drawn) continue;
      this.shapes[row] = drawn.shape;
      this.colours[row] = drawn.colour;
    }
  }

  /** Ids of the shown cells in a box of the map. */
  within(box: Box): string[] {
    return this.ids.filter((_, row) => this.states[row] !== 0 && boxContains(box, this.placeOf(row)));
  }

  /** Ids of the shown cells inside a ring of the map (even-odd). */
  inside(ring: Polygon): string[] {
    if (ring.length < 6) return [];
    const bounds = polygonBounds(ring);
    return this.ids.filter((_, row) => {
      const place = this.placeOf(row);
      return this.states[row] !== 0 && boxContains(bounds, place) && polygonContains(ring, place);
    });
  }

  /** The shown point nearest to a place of the map, no further away than `reach`. */
  nearest(place: Point, reach: number): number | undefined {
    return this.#best((x, y) => {
      const apart = Math.hypot(x - place.x, y - place.y);
      return apart <= reach ? apart : undefined;
    });
  }

  /** The next shown point from one of them to the left, right, up or down; it may lie aside, but not by more than ahead. */
  next(from: number, towards: Point): number | undefined {
    const start = this.placeOf(from);
    return this.#best((x, y, row) => {
      const [dx, dy] = [x - start.x, y - start.y];
      const ahead = dx * towards.x + dy * towards.y;
      const aside = Math.abs(dx * towards.y - dy * towards.x);
      return row !== from && ahead > 0 && aside <= ahead ? ahead + 2 * aside : undefined;
    });
  }

  /** The shown point with the least cost. */
  #best(cost: (x: number, y: number, row: number) => number | undefined): number | undefined {
    let [best, least]: [number | undefined, number] = [undefined, Infinity];
    for (let row = 0; row < this.ids.length; row++) {
      if (this.states[row] === 0) continue;
      const own = cost(this.places[row * 2] as number, this.places[row * 2 + 1] as number, row);
      if (own !== undefined && own < least) [best, least] = [row, own];
    }
    return best;
  }
}

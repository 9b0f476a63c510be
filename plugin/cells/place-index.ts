import type { Box } from '../../models/domain/geometry.js';

/** A square is so many times as wide as the boxes that it holds can be. */
const SQUARE_OF_BOX = 4;
/** Columns, and half of them: places left of the slide and above it have numbers, too. */
const COLUMNS = 2 ** 26;
const HALF = COLUMNS / 2;
const NONE = -1;

/** Squares of one size: each with the first of the things in it. */
interface Level {
  /** No box of this level is longer, level-0 pixels. */
  readonly longest: number;
  readonly first: Map<number, number>;
}

/**
 * Which of many things lie in a box, while things come and go. A thing lies in the square that holds its upper left corner,
 * among squares of a size that goes with its own; a look at a box looks into the squares that may reach into it. So coming,
 * going and being found take as long among a million as among a thousand.
 *
 * Things have places in a list, whole numbers from 0 up that are given again when one goes: the squares are chains of
 * these in two plain arrays, and nothing is made for a thing.
 */
export class PlaceIndex<T extends { readonly box: Box }> {
  readonly #levels = new Map<number, Level>();
  #things: (T | undefined)[] = [];
  #free: number[] = [];
  #next = new Int32Array(0);
  #previous = new Int32Array(0);
  /** Number of the square, and of its level. */
  #square = new Float64Array(0);
  #level = new Int16Array(0);

  /** The place that the thing is given. */
  add(thing: T): number {
    const place = this.#free.pop() ?? this.#things.length;
    if (place === this.#next.length) this.#grow();
    this.#things[place] = thing;
    this.#link(place, thing.box);
    return place;
  }

  at(place: number): T {
    return this.#things[place] as T;
  }

  /** Puts another thing in this place of the list; it may lie elsewhere on the slide. */
  replace(place: number, thing: T): void {
    const known = this.at(place).box;
    this.#things[place] = thing;
    if (isSameBox(known, thing.box)) return;
    this.#unlink(place);
    this.#link(place, thing.box);
  }

  remove(place: number): void {
    this.#unlink(place);
    this.#things[place] = undefined;
    this.#free.push(place);
  }

  clear(): void {
    this.#levels.clear();
    this.#things = [];
    this.#free = [];
    this.#next = this.#previous = new Int32Array(0);
    this.#square = new Float64Array(0);
    this.#level = new Int16Array(0);
  }

  /** Things whose box touches the region, edges included, in no particular order. */
  within(region: Box): T[] {
    const found: T[] = [];
    for (const { longest, first } of this.#levels.values()) {
      const side = longest * SQUARE_OF_BOX;
      const [left, right] = [columnOf(region.minX - longest, side), columnOf(region.maxX, side)];
      const [top, bottom] = [columnOf(region.minY - longest, side), columnOf(region.maxY, side)];
      // Of a large region there are more squares than such that hold something.
      if (!((right - left + 1) * (bottom - top + 1) <= first.size)) {
        for (const head of first.values()) this.#follow(head, region, found);
        continue;
      }
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) {
          const head = first.get(squareAt(column, row));
          if (head !== undefined) this.#follow(head, region, found);
        }
      }
    }
    return found;
  }

  #follow(head: number, region: Box, found: T[]): void {
    for (let place = head; place !== NONE; place = this.#next[place] as number) {
      const thing = this.at(place);
      if (touches(thing.box, region)) found.push(thing);
    }
  }

  #link(place: number, box: Box): void {
    const number = levelOf(box);
    let level = this.#levels.get(number);
    if (!level) this.#levels.set(number, (level = { longest: 2 ** number, first: new Map() }));
    const side = level.longest * SQUARE_OF_BOX;
    const square = squareAt(columnOf(box.minX, side), columnOf(box.minY, side));
    const next = level.first.get(square) ?? NONE;
    level.first.set(square, place);
    this.#square[place] = square;
    this.#level[place] = number;
    this.#next[place] = next;
    this.#previous[place] = NONE;
    if (next !== NONE) this.#previous[next] = place;
  }

  #unlink(place: number): void {
    const [next, previous] = [this.#next[place] as number, this.#previous[place] as number];
    if (next !== NONE) this.#previous[next] = previous;
    if (previous !== NONE) {
      this.#next[previous] = next;
      return;
    }
    const number = this.#level[place] as number;
    const first = (this.#levels.get(number) as Level).first;
    const square = this.#square[place] as number;
    if (next !== NONE) first.set(square, next);
    else first.delete(square);
    if (first.size === 0) this.#levels.delete(number);
  }

  #grow(): void {
    const length = Math.max(64, 2 * this.#next.length);
    this.#next = grown(this.#next, new Int32Array(length));
    this.#previous = grown(this.#previous, new Int32Array(length));
    this.#square = grown(this.#square, new Float64Array(length));
    this.#level = grown(this.#level, new Int16Array(length));
  }
}

function grown<A extends Int32Array | Int16Array | Float64Array>(from: A, into: A): A {
  into.set(from);
  return into;
}

/** The power of two that is not below the box's longer side, with room for what rounding adds to it. */
function levelOf({ minX, minY, maxX, maxY }: Box): number {
  const longer = Math.max(maxX - minX, maxY - minY) * 1.0001;
  return longer > 1 && longer < Infinity ? Math.ceil(Math.log2(longer)) : 0;
}

/** Beyond the last column all is in it: of what lies as far nothing can be counted up. */
function columnOf(place: number, side: number): number {
  return Math.max(-HALF, Math.min(HALF - 1, Math.floor(place / side)));
}

function squareAt(column: number, row: number): number {
  return (row + HALF) * COLUMNS + column + HALF;
}

function isSameBox(a: Box, b: Box): boolean {
  return a.minX === b.minX && a.minY === b.minY && a.maxX === b.maxX && a.maxY === b.maxY;
}

function touches(a: Box, b: Box): boolean {
  return a.minX <= b.maxX && a.minY <= b.maxY && a.maxX >= b.minX && a.maxY >= b.minY;
}

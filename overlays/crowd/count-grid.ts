import type { Box } from '../../models/domain/geometry.js';

/** The cells whose middle lies in one square of the slide. */
export interface CountedBlock {
  /** The mean of the middles of those that are shown, level-0 pixels. */
  readonly x: number;
  readonly y: number;
  readonly shown: number;
  /** Hidden ones among them. */
  readonly all: number;
}

interface Sums {
  x: number;
  y: number;
  shown: number;
  all: number;
}

type Level = Map<number, Sums>;

/** Columns, and half of them: places left of the slide and above it have numbers, too. */
const COLUMNS = 2 ** 26;
const HALF = COLUMNS / 2;
/** Blocks along the longer side of a box, when its cells are counted. */
const ACROSS = 16;

/**
 * How many cells lie where, to be asked for squares of any power of two from `finest` up (level-0 pixels), without a walk
 * through the cells. The squares lie on the slide, so that numbers move with it and do not flicker while panning.
 */
export class CountGrid {
  readonly finest: number;
  readonly #levels: Level[] = [new Map()];

  constructor(finest: number) {
    this.finest = finest;
  }

  add(x: number, y: number, isShown: boolean): void {
    // A level that was made of these is made anew when it is next asked for.
    this.#levels.length = 1;
    const block = blockAt(this.#levels[0] as Level, Math.floor(x / this.finest), Math.floor(y / this.finest));
    block.all += 1;
    if (!isShown) return;
    block.shown += 1;
    block.x += x;
    block.y += y;
  }

  /** The squares of this side that touch the region and hold cells. */
  *blocks(region: Box, side: number): Generator<CountedBlock, void, void> {
    const step = Math.max(side, this.finest);
    const level = this.#level(Math.round(Math.log2(step / this.finest)));
    for (let row = Math.floor(region.minY / step); row <= Math.floor(region.maxY / step); row++) {
      for (let column = Math.floor(region.minX / step); column <= Math.floor(region.maxX / step); column++) {
        const sums = level.get(keyOf(column, row));
        if (sums) yield { ...sums, x: sums.x / sums.shown, y: sums.y / sums.shown };
      }
    }
  }

  /** How many cells lie in the region; a few more, as far as squares reach beyond it. */
  countIn(region: Box): { readonly shown: number; readonly all: number } {
    const longer = Math.max(region.maxX - region.minX, region.maxY - region.minY);
    let [shown, all] = [0, 0];
    for (const block of this.blocks(region, powerOfTwo(longer / ACROSS))) {
      shown += block.shown;
      all += block.all;
    }
    return { shown, all };
  }

  #level(index: number): Level {
    const known = this.#levels[index];
    if (known) return known;
    const made: Level = new Map();
    for (const [key, sums] of this.#level(index - 1)) {
      const [column, row] = [(key % COLUMNS) - HALF, Math.floor(key / COLUMNS) - HALF];
      const block = blockAt(made, Math.floor(column / 2), Math.floor(row / 2));
      block.x += sums.x;
      block.y += sums.y;
      block.shown += sums.shown;
      block.all += sums.all;
    }
    return (this.#levels[index] = made);
  }
}

/** The least power of two that is not below. */
export function powerOfTwo(value: number): number {
  return 2 ** Math.ceil(Math.log2(value));
}

function keyOf(column: number, row: number): number {
  return (row + HALF) * COLUMNS + column + HALF;
}

function blockAt(level: Level, column: number, row: number): Sums {
  const key = keyOf(column, row);
  const known = level.get(key);
  if (known) return known;
  const made = { x: 0, y: 0, shown: 0, all: 0 };
  level.set(key, made);
  return made;
}

import type { CountArea, CountMarks } from '../../models/domain/count-area.js';
import { FALLBACK_MICRONS_PER_PIXEL } from '../../models/domain/resolution.js';
import type { Cell } from '../../models/domain/cell.js';
import { fullExtent, boxCentre, type Box } from '../../models/domain/geometry.js';
import { measureCell } from '../cells/measurements.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { CountingOptions } from './counting-options.js';
import { AreaChecks } from './area-checks.js';
import { CountAreas } from './count-areas.js';
import { usualCounting, type CountedAsNamed } from '../kinds/kind-list.js';
import {
  countCells,
  isLeft,
  isUnknownLeft,
  isUnreviewed,
  type CellCount,
  type CountBasis,
} from './count-cells.js';
import { countTable, type CountTable } from './count-table.js';
import { ADULT_RANGES, type ReferenceRanges } from './reference-ranges.js';
import { walkedPath, walkOrder } from './walk.js';

/** Height of a row of the walk: the field of a 100× objective with a field number of 20. */
const ROW_UM = 200;

/** Cells whose greatest diameter lies outside are not counted; an absent end is open. */
export interface SizeLimits {
  readonly minUm?: number;
  readonly maxUm?: number;
}

/** How a count is made. Plain data: it may be stored. */
export interface CountingRecord {
  readonly areas: readonly CountArea[];
  /** Stops at so many leukocytes; counts all where absent. */
  readonly limit?: number;
  /** What the reader chose to rest the per cent on; absent while they leave it open. */
  readonly basis?: CountBasis;
  readonly size: SizeLimits;
  readonly ranges: ReferenceRanges;
}

/**
 * The count of one slide: how it is made, and what it gives. The result is made when asked for and kept until
 * something that it rests on changes. `change` follows every change of how it is made.
 */
export class Counting extends EventTarget {
  readonly areas: CountAreas;
  readonly checks: AreaChecks;
  readonly #options: CountingOptions;
  readonly #diameters = new WeakMap<Cell, number>();
  #limit: number | undefined;
  #basis: CountBasis | undefined;
  #size: SizeLimits = {};
  #ranges: ReferenceRanges = ADULT_RANGES;
  #showsPath = false;
  #slide: SlideReader | undefined;
  #micronsPerPixel: number | undefined;
  #result?: { readonly of: readonly unknown[]; readonly count: CellCount };
  #table?: { readonly of: CellCount; readonly ranges: ReferenceRanges; readonly table: CountTable };
  #counted: { readonly of: CellCount; readonly ids: ReadonlySet<string> } | undefined;
  #order?: { readonly of: CellCount; readonly ids: readonly string[] };

  constructor(options: CountingOptions) {
    super();
    this.#options = options;
    const { slide, micronsPerPixel } = options;
    this.areas = new CountAreas(options.noteAreas, options.refuses);
    this.checks = new AreaChecks({ areas: this.areas, slide, micronsPerPixel });
    options.cells.subscribe(() => {
      this.#result = undefined;
    });
    this.areas.addEventListener('change', () => this.#changed());
    this.checks.addEventListener('change', () => this.dispatchEvent(new Event('change')));
  }

  get limit(): number | undefined {
    return this.#limit;
  }

  set limit(limit: number | undefined) {
    if (this.#refuses) return;
    this.#limit = limit;
    this.#changed();
  }

  /** What the per cent rest on: all cells, until the reader chooses otherwise. It never changes by itself. */
  get basis(): CountBasis {
    return this.#basis ?? 'suggested';
  }

  set basis(basis: CountBasis) {
    if (this.#refuses) return;
    this.#basis = basis;
    this.#changed();
  }

  get size(): SizeLimits {
    return this.#size;
  }

  set size(size: SizeLimits) {
    if (this.#refuses) return;
    this.#size = size;
    this.#changed();
  }

  /** Whether the size limits can be applied: they need the resolution. */
  get knowsSizes(): boolean {
    return this.#options.micronsPerPixel() !== undefined;
  }

  get ranges(): ReferenceRanges {
    return this.#ranges;
  }

  set ranges(ranges: ReferenceRanges) {
    if (this.#refuses) return;
    this.#ranges = ranges;
    this.#changed();
  }

  /** Whether the walked path is drawn on the slide. */
  get showsPath(): boolean {
    return this.#showsPath;
  }

  set showsPath(shows: boolean) {
    this.#showsPath = shows;
    this.dispatchEvent(new Event('change'));
  }

  get count(): CellCount {
    const { threshold, micronsPerPixel, classes } = this.#options;
    const area = this.#walked[0];
    const of = [threshold(), micronsPerPixel(), classes(), this.#countedAs, area?.maxX, area?.maxY];
    if (!this.#result?.of.every((part, at) => part === of[at])) {
      this.#result = { of, count: this.countOf(this.#options.cells.all()) };
    }
    return this.#result.count;
  }

  /** The same count of other cells: another reader's, or these as they were before. */
  countOf(cells: Iterable<Cell>): CellCount {
    const { threshold, classes } = this.#options;
    return countCells(cells, {
      classes: classes(),
      threshold: threshold(),
      areas: this.#walked,
      rowHeight: this.#rowHeight,
      countedAs: this.#countedAs,
      ...(this.#limit === undefined ? {} : { limit: this.#limit }),
      ...this.#fits,
    });
  }

  /** The count line by line, with what is said of each: the same for panel, report and files. */
  get table(): CountTable {
    const { count, basis, ranges } = this;
    const known = this.#table;
    if (known?.of !== count || known.table.basis !== basis || known.ranges !== ranges) {
      const table = countTable(count, { basis, ranges, countedAs: this.#countedAs });
      this.#table = { of: count, ranges, table };
    }
    return (this.#table as { readonly table: CountTable }).table;
  }

  get marks(): CountMarks {
    const areas = this.areas.list;
    if (!this.#showsPath || this.#walked.length === 0) return { areas, path: [] };
    const { last } = this.count;
    const end = last && boxCentre(last.box);
    return { areas, path: walkedPath(this.#walked, this.#rowHeight, end), ...(end ? { end } : {}) };
  }

  /** Ids of the counted cells, the same set for as long as it holds the same; absent where every shown cell is counted. */
  get counted(): ReadonlySet<string> | undefined {
    const { minUm, maxUm } = this.#size;
    const isAll = this.#limit === undefined && this.areas.list.length === 0;
    if (isAll && minUm === undefined && maxUm === undefined) return undefined;
    const { count } = this;
    const known = this.#counted;
    if (known?.of === count) return known.ids;
    const isSame = known?.ids.size === count.cells.length && count.cells.every(({ id }) => known.ids.has(id));
    const ids = isSame ? known.ids : new Set(count.cells.map(({ id }) => id));
    this.#counted = { of: count, ids };
    return ids;
  }

  /** The counted cells in the order of the walk. */
  get walk(): readonly string[] {
    const { count } = this;
    if (this.#order?.of !== count) {
      const ids = walkOrder(count.cells, this.#walked, this.#rowHeight).map(({ id }) => id);
      this.#order = { of: count, ids };
    }
    return this.#order.ids;
  }

  /** Id of the next cell of the count that is left to do, unknown or unreviewed, after the given one, going round; absent where none is. */
  next(what: 'left' | 'unknown' | 'unreviewed', after: string | undefined): string | undefined {
    const { walk } = this;
    const start = after === undefined ? -1 : walk.indexOf(after);
    const isWanted = { left: isLeft, unknown: isUnknownLeft, unreviewed: isUnreviewed }[what];
    for (let step = 1; step <= walk.length; step++) {
      const id = walk[(start + step) % walk.length] as string;
      const cell = this.#options.cells.get(id);
      if (cell && isWanted(cell)) return id;
    }
    return undefined;
  }

  /**
   * Takes up what has changed around the count, and is cheap where nothing has. Another slide: its areas go, how
   * one counts stays. Another resolution: the areas are looked at anew.
   */
  follow(): void {
    const slide = this.#options.slide();
    const micronsPerPixel = this.#options.micronsPerPixel();
    if (slide === this.#slide && micronsPerPixel === this.#micronsPerPixel) return;
    const isOther = slide !== this.#slide;
    this.#slide = slide;
    this.#micronsPerPixel = micronsPerPixel;
    this.checks.forget();
    if (isOther && this.areas.list.length > 0) this.areas.set([]);
    this.checks.update();
  }

  get record(): CountingRecord {
    return {
      areas: this.areas.list,
      ...(this.#limit === undefined ? {} : { limit: this.#limit }),
      ...(this.#basis === undefined ? {} : { basis: this.#basis }),
      size: this.#size,
      ranges: this.#ranges,
    };
  }

  /** Goes on as recorded. Throws `invalid-argument` for areas without inside, and changes nothing then. */
  restore({ areas, limit, basis, size, ranges }: CountingRecord): void {
    this.areas.set(areas);
    this.#limit = limit;
    this.#basis = basis;
    this.#size = size;
    this.#ranges = ranges;
    this.#changed();
  }

  /** The chosen areas, or the whole slide as one. */
  get #walked(): readonly Box[] {
    const chosen = this.areas.list;
    if (chosen.length > 0) return chosen.map(({ box }) => box);
    const slide = this.#options.slide();
    return slide ? [fullExtent(slide)] : [];
  }

  get #refuses(): boolean {
    return this.#options.refuses?.() ?? false;
  }

  get #countedAs(): CountedAsNamed {
    return this.#options.countedAs?.() ?? usualCounting;
  }

  get #rowHeight(): number {
    return ROW_UM / (this.#options.micronsPerPixel() ?? FALLBACK_MICRONS_PER_PIXEL);
  }

  get #fits(): { fits?: (cell: Cell) => boolean } {
    const micronsPerPixel = this.#options.micronsPerPixel();
    const { minUm = 0, maxUm = Infinity } = this.#size;
    if (micronsPerPixel === undefined || (minUm <= 0 && maxUm === Infinity)) return {};
    return {
      fits: (cell) => {
        const diameter = this.#diameterPx(cell) * micronsPerPixel;
        return diameter >= minUm && diameter <= maxUm;
      },
    };
  }

  #diameterPx(cell: Cell): number {
    const known = this.#diameters.get(cell);
    if (known !== undefined) return known;
    const diameter = measureCell(cell, 1).maxDiameterUm ?? 0;
    this.#diameters.set(cell, diameter);
    return diameter;
  }

  #changed(): void {
    this.#result = undefined;
    this.dispatchEvent(new Event('change'));
  }
}

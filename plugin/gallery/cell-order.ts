import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { CellChangeSet } from '../cells/cell-store.js';
import type { SortKey } from './sort-key.js';

/** The cells of one class, or those that are not counted, in order. */
export interface CellGroup {
  /** Exact class name; empty for the cells that are not counted. */
  readonly name: string;
  readonly label?: CellClass;
  readonly size: number;
  readonly confirmed: number;
}

/** Where a cell stands: which group, and which in it. */
export interface CellPlace {
  readonly group: number;
  readonly at: number;
}

export interface CellOrderOptions {
  readonly sortKey: SortKey;
  /** Cells for which it is false are left out. */
  readonly isWanted: (cell: Cell) => boolean;
  /** The order of the groups; classes that are not named here follow as they are met. */
  readonly classes: readonly CellClass[];
}

/** Name of the group of cells that a person does not count. */
export const NOT_COUNTED = '';

/**
 * A place in the order and the cell itself in one number: 32 bits of the sort key above 21 bits of the cell's
 * ordinal (two million cells in the life of one order). Numbers are sorted many times faster than records, and
 * no two cells have the same.
 */
const ORDINALS = 2 ** 21;
const KEY_STEPS = 2 ** 32 - 1;
/** From so many changes in a group on, going through it once is faster than putting each in its place. */
const MANY = 64;

interface Group {
  readonly name: string;
  readonly label: CellClass | undefined;
  ranks: number[];
  confirmed: number;
}

interface Entry {
  readonly group: Group;
  readonly rank: number;
  readonly isConfirmed: boolean;
}

/** What a change does to one group. */
interface Shift {
  readonly leaving: Set<number>;
  readonly entering: number[];
}

/**
 * The cells by class and, within it, by a sort key. A change costs what it names: the cell leaves its place and
 * takes another by bisection; nothing else is sorted or looked at again.
 */
export class CellOrder {
  readonly #options: CellOrderOptions;
  readonly #entries = new Map<string, Entry>();
  /** A cell keeps its ordinal, so that undoing brings it back to its very place. */
  readonly #ordinals = new Map<string, number>();
  readonly #ids: string[] = [];
  #groups: Group[] = [];

  constructor(cells: Iterable<Cell>, options: CellOrderOptions) {
    this.#options = options;
    for (const cell of cells) {
      const entry = this.#enter(cell);
      entry?.group.ranks.push(entry.rank);
    }
    for (const group of this.#groups) group.ranks = sorted(group.ranks);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Only groups that have cells. */
  get groups(): readonly CellGroup[] {
    return this.#groups.map(({ name, label, ranks, confirmed }) => ({
      name,
      ...(label ? { label } : {}),
      size: ranks.length,
      confirmed,
    }));
  }

  idAt({ group, at }: CellPlace): string | undefined {
    const rank = this.#groups[group]?.ranks[at];
    return rank === undefined ? undefined : this.#ids[rank % ORDINALS];
  }

  /** Ids of a group's cells, in order. */
  idsOf(group: number): string[] {
    return (this.#groups[group]?.ranks ?? []).map((rank) => this.#ids[rank % ORDINALS] as string);
  }

  placeOf(id: string): CellPlace | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    return { group: this.#groups.indexOf(entry.group), at: bisect(entry.group.ranks, entry.rank) };
  }

  /** Follows a change of the store. */
  apply({ added, removed }: CellChangeSet): void {
    const shifts = new Map<Group, Shift>();
    const shiftOf = (group: Group): Shift => {
      const known = shifts.get(group) ?? { leaving: new Set(), entering: [] };
      shifts.set(group, known);
      return known;
    };
    const leave = (id: string): void => {
      const entry = this.#leave(id);
      if (entry) shiftOf(entry.group).leaving.add(entry.rank);
    };
    removed.forEach(leave);
    for (const cell of added) {
      leave(cell.id);
      const entry = this.#enter(cell);
      if (entry) shiftOf(entry.group).entering.push(entry.rank);
    }
    for (const [group, shift] of shifts) shiftRanks(group, shift);
    this.#groups = this.#groups.filter(({ ranks }) => ranks.length > 0);
  }

  #enter(cell: Cell): Entry | undefined {
    if (!this.#options.isWanted(cell)) return undefined;
    const group = this.#groupOf(cell);
    const key = Math.min(1, Math.max(0, this.#options.sortKey(cell)));
    const rank = Math.round(key * KEY_STEPS) * ORDINALS + this.#ordinalOf(cell.id);
    const isConfirmed = cell.review?.confirmed === true;
    const entry = { group, rank, isConfirmed };
    this.#entries.set(cell.id, entry);
    if (isConfirmed) group.confirmed++;
    return entry;
  }

  #leave(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    this.#entries.delete(id);
    if (entry.isConfirmed) entry.group.confirmed--;
    return entry;
  }

  #ordinalOf(id: string): number {
    const known = this.#ordinals.get(id);
    if (known !== undefined) return known;
    const ordinal = this.#ids.push(id) - 1;
    this.#ordinals.set(id, ordinal);
    return ordinal;
  }

  #groupOf({ label, review }: Cell): Group {
    const name = review?.rejected ? NOT_COUNTED : label.name;
    const known = this.#groups.find((group) => group.name === name);
    if (known) return known;
    const group: Group = { name, label: review?.rejected ? undefined : label, ranks: [], confirmed: 0 };
    const place = this.#placeOfName(name);
    const behind = this.#groups.findIndex((other) => this.#placeOfName(other.name) > place);
    this.#groups.splice(behind < 0 ? this.#groups.length : behind, 0, group);
    return group;
  }

  #placeOfName(name: string): number {
    if (name === NOT_COUNTED) return Infinity;
    const { classes } = this.#options;
    const at = classes.findIndex((label) => label.name === name);
    return at < 0 ? classes.length : at;
  }
}

function shiftRanks(group: Group, { leaving, entering }: Shift): void {
  if (leaving.size + entering.length > MANY) {
    group.ranks = merged(group.ranks, leaving, sorted(entering));
    return;
  }
  for (const rank of leaving) group.ranks.splice(bisect(group.ranks, rank), 1);
  for (const rank of entering) group.ranks.splice(bisect(group.ranks, rank), 0, rank);
}

/** In one pass over what is in order already; only those that enter are sorted. */
function merged(
  ranks: readonly number[],
  leaving: ReadonlySet<number>,
  entering: readonly number[],
): number[] {
  const all: number[] = [];
  let next = 0;
  for (const rank of ranks) {
    if (leaving.has(rank)) continue;
    while (next < entering.length && (entering[next] as number) < rank) all.push(entering[next++] as number);
    all.push(rank);
  }
  while (next < entering.length) all.push(entering[next++] as number);
  return all;
}

/** Typed arrays are sorted without calling back. */
function sorted(ranks: readonly number[]): number[] {
  return Array.from(Float64Array.from(ranks).sort());
}

/** Index of the first rank that is not below. */
function bisect(ranks: readonly number[], rank: number): number {
  let [low, high] = [0, ranks.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranks[middle] as number) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}

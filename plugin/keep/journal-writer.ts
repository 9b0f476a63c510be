import type { Cell } from '../../models/domain/cell.js';
import type { Polygon } from '../../models/domain/geometry.js';
import type { CellChangeSet } from '../cells/cell-store.js';
import type { CellChange, HistoryRecord, Step } from '../review/history.js';
import { ENTRY_CELLS, ENTRY_NUMBERS, type JournalEntry, type KeptStep } from './journal-entry.js';
import type { JournalReader } from './journal-reader.js';
import { isSameBody, keptCell } from './kept-cell.js';

/** What was done since a slide's work was last known to be the same as its journal. */
export interface OwnWork {
  /** Ids of cells that came or changed, in that order. */
  readonly touched: ReadonlySet<string>;
  /** Ids of cells that went; some may have come again. */
  readonly gone: ReadonlySet<string>;
  /** The steps as they are in the journal. */
  readonly base: HistoryRecord;
}

/** An entry that is not in the journal yet, and what it would take to make it again. */
export interface Unwritten {
  /** Made anew each time it is asked for: of a hundred thousand cells only some are in hand at once. */
  readonly entry: JournalEntry;
  readonly own: OwnWork;
}

interface Numbered {
  readonly n: number;
  readonly cell: Cell;
}

interface Draft {
  readonly seq: number;
  readonly fresh: (Numbered & { readonly as?: number })[];
  readonly now: number[];
}

const NOTHING: HistoryRecord = { steps: [], done: 0 };

/** Follows what changes in the cells and steps of a slide, and makes journal entries of it. */
export class JournalWriter {
  // Held strongly, as the history does: hundreds of thousands of weak ones stall the collector for seconds.
  #versions = new Map<Cell, number>();
  /** A body is known by its outline: the first version that has it. */
  #bodies = new Map<Polygon, Numbered>();
  #touched = new Set<string>();
  #gone = new Set<string>();
  #base = NOTHING;
  #seq = 0;

  get own(): OwnWork {
    return { touched: this.#touched, gone: this.#gone, base: this.#base };
  }

  /** The store has changed so. */
  note({ added, removed }: CellChangeSet): void {
    for (const id of removed) {
      this.#touched.delete(id);
      this.#gone.add(id);
    }
    for (const { id } of added) this.#touched.add(id);
  }

  /** Whether there is anything to write. */
  hasNews({ steps, done }: HistoryRecord): boolean {
    return (
      this.#touched.size > 0 ||
      this.#gone.size > 0 ||
      done !== this.#base.done ||
      steps.length !== this.#base.steps.length ||
      steps.at(-1) !== this.#base.steps.at(-1)
    );
  }

  /** Goes on after what the journal holds; what is the writer's own stays to be written. */
  follow(journal: JournalReader): void {
    this.#seq = Math.max(this.#seq, journal.seq);
    for (const [n, cell] of journal.versions) {
      this.#versions.set(cell, n);
      if (!this.#bodies.has(cell.outline)) this.#bodies.set(cell.outline, { n, cell });
    }
    this.#base = journal.record;
  }

  /** What was changed and changed back is nobody's own: it must not stand above another's word. */
  forgetUnchanged(known: ReadonlyMap<string, Cell>, cellOf: (id: string) => Cell | undefined): void {
    for (const id of [...this.#gone, ...this.#touched]) {
      if (cellOf(id) !== known.get(id)) continue;
      this.#gone.delete(id);
      this.#touched.delete(id);
    }
  }

  /** Forgets what has been written: all of these cells, and all steps, are to be written again. */
  startAnew(ids: Iterable<string>): void {
    this.#versions = new Map();
    this.#bodies = new Map();
    this.#touched = new Set(ids);
    this.#gone = new Set();
    this.#base = NOTHING;
  }

  /** What has changed since the last time, as entries in the order in which they must be written. */
  take(slide: string, cellOf: (id: string) => Cell | undefined, record: HistoryRecord): Unwritten[] {
    if (!this.hasNews(record)) return [];
    const drafts: Draft[] = [];
    for (const id of this.#touched) {
      const cell = cellOf(id);
      if (!cell) continue;
      const n = this.#numberOf(cell, drafts);
      this.#draft(drafts).now.push(n);
    }
    const from = commonLength(this.#base.steps, record.steps);
    const steps = record.steps.slice(from).map((step) => this.#keptStep(step, drafts));
    const { own } = this;
    const gone = [...own.gone];
    this.#draft(drafts);
    this.#touched = new Set();
    this.#gone = new Set();
    this.#base = copyOf(record);
    return drafts.map(({ seq, fresh, now }, index) => ({
      own,
      get entry(): JournalEntry {
        return {
          slide,
          seq,
          fresh: fresh.map(keptCell),
          gone: index === 0 ? gone : [],
          now: Float64Array.from(now),
          // With the last entry: a step never stands before the cells that it names.
          ...(index === drafts.length - 1 ? { history: { from, steps, done: record.done } } : {}),
        };
      },
    }));
  }

  /** Counts as own again what others' writing has overtaken. */
  giveBack(unwritten: readonly Unwritten[]): void {
    const [first] = unwritten;
    if (!first) return;
    for (const { own } of unwritten) {
      for (const id of own.gone) this.#gone.add(id);
      for (const id of own.touched) this.#touched.add(id);
    }
    this.#base = first.own.base;
    this.#versions = new Map();
    this.#bodies = new Map();
  }

  #keptStep({ kind, at, changes, classifier }: Step, drafts: Draft[]): KeptStep {
    const numbers = (side: (change: CellChange) => Cell | undefined): Float64Array =>
      Float64Array.from(changes, (change) => {
        const cell = side(change);
        return cell ? this.#numberOf(cell, drafts) : 0;
      });
    return {
      kind,
      at,
      before: numbers(({ before }) => before),
      after: numbers(({ after }) => after),
      ...(classifier === undefined ? {} : { classifier }),
    };
  }

  #numberOf(cell: Cell, drafts: Draft[]): number {
    const known = this.#versions.get(cell);
    if (known !== undefined) return known;
    const { seq, fresh } = this.#draft(drafts);
    const n = seq * ENTRY_NUMBERS + fresh.length;
    const same = this.#bodies.get(cell.outline);
    if (same && isSameBody(same.cell, cell)) fresh.push({ n, cell, as: same.n });
    else {
      fresh.push({ n, cell });
      this.#bodies.set(cell.outline, { n, cell });
    }
    this.#versions.set(cell, n);
    return n;
  }

  /** The entry that has room. */
  #draft(drafts: Draft[]): Draft {
    const last = drafts.at(-1);
    if (last && last.fresh.length < ENTRY_CELLS) return last;
    const next = { seq: ++this.#seq, fresh: [], now: [] };
    drafts.push(next);
    return next;
  }
}

/** Steps are only ever added and cut off at the end: where two lists agree once, they agree before. */
function commonLength(a: readonly Step[], b: readonly Step[]): number {
  let length = Math.min(a.length, b.length);
  while (length > 0 && a[length - 1] !== b[length - 1]) length--;
  return length;
}

/** The history goes on changing its own list. */
function copyOf({ steps, done }: HistoryRecord): HistoryRecord {
  return { steps: [...steps], done };
}

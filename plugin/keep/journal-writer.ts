import type { Cell } from '../../models/domain/cell.js';
import type { Polygon } from '../../models/domain/geometry.js';
import type { CellChangeSet } from '../cells/cell-store.js';
import type { HistoryRecord, Step } from '../review/history.js';
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

  /** Learns what the journal holds, step by step: of a large slide these are hundreds of thousands of versions. */
  *learn(journal: JournalReader): Generator<void, void, void> {
    for (const [n, cell] of journal.versions) {
      this.#versions.set(cell, n);
      if (!this.#bodies.has(cell.outline)) this.#bodies.set(cell.outline, { n, cell });
      yield;
    }
  }

  /** Goes on after a journal whose versions it has learned; what is the writer's own stays to be written. */
  goOnAfter({ seq, record }: JournalReader): void {
    this.#seq = Math.max(this.#seq, seq);
    this.#base = record;
  }

  /** Both in one go. */
  follow(journal: JournalReader): void {
    finish(this.learn(journal));
    this.goOnAfter(journal);
  }

  /** Counts as own what another has changed and not written; where both have, the own word stands. */
  inherit({ touched, gone }: OwnWork): void {
    for (const id of gone) if (!this.#touched.has(id)) this.#gone.add(id);
    for (const id of touched) this.#touched.add(id);
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

  /**
   * What has changed since the last time, as entries in the order in which they must be written; `pack` is the hash of
   * the one in whose frame the cells are.
   */
  take(
    slide: string,
    cellOf: (id: string) => Cell | undefined,
    record: HistoryRecord,
    pack?: string,
  ): Unwritten[] {
    return finish(this.taking(slide, cellOf, record, pack));
  }

  /**
   * The same step by step, of what has changed up to the first one; what changes later waits for the next time. Must be
   * gone through to its end before anything else is asked of the writer but to note.
   */
  *taking(
    slide: string,
    cellOf: (id: string) => Cell | undefined,
    record: HistoryRecord,
    pack?: string,
  ): Generator<void, Unwritten[], void> {
    if (!this.hasNews(record)) return [];
    const { own } = this;
    const taken = copyOf(record);
    const cells = [...own.touched].flatMap((id) => cellOf(id) ?? []);
    this.#touched = new Set();
    this.#gone = new Set();
    const drafts: Draft[] = [];
    for (const cell of cells) {
      const n = this.#numberOf(cell, drafts);
      this.#draft(drafts).now.push(n);
      yield;
    }
    const from = commonLength(this.#base.steps, taken.steps);
    const steps: KeptStep[] = [];
    for (const step of taken.steps.slice(from)) steps.push(yield* this.#keepStep(step, drafts));
    this.#draft(drafts);
    this.#base = taken;
    const gone = [...own.gone];
    return drafts.map(({ seq, fresh, now }, index) => ({
      own,
      get entry(): JournalEntry {
        return {
          slide,
          seq,
          ...(pack === undefined ? {} : { pack }),
          fresh: fresh.map(keptCell),
          gone: index === 0 ? gone : [],
          now: Float64Array.from(now),
          // With the last entry: a step never stands before the cells that it names.
          ...(index === drafts.length - 1 ? { history: { from, steps, done: taken.done } } : {}),
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

  *#keepStep(
    { kind, at, changes, classifier, areas }: Step,
    drafts: Draft[],
  ): Generator<void, KeptStep, void> {
    const before = new Float64Array(changes.length);
    const after = new Float64Array(changes.length);
    for (const [i, change] of changes.entries()) {
      if (change.before) before[i] = this.#numberOf(change.before, drafts);
      yield;
    }
    for (const [i, change] of changes.entries()) {
      if (change.after) after[i] = this.#numberOf(change.after, drafts);
      yield;
    }
    return {
      kind,
      at,
      before,
      after,
      ...(classifier === undefined ? {} : { classifier }),
      ...(areas ? { areas } : {}),
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

/**
 * Steps are added and cut off at the end, or put in before those that are undone, which moves these: where two lists
 * agree once, they agree before.
 */
function commonLength(a: readonly Step[], b: readonly Step[]): number {
  let length = Math.min(a.length, b.length);
  while (length > 0 && a[length - 1] !== b[length - 1]) length--;
  return length;
}

/** The history goes on changing its own list. */
function copyOf({ steps, done }: HistoryRecord): HistoryRecord {
  return { steps: [...steps], done };
}

function finish<T>(steps: Generator<void, T, void>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

import type { Polygon } from '../../models/domain/rings/polygon.js';
import type { HistoryRecord, Step } from '../review/step.js';
import type { Cell } from '../../models/domain/cell.js';
import type { CellChangeSet } from '../cells/cell-store.js';
import { ENTRY_CELLS, ENTRY_NUMBERS, type JournalEntry, type KeptStep } from './journal-entry.js';
import type { JournalReader } from './journal-reader.js';
import type { UnfinishedRun } from '../analysis/unfinished-run.js';
import { isSameBody, keptCell } from './kept-cell.js';
import { claimsSince, isNoted, notedRun, type NotedRun } from './interrupted-run/kept-run.js';

/** What has changed since the work was last known to equal the journal. */
export interface LocalChanges {
  /** Ids of cells that were added or changed, in that order. */
  readonly touched: ReadonlySet<string>;
  /** Ids of cells that were removed; some may have been added again. */
  readonly removed: ReadonlySet<string>;
  /** The steps as they are in the journal. */
  readonly base: HistoryRecord;
}

/** An entry that is not in the journal yet, and the changes that it was made from. */
export interface PendingEntry {
  /** Built at each access, so that of a hundred thousand cells only one entry's copies are held at once. */
  readonly entry: JournalEntry;
  readonly local: LocalChanges;
  /** How much of the run stood in the entries before. */
  readonly noted?: NotedRun | undefined;
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

/** Follows the changes of a slide's cells and steps, and drafts journal entries from them. */
export class JournalWriter {
  // Strong references, as in the history: hundreds of thousands of weak ones stall the garbage collector for seconds.
  #versions = new Map<Cell, number>();
  /** By outline, the first version that has the same body. */
  #bodies = new Map<Polygon, Numbered>();
  #touched = new Set<string>();
  #removed = new Set<string>();
  #base = NOTHING;
  #noted?: NotedRun;
  #seq = 0;

  get local(): LocalChanges {
    return { touched: this.#touched, removed: this.#removed, base: this.#base };
  }

  /** Notes a change of the cell store. */
  note({ added, removed }: CellChangeSet): void {
    for (const id of removed) {
      this.#touched.delete(id);
      this.#removed.add(id);
    }
    for (const { id } of added) this.#touched.add(id);
  }

  /** Whether there is anything to write. */
  hasChanges({ steps, done }: HistoryRecord, run?: UnfinishedRun): boolean {
    return (
      (run !== undefined && !isNoted(run, this.#noted)) ||
      this.#touched.size > 0 ||
      this.#removed.size > 0 ||
      done !== this.#base.done ||
      steps.length !== this.#base.steps.length ||
      steps.at(-1) !== this.#base.steps.at(-1)
    );
  }

  /** Indexes the journal's cell versions, in small steps: a large slide has hundreds of thousands of them. */
  *index(journal: JournalReader): Generator<void, void, void> {
    for (const [n, cell] of journal.versions) {
      this.#versions.set(cell, n);
      if (!this.#bodies.has(cell.outline)) this.#bodies.set(cell.outline, { n, cell });
      yield;
    }
  }

  /** Continues after a journal that has been indexed; local changes remain to be written. */
  continueAfter({ seq, record }: JournalReader, run?: UnfinishedRun): void {
    this.#seq = Math.max(this.#seq, seq);
    this.#base = record;
    this.#noted = run && notedRun(run);
  }

  /** Both of these at once. */
  follow(journal: JournalReader): void {
    finish(this.index(journal));
    this.continueAfter(journal);
  }

  /** Adopts another writer's changes that were never written; where both changed a cell, this writer's wins. */
  adopt({ touched, removed }: LocalChanges): void {
    for (const id of removed) if (!this.#touched.has(id)) this.#removed.add(id);
    for (const id of touched) this.#touched.add(id);
  }

  /** Drops changes that were reverted: they must not win over another tab's. `known` is the last state read. */
  dropUnchanged(known: ReadonlyMap<string, Cell>, cellOf: (id: string) => Cell | undefined): void {
    for (const id of [...this.#removed, ...this.#touched]) {
      if (cellOf(id) !== known.get(id)) continue;
      this.#removed.delete(id);
      this.#touched.delete(id);
    }
  }

  /** Starts an empty journal: all of these cells, and all steps, are to be written again. */
  restart(ids: Iterable<string>): void {
    this.#versions = new Map();
    this.#bodies = new Map();
    this.#touched = new Set(ids);
    this.#removed = new Set();
    this.#base = NOTHING;
    this.#noted = undefined;
  }

  /**
   * The changes since the last draft, as entries in the order in which they must be written. `pack` is the hash of the
   * pack that the cells are described by.
   */
  draftAll(
    slide: string,
    cellOf: (id: string) => Cell | undefined,
    record: HistoryRecord,
    pack?: string,
    run?: UnfinishedRun,
  ): PendingEntry[] {
    return finish(this.draft(slide, cellOf, record, pack, run));
  }

  /**
   * The same in small steps, of the changes up to the first step; later changes wait for the next draft. Must be run to
   * its end before anything but `note` is called.
   */
  *draft(
    slide: string,
    cellOf: (id: string) => Cell | undefined,
    record: HistoryRecord,
    pack?: string,
    run?: UnfinishedRun,
  ): Generator<void, PendingEntry[], void> {
    if (!this.hasChanges(record, run)) return [];
    const { local } = this;
    const noted = this.#noted;
    const claims = run && !isNoted(run, noted) ? claimsSince(run, noted) : undefined;
    if (run && claims) this.#noted = notedRun(run);
    const taken = copyOf(record);
    const cells = [...local.touched].flatMap((id) => cellOf(id) ?? []);
    this.#touched = new Set();
    this.#removed = new Set();
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
    const gone = [...local.removed];
    return drafts.map(({ seq, fresh, now }, index) => ({
      local,
      noted,
      get entry(): JournalEntry {
        return {
          slide,
          seq,
          ...(pack === undefined ? {} : { pack }),
          fresh: fresh.map(keptCell),
          gone: index === 0 ? gone : [],
          now: Float64Array.from(now),
          // In the last entry: a step is never stored before the cells that it refers to.
          ...(index === drafts.length - 1 ? { history: { from, steps, done: taken.done } } : {}),
          // Likewise: a tile is never done before its cells are stored.
          ...(claims && index === drafts.length - 1 ? { run: claims } : {}),
        };
      },
    }));
  }

  /** Takes back drafted entries that were not written: their changes are local again. */
  takeBack(entries: readonly PendingEntry[]): void {
    const [first] = entries;
    if (!first) return;
    for (const { local } of entries) {
      for (const id of local.removed) this.#removed.add(id);
      for (const id of local.touched) this.#touched.add(id);
    }
    this.#base = first.local.base;
    this.#noted = first.noted;
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

  /** The draft that has room for another version. */
  #draft(drafts: Draft[]): Draft {
    const last = drafts.at(-1);
    if (last && last.fresh.length < ENTRY_CELLS) return last;
    const next = { seq: ++this.#seq, fresh: [], now: [] };
    drafts.push(next);
    return next;
  }
}

/**
 * Steps are added and removed at the end, or inserted before the undone ones, which shifts those: where two lists
 * agree at one index, they agree before it.
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

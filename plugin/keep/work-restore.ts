import type { NamedPack } from '../../models/domain/model-info.js';
import { TimeSlices } from '../scheduling/time-slices.js';
import { JournalReader } from './journal-reader.js';
import type { JournalWriter } from './journal-writer.js';
import type { KeepDatabase } from './keep-database.js';
import type { Keeping } from './keeping.js';
import { mergeWork } from './merge-work.js';
import type { SlideSettings } from './slide-settings.js';
import type { SlideWork } from './slide-work.js';
import type { TargetPack } from './target-pack.js';
import { convertUnsavedWork, type UnsavedWork } from './unsaved-work.js';

export interface WorkRestoreParts {
  readonly work: SlideWork;
  readonly settings: SlideSettings;
  readonly writer: JournalWriter;
  readonly target: TargetPack;
  /** Of the models that are open beside the slide. */
  readonly openPack: () => NamedPack | undefined;
  /** ISO 8601. */
  readonly now: () => string;
}

/** Reads a slide's journal and merges it with the work that is here. */
export class WorkRestore {
  /** Collected in this page, and merged by the next `run`. */
  unsaved?: UnsavedWork;
  readonly #parts: WorkRestoreParts;
  #reader?: JournalReader;
  #turn: Promise<void> = Promise.resolve();
  #isFirst = true;
  #restored?: Keeping['restored'];
  #damaged = 0;

  constructor(parts: WorkRestoreParts) {
    this.#parts = parts;
  }

  /** What the first run brought back. */
  get restored(): Keeping['restored'] {
    return this.#restored;
  }

  /** How many stored parts could not be read. */
  get damaged(): number {
    return this.#damaged;
  }

  /** Nothing counts as brought back any more. */
  forget(): void {
    this.#restored = undefined;
  }

  /** The next `run` reads the journal from its beginning, not only what is new. */
  startOver(): void {
    this.#reader = undefined;
  }

  /**
   * Loads the journal, the unsaved work on top of it, and the local changes on top of both; the first run also the
   * settings. Loads nothing where the slide was left and none of its work is needed. Calls run one after another.
   * Rejects with the browser's `DOMException`.
   */
  run(database: KeepDatabase, slide: string): Promise<void> {
    const turn = this.#turn.then(() => this.#run(database, slide));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #run(database: KeepDatabase, slide: string): Promise<void> {
    const { work, writer, target, openPack, now } = this.#parts;
    const stored = await database.readSlide(slide);
    target.read(stored, openPack());
    const reader = this.#readerFor(target);
    const known = reader === this.#reader && new Map(reader.cells);
    await this.#read(reader, database, slide);
    await work.history.applied;
    if (work.isGone) return;
    if (known) writer.dropUnchanged(known, work.cellOf);
    this.#reader = reader;
    this.#damaged = reader.damaged;
    target.noteForeign(reader.foreign);
    const unsaved = this.unsaved && convertUnsavedWork(this.unsaved, target.pack);
    this.unsaved = undefined;
    const kept = unsaved ? mergeWork(reader, unsaved, unsaved.local, now()) : reader;
    const current = { cellOf: work.cellOf, record: work.history.record };
    const merged = mergeWork(kept, current, writer.local, now());
    const run = reader.claims.runOf(stored);
    writer.continueAfter(reader, run);
    if (unsaved) writer.adopt(unsaved.local);
    work.load(merged);
    await work.history.applied;
    work.restoreRun(run);
    this.#restoreSettings(unsaved?.settings ?? stored, kept.cells.size);
  }

  /** The reader to go on with; what was read before the target pack was known is not converted to it. */
  #readerFor({ pack, packs }: TargetPack): JournalReader {
    const known = this.#reader?.pack === pack ? this.#reader : undefined;
    const reader = known ?? new JournalReader(pack);
    reader.addPacks(packs);
    return reader;
  }

  async #read(reader: JournalReader, database: KeepDatabase, slide: string): Promise<void> {
    const slices = new TimeSlices();
    for await (const { seq, entry } of database.readJournal(slide, reader.seq)) {
      reader.add(seq, entry);
      if (slices.due) await slices.pause();
    }
    const indexing = this.#parts.writer.index(reader);
    while (!indexing.next().done) if (slices.due) await slices.pause();
  }

  #restoreSettings(stored: unknown, cells: number): void {
    const { work, settings } = this.#parts;
    if (!this.#isFirst) return;
    this.#isFirst = false;
    if (work.isLeft) {
      settings.continueFrom(stored);
      return;
    }
    const at = (stored as { changedAt?: unknown } | undefined)?.changedAt;
    if (cells > 0) this.#restored = { cells, at: typeof at === 'string' ? at : '' };
    settings.restore(stored, cells > 0);
  }
}

import type { CountArea } from '../count/count-areas.js';
import { TimeSlices } from '../scheduling/time-slices.js';
import type { NamedPack } from '../session.js';
import { JournalReader } from './journal-reader.js';
import { JournalWriter, type Unwritten } from './journal-writer.js';
import { isNamed, type KeepDatabase } from './keep-database.js';
import type { KeepingState, KeptSession } from './keeping.js';
import type { Settings } from './kept-settings.js';
import { mergeWork, type Work } from './merge-work.js';
import { Outbox, type OutboxParts } from './outbox.js';
import { PackFrame, type FramedWork } from './pack-frame.js';
import { rememberedWork } from './remembered-work.js';
import { SlideBench } from './slide-bench.js';
import type { SlideLock } from './slide-lock.js';
import { SlideSettings } from './slide-settings.js';
import { TakingDown } from './taking-down.js';
import type { KeptView } from './viewer-place.js';

/** What a slide's keeper could not write, for the one that goes on with the slide in the same page. */
export interface Heritage extends FramedWork {
  readonly settings: Settings;
}

/** What tabs say to each other of a slide. */
export type TabWord = 'written' | 'forgotten' | 'yield';

export interface SlideKeeperOptions {
  readonly session: KeptSession;
  readonly view?: KeptView;
  readonly now: () => Date;
  /** Longest time that a change waits to be written, milliseconds. */
  readonly delay: number;
  readonly identify: () => Promise<string>;
  /** What an earlier keeper of the slide in this page has not written. */
  readonly inherit?: (slide: string) => Promise<Heritage | undefined>;
  /** `closed` is one that the browser has closed. */
  readonly openDatabase: (closed?: KeepDatabase) => Promise<KeepDatabase>;
  readonly createLock: (slide: string, onLost: () => void) => SlideLock;
  /** Says a word to the other tabs. */
  readonly tell: (slide: string, word: TabWord) => void;
  readonly onState: () => void;
}

/** How long a tab that is asked to give way may take, and a full disk is left alone, milliseconds. */
const PATIENCE = 1000;

/** Keeps the work on one slide from its opening until everything is written, however the viewer has moved on. */
export class SlideKeeper {
  state: KeepingState = 'restoring';
  restored?: { readonly cells: number; readonly at: string };
  damaged = 0;
  cause?: unknown;
  /** Resolves when earlier work has been brought back, or cannot be. */
  readonly ready: Promise<void>;
  readonly #options: SlideKeeperOptions;
  readonly #writer = new JournalWriter();
  readonly #ends: (() => void)[] = [];
  readonly #bench: SlideBench;
  readonly #frame = new PackFrame();
  readonly #taking: TakingDown;
  readonly #outbox: Outbox;
  readonly #settings: SlideSettings;
  #closed = false;
  #heritage?: Heritage;
  #isInheriting = false;
  #slide = '';
  #lock?: SlideLock;
  /** Earlier work is in, and this tab has the right. */
  #mayWrite = false;
  #reader?: JournalReader;
  /** Nothing is stored of the slide, and nothing was done that is worth it. */
  #isNew = true;
  #timer?: ReturnType<typeof setTimeout>;
  #writing?: Promise<void>;
  #bringing: Promise<void> = Promise.resolve();
  #forgotten?: Work;
  /** Those of what is forgotten that no step tells of. */
  #forgottenAreas: readonly CountArea[] = [];

  constructor(options: SlideKeeperOptions) {
    this.#options = options;
    const { session, view } = options;
    this.#bench = new SlideBench(session);
    this.#settings = new SlideSettings(session, view);
    this.#taking = new TakingDown({
      begin: () => this.#beginTaking(),
      whole: async () => {
        const { history } = this.#bench;
        if (!history.isWhole) await history.whole;
      },
      take: (entries) => this.#take(entries),
    });
    this.#outbox = new Outbox({
      openDatabase: options.openDatabase,
      letter: () => this.#letter(),
      onFailed: (error) => this.#fail(error),
    });
    this.#ends.push(
      session.cells.subscribe((change) => {
        if (this.#bench.isQuiet) return;
        this.#writer.note(change);
        this.#schedule();
      }),
    );
    const onChange = (): void => {
      if (!this.#bench.isQuiet) this.#schedule();
    };
    session.addEventListener('change', onChange);
    this.#ends.push(() => session.removeEventListener('change', onChange));
    if (view) this.#ends.push(view.follow((byHand) => this.#onMove(byHand)));
    this.ready = this.#start();
  }

  get slide(): string {
    return this.#slide;
  }

  /** Everything is written, and the right given up. */
  get isClosed(): boolean {
    return this.#closed;
  }

  get isForgotten(): boolean {
    return this.#forgotten !== undefined;
  }

  get pack(): NamedPack | undefined {
    return this.#frame.pack ?? this.#openPack;
  }

  get otherPacks(): readonly string[] {
    return this.#frame.othersOf(this.#bench.cells.all());
  }

  /** Of the models that are open beside the slide. */
  get #openPack(): NamedPack | undefined {
    return this.#bench.isLeft ? undefined : this.#options.session.info;
  }

  /** Whether a person's steps would be lost with the page. */
  get isAtRisk(): boolean {
    if (this.state === 'kept' || this.state === 'none' || this.#closed) return false;
    const { isLeft, record } = this.#bench;
    if (isLeft ? this.#settings.hasOwn : this.#settings.hasOwnNow) return true;
    const kept = new Set((this.#outbox.base ?? this.#writer.own.base).steps);
    return record?.steps.some((step) => step.kind !== 'analyse' && !kept.has(step)) ?? false;
  }

  /** Writes what is not written; resolves when that is done, or cannot be. */
  async flush(): Promise<void> {
    await this.#taking.inSlices();
    this.#writing ??= this.#outbox
      .write(
        () => this.#mayWrite,
        () => this.#hasNewSettings,
      )
      .finally(() => {
        this.#writing = undefined;
        this.#closeIfWritten();
      });
    await this.#writing;
  }

  /** The page may end with this turn: everything is handed to the browser now. */
  flushAtOnce(): void {
    if (!this.#bench.isLeft) this.#bench.history.settle();
    this.#taking.now();
    this.#outbox.writeAtOnce(() => this.#hasNewSettings);
  }

  /** Lets go of the session; resolves when what can be written now is written. */
  async leave(): Promise<void> {
    if (this.#bench.isLeft) return;
    this.#bench.history.settle();
    this.#taking.now();
    for (const end of this.#ends.splice(0)) end();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#forgotten = undefined;
    // Cells that were described here must say by which models, whoever writes them.
    this.#frame.settle(this.#openPack);
    this.#bench.leave(!this.#outbox.isEmpty || this.#writer.hasNews(this.#bench.history.record));
    if (this.#mayWrite) await this.flush();
    else this.#bench.copy();
    this.#closeIfWritten();
  }

  /**
   * Ends here, so that another keeper can go on with the slide in the same page: what could not be written, for the
   * first one who asks.
   */
  async handOver(): Promise<Heritage | undefined> {
    await this.ready;
    await this.flush();
    if (this.#closed || !this.#bench.isLeft) return undefined;
    this.#mayWrite = false;
    this.#giveBack();
    const { cellOf, isCopy } = this.#bench;
    const { record } = this.#bench.history;
    const { pack } = this.#frame;
    const heritage = {
      cellOf,
      record,
      own: this.#writer.own,
      settings: this.#settings.now,
      ...(pack ? { pack } : {}),
    };
    this.#close();
    return isCopy ? heritage : undefined;
  }

  async takeOver(): Promise<void> {
    if (this.state !== 'elsewhere' || !this.#lock) return;
    this.#options.tell(this.#slide, 'yield');
    const until = Date.now() + PATIENCE;
    while (!this.#mayWrite && Date.now() < until && !this.#closed) await pause(20);
    if (this.#mayWrite || this.#closed) return;
    if (await this.#lock.steal()) await this.#begin();
  }

  async forget(): Promise<void> {
    const { session } = this.#options;
    if (this.#bench.isLeft || this.state === 'restoring' || this.state === 'elsewhere') return;
    session.cancel();
    this.#bench.history.settle();
    await this.flush();
    this.#bench.history.settle();
    this.#forgotten = this.#bench.work;
    this.#bench.bring({ cells: new Map(), record: { steps: [], done: 0 } });
    this.#forgottenAreas = session.counting?.areas.list ?? [];
    session.counting?.areas.set([]);
    this.#outbox.takeBack();
    this.#writer.startAnew([]);
    this.#isNew = true;
    this.#settings.forgetOwn();
    this.restored = undefined;
    this.#options.onState();
    try {
      await this.#outbox.database?.forget(this.#slide);
      this.#options.tell(this.#slide, 'forgotten');
      if (this.#mayWrite) this.#setState('kept');
    } catch (error) {
      this.#setState('unavailable', error);
    }
  }

  remember(): void {
    if (!this.#forgotten || this.#bench.isLeft) return;
    this.#bench.history.settle();
    this.#taking.finish();
    const since = this.#bench.work;
    const work = rememberedWork(this.#forgotten, since, this.#now());
    // The journal holds what was done since; of that, what does not stand any more is to go.
    const gone = [...this.#writer.own.gone, ...since.cells.keys()].filter((id) => !work.cells.has(id));
    this.#forgotten = undefined;
    const areas = this.#options.session.counting?.areas;
    const old = new Set(this.#forgottenAreas.map(({ id }) => id));
    areas?.set([...this.#forgottenAreas, ...areas.list.filter(({ id }) => !old.has(id))]);
    this.#bench.bring(work);
    this.#writer.startAnew(work.cells.keys());
    this.#writer.note({ added: [], removed: gone });
    this.#options.onState();
    this.#schedule();
  }

  /** Another tab speaks of this slide. */
  hear(word: TabWord): void {
    if (word === 'yield') void this.#yield();
    else if (this.state === 'elsewhere' && !this.#bench.isLeft) {
      if (word === 'forgotten') this.#reader = undefined;
      this.#timer ??= setTimeout(() => this.#tick(), this.#options.delay);
    }
  }

  async #start(): Promise<void> {
    const { identify, openDatabase, createLock } = this.#options;
    try {
      this.#slide = await identify();
      if (this.#closed) return;
      await this.#inherit();
      this.#outbox.database = await openDatabase();
      if (this.#closed) return;
      this.#lock = createLock(this.#slide, () => void this.#onLost());
      const has = await this.#lock.tryTake();
      if (this.#closed) {
        this.#lock.release();
        return;
      }
      await this.#bringBack();
      if (this.#closed) return;
      if (has) this.#setWriting();
      else this.#wait();
      // The slide may have been left while its earlier work came back.
      if (has && this.#bench.isLeft) await this.flush();
    } catch (error) {
      this.#setState('unavailable', error);
    }
    this.#closeIfWritten();
  }

  /** This tab has the right now: goes on after what the others have written. */
  async #begin(): Promise<void> {
    try {
      await this.#bringBack();
      this.#setWriting();
      await this.flush();
    } catch (error) {
      this.#setState('unavailable', error);
    }
    this.#closeIfWritten();
  }

  async #inherit(): Promise<void> {
    this.#isInheriting = true;
    this.#heritage = await this.#options.inherit?.(this.#slide);
    this.#isInheriting = false;
    // The slide may have been left meanwhile, and its session holds the cells of another.
    if (this.#heritage && this.#bench.isLeft) this.#bench.copy(true);
  }

  #setWriting(): void {
    this.#mayWrite = true;
    this.#reader = undefined;
    this.#setState('kept');
    this.#schedule();
  }

  #wait(): void {
    this.#mayWrite = false;
    this.#setState('elsewhere');
    void this.#lock?.wait().then((has) => {
      if (has && !this.#closed) return this.#begin();
      return undefined;
    });
  }

  async #yield(): Promise<void> {
    if (!this.#mayWrite) return;
    await this.flush();
    if (this.#closed) return;
    this.#mayWrite = false;
    this.#giveBack();
    this.#lock?.release();
    this.#wait();
  }

  async #onLost(): Promise<void> {
    this.#mayWrite = false;
    // What is on its way may still arrive, and must not be written a second time then.
    await this.#writing;
    this.#giveBack();
    if (!this.#closed) this.#wait();
  }

  #giveBack(): void {
    this.#taking.finish();
    this.#bench.copy();
    this.#writer.giveBack(this.#outbox.takeBack());
    this.#reader = undefined;
  }

  /** Reads what is in the journal beyond what is known, and puts it on the bench under the own work. */
  #bringBack(): Promise<void> {
    const turn = this.#bringing.then(() => this.#bringNext());
    this.#bringing = turn.catch(() => undefined);
    return turn;
  }

  async #bringNext(): Promise<void> {
    const { database } = this.#outbox;
    if (!database) return;
    const bench = this.#bench;
    const isFirst = this.#isNew && this.state === 'restoring';
    const stored = await database.readSlide(this.#slide);
    this.#frame.learn(stored, this.#openPack);
    // What was read while no models were known is in no frame.
    if (this.#reader?.pack !== this.#frame.pack) this.#reader = undefined;
    const reader = this.#reader ?? new JournalReader(this.#frame.pack);
    reader.learnPacks(this.#frame.packs);
    const known = this.#reader && new Map(this.#reader.cells);
    const slices = new TimeSlices();
    for await (const { seq, entry } of database.readJournal(this.#slide, reader.seq)) {
      reader.add(seq, entry);
      if (slices.due) await slices.pause();
    }
    const learning = this.#writer.learn(reader);
    while (!learning.next().done) if (slices.due) await slices.pause();
    await bench.history.whole;
    if (bench.isGone) return;
    if (known) this.#writer.forgetUnchanged(known, bench.cellOf);
    this.#reader = reader;
    this.damaged = reader.damaged;
    this.#frame.noteForeign(reader.foreign);
    const heritage = this.#frame.bring(this.#heritage);
    this.#heritage = undefined;
    const kept = heritage ? mergeWork(reader, heritage, heritage.own, this.#now()) : reader;
    const work = this.#merged(kept);
    this.#writer.goOnAfter(reader);
    if (heritage) this.#writer.inherit(heritage.own);
    bench.bring(work);
    await bench.history.whole;
    if (!isFirst) return;
    const settings = heritage?.settings ?? stored;
    if (!bench.isLeft) this.#takeSettings(settings, kept.cells.size);
    else if (typeof settings === 'object' && settings !== null) this.#settings.goOnFrom(settings);
  }

  #takeSettings(stored: unknown, cells: number): void {
    if (stored !== undefined || cells > 0) {
      this.#isNew = false;
      const at = (stored as { changedAt?: unknown } | undefined)?.changedAt;
      if (cells > 0) this.restored = { cells, at: typeof at === 'string' ? at : '' };
      this.#settings.apply(stored);
    }
    this.#settings.takeAsWritten(!this.#isNew);
  }

  #merged(kept: Work): Work {
    return this.#bench.merged(kept, this.#writer.own, this.#now());
  }

  #now(): string {
    return this.#options.now().toISOString();
  }

  #onMove(byHand: boolean): void {
    this.#settings.noteMove(byHand);
    this.#schedule();
  }

  get #hasNewSettings(): boolean {
    return !this.#isNew && this.#mayWrite && this.#settings.hasNews;
  }

  #schedule(): void {
    if (!this.#mayWrite || (this.#bench.isLeft && this.#outbox.isEmpty)) return;
    const pace = this.state === 'kept' ? this.#options.delay : PATIENCE;
    this.#timer ??= setTimeout(() => this.#tick(), pace);
  }

  #tick(): void {
    this.#timer = undefined;
    if (this.#mayWrite) void this.flush();
    else if (this.state === 'elsewhere' && !this.#bench.isLeft) {
      this.#bringBack().catch((error: unknown) => this.#setState('unavailable', error));
    }
  }

  #beginTaking(): Generator<void, Unwritten[], void> | undefined {
    const bench = this.#bench;
    if (!this.#mayWrite || bench.isGone) return undefined;
    if (!bench.isLeft) this.#settings.note();
    // From the first thing on that a person has said, a cell or not.
    if (this.#settings.hasOwn) this.#isNew = false;
    this.#frame.settle(this.#openPack);
    return this.#writer.taking(this.#slide, bench.cellOf, bench.history.record, this.#frame.pack?.packHash);
  }

  #take(entries: readonly Unwritten[]): void {
    this.#outbox.put(entries);
    if (entries.length > 0) this.#isNew = false;
  }

  #letter(): ReturnType<OutboxParts['letter']> {
    const { packs } = this.#frame;
    const settle = this.#settings.write();
    return {
      record: {
        ...this.#settings.now,
        slide: this.#slide,
        changedAt: this.#now(),
        ...(packs.length > 0 ? { packs } : {}),
      },
      onWritten: () => {
        settle();
        if (this.#mayWrite) this.#setState('kept');
        this.#options.tell(this.#slide, 'written');
      },
    };
  }

  #fail(error: unknown): void {
    // Somebody has written this entry: the right is theirs.
    if (isNamed(error, 'ConstraintError')) {
      this.#mayWrite = false;
      this.#giveBack();
      this.#lock?.release();
      this.#wait();
      return;
    }
    this.#setState(isNamed(error, 'QuotaExceededError') ? 'full' : 'unavailable', error);
    this.#schedule();
  }

  #closeIfWritten(): void {
    const { isLeft, isCopy, history } = this.#bench;
    if (!isLeft || this.#closed) return;
    const hasOwn = isCopy && this.#writer.hasNews(history.record);
    const isPending = this.#taking.isUnderWay || (this.#mayWrite ? !this.#outbox.isEmpty : hasOwn);
    if (this.#isInheriting || (isPending && this.state !== 'unavailable')) return;
    this.#close();
  }

  #close(): void {
    this.#closed = true;
    this.#bench.drop();
    clearTimeout(this.#timer);
    this.#lock?.release();
    this.#options.onState();
  }

  #setState(state: KeepingState, cause?: unknown): void {
    if (state === this.state && cause === this.cause) return;
    this.state = state;
    this.cause = cause;
    this.#options.onState();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

import type { Cell } from '../../models/domain/cell.js';
import type { Polygon } from '../../models/domain/geometry.js';
import { CellStore } from '../cells/cell-store.js';
import { History, type CellChange, type HistoryRecord } from '../review/history.js';
import { TimeSlices } from '../scheduling/time-slices.js';
import type { NamedPack } from '../session.js';
import { JournalReader } from './journal-reader.js';
import { JournalWriter, type OwnWork, type Unwritten } from './journal-writer.js';
import { isNamed, type KeepDatabase } from './keep-database.js';
import type { KeepingState, KeptSession } from './keeping.js';
import { applySettings, ownSettings, settingsOf, type Settings } from './kept-settings.js';
import { joinPacks, PackChange, soundPacks } from './kept-pack.js';
import { mergeWork, type PresentWork, type Work } from './merge-work.js';
import type { SlideLock } from './slide-lock.js';
import type { KeptView, ViewPlace } from './viewer-place.js';

/** What a slide's keeper could not write, for the one that goes on with the slide in the same page. */
export interface Heritage extends PresentWork {
  readonly own: OwnWork;
  /** In whose frame the cells are. */
  readonly pack?: NamedPack;
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
  #cells: CellStore;
  #history: History;
  /** The session has gone on to another slide; cells and history are a copy where there is something to write. */
  #left = false;
  /** The bench as it was left, from which that copy is made where it is needed. */
  #bench?: { readonly cells: readonly Cell[]; readonly record: HistoryRecord };
  #closed = false;
  #heritage?: Heritage;
  #isInheriting = false;
  #quiet = false;
  #movedByHand = false;
  #slide = '';
  #database?: KeepDatabase;
  #lock?: SlideLock;
  /** Earlier work is in, and this tab has the right. */
  #mayWrite = false;
  #reader?: JournalReader;
  /** In whose frame the cells are. Stays once there is one, since all of them are brought into it. */
  #pack?: NamedPack;
  #packs: readonly NamedPack[] = [];
  /** Pack names by the outlines of cells that other packs described. */
  #foreign: ReadonlyMap<Polygon, string> = new Map();
  /** What is being taken down, for the outbox. */
  #taking?: Generator<void, Unwritten[], void>;
  #outbox: Unwritten[] = [];
  readonly #issued = new Set<Unwritten>();
  #place?: ViewPlace;
  #settings: Settings;
  #written = '';
  /** A person's own settings as the slide came, or as they were written. */
  #known: string;
  #isNew = true;
  #timer?: ReturnType<typeof setTimeout>;
  #writing?: Promise<void>;
  #bringing: Promise<void> = Promise.resolve();
  #collecting: Promise<void> = Promise.resolve();
  #forgotten?: Work;

  constructor(options: SlideKeeperOptions) {
    this.#options = options;
    const { session, view } = options;
    this.#cells = session.cells;
    this.#history = session.review.history;
    this.#settings = settingsOf(session, undefined);
    const { counting } = this.#settings;
    // The areas are still those of the slide before.
    this.#known = ownSettings({
      ...this.#settings,
      ...(counting && { counting: { ...counting, areas: [] } }),
    });
    this.#ends.push(
      session.cells.subscribe((change) => {
        if (this.#quiet) return;
        this.#writer.note(change);
        this.#schedule();
      }),
    );
    const onChange = (): void => {
      if (!this.#quiet) this.#schedule();
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
    return this.#pack ?? (this.#left ? undefined : this.#options.session.info);
  }

  get otherPacks(): readonly string[] {
    if (this.#foreign.size === 0) return [];
    const names = new Set<string>();
    for (const { outline } of this.#cells.all()) {
      const name = this.#foreign.get(outline);
      if (name !== undefined) names.add(name);
    }
    return [...names].sort();
  }

  /** Whether a person's steps would be lost with the page. */
  get isAtRisk(): boolean {
    if (this.state === 'kept' || this.state === 'none' || this.#closed) return false;
    if (
      ownSettings(this.#left ? this.#settings : settingsOf(this.#options.session, undefined)) !== this.#known
    )
      return true;
    const { steps } = this.#bench?.record ?? this.#history.record;
    if (this.#left && !this.#bench && !this.#isCopy) return false;
    const kept = new Set(this.#outbox[0]?.own.base.steps ?? this.#writer.own.base.steps);
    return steps.some((step) => step.kind !== 'analyse' && !kept.has(step));
  }

  /** Writes what is not written; resolves when that is done, or cannot be. */
  async flush(): Promise<void> {
    await this.#collectInSlices();
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
      this.#closeIfWritten();
    });
    await this.#writing;
  }

  /** The page may end with this turn: everything is handed to the browser now. */
  flushAtOnce(): void {
    if (!this.#left) this.#history.settle();
    this.#collect();
    const rest = this.#outbox.filter((unwritten) => !this.#issued.has(unwritten));
    for (const unwritten of rest) void this.#append(unwritten);
    if (rest.length === 0 && this.#hasNewSettings) void this.#append(undefined);
  }

  /** Lets go of the session; resolves when what can be written now is written. */
  async leave(): Promise<void> {
    if (this.#left) return;
    this.#history.settle();
    this.#collect();
    for (const end of this.#ends.splice(0)) end();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left = true;
    this.#forgotten = undefined;
    if (this.#outbox.length > 0 || this.#writer.hasNews(this.#history.record)) {
      const { steps, done } = this.#history.record;
      this.#bench = { cells: [...this.#cells.all()], record: { steps: [...steps], done } };
    }
    if (this.#mayWrite) await this.flush();
    else this.#copyBench();
    this.#closeIfWritten();
  }

  /**
   * Ends here, so that another keeper can go on with the slide in the same page: what could not be written, for the
   * first one who asks.
   */
  async handOver(): Promise<Heritage | undefined> {
    await this.ready;
    await this.flush();
    if (this.#closed || !this.#left) return undefined;
    this.#mayWrite = false;
    this.#giveBack();
    const { own } = this.#writer;
    const { record } = this.#history;
    const heritage = {
      cellOf: (id: string) => this.#cells.get(id),
      record,
      own,
      settings: this.#settings,
      ...(this.#pack ? { pack: this.#pack } : {}),
    };
    this.#close();
    return this.#isCopy ? heritage : undefined;
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
    if (this.#left || this.state === 'restoring' || this.state === 'elsewhere') return;
    session.cancel();
    this.#history.settle();
    await this.flush();
    const { steps, done } = this.#history.record;
    this.#history.settle();
    this.#forgotten = {
      cells: new Map([...this.#cells.all()].map((cell) => [cell.id, cell])),
      record: { steps: [...steps], done },
    };
    this.#bring({ cells: new Map(), record: { steps: [], done: 0 } });
    this.#outbox = [];
    this.#writer.startAnew([]);
    this.#isNew = true;
    this.#known = ownSettings(settingsOf(session, undefined));
    this.restored = undefined;
    this.#options.onState();
    try {
      await this.#database?.forget(this.#slide);
      this.#options.tell(this.#slide, 'forgotten');
      if (this.#mayWrite) this.#setState('kept');
    } catch (error) {
      this.#setState('unavailable', error);
    }
  }

  remember(): void {
    if (!this.#forgotten || this.#left) return;
    this.#history.settle();
    const work = this.#merged(this.#forgotten);
    this.#forgotten = undefined;
    this.#bring(work);
    this.#writer.startAnew(work.cells.keys());
    this.#options.onState();
    this.#schedule();
  }

  /** Another tab speaks of this slide. */
  hear(word: TabWord): void {
    if (word === 'yield') void this.#yield();
    else if (this.state === 'elsewhere' && !this.#left) {
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
      this.#database = await openDatabase();
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
      if (has && this.#left) await this.flush();
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
    if (!this.#heritage || !this.#left) return;
    this.#bench ??= { cells: [], record: { steps: [], done: 0 } };
    this.#copyBench();
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
    this.#finishTaking();
    this.#copyBench();
    this.#writer.giveBack(this.#outbox);
    this.#outbox = [];
    this.#reader = undefined;
  }

  /** Reads what is in the journal beyond what is known, and puts it on the bench under the own work. */
  #bringBack(): Promise<void> {
    const turn = this.#bringing.then(() => this.#bringNext());
    this.#bringing = turn.catch(() => undefined);
    return turn;
  }

  async #bringNext(): Promise<void> {
    const database = this.#database;
    if (!database) return;
    const isFirst = this.#isNew && this.state === 'restoring';
    const stored = await database.readSlide(this.#slide);
    this.#packs = soundPacks((stored as { packs?: unknown } | undefined)?.packs);
    this.#pack = this.pack ?? this.#packs.at(-1);
    const reader = this.#reader ?? new JournalReader(this.#pack);
    reader.learnPacks(this.#packs);
    const known = this.#reader && new Map(this.#reader.cells);
    const slices = new TimeSlices();
    for await (const { seq, entry } of database.readJournal(this.#slide, reader.seq)) {
      reader.add(seq, entry);
      if (slices.due) await slices.pause();
    }
    const learning = this.#writer.learn(reader);
    while (!learning.next().done) if (slices.due) await slices.pause();
    await this.#history.whole;
    if (this.#left && !this.#isCopy) return;
    if (known) this.#writer.forgetUnchanged(known, (id) => this.#cells.get(id));
    this.#reader = reader;
    this.damaged = reader.damaged;
    this.#foreign = reader.foreign;
    const heritage = this.#inOwnFrame(this.#heritage);
    this.#heritage = undefined;
    const kept = heritage ? mergeWork(reader, heritage, heritage.own, this.#now()) : reader;
    const work = this.#merged(kept);
    this.#writer.goOnAfter(reader);
    if (heritage) this.#writer.inherit(heritage.own);
    this.#bring(work);
    await this.#history.whole;
    if (isFirst && !this.#left) this.#takeSettings(heritage?.settings ?? stored, kept.cells.size);
  }

  /** What was left unwritten may have been described by the models that were open before. */
  #inOwnFrame(heritage: Heritage | undefined): Heritage | undefined {
    const { pack } = heritage ?? {};
    if (!heritage || !pack || !this.#pack || pack.packHash === this.#pack.packHash) return heritage;
    const change = new PackChange(pack, this.#pack);
    const inFrame = (cell: Cell | undefined): Cell | undefined => cell && change.cell(cell);
    return {
      ...heritage,
      cellOf: (id) => inFrame(heritage.cellOf(id)),
      record: change.record(heritage.record),
      own: { ...heritage.own, base: change.record(heritage.own.base) },
    };
  }

  #takeSettings(stored: unknown, cells: number): void {
    const { session, view } = this.#options;
    if (stored !== undefined || cells > 0) {
      this.#isNew = false;
      const at = (stored as { changedAt?: unknown } | undefined)?.changedAt;
      if (cells > 0) this.restored = { cells, at: typeof at === 'string' ? at : '' };
      applySettings(stored, session, this.#movedByHand ? undefined : view);
    }
    const own = settingsOf(session, undefined);
    this.#noteSettings();
    this.#written = JSON.stringify(this.#settings);
    if (!this.#isNew) this.#known = ownSettings(own);
  }

  #merged(kept: Work): Work {
    const present = { cellOf: (id: string) => this.#cells.get(id), record: this.#history.record };
    return mergeWork(kept, present, this.#writer.own, this.#now());
  }

  #now(): string {
    return this.#options.now().toISOString();
  }

  #bring({ cells, record }: Work): void {
    const changes: CellChange[] = [];
    for (const before of this.#cells.all()) if (!cells.has(before.id)) changes.push({ before });
    for (const after of cells.values()) {
      const before = this.#cells.get(after.id);
      if (before !== after) changes.push(before ? { before, after } : { after });
    }
    this.#quietly(() => this.#history.restore(record, changes, (apply) => this.#quietly(apply)));
  }

  /** What comes out of the journal is not to be written into it again. */
  #quietly(work: () => void): void {
    const was = this.#quiet;
    this.#quiet = true;
    try {
      work();
    } finally {
      this.#quiet = was;
    }
  }

  #onMove(byHand: boolean): void {
    if (byHand) this.#movedByHand = true;
    this.#schedule();
  }

  get #hasNewSettings(): boolean {
    return !this.#isNew && this.#mayWrite && this.#written !== JSON.stringify(this.#settings);
  }

  #noteSettings(): void {
    if (this.#left) return;
    const { session, view } = this.#options;
    this.#place = view?.place ?? this.#place;
    this.#settings = settingsOf(session, this.#place);
  }

  #schedule(): void {
    if (!this.#mayWrite || (this.#left && this.#outbox.length === 0)) return;
    const pace = this.state === 'kept' ? this.#options.delay : PATIENCE;
    this.#timer ??= setTimeout(() => this.#tick(), pace);
  }

  #tick(): void {
    this.#timer = undefined;
    if (this.#mayWrite) void this.flush();
    else if (this.state === 'elsewhere' && !this.#left) {
      this.#bringBack().catch((error: unknown) => this.#setState('unavailable', error));
    }
  }

  /** Takes down at once what is not taken down yet. */
  #collect(): void {
    this.#finishTaking();
    if (this.#beginTaking()) this.#finishTaking();
  }

  /** The same in slices between which the page answers, once a large step is in the store as a whole. */
  #collectInSlices(): Promise<void> {
    this.#collecting = this.#collecting.then(() => this.#collectNext());
    return this.#collecting;
  }

  async #collectNext(): Promise<void> {
    if (!this.#history.isWhole) await this.#history.whole;
    this.#finishTaking();
    const taking = this.#beginTaking();
    const slices = new TimeSlices();
    // Somebody in a hurry may have finished it meanwhile.
    while (taking && this.#taking === taking) {
      const { done, value } = taking.next();
      if (done) this.#take(value);
      else if (slices.due) await slices.pause();
    }
  }

  #beginTaking(): Generator<void, Unwritten[], void> | undefined {
    // Once the slide is left, the session's cells are those of another.
    if (!this.#mayWrite || (this.#left && !this.#isCopy)) return undefined;
    this.#noteSettings();
    // From the first thing on that a person has said, a cell or not.
    if (ownSettings(this.#settings) !== this.#known) this.#isNew = false;
    this.#pack = this.pack;
    if (this.#pack) this.#packs = joinPacks(this.#packs, [this.#pack]);
    this.#taking = this.#writer.taking(
      this.#slide,
      (id) => this.#cells.get(id),
      this.#history.record,
      this.#pack?.packHash,
    );
    return this.#taking;
  }

  #finishTaking(): void {
    while (this.#taking) {
      const { done, value } = this.#taking.next();
      if (done) this.#take(value);
    }
  }

  #take(taken: readonly Unwritten[]): void {
    this.#taking = undefined;
    this.#outbox.push(...taken);
    if (taken.length > 0) this.#isNew = false;
  }

  async #write(): Promise<void> {
    while (this.#mayWrite) {
      const next = this.#outbox.find((unwritten) => !this.#issued.has(unwritten));
      if (!next && !this.#hasNewSettings) return;
      if (!(await this.#append(next))) return;
    }
  }

  /** Hands it to the browser in this turn; whether it was written. */
  async #append(unwritten: Unwritten | undefined, isSecondTry = false): Promise<boolean> {
    const [settings, own] = [JSON.stringify(this.#settings), ownSettings(this.#settings)];
    const record = {
      ...this.#settings,
      slide: this.#slide,
      changedAt: this.#now(),
      ...(this.#packs.length > 0 ? { packs: this.#packs } : {}),
    };
    if (unwritten) this.#issued.add(unwritten);
    try {
      if (!this.#database) throw new DOMException('There is no database.', 'InvalidStateError');
      await this.#database.append(record, unwritten?.entry);
      this.#outbox = this.#outbox.filter((other) => other !== unwritten);
      this.#written = settings;
      this.#known = own;
      if (this.#mayWrite) this.#setState('kept');
      this.#options.tell(this.#slide, 'written');
      return true;
    } catch (error) {
      // The browser may close a database under pressure, and give it back when it is asked again.
      if (isNamed(error, 'InvalidStateError') && !isSecondTry) {
        this.#database = await this.#options.openDatabase(this.#database).catch(() => undefined);
        return await this.#append(unwritten, true);
      }
      this.#fail(error);
      return false;
    } finally {
      if (unwritten) this.#issued.delete(unwritten);
    }
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

  /** The session's store and history go on with another slide; what is not written yet lives on in a copy. */
  #copyBench(): void {
    if (!this.#bench) return;
    const cells = new CellStore();
    cells.apply({ added: this.#bench.cells, removed: [] });
    const history = new History(cells);
    history.restore(this.#bench.record);
    this.#cells = cells;
    this.#history = history;
    this.#bench = undefined;
  }

  #closeIfWritten(): void {
    if (!this.#left || this.#closed) return;
    const hasOwn = this.#isCopy && this.#writer.hasNews(this.#history.record);
    const isPending = this.#taking !== undefined || (this.#mayWrite ? this.#outbox.length > 0 : hasOwn);
    if (this.#isInheriting || (isPending && this.state !== 'unavailable')) return;
    this.#close();
  }

  #close(): void {
    this.#closed = true;
    this.#bench = undefined;
    clearTimeout(this.#timer);
    this.#lock?.release();
    this.#options.onState();
  }

  get #isCopy(): boolean {
    return this.#cells !== this.#options.session.cells;
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

import type { NamedPack } from '../../models/domain/model-info.js';
import { SmearError } from '../../models/domain/errors.js';
import type { SlideReader } from '../slide/slide-reader.js';
import { answered, answeringDatabase, PATIENCE_MS } from './answering-database.js';
import { openKeepDatabase, type KeepDatabase } from './keep-database.js';
import type { KeptExample } from './reference-cells/example-database.js';
import { KeptExamples } from './reference-cells/kept-examples.js';
import type { KeepingState, KeptSession, SessionKeeper } from './keeping.js';
import { SlideKeeper, type TabEvent } from './slide-keeper.js';
import { SlideLock } from './slide-lock.js';
import { collectUnsavedWork } from './unsaved-work.js';
import { workListOf, type ListedSlide } from './keep-database.js';
import type { KeptView } from '../viewer/viewer-place.js';

export interface KeeperOptions {
  readonly session: KeptSession;
  /** Name of the database, and of what the tabs share. */
  readonly database: string;
  readonly view?: KeptView;
  /** The fingerprint of the open slide; `undefined` where it was closed before. */
  readonly identify: (slide: SlideReader) => Promise<string | undefined>;
  /** The clock for stored times; the computer's by default. */
  readonly now?: () => Date;
  /** Longest time that a change waits to be written, milliseconds. */
  readonly delay?: number;
  /** Opens the database; rejects where the browser stores nothing. */
  readonly openDatabase?: (name: string, onEnd: () => void) => Promise<KeepDatabase>;
  /** Longest time that the database may take to answer, milliseconds; then work goes on unkept. */
  readonly patience?: number;
  /** How long after a change pictures of confirmed cells are kept, milliseconds. */
  readonly exampleDelay?: number;
}

/** Shorter than a person notices, and long enough that an analysis writes only a few times a second. */
const DELAY = 250;

/** Asks all keepers on the page to name the slides that they hold; each copy of this library answers its own. */
const ROLL_CALL = 'smearlens-keepers';

interface TabMessage {
  readonly slide: string;
  readonly event: TabEvent;
}

/**
 * Keeps the work of a session in the browser, per slide by its fingerprint, from the first change on. Each
 * slide has a keeper of its own, which lives until all is written, even if another slide is opened meanwhile.
 */
export class Keeper implements SessionKeeper {
  readonly #options: KeeperOptions;
  readonly #keepers = new Set<SlideKeeper>();
  readonly #tabs: BroadcastChannel | undefined;
  readonly #examples: KeptExamples;
  #current?: SlideKeeper;
  #database?: Promise<KeepDatabase>;
  #isDisposed = false;
  /** Resolves when the slides before are written, so that opening one again finds everything. */
  #before: Promise<void> = Promise.resolve();

  constructor(options: KeeperOptions) {
    this.#options = options;
    const name = `smearlens-keeping:${options.database}`;
    this.#tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
    this.#tabs?.addEventListener('message', this.#onMessage);
    this.#examples = new KeptExamples({
      database: `${options.database}-examples`,
      now: options.now ?? (() => new Date()),
      ...(options.exampleDelay === undefined ? {} : { delay: options.exampleDelay }),
    });
    document.addEventListener('visibilitychange', this.#onVisibility);
    addEventListener('pagehide', this.#onPageHide);
    document.addEventListener(`${ROLL_CALL}:${options.database}`, this.#onRollCall);
  }

  get state(): KeepingState {
    return this.#current?.state ?? 'none';
  }

  get restored(): { readonly cells: number; readonly at: string } | undefined {
    return this.#current?.journal.restore.restored;
  }

  get damaged(): number {
    return this.#current?.journal.restore.damaged ?? 0;
  }

  get cause(): unknown {
    return this.#current?.cause;
  }

  get pack(): NamedPack | undefined {
    return this.#current?.journal.pack;
  }

  get otherPacks(): readonly string[] {
    return this.#current?.journal.otherPacks ?? [];
  }

  get isForgotten(): boolean {
    return this.#current?.journal.isForgotten ?? false;
  }

  get ready(): Promise<void> {
    return this.#current?.ready ?? Promise.resolve();
  }

  async takeOver(): Promise<void> {
    await this.#current?.takeOver();
  }

  async forget(): Promise<void> {
    await this.#current?.forget();
    await this.#examples.update();
  }

  async examples(kind: string): Promise<readonly KeptExample[]> {
    // Before that nobody knows which of them are of this slide.
    await this.ready;
    return this.#examples.of(kind, this.#current?.slide ?? '');
  }

  async workList(): Promise<readonly ListedSlide[]> {
    const database = await this.#open().catch(() => undefined);
    return database ? workListOf(await database.listSlides()) : [];
  }

  remember(): void {
    this.#current?.remember();
  }

  async flush(): Promise<void> {
    const current = this.#current;
    // What is done while earlier work is restored is written after it.
    await current?.ready;
    await current?.flush();
  }

  leave(): void {
    const left = this.#current;
    if (!left) return;
    this.#current = undefined;
    this.#examples.leave();
    this.#before = Promise.all([this.#before, left.leave()]).then(() => undefined);
    this.#guard();
  }

  open(slide: SlideReader | undefined): void {
    this.leave();
    if (!slide) return;
    const { session, view, identify, delay = DELAY, now = () => new Date() } = this.#options;
    const before = this.#before;
    const keeper: SlideKeeper = new SlideKeeper({
      session,
      view,
      now,
      delay,
      identify: async () => {
        const fingerprint = await identify(slide);
        await before;
        if (fingerprint === undefined) throw new SmearError('disposed', 'The slide has been closed.');
        return fingerprint;
      },
      collectUnsavedWork: (fingerprint) => collectUnsavedWork(this.#callRoll(), fingerprint, keeper),
      openDatabase: (closed) => this.#open(closed),
      createLock: (fingerprint, onLost) =>
        new SlideLock(`smearlens-keeping:${this.#options.database}/${fingerprint}`, locksOf(), onLost),
      broadcast: (fingerprint, event) => {
        const message: TabMessage = { slide: fingerprint, event };
        this.#tabs?.postMessage(message);
        if (event === 'written' && keeper === this.#current) this.#examples.changed();
      },
      onChange: () => this.#onChange(keeper),
    });
    this.#keepers.add(keeper);
    this.#current = keeper;
    this.#examples.open(() =>
      keeper.state === 'kept'
        ? {
            slide: keeper.slide,
            reader: slide,
            micronsPerPixel: session.resolution?.micronsPerPixel,
            cells: session.cells,
          }
        : undefined,
    );
  }

  async dispose(): Promise<void> {
    this.leave();
    await this.#before;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    removeEventListener('pagehide', this.#onPageHide);
    this.#isDisposed = true;
    await this.#closeIfDone();
  }

  /** A keeper that waits for another tab to give way, or for room on the disk, still needs the database and the tabs. */
  async #closeIfDone(): Promise<void> {
    if (!this.#isDisposed || this.#keepers.size > 0) return;
    document.removeEventListener(`${ROLL_CALL}:${this.#options.database}`, this.#onRollCall);
    this.#tabs?.close();
    const opened = this.#database;
    this.#database = undefined;
    await this.#examples.close();
    (await opened?.catch(() => undefined))?.close();
  }

  /** Every keeper on the page, those of sessions that have ended without being able to write too, the oldest session first. */
  #callRoll(): Iterable<SlideKeeper> {
    const present: SlideKeeper[] = [];
    document.dispatchEvent(new CustomEvent(`${ROLL_CALL}:${this.#options.database}`, { detail: present }));
    return present;
  }

  async #open(closed?: KeepDatabase): Promise<KeepDatabase> {
    if (closed && (await this.#database) === closed) this.#database = undefined;
    const opening = (this.#database ??= this.#openAnswering(() => {
      if (this.#database === opening) this.#database = undefined;
    }));
    opening.catch(() => {
      if (this.#database === opening) this.#database = undefined;
    });
    return opening;
  }

  async #openAnswering(onEnd: () => void): Promise<KeepDatabase> {
    const { database: name, openDatabase = openKeepDatabase, patience = PATIENCE_MS } = this.#options;
    const opened = openDatabase(name, onEnd);
    try {
      return answeringDatabase(await answered(opened, patience), patience);
    } catch (error) {
      // One that comes after all belongs to nobody, and would hold other pages up.
      opened.then((late) => late.close()).catch(() => undefined);
      throw error;
    }
  }

  #onChange(keeper: SlideKeeper): void {
    if (keeper.isClosed && this.#keepers.delete(keeper)) void this.#closeIfDone();
    this.#guard();
    if (keeper === this.#current) this.#options.session.dispatchEvent(new CustomEvent('change'));
  }

  /** Only while something can be lost: a page that listens for this is excluded from the browser's back-forward cache. */
  #guard(): void {
    const isNeeded = [...this.#keepers].some((keeper) =>
      keeper === this.#current ? keeper.state !== 'kept' : keeper.isAtRisk,
    );
    if (isNeeded) addEventListener('beforeunload', this.#onBeforeUnload);
    else removeEventListener('beforeunload', this.#onBeforeUnload);
  }

  readonly #onMessage = ({ data }: MessageEvent<TabMessage>): void => {
    for (const keeper of this.#keepers) if (keeper.slide === data.slide) keeper.onTabEvent(data.event);
  };

  readonly #onRollCall = (event: Event): void => {
    (event as CustomEvent<SlideKeeper[]>).detail.push(...this.#keepers);
  };

  readonly #onVisibility = (): void => {
    if (document.visibilityState === 'hidden') void this.flush();
  };

  readonly #onPageHide = (): void => {
    for (const keeper of this.#keepers) keeper.flushAtOnce();
  };

  readonly #onBeforeUnload = (event: BeforeUnloadEvent): void => {
    if ([...this.#keepers].some(({ isAtRisk }) => isAtRisk)) event.preventDefault();
  };
}

/** Pages served without TLS have none. */
function locksOf(): LockManager | undefined {
  return (navigator as Partial<Navigator>).locks;
}

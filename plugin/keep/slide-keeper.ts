import type { KeptView } from '../viewer/viewer-place.js';
import { isNamed, type KeepDatabase } from './keep-database.js';
import { causeOf, KeeperMachine, keepingState, type KeeperState } from './keeper-state.js';
import type { KeepingState, KeptSession } from './keeping.js';
import { SlideJournal } from './slide-journal.js';
import type { SlideLock } from './slide-lock.js';
import type { UnsavedWork, UnsavedWorkHolder } from './unsaved-work.js';
import { WriterRole } from './writer-role.js';

/** What a tab reports of a slide: it has written, it has forgotten the work, it wants to write. */
export type TabEvent = 'written' | 'forgotten' | 'release-requested';

export interface SlideKeeperOptions {
  readonly session: KeptSession;
  readonly view?: KeptView;
  readonly now: () => Date;
  /** Longest time that a change waits to be written, milliseconds. */
  readonly delay: number;
  readonly identify: () => Promise<string>;
  /** What earlier keepers of the slide in this page could not write. */
  readonly collectUnsavedWork?: (slide: string) => Promise<UnsavedWork | undefined>;
  /** `closed` is one that the browser has closed. */
  readonly openDatabase: (closed?: KeepDatabase) => Promise<KeepDatabase>;
  readonly createLock: (slide: string, onLost: () => void) => SlideLock;
  /** Reports an event to the other tabs. */
  readonly broadcast: (slide: string, event: TabEvent) => void;
  readonly onChange: () => void;
}

/** How long to wait after a failed write before the next one, milliseconds. */
const RETRY_MS = 1000;

/** Keeps the work on one slide from its opening until all is written, though the viewer may have moved on by then. */
export class SlideKeeper implements UnsavedWorkHolder {
  /** Resolves when earlier work has been brought back, or cannot be. Never rejects. */
  readonly ready: Promise<void>;
  readonly journal: SlideJournal;
  readonly #options: SlideKeeperOptions;
  readonly #machine: KeeperMachine;
  readonly #unfollow: () => void;
  #role?: WriterRole;
  #timer?: ReturnType<typeof setTimeout>;
  #isWritingSoon = false;

  constructor(options: SlideKeeperOptions) {
    this.#options = options;
    const { session, view, now, openDatabase } = options;
    this.#machine = new KeeperMachine((before) => this.#onState(before));
    this.journal = new SlideJournal({
      session,
      view,
      now: () => now().toISOString(),
      openDatabase,
      mayWrite: () => this.#state.kind === 'writing',
      onWritten: () => {
        this.#machine.dispatch({ type: 'written' });
        options.broadcast(this.slide, 'written');
      },
      onFailed: (error) => this.#onFailed(error),
      onEnd: () => this.#closeIfWritten(),
    });
    this.#unfollow = this.journal.follow(() => this.#schedule());
    this.ready = this.#start();
  }

  get state(): KeepingState {
    return keepingState(this.#state);
  }

  get cause(): unknown {
    return causeOf(this.#state);
  }

  /** Fingerprint, empty until it is known. */
  get slide(): string {
    return this.journal.slide;
  }

  /** The slide was left, and everything is written or cannot be. */
  get isClosed(): boolean {
    return this.#state.kind === 'closed';
  }

  /** Whether a person's steps would be lost with the page. */
  get isAtRisk(): boolean {
    return this.state !== 'kept' && !this.isClosed && this.journal.hasUnsavedSteps;
  }

  /** Writes what is not written; resolves when that is done, or cannot be. */
  flush(): Promise<void> {
    return this.journal.flush.run();
  }

  /** The page may end with this turn: hands everything to the browser now. */
  flushAtOnce(): void {
    const { work, flush } = this.journal;
    if (!work.isLeft) work.history.flush();
    flush.runAtOnce();
  }

  /** Lets go of the session; resolves when what can be written now is written. */
  async leave(): Promise<void> {
    const { work } = this.journal;
    if (work.isLeft) return;
    work.history.flush();
    this.#unfollow();
    this.#cancelTimer();
    this.journal.leave();
    if (this.#state.kind === 'writing') await this.flush();
    this.#closeIfWritten();
  }

  async handOver(): Promise<UnsavedWork | undefined> {
    await this.ready;
    await this.flush();
    if (this.isClosed || !this.journal.work.isLeft) return undefined;
    const unsaved = this.journal.takeUnsaved();
    this.#close();
    return unsaved;
  }

  /** Has this tab write from here on; resolves when it does, or cannot. */
  async takeOver(): Promise<void> {
    await this.#role?.takeOver();
  }

  /** Takes the work away, here and from the browser; not while it is restored, nor while another tab writes. */
  async forget(): Promise<void> {
    const { history } = this.journal.work;
    if (!this.#mayForget) return;
    this.#options.session.cancel();
    history.flush();
    await this.flush();
    // Another tab may write meanwhile.
    if (!this.#mayForget) return;
    history.flush();
    this.journal.forget();
    this.#options.onChange();
    try {
      await this.journal.forgetStored();
      this.#options.broadcast(this.slide, 'forgotten');
      this.#machine.dispatch({ type: 'written' });
    } catch (error) {
      this.#machine.dispatch({ type: 'write-failed', error });
    }
  }

  /** Takes `forget` back. */
  remember(): void {
    if (!this.journal.isForgotten || this.journal.work.isLeft) return;
    this.journal.remember();
    this.#options.onChange();
    this.#schedule();
  }

  /** Another tab has reported an event of this slide. */
  onTabEvent(event: TabEvent): void {
    if (event === 'release-requested') void this.#role?.giveWay();
    else if (this.#state.kind === 'following' && !this.journal.work.isLeft) {
      if (event === 'forgotten') this.journal.restore.startOver();
      this.#timer ??= setTimeout(() => this.#onTimer(), this.#options.delay);
    }
  }

  get #state(): KeeperState {
    return this.#machine.state;
  }

  get #mayForget(): boolean {
    const { kind } = this.#state;
    return !this.journal.work.isLeft && (kind === 'writing' || kind === 'stopped');
  }

  async #start(): Promise<void> {
    try {
      this.journal.slide = await this.#options.identify();
      if (this.isClosed) return;
      await this.#collectUnsavedWork();
      await this.journal.open();
      if (this.isClosed) return;
      this.#role = this.#createRole();
      await this.#role.start();
      // The slide may have been left while its earlier work came back.
      if (this.journal.work.isLeft) await this.flush();
    } catch (error) {
      this.#machine.dispatch({ type: 'read-failed', error });
    }
    this.#closeIfWritten();
  }

  async #collectUnsavedWork(): Promise<void> {
    this.#machine.dispatch({ type: 'identified' });
    const unsaved = await this.#options.collectUnsavedWork?.(this.slide);
    this.journal.restore.unsaved = unsaved;
    this.#machine.dispatch({ type: 'collected' });
    // Left meanwhile, the session holds the cells of another slide.
    if (unsaved) this.journal.work.copyOrEmpty();
  }

  #createRole(): WriterRole {
    const { createLock, broadcast } = this.#options;
    const { slide, flush } = this.journal;
    return new WriterRole({
      machine: this.#machine,
      createLock: (onLost) => createLock(slide, onLost),
      read: () => this.journal.read(),
      flush: () => this.flush(),
      written: () => flush.written,
      reclaim: () => this.journal.reclaim(),
      requestRelease: () => broadcast(slide, 'release-requested'),
      onSettled: () => this.#closeIfWritten(),
    });
  }

  #schedule(): void {
    const state = this.#state;
    if (state.kind !== 'writing' || (this.journal.work.isLeft && !this.journal.isPending(true))) return;
    if (!state.problem && this.journal.hasNewStep) this.#writeSoon();
    this.#timer ??= setTimeout(() => this.#onTimer(), state.problem ? RETRY_MS : this.#options.delay);
  }

  /**
   * A browser that is killed takes with it what waits for a timer: what a person has done is handed over as soon as
   * this turn is over, together with all else that it changes.
   */
  #writeSoon(): void {
    if (this.#isWritingSoon) return;
    this.#isWritingSoon = true;
    queueMicrotask(() => {
      this.#isWritingSoon = false;
      if (this.#state.kind === 'writing') void this.flush();
    });
  }

  #onTimer(): void {
    this.#timer = undefined;
    if (this.#state.kind === 'writing') void this.flush();
    else if (this.#state.kind === 'following' && !this.journal.work.isLeft) {
      this.journal.read().catch((error: unknown) => this.#machine.dispatch({ type: 'read-failed', error }));
    }
  }

  #cancelTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #onFailed(error: unknown): void {
    // Another tab has written an entry of this number: it is the one that writes.
    if (isNamed(error, 'ConstraintError')) this.#role?.yield();
    else {
      this.#machine.dispatch({ type: 'write-failed', error });
      this.#schedule();
    }
  }

  #closeIfWritten(): void {
    const state = this.#state;
    const isBusy = state.kind === 'releasing' || (state.kind === 'restoring' && state.step === 'collecting');
    if (!this.journal.work.isLeft || this.isClosed || isBusy) return;
    if (this.state === 'unavailable' || !this.journal.isPending(state.kind === 'writing')) this.#close();
  }

  #close(): void {
    this.journal.work.discard();
    this.#cancelTimer();
    this.#role?.release();
    this.#machine.dispatch({ type: 'closed' });
  }

  #onState(before: KeeperState): void {
    if (before.kind !== this.#state.kind) this.#schedule();
    const isSame = keepingState(before) === this.state && causeOf(before) === this.cause;
    if (!isSame) this.#options.onChange();
  }
}

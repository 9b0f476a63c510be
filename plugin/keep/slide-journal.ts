import type { NamedPack } from '../../models/domain/model-info.js';
import type { KeptView } from '../viewer/viewer-place.js';
import { ForgottenWork } from './forgotten-work.js';
import { JournalFlush } from './journal-flush.js';
import { JournalWriter } from './journal-writer.js';
import type { KeptSession } from './keeping.js';
import { Outbox, type OutboxParts } from './outbox.js';
import { SlideSettings } from './slide-settings.js';
import { SlideWork } from './slide-work.js';
import { TargetPack } from './target-pack.js';
import type { UnsavedWork } from './unsaved-work.js';
import { WorkRestore } from './work-restore.js';

export interface SlideJournalParts {
  readonly session: KeptSession;
  readonly view: KeptView | undefined;
  /** ISO 8601. */
  readonly now: () => string;
  readonly openDatabase: OutboxParts['openDatabase'];
  readonly mayWrite: () => boolean;
  readonly onWritten: () => void;
  readonly onFailed: (error: unknown) => void;
  /** Everything that can be written now is written. */
  readonly onEnd: () => void;
}

/** One slide's work with its journal: what is here, what is stored, and the ways between the two. */
export class SlideJournal {
  readonly work: SlideWork;
  readonly settings: SlideSettings;
  readonly flush: JournalFlush;
  readonly restore: WorkRestore;
  /** Fingerprint, empty until it is known. */
  slide = '';
  readonly #parts: SlideJournalParts;
  readonly #writer = new JournalWriter();
  readonly #target = new TargetPack();
  readonly #forgotten: ForgottenWork;
  readonly #outbox: Outbox;

  constructor(parts: SlideJournalParts) {
    this.#parts = parts;
    const { session, view, now, openDatabase, mayWrite, onFailed, onEnd } = parts;
    this.work = new SlideWork(session);
    this.settings = new SlideSettings(session, view);
    this.#forgotten = new ForgottenWork(session, this.work, this.#writer);
    this.#outbox = new Outbox({
      openDatabase,
      nextWrite: (withEntry) => this.#nextWrite(withEntry),
      onFailed,
    });
    this.flush = new JournalFlush({
      outbox: this.#outbox,
      mayWrite,
      beginDraft: () => this.#beginDraft(),
      onDrafted: (entries) => {
        if (entries.length > 0) this.settings.noteWork();
      },
      applied: () => this.#applied(),
      hasNewRecord: () => mayWrite() && this.settings.hasChanges,
      onEnd,
    });
    this.restore = new WorkRestore({
      work: this.work,
      settings: this.settings,
      writer: this.#writer,
      target: this.#target,
      openPack: () => this.#openPack,
      now,
    });
  }

  /** The pack that describes the cells: that of the open models, or of the kept work. */
  get pack(): NamedPack | undefined {
    return this.#target.pack ?? this.#openPack;
  }

  /** Names of the other packs that described some of the cells. */
  get otherPacks(): readonly string[] {
    return this.#target.othersOf(this.work.cells.all());
  }

  get isForgotten(): boolean {
    return this.#forgotten.isPresent;
  }

  /** Something that was done here is still to be written, by this tab (`isWriter`) or once it may write. */
  isPending(isWriter: boolean): boolean {
    if (this.flush.isDrafting || this.restore.unsaved) return true;
    return isWriter ? !this.#outbox.isEmpty : this.work.isCopy && this.#hasChanges;
  }

  /** A person's steps or settings are not known to be stored. */
  get hasUnsavedSteps(): boolean {
    const { isLeft, record } = this.work;
    if (isLeft ? this.settings.hasOwn : this.settings.hasOwnNow) return true;
    const kept = new Set((this.#outbox.base ?? this.#writer.local.base).steps);
    return record?.steps.some((step) => step.kind !== 'analyse' && !kept.has(step)) ?? false;
  }

  /** The last step is a person's, and is not on its way to the browser yet. */
  get hasNewStep(): boolean {
    const last = this.work.record?.steps.at(-1);
    return last !== undefined && last.kind !== 'analyse' && last !== this.#writer.local.base.steps.at(-1);
  }

  /** Rejects with the browser's `DOMException` where it stores nothing. */
  async open(): Promise<void> {
    this.#outbox.database = await this.#parts.openDatabase();
  }

  /** Reads what is new in the journal (`WorkRestore.run`). */
  async read(): Promise<void> {
    const { database } = this.#outbox;
    if (database) await this.restore.run(database, this.slide);
  }

  /** Notes what changes in the session from here on, and calls `onChange` each time; returns what ends that. */
  follow(onChange: () => void): () => void {
    const { session, view } = this.#parts;
    const onSession = (): void => {
      if (!this.work.isLoading) onChange();
    };
    session.addEventListener('change', onSession);
    const ends = [
      () => session.removeEventListener('change', onSession),
      session.cells.subscribe((change) => {
        if (!this.work.isLoading) this.#writer.note(change);
        onSession();
      }),
      view?.follow((byHand) => {
        this.settings.noteMove(byHand);
        onChange();
      }),
    ];
    return () => {
      for (const end of ends) end?.();
    };
  }

  /** The session goes on to another slide: keeps of this one's work what is still to be written. */
  leave(): void {
    this.flush.draftAtOnce();
    // Cells that were described here must name the pack, whoever writes them.
    this.#target.settle(this.#openPack);
    this.work.leave(!this.#outbox.isEmpty || this.#hasChanges);
    this.#forgotten.discard();
    if (this.#parts.mayWrite()) return;
    if (this.restore.unsaved) this.work.copyOrEmpty();
    else this.work.copy();
  }

  /** Takes back what was drafted and is not written, to be drafted again after what other tabs have written. */
  reclaim(): void {
    this.flush.finishDraft();
    this.work.copy();
    this.#writer.takeBack(this.#outbox.drain());
    this.restore.startOver();
  }

  /** What is not written, for another keeper; `undefined` where that is nothing. */
  takeUnsaved(): UnsavedWork | undefined {
    this.reclaim();
    if (!this.work.isCopy) return undefined;
    const { cellOf, history } = this.work;
    const { pack } = this.#target;
    return {
      cellOf,
      record: history.record,
      local: this.#writer.local,
      settings: this.settings.now,
      ...(pack ? { pack } : {}),
    };
  }

  /** Takes the work away from the session and out of what is to be written. */
  forget(): void {
    this.#outbox.drain();
    this.#forgotten.forget();
    this.settings.forget();
    this.restore.forget();
  }

  /** Takes it away from the browser too. Rejects with the browser's `DOMException`. */
  async forgetStored(): Promise<void> {
    await this.#outbox.database?.forget(this.slide);
  }

  /** Takes `forget` back. */
  remember(): void {
    this.work.history.flush();
    this.flush.finishDraft();
    this.#forgotten.bringBack(this.#parts.now());
  }

  get #hasChanges(): boolean {
    return this.#writer.hasChanges(this.work.history.record, this.work.run);
  }

  /** Of the models that are open beside the slide. */
  get #openPack(): NamedPack | undefined {
    return this.work.isLeft ? undefined : this.#parts.session.info;
  }

  async #applied(): Promise<void> {
    const { history } = this.work;
    if (!history.isApplied) await history.applied;
  }

  #beginDraft(): ReturnType<JournalWriter['draft']> | undefined {
    const { work, settings } = this;
    if (!this.#parts.mayWrite() || work.isGone) return undefined;
    if (!work.isLeft) settings.note();
    if (settings.hasOwn || work.run) settings.noteWork();
    this.#target.settle(this.#openPack);
    const { packHash } = this.#target.pack ?? {};
    return this.#writer.draft(this.slide, work.cellOf, work.history.record, packHash, work.run);
  }

  #nextWrite(withEntry: boolean): ReturnType<OutboxParts['nextWrite']> {
    const { packs } = this.#target;
    const { changedAt, onWritten } = this.settings.write(withEntry, this.#parts.now());
    return {
      record: {
        ...this.settings.now,
        slide: this.slide,
        changedAt,
        ...(packs.length > 0 ? { packs } : {}),
      },
      onWritten: () => {
        onWritten();
        this.#parts.onWritten();
      },
    };
  }
}

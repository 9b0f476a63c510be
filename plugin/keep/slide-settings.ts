import type { KeptView, ViewPlace } from '../viewer/viewer-place.js';
import type { KeptSession } from './keeping.js';
import { applySettings, ownSettings, settingsOf, type Settings } from './kept-settings.js';

/** A slide's settings as they are and as they are stored, and whether some of them are a person's own work. */
export class SlideSettings {
  readonly #session: KeptSession;
  readonly #view: KeptView | undefined;
  #movedByHand = false;
  #place?: ViewPlace;
  #now: Settings;
  /** As text, what was written last. */
  #written = '';
  /** A person's own settings as the slide was opened, or as they were written. */
  #known: string;
  /** Nothing is stored of the slide, and nothing was done that is worth storing. */
  #isNew = true;
  /** ISO 8601, as stored. */
  #changedAt: string | undefined;

  constructor(session: KeptSession, view: KeptView | undefined) {
    this.#session = session;
    this.#view = view;
    this.#now = settingsOf(session, undefined);
    const { counting } = this.#now;
    // Areas that came without a step may still be those of the slide before.
    this.#known = ownSettings({
      ...this.#now,
      ...(counting && { counting: { ...counting, areas: [] } }),
    });
  }

  /** As they were noted last. */
  get now(): Settings {
    return this.#now;
  }

  /** Noted settings are worth storing, and not written. */
  get hasChanges(): boolean {
    return !this.#isNew && this.#written !== JSON.stringify(this.#now);
  }

  /** The noted settings contain a person's own work that may not be stored. */
  get hasOwn(): boolean {
    return ownSettings(this.#now) !== this.#known;
  }

  /** The same of the session's settings at this moment. */
  get hasOwnNow(): boolean {
    return ownSettings(settingsOf(this.#session, undefined)) !== this.#known;
  }

  /** The view was moved; one that a person moved is not moved by `restore`. */
  noteMove(byHand: boolean): void {
    this.#movedByHand ||= byHand;
  }

  /** Notes the session's settings. */
  note(): void {
    this.#place = this.#view?.place ?? this.#place;
    this.#now = settingsOf(this.#session, this.#place);
  }

  /** There is work, of a person or an analysis: from now on the settings are worth storing. */
  noteWork(): void {
    this.#isNew = false;
  }

  /**
   * The noted settings are about to be written, with an entry of the journal (`withEntry`) or alone. Returns when the work was last
   * changed, which looking around on its slide does not move, and what to call when they are written.
   */
  write(withEntry: boolean, now: string): { readonly changedAt: string; readonly onWritten: () => void } {
    const [written, known] = [JSON.stringify(this.#now), ownSettings(this.#now)];
    const changedAt = withEntry || this.hasOwn ? now : (this.#changedAt ?? now);
    const onWritten = (): void => {
      this.#written = written;
      this.#known = known;
      this.#changedAt = changedAt;
    };
    return { changedAt, onWritten };
  }

  /** Applies stored settings to the session, if the slide has stored work. The cells must be in the session. */
  restore(stored: unknown, hasCells: boolean): void {
    if (stored !== undefined || hasCells) {
      this.#isNew = false;
      this.#noteChangedAt(stored);
      applySettings(stored, this.#session, this.#movedByHand ? undefined : this.#view);
    }
    this.#markWritten(!this.#isNew);
  }

  /** The slide was left before stored settings could be applied: they are still its settings. */
  continueFrom(stored: unknown): void {
    if (typeof stored !== 'object' || stored === null) return;
    this.#noteChangedAt(stored);
    this.#now = stored as Settings;
    [this.#written, this.#known] = [JSON.stringify(stored), ownSettings(this.#now)];
  }

  /** The slide's work was forgotten: only later changes are worth storing. */
  forget(): void {
    this.#isNew = true;
    this.#markOwnKnown();
  }

  #noteChangedAt(stored: unknown): void {
    const { changedAt } = (stored ?? {}) as { changedAt?: unknown };
    if (typeof changedAt === 'string') this.#changedAt = changedAt;
  }

  /** The session's settings count as written, a person's own too if they are stored. */
  #markWritten(isOwnStored: boolean): void {
    this.note();
    this.#written = JSON.stringify(this.#now);
    if (isOwnStored) this.#markOwnKnown();
  }

  #markOwnKnown(): void {
    this.#known = ownSettings(settingsOf(this.#session, undefined));
  }
}

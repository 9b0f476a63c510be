import type { KeptSession } from './keeping.js';
import { applySettings, ownSettings, settingsOf, type Settings } from './kept-settings.js';
import type { KeptView, ViewPlace } from './viewer-place.js';

/** A slide's settings as they are, as they are stored, and whether something of them is a person's own work. */
export class SlideSettings {
  readonly #session: KeptSession;
  readonly #view: KeptView | undefined;
  #movedByHand = false;
  #place?: ViewPlace;
  #now: Settings;
  /** As text, what was written last. */
  #written = '';
  /** A person's own as the slide came, or as they were written. */
  #known: string;

  constructor(session: KeptSession, view: KeptView | undefined) {
    this.#session = session;
    this.#view = view;
    this.#now = settingsOf(session, undefined);
    const { counting } = this.#now;
    // Areas that no step tells of may still be those of the slide before.
    this.#known = ownSettings({
      ...this.#now,
      ...(counting && { counting: { ...counting, areas: [] } }),
    });
  }

  /** As they were noted last. */
  get now(): Settings {
    return this.#now;
  }

  /** Something is noted that is not written. */
  get hasNews(): boolean {
    return this.#written !== JSON.stringify(this.#now);
  }

  /** Among what is noted is a person's own work that is not known to be kept. */
  get hasOwn(): boolean {
    return ownSettings(this.#now) !== this.#known;
  }

  /** The same of what the session shows at this moment. */
  get hasOwnNow(): boolean {
    return ownSettings(settingsOf(this.#session, undefined)) !== this.#known;
  }

  /** The view was moved; where a person did that, it stays where it is. */
  noteMove(byHand: boolean): void {
    this.#movedByHand ||= byHand;
  }

  /** Notes what the session shows. */
  note(): void {
    this.#place = this.#view?.place ?? this.#place;
    this.#now = settingsOf(this.#session, this.#place);
  }

  /** What is noted is about to be written; gives what to call when it is. */
  write(): () => void {
    const [written, known] = [JSON.stringify(this.#now), ownSettings(this.#now)];
    return () => {
      this.#written = written;
      this.#known = known;
    };
  }

  /** Gives the session what was stored. The cells must be there. */
  apply(stored: unknown): void {
    applySettings(stored, this.#session, this.#movedByHand ? undefined : this.#view);
  }

  /** The slide was left before it was shown as it was stored: that is what it still is. */
  goOnFrom(stored: object): void {
    this.#now = stored as Settings;
    [this.#written, this.#known] = [JSON.stringify(stored), ownSettings(this.#now)];
  }

  /** What the session shows counts as written, a person's own too where that is stored. */
  takeAsWritten(isOwnStored: boolean): void {
    this.note();
    this.#written = JSON.stringify(this.#now);
    if (isOwnStored) this.forgetOwn();
  }

  /** From here on only what is changed is a person's own. */
  forgetOwn(): void {
    this.#known = ownSettings(settingsOf(this.#session, undefined));
  }
}

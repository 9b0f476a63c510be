import type { CountArea } from '../../models/domain/count-area.js';
import type { JournalWriter } from './journal-writer.js';
import type { KeptSession } from './keeping.js';
import type { Work } from './merge-work.js';
import { rememberedWork } from './remembered-work.js';
import type { SlideWork } from './slide-work.js';

interface Forgotten extends Work {
  /** Areas to count in that came without a step. */
  readonly areas: readonly CountArea[];
}

/** The work on the open slide that was forgotten and can still be brought back. */
export class ForgottenWork {
  readonly #session: Pick<KeptSession, 'counting'>;
  readonly #work: SlideWork;
  readonly #writer: JournalWriter;
  #forgotten?: Forgotten;

  constructor(session: Pick<KeptSession, 'counting'>, work: SlideWork, writer: JournalWriter) {
    this.#session = session;
    this.#work = work;
    this.#writer = writer;
  }

  get isPresent(): boolean {
    return this.#forgotten !== undefined;
  }

  /** Takes cells, history and areas away from the session, and starts an empty journal. */
  forget(): void {
    const { work } = this.#work;
    this.#work.load({ cells: new Map(), record: { steps: [], done: 0 } });
    // Those with a step went with it.
    const areas = this.#session.counting?.areas;
    this.#forgotten = { ...work, areas: areas?.list ?? [] };
    areas?.set([]);
    this.#writer.restart([]);
  }

  /** Brings them back, under what was done since (`rememberedWork`); `at` is the time of that, ISO 8601. */
  bringBack(at: string): void {
    const forgotten = this.#forgotten;
    if (!forgotten) return;
    this.#forgotten = undefined;
    const since = this.#work.work;
    const work = rememberedWork(forgotten, since, at);
    // The journal holds what was done since; cells of it that are not in the merged work must be removed.
    const removed = [...this.#writer.local.removed, ...since.cells.keys()].filter(
      (id) => !work.cells.has(id),
    );
    const areas = this.#session.counting?.areas;
    const old = new Set(forgotten.areas.map(({ id }) => id));
    areas?.set([...forgotten.areas, ...areas.list.filter(({ id }) => !old.has(id))]);
    this.#work.load(work);
    this.#writer.restart(work.cells.keys());
    this.#writer.note({ added: [], removed });
  }

  /** It cannot be brought back any more. */
  discard(): void {
    this.#forgotten = undefined;
  }
}

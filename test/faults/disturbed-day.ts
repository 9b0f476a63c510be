import { SmearError } from '../../models/domain/errors.js';
import type { Cell } from '../../models/domain/cell.js';
import { boxCentre } from '../../models/domain/geometry.js';
import { pipelineOver } from '../../plugin/analysis/pipeline.js';
import type { KeepDatabase } from '../../plugin/keep/keep-database.js';
import { Keeper } from '../../plugin/keep/keeper.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import { WorkerPool } from '../../plugin/worker/worker-pool.js';
import { DISC_INFO, discInference, discSlide, type Disc } from '../unit/disc-slide.js';
import { ScriptedDatabase, ScriptedPage } from '../unit/plugin/keep/scripted-page.js';
import { unseenSession } from '../unit/plugin/session/unseen-session.js';
import { channelWorker, REQUEST } from '../unit/plugin/worker/channel-workers.js';
import { errorOf, FaultGate, type Fault, type PlannedFault } from './fault-schedule.js';

const SIZE = { width: 520, height: 420, micronsPerPixel: 0.25 };
const DISCS: readonly Disc[] = Array.from({ length: 12 }, (_, i) => ({
  x: 70 + (i % 4) * 125,
  y: 75 + Math.floor(i / 4) * 130,
  radius: 22 + (i % 5),
}));
/** Small tiles, so that there are several. */
const INFO = { ...DISC_INFO, tileSizes: [256] };
const PATIENCE_MS = 15;
const GRACE_MS = 50;
const MOST_ATTEMPTS = 14;
const DAY_MS = 20_000;

const never = new Promise<never>(() => undefined);

/** What came of a day: the cells with what a person said of them, before the tab was closed and after it was opened again. */
export interface DayEnd {
  readonly cells: readonly string[];
  readonly reopened: readonly string[];
  /** Whether it was said that work is not kept. */
  readonly toldUnkept: boolean;
  /** Codes of what was told. */
  readonly told: ReadonlySet<string>;
  /** How often a run was started, or the page opened, again. */
  readonly attempts: number;
  readonly struck: readonly PlannedFault[];
}

/**
 * A slide is analysed by two workers, two cells are corrected, the tab is closed and opened again, while the planned
 * faults strike; whoever sits there starts again what has failed. Throws where it hangs, or where something is told that
 * is no `SmearError`.
 */
export async function disturbedDay(planned: readonly PlannedFault[]): Promise<DayEnd> {
  const day = new Day(planned);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The day does not end.')), DAY_MS);
  });
  try {
    return await Promise.race([day.pass(), tooLong]);
  } finally {
    clearTimeout(timer);
    day.end();
  }
}

class Day {
  readonly #gate: FaultGate;
  readonly #database = new ScriptedDatabase();
  readonly #told = new Set<string>();
  #session: AttachedSession | undefined;
  #tab: { readonly page: ScriptedPage; isDead: boolean } | undefined;
  #closing: Promise<void> | undefined;
  #toldUnkept = false;
  #clock = Date.UTC(2026, 4, 5);

  constructor(planned: readonly PlannedFault[]) {
    this.#gate = new FaultGate(planned);
  }

  async pass(): Promise<DayEnd> {
    let attempts = 0;
    for (; ; attempts++) {
      if (attempts === MOST_ATTEMPTS) throw new Error('Starting again does not help.');
      if (await this.#work()) break;
    }
    const session = this.#session as AttachedSession;
    const cells = saidOf(session);
    await this.#close();
    let reopened = await this.#open();
    await reopened.keeping?.ready;
    // Where it is said that earlier work could not be read, whoever sits there opens the page again.
    for (let tries = 0; tries < 5 && reopened.keeping?.state !== 'kept'; tries++) {
      attempts++;
      await this.#kill();
      reopened = await this.#open();
      await reopened.keeping?.ready;
    }
    const { struck } = this.#gate;
    const end = {
      cells,
      reopened: saidOf(reopened),
      toldUnkept: this.#toldUnkept,
      told: this.#told,
      attempts,
      struck,
    };
    await this.#close();
    return end;
  }

  end(): void {
    this.#tab?.page.close();
  }

  /** One try; whether the slide is analysed as a whole, corrected and settled. */
  async #work(): Promise<boolean> {
    const session = this.#session ?? (await this.#open());
    try {
      await session.analyzeSlide();
    } catch (error) {
      this.#hear(error);
    }
    if (this.#closing) {
      await this.#closing;
      this.#closing = undefined;
      this.#session = undefined;
      return false;
    }
    const { state } = session;
    if (state.kind !== 'done' || state.cancelled || state.progress.failed > 0) return false;
    await this.#settle(session);
    correct(session);
    await this.#settle(session);
    return true;
  }

  async #open(): Promise<AttachedSession> {
    this.#tab?.page.close();
    const tab = { page: new ScriptedPage(), isDead: false };
    this.#tab = tab;
    const session = unseenSession({
      now: () => new Date((this.#clock += 1000)),
      openPipeline: async () => {
        const spawn = () => channelWorker((die) => this.#models(die));
        return pipelineOver(await WorkerPool.open(spawn, REQUEST, 2), 2);
      },
      createKeeper: (owner) =>
        new Keeper({
          session: owner,
          database: 'scripted',
          identify: async ({ name }) => name,
          openDatabase: () => this.#storage(tab),
          delay: 1,
          patience: PATIENCE_MS,
        }),
    });
    this.#session = session;
    session.addEventListener('error', (event) => this.#hear((event as CustomEvent).detail));
    const slide = discSlide(DISCS, SIZE);
    session.setSlide({
      ...slide,
      read: async (request) => {
        await this.#strike(this.#gate.pass('read'));
        return slide.read(request);
      },
    });
    return session;
  }

  #models(die: (cause: unknown) => void) {
    return async () => {
      await this.#strike(this.#gate.pass('open'), die);
      const { ask } = discInference();
      return discInference({
        info: INFO,
        analyse: async (asked, options) => {
          await this.#strike(this.#gate.pass('infer'), die);
          // So long that the second worker is needed.
          await new Promise((resolve) => setTimeout(resolve, 2));
          return ask('analyse', asked, options);
        },
      });
    };
  }

  async #storage(tab: { readonly isDead: boolean }): Promise<KeepDatabase> {
    const restoring = this.#gate.pass('restore');
    await this.#strike(restoring);
    const whole = await this.#database.open();
    return {
      ...whole,
      append: async (...written) => {
        if (tab.isDead) await never;
        await this.#strike(this.#gate.pass('write'));
        return whole.append(...written);
      },
    };
  }

  async #strike(fault: Fault | undefined, die?: (cause: unknown) => void): Promise<void> {
    if (fault === undefined) return;
    const error = errorOf(fault);
    if (error) throw error;
    if (fault === 'slow') return new Promise((resolve) => setTimeout(resolve, 5));
    if (fault === 'no answer') return never;
    if (fault === 'clock back') this.#clock -= 86_400_000;
    if (fault === 'cancelled') this.#session?.cancel();
    if (fault === 'tab closed') this.#closing ??= this.#kill();
    if (fault !== 'worker dies') return;
    die?.(new Error('The worker was killed.'));
    return never;
  }

  /** Waits until all is written, or it is said that it is not. */
  async #settle(session: AttachedSession): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      await session.keeping?.flush();
      if (session.keeping?.state === 'kept') return;
      this.#toldUnkept = true;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async #close(): Promise<void> {
    this.#toldUnkept &&= this.#session?.keeping?.state !== 'kept';
    await this.#kill();
    this.#session = undefined;
  }

  /** The tab ends: what it has not handed to the storage by then is gone, and so is its lock. */
  async #kill(): Promise<void> {
    const tab = this.#tab;
    const letGo = this.#session?.dispose();
    await Promise.race([letGo, new Promise((resolve) => setTimeout(resolve, GRACE_MS))]);
    if (tab) tab.isDead = true;
  }

  #hear(error: unknown): void {
    if (!(error instanceof SmearError)) throw new Error(`What is told is no SmearError: ${String(error)}`);
    this.#told.add(error.code);
  }
}

/** What a person says: the first cell is of another class, the last is right. Said once. */
function correct(session: AttachedSession): void {
  const sorted = [...session.cells.all()].sort((a, b) => placeOf(a) - placeOf(b));
  const [first, last] = [sorted[0], sorted.at(-1)];
  const [neutrophil] = session.classes;
  if (!first || !last || !neutrophil) throw new Error('There is nothing to correct.');
  if (first.label.name !== neutrophil.name) session.review.assign([first.id], neutrophil);
  if (!last.review?.confirmed) session.review.confirm([last.id]);
}

const placeOf = ({ box }: Cell): number => Math.round(boxCentre(box).y) * 1000 + Math.round(boxCentre(box).x);

function saidOf(session: AttachedSession): string[] {
  return [...session.cells.all()]
    .map(({ outline, label, score, review }) =>
      JSON.stringify([[...outline], label.name, score, review?.confirmed, review?.suggested?.name]),
    )
    .sort();
}

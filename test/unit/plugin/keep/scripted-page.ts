import type { ModelInfo } from '../../../../models/domain/model-info.js';
import type { Cell, CellClass } from '../../../../models/domain/cell.js';
import { SmearError } from '../../../../models/domain/errors.js';
import type { AttachedSession } from '../../../../plugin/session/attached-session.js';
import type { KeepDatabase, KeptSlide } from '../../../../plugin/keep/keep-database.js';
import type { JournalEntry } from '../../../../plugin/keep/journal-entry.js';
import { compacted } from '../../../../plugin/keep/kept-cell.js';
import { Keeper } from '../../../../plugin/keep/keeper.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { pipelineFinding, unseenSession } from '../session/unseen-session.js';

/** A browser's page as far as keeping needs one, for as long as a test lasts. */
export class ScriptedPage extends EventTarget {
  readonly visibilityState = 'visible';
  readonly #locks = new Map<string, { lost: () => void; readonly queue: (() => void)[] }>();
  readonly #before: [string, PropertyDescriptor | undefined][];

  constructor() {
    super();
    const parts: Record<string, unknown> = {
      document: this,
      addEventListener: this.addEventListener.bind(this),
      removeEventListener: this.removeEventListener.bind(this),
      navigator: { locks: { request: this.#request.bind(this) } },
    };
    this.#before = Object.keys(parts).map((name) => [
      name,
      Object.getOwnPropertyDescriptor(globalThis, name),
    ]);
    for (const [name, value] of Object.entries(parts)) {
      Object.defineProperty(globalThis, name, { value, configurable: true });
    }
  }

  /** Whether the page would ask before it closes. */
  get asks(): boolean {
    const asked = new Event('beforeunload', { cancelable: true });
    this.dispatchEvent(asked);
    return asked.defaultPrevented;
  }

  close(): void {
    for (const [name, known] of this.#before) {
      if (known) Object.defineProperty(globalThis, name, known);
      else Reflect.deleteProperty(globalThis, name);
    }
  }

  /** Web Locks: one holder of a name, the others wait, and `steal` takes it away. */
  async #request(
    name: string,
    { ifAvailable, steal, signal }: LockOptions,
    use: (lock: { name: string } | null) => Promise<void> | undefined,
  ): Promise<void> {
    const held = this.#locks.get(name);
    if (held && ifAvailable) return use(null);
    if (held && steal) held.lost();
    else if (held) {
      await new Promise<void>((resolve, reject) => {
        held.queue.push(resolve);
        signal?.addEventListener('abort', () => {
          held.queue.splice(held.queue.indexOf(resolve), 1);
          reject(signal.reason as Error);
        });
      });
    }
    const mine = { lost: (): void => undefined, queue: held?.queue ?? [] };
    this.#locks.set(name, mine);
    const lost = new Promise<never>((_, reject) => {
      mine.lost = () => reject(new DOMException('Stolen.', 'AbortError'));
    });
    try {
      await Promise.race([use({ name }), lost]);
    } finally {
      if (this.#locks.get(name) === mine) {
        this.#locks.delete(name);
        mine.queue.shift()?.();
      }
    }
  }
}

/** What a browser keeps, shared by the pages of a test; writing fails as long as `failure` names an error. */
export class ScriptedDatabase {
  failure: string | undefined;
  /** How long it takes to find a slide, milliseconds. */
  pace = 0;
  /** The slide that is being read, or was read last. */
  reading = '';
  #held: Promise<void> = Promise.resolve();
  readonly slides = new Map<string, KeptSlide>();
  readonly journal = new Map<string, JournalEntry>();

  /** Nothing can be read until the returned function is called. */
  holdReading(): () => void {
    let resume = (): void => undefined;
    this.#held = new Promise((resolve) => (resume = resolve));
    return resume;
  }

  /** How often it is open now. */
  openCount = 0;
  /** What never answers any more: opening, reading or writing. */
  silent: 'open' | 'read' | 'write' | undefined;

  readonly open = async (): Promise<KeepDatabase> => {
    const { slides, journal } = this;
    const never = new Promise<never>(() => undefined);
    if (this.silent === 'open') await never;
    this.openCount++;
    return {
      listSlides: async () => [],
      readSlide: async (slide) => {
        this.reading = slide;
        if (this.silent === 'read') await never;
        await this.#held;
        if (this.pace > 0) await new Promise((resolve) => setTimeout(resolve, this.pace));
        return structuredClone(slides.get(slide));
      },
      async *readJournal(slide, after) {
        for (const entry of [...journal.values()].sort((a, b) => a.seq - b.seq)) {
          if (entry.slide === slide && entry.seq > after)
            yield { seq: entry.seq, entry: structuredClone(entry) };
        }
      },
      append: async (slide, entry) => {
        if (this.silent === 'write') await never;
        if (this.failure) throw new DOMException('Injected.', this.failure);
        const key = `${entry?.slide}/${entry?.seq}`;
        if (entry && journal.has(key)) throw new DOMException('Written already.', 'ConstraintError');
        if (entry) journal.set(key, structuredClone({ ...entry, fresh: entry.fresh.map(compacted) }));
        slides.set(slide.slide, structuredClone(slide));
      },
      forget: async (slide) => {
        slides.delete(slide);
        for (const [key, entry] of journal) if (entry.slide === slide) journal.delete(key);
      },
      close: () => void this.openCount--,
    };
  };
}

export const NEUTROPHIL: CellClass = { name: 'Neutrophil', code: 'N', color: [0, 114, 178] };
export const MONOCYTE: CellClass = { name: 'Monocyte', code: 'M', color: [230, 159, 0] };
export const BASOPHIL: CellClass = { name: 'Basophil', code: 'B', color: [0, 0, 0] };

/** A cell of its own place, the place being in its id: `c3`. */
export function cellNamed(id: string, changes: Partial<Cell> = {}): Cell {
  const at = Number(id.slice(1)) * 20;
  return {
    id,
    box: { minX: at, minY: 0, maxX: at + 10, maxY: 10 },
    outline: Float64Array.of(at, 0, at + 10, 0, at + 10, 10, at, 10),
    nuclei: [],
    score: 0.9,
    label: NEUTROPHIL,
    probabilities: Float32Array.of(0.75, 0.25),
    embedding: new Float32Array(50).fill(0.5),
    reconstructionError: 0.01,
    ...changes,
  };
}

export const slideNamed = (name: string): SlideReader => ({
  name,
  width: 1000,
  height: 800,
  levels: [{ width: 1000, height: 800, downsample: 1 }],
  micronsPerPixel: 0.25,
  read: () => Promise.reject(new SmearError('tile-failed', 'This slide holds no pixels.')),
  dispose: () => undefined,
});

export function modelsNamed(packHash: string, classes: readonly CellClass[]): ModelInfo {
  return {
    backend: 'wasm',
    pack: `pack ${packHash}`,
    packHash,
    classes,
    reconstruction: { mean: 0, std: 1 },
  };
}

export interface ScriptedSessionOptions {
  /** What every run finds. */
  readonly found?: readonly Cell[];
  /** As the keeper's option of this name. */
  readonly patience?: number;
  /** The same; short by default. */
  readonly delay?: number;
  /** The models; rejects where they cannot be opened. */
  readonly models?: () => Promise<ModelInfo>;
}

/** A session in the page whose work is kept in the database, each slide known by its name. */
export function keptSession(
  database: ScriptedDatabase,
  {
    found = [cellNamed('c1'), cellNamed('c2')],
    models = async () => modelsNamed('one', [NEUTROPHIL, MONOCYTE]),
    patience,
    delay = 1,
  }: ScriptedSessionOptions = {},
): AttachedSession {
  return unseenSession({
    openPipeline: async () => ({ ...pipelineFinding(found, []), info: await models() }),
    createKeeper: (owner) =>
      new Keeper({
        session: owner,
        database: 'scripted',
        identify: async ({ name }) => name,
        openDatabase: database.open,
        delay,
        ...(patience === undefined ? {} : { patience }),
      }),
  });
}

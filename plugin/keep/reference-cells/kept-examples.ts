import { ExampleDatabase, type KeptExample } from './example-database.js';
import { examplesOf, isExample, takeExample, type ExampleSource } from './example-pictures.js';

/** A reader who answers in rhythm is not disturbed. */
const DELAY = 2000;

export interface KeptExamplesOptions {
  /** Name of the database. */
  readonly database: string;
  readonly now: () => Date;
  /** How long after a change pictures are taken, milliseconds. */
  readonly delay?: number;
}

/** What is open: the source, and its fingerprint once that is known. */
interface OpenSource {
  /** Absent while there is nothing to take, or another tab takes it. */
  readonly find: () => (ExampleSource & { readonly slide: string }) | undefined;
  readonly left: AbortController;
}

/**
 * Small pictures of confirmed cells, kept in this browser to hold cells of other slides against. A help beside the cells:
 * where the browser keeps nothing or the slide cannot be read there are none, and everything else goes on.
 */
export class KeptExamples {
  readonly #options: KeptExamplesOptions;
  readonly #database: ExampleDatabase;
  #open?: OpenSource;
  #timer?: ReturnType<typeof setTimeout>;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: KeptExamplesOptions) {
    this.#options = options;
    this.#database = new ExampleDatabase(options.database);
  }

  /** Of this kind from slides other than this one, those taken last first. */
  async of(kind: string, besides: string): Promise<readonly KeptExample[]> {
    const found = await this.#database.ofKind(kind).catch(() => []);
    return found.filter(({ slide }) => slide !== besides);
  }

  /** The slide from which pictures are taken from now on. */
  open(find: OpenSource['find']): void {
    this.leave();
    this.#open = { find, left: new AbortController() };
  }

  leave(): void {
    clearTimeout(this.#timer);
    this.#open?.left.abort();
    this.#open = undefined;
  }

  /** Something was done to the cells: brings the pictures up to date once there is a pause. */
  changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.update(), this.#options.delay ?? DELAY);
  }

  /**
   * Takes away pictures of cells that are gone, renamed or rejected, and adds what is missing. Never rejects; calls run one
   * after another.
   */
  update(): Promise<void> {
    clearTimeout(this.#timer);
    const open = this.#open;
    this.#turn = this.#turn.then(() => open && this.#update(open)).catch(() => undefined);
    return this.#turn;
  }

  async close(): Promise<void> {
    this.leave();
    await this.#turn;
    await this.#database.close();
  }

  async #update({ find, left: { signal } }: OpenSource): Promise<void> {
    const source = signal.aborted ? undefined : find();
    if (!source) return;
    const { slide, cells } = source;
    const held = await this.#database.ofSlide(slide);
    // The session's cells may be those of another slide by now.
    signal.throwIfAborted();
    const { stale, missing } = await examplesOf(source, held, signal);
    await this.#database.change(stale, []);
    const taken: KeptExample[] = [];
    for (const cell of missing) {
      const example = await takeExample(source, cell, signal);
      taken.push({ ...example, slide, takenAt: this.#options.now().toISOString() });
    }
    signal.throwIfAborted();
    await this.#database.change(
      [],
      taken.filter(({ id, name }) => isExample(cells.get(id), name)),
    );
  }
}

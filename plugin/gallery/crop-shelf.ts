export interface CropShelfOptions<Picture> {
  /** Reads one picture; rejects with the signal's reason on abort. */
  readonly read: (id: string, signal: AbortSignal) => Promise<Picture>;
  /** The picture has come, or will not (`isMissing`). */
  readonly onChange: (id: string) => void;
  /** Pictures kept, those asked for last. */
  readonly capacity: number;
  /** Pictures read at the same time. */
  readonly atOnce?: number;
}

/**
 * Pictures by id, read in the order in which they are wanted. What is no longer wanted is not read to its end;
 * pictures not asked for in a long time are let go. One that fails is not tried again until `forget`.
 */
export class CropShelf<Picture> {
  readonly #options: CropShelfOptions<Picture>;
  /** In the order in which they were last wanted. */
  readonly #pictures = new Map<string, Picture>();
  readonly #reading = new Map<string, AbortController>();
  readonly #missing = new Set<string>();
  #wanted: readonly string[] = [];

  constructor(options: CropShelfOptions<Picture>) {
    this.#options = options;
  }

  get(id: string): Picture | undefined {
    return this.#pictures.get(id);
  }

  /** Whether the picture could not be read. */
  isMissing(id: string): boolean {
    return this.#missing.has(id);
  }

  /** What is on view now, the most urgent first; readings of anything else end. */
  want(ids: readonly string[]): void {
    this.#wanted = ids;
    const wanted = new Set(ids);
    for (const [id, reading] of this.#reading) {
      if (wanted.has(id)) continue;
      this.#reading.delete(id);
      reading.abort();
    }
    for (const id of ids) {
      const picture = this.#pictures.get(id);
      if (picture === undefined) continue;
      this.#pictures.delete(id);
      this.#pictures.set(id, picture);
    }
    this.#trim();
    this.#readOn();
  }

  /** Lets go of one picture, or of all: it shows something else now. */
  forget(id?: string): void {
    const ids =
      id === undefined ? [...this.#pictures.keys(), ...this.#missing, ...this.#reading.keys()] : [id];
    for (const each of ids) {
      this.#pictures.delete(each);
      this.#missing.delete(each);
      this.#reading.get(each)?.abort();
      this.#reading.delete(each);
    }
  }

  /** Ends all reading; what is kept stays. */
  stop(): void {
    this.want([]);
  }

  #readOn(): void {
    const { atOnce = 4 } = this.#options;
    for (const id of this.#wanted) {
      if (this.#reading.size >= atOnce) return;
      if (this.#pictures.has(id) || this.#missing.has(id) || this.#reading.has(id)) continue;
      const reading = new AbortController();
      this.#reading.set(id, reading);
      void this.#read(id, reading);
    }
  }

  async #read(id: string, reading: AbortController): Promise<void> {
    const { read, onChange } = this.#options;
    try {
      const picture = await read(id, reading.signal);
      if (reading.signal.aborted) return;
      this.#pictures.set(id, picture);
    } catch {
      // A picture is a help, not the result: the cell keeps its place, and says that it has none.
      if (reading.signal.aborted) return;
      this.#missing.add(id);
    }
    this.#reading.delete(id);
    this.#trim();
    onChange(id);
    this.#readOn();
  }

  #trim(): void {
    for (const id of this.#pictures.keys()) {
      if (this.#pictures.size <= this.#options.capacity) return;
      this.#pictures.delete(id);
    }
  }
}

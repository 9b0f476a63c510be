interface Entry {
  readonly id: string;
  readonly worth: number;
  /** When the id was first met: of equals, the one met first goes first. */
  readonly met: number;
  at: number;
}

/**
 * Ids by what they are worth, the worthiest at hand: a binary heap that knows where each id stands. To put in, change
 * or take out one among a hundred thousand moves about seventeen.
 */
export class WorthQueue {
  readonly #heap: Entry[] = [];
  readonly #entries = new Map<string, Entry>();
  /** Kept for ids that were taken out: they come back to their place among equals. */
  readonly #met = new Map<string, number>();

  worthOf(id: string): number | undefined {
    return this.#entries.get(id)?.worth;
  }

  /** Puts the id in, or gives it another worth. */
  set(id: string, worth: number): void {
    this.delete(id);
    const met = this.#met.get(id) ?? this.#met.size;
    this.#met.set(id, met);
    const entry = { id, worth, met, at: this.#heap.length };
    this.#entries.set(id, entry);
    this.#heap.push(entry);
    this.#rise(entry);
  }

  delete(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    const last = this.#heap.pop() as Entry;
    if (last === entry) return;
    this.#place(last, entry.at);
    this.#rise(last);
    this.#sink(last);
  }

  clear(): void {
    this.#heap.length = 0;
    this.#entries.clear();
    this.#met.clear();
  }

  /** The worthiest; `undefined` where none is there. */
  first(): string | undefined {
    return this.#heap[0]?.id;
  }

  /** The worthiest of all others. */
  firstBut(id: string | undefined): string | undefined {
    const [first, left, right] = this.#heap;
    if (first?.id !== id) return first?.id;
    // Everything else stands below one of these two.
    return left && right && isBefore(right, left) ? right.id : left?.id;
  }

  #rise(entry: Entry): void {
    while (entry.at > 0) {
      const parent = this.#heap[(entry.at - 1) >> 1] as Entry;
      if (!isBefore(entry, parent)) return;
      this.#swap(entry, parent);
    }
  }

  #sink(entry: Entry): void {
    for (;;) {
      const left = this.#heap[entry.at * 2 + 1];
      const right = this.#heap[entry.at * 2 + 2];
      const better = left && right && isBefore(right, left) ? right : left;
      if (!better || !isBefore(better, entry)) return;
      this.#swap(better, entry);
    }
  }

  #swap(one: Entry, other: Entry): void {
    const { at } = one;
    this.#place(one, other.at);
    this.#place(other, at);
  }

  #place(entry: Entry, at: number): void {
    entry.at = at;
    this.#heap[at] = entry;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.worth > other.worth || (one.worth === other.worth && one.met < other.met);
}

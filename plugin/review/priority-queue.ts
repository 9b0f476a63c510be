interface Entry {
  readonly id: string;
  readonly priority: number;
  /** Of equal priorities the id that was first added goes first. */
  readonly order: number;
  /** Where it is in the heap. */
  at: number;
}

/**
 * Ids by priority, the highest first: a binary heap that knows the place of each id, so that adding, changing or
 * removing one takes O(log n).
 */
export class PriorityQueue {
  readonly #heap: Entry[] = [];
  readonly #entries = new Map<string, Entry>();
  /** Kept for removed ids, which return to their place among equals. */
  readonly #orders = new Map<string, number>();

  priorityOf(id: string): number | undefined {
    return this.#entries.get(id)?.priority;
  }

  /** Adds the id, or changes its priority. */
  set(id: string, priority: number): void {
    this.delete(id);
    const order = this.#orders.get(id) ?? this.#orders.size;
    this.#orders.set(id, order);
    const entry = { id, priority, order, at: this.#heap.length };
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
    this.#orders.clear();
  }

  /** The one of highest priority; `undefined` where there is none. */
  first(): string | undefined {
    return this.#heap[0]?.id;
  }

  /** The one of highest priority other than this. */
  firstExcept(id: string | undefined): string | undefined {
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
  return one.priority > other.priority || (one.priority === other.priority && one.order < other.order);
}

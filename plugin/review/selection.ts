import type { CellStore } from '../cells/cell-store.js';

/** The cells selected together; `change` follows every change. Cells that are removed are deselected. */
export class Selection extends EventTarget {
  readonly #cells: CellStore;
  #ids: ReadonlySet<string> = new Set();

  constructor(cells: CellStore) {
    super();
    this.#cells = cells;
    cells.subscribe(({ removed }) => {
      if (removed.some((id) => this.#ids.has(id))) this.set(this.#ids);
    });
  }

  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Selects these and no others. */
  set(ids: Iterable<string>): void {
    const next = new Set<string>();
    for (const id of ids) if (this.#cells.get(id)) next.add(id);
    if (next.size === this.#ids.size && [...next].every((id) => this.#ids.has(id))) return;
    this.#ids = next;
    this.dispatchEvent(new Event('change'));
  }

  add(ids: Iterable<string>): void {
    this.set([...this.#ids, ...ids]);
  }

  /** Adds the cell to the selection, or removes it from there. */
  toggle(id: string): void {
    this.set(this.#ids.has(id) ? [...this.#ids].filter((other) => other !== id) : [...this.#ids, id]);
  }

  clear(): void {
    this.set([]);
  }
}

import type { Cell } from '../../models/domain/cell.js';
import type { CellStore, CellStoreChange } from '../cells/cell-store.js';
import { hasDirection, mostAlike, writeUnitRow, type UnitRows } from './unit-rows.js';

/** A cell and how much it is like the one asked for. */
export interface NearCell {
  readonly cell: Cell;
  /** Cosine of the two embeddings, −1 to 1. */
  readonly likeness: number;
}

const FIRST_ROWS = 256;

/**
 * The cells of a store by likeness of their embeddings. Packs them when first asked, and keeps step with the store
 * from then on: a cell that is added, changed or removed touches one row. Cells without an embedding (drawn by hand)
 * are in no answer. `dispose` lets go of the store.
 */
export class NearestCells {
  readonly #cells: CellStore;
  readonly #rowOf = new Map<string, number>();
  #ids: string[] = [];
  #width = 0;
  #data = new Float32Array(0);
  #end: (() => void) | undefined;

  constructor(cells: CellStore) {
    this.#cells = cells;
  }

  /** How many cells can be compared. */
  get size(): number {
    this.#follow();
    return this.#ids.length;
  }

  has(id: string): boolean {
    this.#follow();
    return this.#rowOf.has(id);
  }

  /**
   * The `most` cells most like this one, the most alike first, itself left out; none where it is not there or has no
   * embedding. `accept` leaves out others: those below the threshold, say.
   */
  to(id: string, most: number, accept: (cell: Cell) => boolean = () => true): NearCell[] {
    this.#follow();
    const own = this.#rowOf.get(id);
    if (own === undefined) return [];
    const rows = this.#rows;
    return mostAlike(rows, rows, own, most, (row) => {
      const cell = row === own ? undefined : this.#cells.get(this.#ids[row] as string);
      return cell !== undefined && accept(cell);
    }).map(({ row, likeness }) => ({ cell: this.#cells.get(this.#ids[row] as string) as Cell, likeness }));
  }

  /** A copy of the packed embeddings of the cells that are accepted, and whose they are, row by row. */
  copy(accept: (cell: Cell) => boolean = () => true): { readonly ids: string[]; readonly rows: UnitRows } {
    this.#follow();
    const width = this.#width;
    const kept = this.#ids.flatMap((id, row) => {
      const cell = this.#cells.get(id);
      return cell && accept(cell) ? [{ id, row }] : [];
    });
    const data = new Float32Array(kept.length * width);
    kept.forEach(({ row }, i) => data.set(this.#data.subarray(row * width, (row + 1) * width), i * width));
    return { ids: kept.map(({ id }) => id), rows: { data, width, count: kept.length } };
  }

  dispose(): void {
    this.#end?.();
    this.#end = undefined;
    this.#forget();
  }

  get #rows(): UnitRows {
    return { data: this.#data, width: this.#width, count: this.#ids.length };
  }

  #follow(): void {
    if (this.#end) return;
    this.#end = this.#cells.subscribe((change) => this.#apply(change));
    for (const cell of this.#cells.all()) this.#take(cell);
  }

  #apply({ created, updated, deleted }: CellStoreChange): void {
    for (const { id } of deleted) this.#remove(id);
    // Another name or outline is no other embedding.
    for (const { before, after } of updated) if (before.embedding !== after.embedding) this.#take(after);
    for (const cell of created) this.#take(cell);
  }

  #take({ id, embedding }: Cell): void {
    // The first embedding says how long they are; one of another pack's length cannot be compared.
    if (this.#ids.length === 0) this.#width = embedding.length;
    if (embedding.length === this.#width && hasDirection(embedding)) this.#put(id, embedding);
    else this.#remove(id);
  }

  #put(id: string, embedding: Float32Array): void {
    let row = this.#rowOf.get(id);
    if (row === undefined) {
      row = this.#ids.push(id) - 1;
      this.#rowOf.set(id, row);
      this.#makeRoom();
    }
    writeUnitRow({ data: this.#data, width: this.#width }, row, embedding);
  }

  #remove(id: string): void {
    const row = this.#rowOf.get(id);
    if (row === undefined) return;
    this.#rowOf.delete(id);
    const moved = this.#ids.pop() as string;
    if (moved === id) return;
    // The last row takes the free place, so that the rows stay packed.
    const last = this.#ids.length * this.#width;
    this.#data.copyWithin(row * this.#width, last, last + this.#width);
    this.#ids[row] = moved;
    this.#rowOf.set(moved, row);
  }

  #makeRoom(): void {
    const needed = this.#ids.length * this.#width;
    if (needed <= this.#data.length) return;
    const grown = new Float32Array(Math.max(FIRST_ROWS * this.#width, needed * 2));
    grown.set(this.#data);
    this.#data = grown;
  }

  #forget(): void {
    this.#rowOf.clear();
    this.#ids = [];
    this.#data = new Float32Array(0);
  }
}

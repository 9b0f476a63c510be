/** Takes pieces of decoded data up to a limit that was set before any was decoded. */
export class BoundedBytes {
  readonly #bytes: Uint8Array;
  #filled = 0;

  constructor(most: number) {
    this.#bytes = new Uint8Array(most);
  }

  get full(): boolean {
    return this.#filled === this.#bytes.length;
  }

  /** What goes beyond the limit is left out. */
  add(piece: Uint8Array): void {
    const fits = piece.subarray(0, this.#bytes.length - this.#filled);
    this.#bytes.set(fits, this.#filled);
    this.#filled += fits.length;
  }

  taken(): Uint8Array {
    return this.#bytes.subarray(0, this.#filled);
  }
}

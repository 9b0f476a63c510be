/** What a cache keeps at most: entries, or whatever `sizeOf` measures of a value (bytes, say). */
export interface LruCacheOptions<Value> {
  readonly max: number;
  /** 1 for every value by default. */
  readonly sizeOf?: (value: Value) => number;
}

/**
 * Keeps values up to a total size; the least recently used go first. The newest stays, however large it is.
 * Our own, because `quick-lru` holds up to twice its limit and knows no sizes: with decoded tiles the limit is memory.
 */
export class LruCache<Key, Value> {
  readonly #max: number;
  readonly #sizeOf: (value: Value) => number;
  /** The least recently used first. */
  readonly #values = new Map<Key, Value>();
  #total = 0;

  constructor({ max, sizeOf = () => 1 }: LruCacheOptions<Value>) {
    this.#max = max;
    this.#sizeOf = sizeOf;
  }

  /** Of all values together, as `sizeOf` measures them. */
  get total(): number {
    return this.#total;
  }

  has(key: Key): boolean {
    return this.#values.has(key);
  }

  /** The value, which counts as used now. */
  get(key: Key): Value | undefined {
    const value = this.peek(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  /** The value, without its use being counted. */
  peek(key: Key): Value | undefined {
    return this.#values.get(key);
  }

  /** Keeps the value as the one used last, in place of any other of that key. */
  set(key: Key, value: Value): void {
    this.delete(key);
    this.#values.set(key, value);
    this.#total += this.#sizeOf(value);
    for (const oldest of this.#values.keys()) {
      if (this.#total <= this.#max || oldest === key) return;
      this.delete(oldest);
    }
  }

  delete(key: Key): void {
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    this.#total -= this.#sizeOf(value);
  }

  clear(): void {
    this.#values.clear();
    this.#total = 0;
  }

  /** The least recently used first. */
  keys(): IterableIterator<Key> {
    return this.#values.keys();
  }
}

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Discs that have a place already, found by where they lie. Frame: level-0 pixels. */
export class PlacementGrid {
  readonly #pitch: number;
  readonly #cells = new Map<string, Disc[]>();
  #largest = 0;

  constructor(pitch: number) {
    this.#pitch = pitch;
  }

  add(x: number, y: number, radius: number): void {
    const key = `${Math.floor(x / this.#pitch)},${Math.floor(y / this.#pitch)}`;
    const discs = this.#cells.get(key);
    if (discs) discs.push({ x, y, radius });
    else this.#cells.set(key, [{ x, y, radius }]);
    this.#largest = Math.max(this.#largest, radius);
  }

  /** Whether a disc here would come nearer than `gap` to another; a negative gap allows an overlap. */
  crowded(x: number, y: number, radius: number, gap: number): boolean {
    const far = Math.ceil((radius + this.#largest + Math.max(0, gap)) / this.#pitch);
    const column = Math.floor(x / this.#pitch);
    const row = Math.floor(y / this.#pitch);
    for (let j = row - far; j <= row + far; j++) {
      for (let i = column - far; i <= column + far; i++) {
        for (const disc of this.#cells.get(`${i},${j}`) ?? []) {
          const least = radius + disc.radius + gap;
          if (least > 0 && (disc.x - x) ** 2 + (disc.y - y) ** 2 < least * least) return true;
        }
      }
    }
    return false;
  }
}

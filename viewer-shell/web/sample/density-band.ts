/**
 * How strongly one unit of each bound dye absorbs red, green and blue light (natural-log optical density).
 * Eosin on haemoglobin is duller than eosin on eosinophil granules; azure B on chromatin is purple by the
 * Romanowsky effect; methylene blue on ribonucleic acid is blue.
 */
export const DYES = {
  haemoglobin: [0.56, 1, 0.72],
  eosin: [0.36, 1, 0.62],
  azure: [0.58, 1, 0.2],
  methylene: [1, 0.86, 0.17],
} as const;

/** Amounts of bound dye at one point. */
export interface DyeAmounts {
  haemoglobin: number;
  eosin: number;
  azure: number;
  methylene: number;
}

/** Haemoglobin where one red cell lies flat. */
const ONE_CELL = 0.34;

/** A run of full rows of the slide, held as optical density per channel. Dyes that overlap add up. */
export class DensityBand {
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
  readonly #haemoglobin: Float32Array;

  constructor(width: number, top: number, height: number) {
    this.width = width;
    this.top = top;
    this.height = height;
    this.red = new Float32Array(width * height);
    this.green = new Float32Array(width * height);
    this.blue = new Float32Array(width * height);
    this.#haemoglobin = new Float32Array(width * height);
  }

  /** Adds dye at a level-0 pixel that lies in the band, thinned by `cover` (0 to 1). */
  add(x: number, y: number, dye: DyeAmounts, cover: number): void {
    const index = (y - this.top) * this.width + x;
    const { eosin, azure, methylene } = DYES;
    const e = dye.eosin * cover;
    const a = dye.azure * cover;
    const m = dye.methylene * cover;
    this.#haemoglobin[index] = (this.#haemoglobin[index] ?? 0) + dye.haemoglobin * cover;
    this.red[index] = (this.red[index] ?? 0) + e * eosin[0] + a * azure[0] + m * methylene[0];
    this.green[index] = (this.green[index] ?? 0) + e * eosin[1] + a * azure[1] + m * methylene[1];
    this.blue[index] = (this.blue[index] ?? 0) + e * eosin[2] + a * azure[2] + m * methylene[2];
  }

  /** Call once, when everything is painted: red cells that lie on each other are pressed flatter. */
  settleRedCells(): void {
    const { haemoglobin } = DYES;
    for (let i = 0; i < this.red.length; i++) {
      const piled = this.#haemoglobin[i] ?? 0;
      if (piled === 0) continue;
      const pressed = piled < ONE_CELL ? piled : ONE_CELL + (piled - ONE_CELL) * 0.45;
      this.red[i] = (this.red[i] ?? 0) + pressed * haemoglobin[0];
      this.green[i] = (this.green[i] ?? 0) + pressed * haemoglobin[1];
      this.blue[i] = (this.blue[i] ?? 0) + pressed * haemoglobin[2];
    }
  }

  /** Calls `visit` for each pixel of the square around a centre that lies in the band. */
  visit(
    centreX: number,
    centreY: number,
    reach: number,
    visit: (x: number, y: number, dx: number, dy: number) => void,
  ): void {
    const left = Math.max(0, Math.floor(centreX - reach));
    const right = Math.min(this.width - 1, Math.ceil(centreX + reach));
    const first = Math.max(this.top, Math.floor(centreY - reach));
    const last = Math.min(this.top + this.height - 1, Math.ceil(centreY + reach));
    for (let y = first; y <= last; y++) {
      for (let x = left; x <= right; x++) visit(x, y, x + 0.5 - centreX, y + 0.5 - centreY);
    }
  }
}

/** Anything on the slide that holds dye. Frame: level-0 pixels. */
export interface Stained {
  readonly x: number;
  readonly y: number;
  /** Half the side of a square around the centre that holds all of it, px. */
  readonly reach: number;
  /** Adds the rows that lie in the band. */
  paint(band: DensityBand): void;
}

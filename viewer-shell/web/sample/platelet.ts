import type { DensityBand, DyeAmounts, Stained } from './density-band.js';
import { granuleCover, octaveNoise, smoothStep } from './noise.js';
import type { RandomStream } from './random.js';
import { RoundOutline } from './round-outline.js';

/** A platelet: a small pale lilac body with purple granules. Frame: level-0 pixels. */
export class Platelet implements Stained {
  readonly x: number;
  readonly y: number;
  readonly #outline: RoundOutline;
  readonly #scale: number;
  readonly #seed: number;
  readonly #strength: number;

  constructor(random: RandomStream, x: number, y: number, pixelsPerMicron: number) {
    const radius = Math.min(1.75, Math.max(0.75, random.normal(1.15, 0.24))) * pixelsPerMicron;
    this.x = x;
    this.y = y;
    this.#outline = new RoundOutline(random, radius, { oval: 0.12, bumpy: 0.07 });
    this.#scale = pixelsPerMicron;
    this.#seed = random.seed();
    this.#strength = random.between(0.65, 1.1);
  }

  get reach(): number {
    return this.#outline.maxRadius + 2;
  }

  paint(band: DensityBand): void {
    const dye: DyeAmounts = { haemoglobin: 0, eosin: 0.05, azure: 0, methylene: 0 };
    const scale = this.#scale;
    const granules = { pitch: 0.5 * scale, fill: 0.75, minRadius: 0.1 * scale, maxRadius: 0.27 * scale };
    band.visit(this.x, this.y, this.reach, (x, y, dx, dy) => {
      const outside = this.#outline.distance(dx, dy);
      const cover = smoothStep(1, -1, outside);
      if (cover === 0) return;
      const core = smoothStep(-0.1 * scale, -0.6 * scale, outside);
      const cloud = octaveNoise(dx / (0.7 * scale), dy / (0.7 * scale), this.#seed, 2);
      const granule = granuleCover(dx, dy, this.#seed + 3, granules);
      dye.azure = this.#strength * (0.3 + 0.12 * cloud + core * (0.25 + 0.75 * granule));
      dye.methylene = this.#strength * 0.14;
      band.add(x, y, dye, cover);
    });
  }
}

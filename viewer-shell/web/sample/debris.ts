import type { DensityBand, DyeAmounts, Stained } from './density-band.js';
import { octaveNoise, smoothStep, threadNoise } from './noise.js';
import type { RandomStream } from './random.js';
import { RoundOutline } from './round-outline.js';

/** A grain of stain precipitate, dark and tiny. Frame: level-0 pixels. */
export class Precipitate implements Stained {
  readonly x: number;
  readonly y: number;
  readonly #radius: number;
  readonly #dye: DyeAmounts;

  constructor(random: RandomStream, x: number, y: number, pixelsPerMicron: number) {
    this.x = x;
    this.y = y;
    this.#radius = random.between(0.1, 0.38) * pixelsPerMicron;
    const strength = random.between(0.5, 1.6);
    this.#dye = { haemoglobin: 0, eosin: 0.1, azure: strength, methylene: random.between(0, 0.5) * strength };
  }

  get reach(): number {
    return this.#radius + 2;
  }

  paint(band: DensityBand): void {
    band.visit(this.x, this.y, this.reach, (x, y, dx, dy) => {
      const cover = smoothStep(0.8, -0.8, Math.hypot(dx, dy) - this.#radius);
      if (cover > 0) band.add(x, y, this.#dye, cover);
    });
  }
}

/** A smudge cell: the spread-out remains of a burst nucleus, pale and threadlike. Frame: level-0 pixels. */
export class SmudgeCell implements Stained {
  readonly x: number;
  readonly y: number;
  readonly #outline: RoundOutline;
  readonly #scale: number;
  readonly #seed: number;

  constructor(random: RandomStream, x: number, y: number, pixelsPerMicron: number) {
    this.x = x;
    this.y = y;
    this.#outline = new RoundOutline(random, random.between(5, 7) * pixelsPerMicron, {
      oval: 0.16,
      bumpy: 0.1,
      blebs: 3,
      blebReach: 0.35,
    });
    this.#scale = pixelsPerMicron;
    this.#seed = random.seed();
  }

  get reach(): number {
    return this.#outline.maxRadius + 0.5 * this.#scale;
  }

  /** Contour as flat x, y pairs. */
  outlineRing(): number[] {
    return this.#outline.ring(this.x, this.y);
  }

  paint(band: DensityBand): void {
    const dye: DyeAmounts = { haemoglobin: 0, eosin: 0, azure: 0, methylene: 0 };
    const scale = this.#scale;
    band.visit(this.x, this.y, this.reach, (x, y, dx, dy) => {
      const cloud = octaveNoise(dx / (1.8 * scale), dy / (1.8 * scale), this.#seed, 3);
      const cover = smoothStep(0.3 * scale, -1.6 * scale, this.#outline.distance(dx, dy) + scale * cloud);
      if (cover === 0) return;
      const threads = threadNoise(dx / (1.1 * scale), dy / (2.2 * scale), this.#seed + 2, 0.4);
      dye.azure = 0.42 + 0.25 * cloud + 0.3 * threads;
      dye.eosin = 0.22;
      band.add(x, y, dye, cover);
    });
  }
}

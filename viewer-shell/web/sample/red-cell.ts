import type { DensityBand, DyeAmounts, Stained } from './density-band.js';
import { latticeNumber, smoothNoise, smoothStep } from './noise.js';
import type { RandomStream } from './random.js';
import { RoundOutline } from './round-outline.js';

/** How red cells look in one part of the smear. */
export interface RedCellLook {
  /** 0 at the feathered edge (flat, no pallor) to 1 where the smear is thick. */
  readonly thickness: number;
}

/** A red cell: a disc with a pale middle. Frame: level-0 pixels. */
export class RedCell implements Stained {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly #outline: RoundOutline;
  readonly #seed: number;
  readonly #density: number;
  readonly #pallor: number;
  readonly #pallorWidth: number;
  readonly #pallorX: number;
  readonly #pallorY: number;
  readonly #edge: number;

  constructor(random: RandomStream, x: number, y: number, radius: number, look: RedCellLook) {
    const { thickness } = look;
    this.x = x;
    this.y = y;
    this.radius = radius;
    this.#outline = new RoundOutline(random, this.radius, {
      oval: random.chance(0.12) ? 0.11 : 0.035,
      bumpy: random.chance(0.06) ? 0.03 : 0.011,
    });
    this.#seed = random.seed();
    this.#density = Math.max(0.2, random.normal(0.325, 0.028) * (0.9 + 0.22 * thickness));
    const flat = smoothStep(0.1, 0.35, thickness) * smoothStep(1.25, 0.7, thickness);
    this.#pallor = Math.min(0.72, Math.max(0, random.normal(0.5, 0.13)) * flat);
    this.#pallorWidth = random.between(0.5, 0.78);
    this.#pallorX = random.normal(0, 0.07) * this.radius;
    this.#pallorY = random.normal(0, 0.07) * this.radius;
    this.#edge = random.between(0.55, 1.1);
  }

  get reach(): number {
    return this.#outline.maxRadius + 2;
  }

  paint(band: DensityBand): void {
    const dye: DyeAmounts = { haemoglobin: 0, eosin: 0, azure: 0, methylene: 0 };
    const grain = this.radius * 0.8;
    const blue = (latticeNumber(1, 2, this.#seed) - 0.4) * 0.05;
    band.visit(this.x, this.y, this.reach, (x, y, dx, dy) => {
      const distance = Math.sqrt(dx * dx + dy * dy);
      const edge = this.#outline.radiusTowards(dx, dy);
      const cover = smoothStep(this.#edge, -this.#edge, distance - edge);
      if (cover === 0) return;
      const px = dx - this.#pallorX;
      const py = dy - this.#pallorY;
      const middle = smoothStep(this.#pallorWidth, 0.08, Math.sqrt(px * px + py * py) / edge);
      const shoulder = 1 - 0.12 * smoothStep(0.72, 1, distance / edge);
      const rim = 0.1 * smoothStep(0.86, 0.95, distance / edge);
      const uneven = 1 + 0.06 * smoothNoise(dx / grain, dy / grain, this.#seed);
      dye.haemoglobin = this.#density * (shoulder + rim) * (1 - this.#pallor * middle) * uneven;
      dye.methylene = Math.max(0, blue);
      band.add(x, y, dye, cover);
    });
  }
}

import { octaveNoise, smoothNoise, smoothStep } from './noise.js';

/** What changes slowly over a smear. Frame: level-0 pixels. */
export class SmearFields {
  readonly #seed: number;
  readonly #width: number;
  readonly #pixelsPerMicron: number;
  readonly #feathered: boolean;

  constructor(seed: number, width: number, pixelsPerMicron: number, feathered: boolean) {
    this.#seed = seed;
    this.#width = width;
    this.#pixelsPerMicron = pixelsPerMicron;
    this.#feathered = feathered;
  }

  /** How thick the blood lies: 0 bare glass, about 0.5 where one reads, 1 where cells overlap. */
  thickness(x: number, y: number): number {
    const micron = this.#pixelsPerMicron;
    const wide = octaveNoise(x / (170 * micron), y / (170 * micron), this.#seed, 2);
    const near = octaveNoise(x / (45 * micron), y / (45 * micron), this.#seed + 1, 2);
    const thick = 0.52 + 0.26 * wide + 0.16 * near;
    if (!this.#feathered) return Math.max(0.15, thick);
    const wave = 14 * micron * octaveNoise(y / (40 * micron), 0.5, this.#seed + 2, 3);
    const left = (this.#width - x + wave) / (130 * micron);
    return Math.max(0, Math.min(thick + 0.1, thick * smoothStep(0.02, 0.75, left)));
  }

  /** 0 in focus, 1 clearly out of focus. */
  blur(x: number, y: number): number {
    const micron = this.#pixelsPerMicron;
    const field = smoothNoise(x / (150 * micron), y / (150 * micron), this.#seed + 5);
    return smoothStep(0.05, 1, field) * 0.9;
  }

  /**
   * How strongly the dyes took, as factors around 1 on the density of red, green and blue: basic dyes
   * absorb the red, acid ones the blue, both the green.
   */
  stain(x: number, y: number): readonly [number, number, number] {
    const micron = this.#pixelsPerMicron;
    const both = 1 + 0.08 * smoothNoise(x / (260 * micron), y / (260 * micron), this.#seed + 6);
    const tilt = 0.06 * smoothNoise(x / (210 * micron), y / (210 * micron), this.#seed + 7);
    return [both - tilt, both, both + tilt];
  }

  /** Brightness of the light, a factor just under 1. */
  light(x: number, y: number): number {
    const micron = this.#pixelsPerMicron;
    return 0.985 + 0.013 * smoothNoise(x / (230 * micron), y / (230 * micron), this.#seed + 8);
  }
}

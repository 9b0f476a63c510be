import type { RandomStream } from './random.js';

const STEPS = 180;

export interface Roundness {
  /** Standard deviation of the second harmonic, as a share of the radius: how oval. */
  readonly oval: number;
  /** The same for harmonics 3 to 9, falling with the harmonic: how bumpy. */
  readonly bumpy: number;
  /** Protrusions: how many, and how far they reach as a share of the radius. */
  readonly blebs?: number;
  readonly blebReach?: number;
}

/** A nearly round closed outline, as a radius for each direction. Frame: its own centre, pixels. */
export class RoundOutline {
  readonly radius: number;
  readonly maxRadius: number;
  readonly #radii = new Float64Array(STEPS + 1);

  constructor(random: RandomStream, radius: number, roundness: Roundness) {
    this.radius = radius;
    const harmonics = [2, 3, 4, 5, 6, 7, 8, 9].map((order) => ({
      order,
      phase: random.angle(),
      size: random.normal(0, order === 2 ? roundness.oval : (roundness.bumpy * 2.2) / order),
    }));
    const blebs = Array.from({ length: roundness.blebs ?? 0 }, () => ({
      at: random.angle(),
      width: random.between(0.14, 0.35),
      size: random.between(0.3, 1) * (roundness.blebReach ?? 0),
    }));
    let largest = 0;
    for (let step = 0; step < STEPS; step++) {
      const angle = (2 * Math.PI * step) / STEPS;
      let factor = 1;
      for (const { order, phase, size } of harmonics) factor += size * Math.cos(order * angle + phase);
      for (const { at, width, size } of blebs) {
        const turn = Math.atan2(Math.sin(angle - at), Math.cos(angle - at)) / width;
        factor += size * Math.exp(-turn * turn);
      }
      const here = radius * Math.max(0.55, factor);
      this.#radii[step] = here;
      largest = Math.max(largest, here);
    }
    this.#radii[STEPS] = this.#radii[0] ?? radius;
    this.maxRadius = largest;
  }

  /** Distance from the centre to the outline in the direction of the point, px. */
  radiusTowards(dx: number, dy: number): number {
    const turn = Math.atan2(dy, dx) / (2 * Math.PI);
    const place = (turn < 0 ? turn + 1 : turn) * STEPS;
    const step = Math.min(STEPS - 1, Math.floor(place));
    const a = this.#radii[step] ?? this.radius;
    const b = this.#radii[step + 1] ?? this.radius;
    return a + (b - a) * (place - step);
  }

  /** Roughly how far outside the outline the point lies, px; negative inside. */
  distance(dx: number, dy: number): number {
    return Math.sqrt(dx * dx + dy * dy) - this.radiusTowards(dx, dy);
  }

  /** The ring in level-0 pixels as flat x, y pairs, its centre at the given point. */
  ring(x: number, y: number): number[] {
    const ring: number[] = [];
    for (let step = 0; step < STEPS; step += 3) {
      const angle = (2 * Math.PI * step) / STEPS;
      const radius = this.#radii[step] ?? this.radius;
      ring.push(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    return ring;
  }
}

import { octaveNoise } from './noise.js';
import type { RandomStream } from './random.js';

export type LeukocyteKind = 'Neutrophil' | 'Eosinophil' | 'Basophil' | 'Lymphocyte' | 'Monocyte';

interface Lobe {
  readonly x: number;
  readonly y: number;
  readonly long: number;
  readonly short: number;
  readonly angle: number;
}

interface Strand {
  readonly from: Lobe;
  readonly to: Lobe;
  readonly radius: number;
}

/** Lobes joined by strands. Frame: the cell's centre, pixels. */
export class NucleusShape {
  readonly #lobes: readonly Lobe[];
  readonly #strands: readonly Strand[];
  /** How widely lobes that meet melt into each other, px. */
  readonly #melt: number;
  readonly #warp: number;
  readonly #grain: number;
  readonly #seed: number;

  constructor(
    random: RandomStream,
    lobes: readonly Lobe[],
    strand: number,
    melt: number,
    warp: number,
    grain: number,
  ) {
    this.#lobes = lobes;
    this.#strands =
      strand > 0
        ? lobes
            .slice(1)
            .map((to, i) => ({ from: lobes[i] ?? to, to, radius: strand * random.between(0.7, 1.5) }))
        : [];
    this.#melt = melt;
    this.#warp = warp;
    this.#grain = grain;
    this.#seed = random.seed();
  }

  /** Roughly how far outside the nucleus the point lies, px; negative inside. */
  distance(dx: number, dy: number): number {
    const x = dx + this.#warp * octaveNoise(dx / this.#grain, dy / this.#grain, this.#seed, 2);
    const y = dy + this.#warp * octaveNoise(dx / this.#grain, dy / this.#grain, this.#seed + 31, 2);
    let nearest = Infinity;
    for (const lobe of this.#lobes) nearest = melted(nearest, lobeDistance(lobe, x, y), this.#melt);
    for (const strand of this.#strands) {
      nearest = melted(nearest, strandDistance(strand, x, y), this.#melt * 0.6);
    }
    return nearest;
  }
}

/** Smooth minimum (Inigo Quilez, polynomial form). */
function melted(a: number, b: number, width: number): number {
  const overlap = Math.max(width - Math.abs(a - b), 0) / width;
  return Math.min(a, b) - (a === Infinity ? 0 : (overlap * overlap * width) / 4);
}

function lobeDistance(lobe: Lobe, x: number, y: number): number {
  const cos = Math.cos(lobe.angle);
  const sin = Math.sin(lobe.angle);
  const u = ((x - lobe.x) * cos + (y - lobe.y) * sin) / lobe.long;
  const v = ((y - lobe.y) * cos - (x - lobe.x) * sin) / lobe.short;
  const reach = Math.hypot(u, v);
  const slope = Math.hypot(u / lobe.long, v / lobe.short);
  return slope < 1e-9 ? -lobe.short : (reach * (reach - 1)) / slope;
}

function strandDistance({ from, to, radius }: Strand, x: number, y: number): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const along = ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy + 1e-9);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - from.x - t * dx, y - from.y - t * dy) - radius;
}

/** Lobes along an arc, whose ends lie `span` radians apart; lengths as shares of the cell's radius. */
function arcOfLobes(
  random: RandomStream,
  radius: number,
  count: number,
  arc: { span: number; bend: number; long: number; short: number; jitter: number },
): Lobe[] {
  const start = random.angle();
  const shift = random.between(0, 0.08) * radius;
  return Array.from({ length: count }, (_, i) => {
    const angle =
      start + (count === 1 ? 0 : (arc.span * i) / (count - 1)) + random.normal(0, arc.jitter * 0.25);
    const out = radius * (arc.bend + random.normal(0, arc.jitter * 0.18));
    const size = random.between(0.88, 1.14);
    return {
      x: out * Math.cos(angle) + shift,
      y: out * Math.sin(angle),
      long: radius * arc.long * size,
      short: radius * arc.short * size,
      angle: angle + Math.PI / 2 + random.normal(0, arc.jitter * 0.9),
    };
  });
}

/** The nucleus that a cell of this kind and radius (px) has. */
export function growNucleus(random: RandomStream, kind: LeukocyteKind, radius: number): NucleusShape {
  const grain = radius * 0.42;
  switch (kind) {
    case 'Neutrophil': {
      const draw = random.next();
      const count = draw < 0.5 ? 3 : draw < 0.87 ? 4 : 5;
      const [long, short] = count === 3 ? [0.42, 0.28] : count === 4 ? [0.34, 0.26] : [0.29, 0.24];
      const lobes = arcOfLobes(random, radius, count, {
        span: random.between(1.05, 1.55) * Math.PI,
        bend: random.between(0.42, 0.52),
        long: long ?? 0.34,
        short: short ?? 0.26,
        jitter: 0.5,
      });
      return new NucleusShape(random, lobes, radius * 0.075, radius * 0.08, radius * 0.07, grain);
    }
    case 'Eosinophil': {
      const count = random.chance(0.85) ? 2 : 3;
      const lobes = arcOfLobes(random, radius, count, {
        span: random.between(0.75, 1.05) * Math.PI * (count === 3 ? 1.25 : 1),
        bend: random.between(0.46, 0.54),
        long: count === 2 ? 0.44 : 0.36,
        short: count === 2 ? 0.33 : 0.28,
        jitter: 0.35,
      });
      return new NucleusShape(random, lobes, radius * 0.05, radius * 0.06, radius * 0.06, grain);
    }
    case 'Basophil': {
      const lobes = arcOfLobes(random, radius, random.whole(2, 3), {
        span: random.between(0.7, 1) * Math.PI,
        bend: random.between(0.26, 0.36),
        long: 0.5,
        short: 0.42,
        jitter: 0.4,
      });
      return new NucleusShape(random, lobes, radius * 0.2, radius * 0.3, radius * 0.08, grain);
    }
    case 'Lymphocyte': {
      // an oval that lies to one side, often with a slight notch, so that the cytoplasm is a crescent
      const fill = random.between(0.74, 0.88);
      const away = random.angle();
      const shift = radius * (0.98 - fill) * random.between(0.75, 1);
      const [centreX, centreY] = [shift * Math.cos(away), shift * Math.sin(away)];
      const notch = random.chance(0.6) ? random.between(0.2, 0.34) * radius : 0.1 * radius;
      const across = away + Math.PI / 2 + random.normal(0, 0.5);
      const lobes = [-1, 1].map((side) => ({
        x: centreX + side * notch * Math.cos(across),
        y: centreY + side * notch * Math.sin(across),
        long: radius * fill * random.between(0.93, 1.02),
        short: radius * fill - notch * random.between(0.65, 0.85),
        angle: across + Math.PI / 2,
      }));
      return new NucleusShape(random, lobes, 0, radius * 0.35, radius * 0.06, grain * 1.4);
    }
    case 'Monocyte': {
      const lobes = arcOfLobes(random, radius, random.whole(3, 4), {
        span: random.between(0.95, 1.45) * Math.PI,
        bend: random.between(0.4, 0.5),
        long: 0.5,
        short: 0.32,
        jitter: 0.3,
      });
      return new NucleusShape(random, lobes, radius * 0.22, radius * 0.08, radius * 0.09, grain);
    }
  }
}

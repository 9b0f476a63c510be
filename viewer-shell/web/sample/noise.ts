/** A repeatable number in [0, 1) for a lattice point. */
export function latticeNumber(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Smooth noise in [−1, 1] whose features are about one unit wide. */
export function smoothNoise(x: number, y: number, seed: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  const sx = fx * fx * fx * (fx * (fx * 6 - 15) + 10);
  const sy = fy * fy * fy * (fy * (fy * 6 - 15) + 10);
  const a = latticeNumber(left, top, seed);
  const b = latticeNumber(left + 1, top, seed);
  const c = latticeNumber(left, top + 1, seed);
  const d = latticeNumber(left + 1, top + 1, seed);
  const upper = a + (b - a) * sx;
  return 2 * (upper + (c + (d - c) * sx - upper) * sy) - 1;
}

/** Several octaves of smooth noise, each half as wide and about half as strong; roughly [−1, 1]. */
export function octaveNoise(x: number, y: number, seed: number, octaves: number): number {
  let sum = 0;
  let weight = 1;
  let total = 0;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * smoothNoise(x, y, seed + octave * 7919);
    total += weight;
    weight *= 0.55;
    // turned by about 37° so that the lattices of two octaves never line up
    const turned = 2.03 * (0.8 * x - 0.6 * y);
    y = 2.03 * (0.6 * x + 0.8 * y);
    x = turned;
  }
  return (1.5 * sum) / total;
}

/** Threads: 1 along the zero lines of a noise field, falling to 0 within `width` (0 to 1). */
export function threadNoise(x: number, y: number, seed: number, width: number): number {
  const distance = Math.abs(octaveNoise(x, y, seed, 2));
  return distance >= width ? 0 : 1 - distance / width;
}

export interface Granules {
  /** Lattice pitch, px. */
  readonly pitch: number;
  /** Share of lattice places that hold a granule. */
  readonly fill: number;
  readonly minRadius: number;
  readonly maxRadius: number;
}

/**
 * How much of the point is covered by scattered round granules, 0 to 1, with edges about a pixel soft;
 * frame: pixels.
 */
export function granuleCover(x: number, y: number, seed: number, granules: Granules): number {
  const { pitch, fill, minRadius, maxRadius } = granules;
  const column = Math.floor(x / pitch);
  const row = Math.floor(y / pitch);
  let cover = 0;
  for (let j = row - 1; j <= row + 1; j++) {
    for (let i = column - 1; i <= column + 1; i++) {
      const draw = latticeNumber(i, j, seed);
      if (draw >= fill) continue;
      const dx = (i + 0.1 + 0.8 * latticeNumber(i, j, seed + 1)) * pitch - x;
      const dy = (j + 0.1 + 0.8 * latticeNumber(i, j, seed + 2)) * pitch - y;
      const radius = minRadius + ((maxRadius - minRadius) * draw) / fill;
      const inside = radius + 0.5 - Math.sqrt(dx * dx + dy * dy);
      if (inside > cover) cover = inside;
    }
  }
  return cover > 1 ? 1 : cover;
}

/** 0 at or below `from`, 1 at or above `to`, smooth between; `from` may be the larger one. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = (value - from) / (to - from);
  if (t <= 0) return 0;
  if (t >= 1) return 1;
  return t * t * (3 - 2 * t);
}

/** Which source pixels make each result pixel along one axis, and with what weight. */
export interface AxisWeights {
  /** First source pixel of each result pixel. */
  readonly starts: Int32Array;
  /** How many source pixels follow from there. */
  readonly counts: Int32Array;
  /** All weights one after another; those of one result pixel sum to 1. */
  readonly weights: Float64Array;
  /** Source pixels used at all: `from` inclusive, `to` exclusive. */
  readonly from: number;
  readonly to: number;
}

/**
 * Weights that take `[min, max)` of an axis of `sourceSize` pixels to `size` pixels: area where it
 * shrinks, linear between pixel centres where it grows (beyond the edge the edge pixel repeats).
 */
export function axisWeights(min: number, max: number, size: number, sourceSize: number): AxisWeights {
  const scale = (max - min) / size;
  return scale >= 1 ? areaWeights(min, scale, size, sourceSize) : linearWeights(min, scale, size, sourceSize);
}

function areaWeights(min: number, scale: number, size: number, sourceSize: number): AxisWeights {
  const starts = new Int32Array(size);
  const counts = new Int32Array(size);
  const weights = new Float64Array(size * (Math.ceil(scale) + 1));
  let used = 0;
  for (let i = 0; i < size; i++) {
    const from = Math.max(0, snap(min + i * scale));
    const to = Math.min(sourceSize, snap(min + (i + 1) * scale));
    const first = Math.min(Math.floor(from), sourceSize - 1);
    const last = Math.max(Math.min(Math.ceil(to), sourceSize), first + 1);
    const span = Math.max(to - from, Number.EPSILON);
    starts[i] = first;
    counts[i] = last - first;
    for (let p = first; p < last; p++) {
      weights[used++] = last - first === 1 ? 1 : (Math.min(p + 1, to) - Math.max(p, from)) / span;
    }
  }
  return bounded(starts, counts, weights);
}

function linearWeights(min: number, scale: number, size: number, sourceSize: number): AxisWeights {
  const starts = new Int32Array(size);
  const counts = new Int32Array(size);
  const weights = new Float64Array(size * 2);
  let used = 0;
  for (let i = 0; i < size; i++) {
    const centre = Math.min(Math.max(min + (i + 0.5) * scale - 0.5, 0), sourceSize - 1);
    const first = Math.floor(centre);
    const share = centre - first;
    starts[i] = first;
    counts[i] = share > 0 ? 2 : 1;
    weights[used++] = 1 - share;
    if (share > 0) weights[used++] = share;
  }
  return bounded(starts, counts, weights);
}

/** Sums of binary fractions miss whole pixels by a hair, which would add a pixel of no weight. */
function snap(position: number): number {
  const whole = Math.round(position);
  return Math.abs(position - whole) < 1e-9 * Math.max(1, Math.abs(whole)) ? whole : position;
}

function bounded(starts: Int32Array, counts: Int32Array, weights: Float64Array): AxisWeights {
  const last = starts.length - 1;
  const from = starts[0] as number;
  const to = (starts[last] as number) + (counts[last] as number);
  return { starts, counts, weights, from, to };
}

import type { UnitRows } from './unit-rows.js';

/** Enough for the leading axes of a matrix of 50 × 50 to settle to what a screen can show. */
const ROUNDS = 60;

/**
 * The rows in the `axes` directions in which they differ most (principal components), around their mean:
 * `axes` numbers for each row, row after row, the widest axis first.
 */
export function principalComponents({ data, width, count }: UnitRows, axes: number): Float32Array {
  const mean = meanRow({ data, width, count });
  const spread = covariance({ data, width, count }, mean);
  const directions = leadingAxes(spread, width, Math.min(axes, width));
  const out = new Float32Array(count * axes);
  directions.forEach((direction, axis) => {
    for (let row = 0; row < count; row++) {
      let along = 0;
      for (let i = 0; i < width; i++) {
        along += ((data[row * width + i] as number) - (mean[i] as number)) * (direction[i] as number);
      }
      out[row * axes + axis] = along;
    }
  });
  return out;
}

function meanRow({ data, width, count }: UnitRows): Float64Array {
  const mean = new Float64Array(width);
  for (let at = 0; at < count * width; at++)
    mean[at % width] = (mean[at % width] as number) + (data[at] as number);
  return mean.map((sum) => sum / Math.max(1, count));
}

function covariance({ data, width, count }: UnitRows, mean: Float64Array): Float64Array {
  const spread = new Float64Array(width * width);
  const row = new Float64Array(width);
  for (let at = 0; at < count * width; at += width) {
    for (let i = 0; i < width; i++) row[i] = (data[at + i] as number) - (mean[i] as number);
    for (let i = 0; i < width; i++) {
      const value = row[i] as number;
      for (let j = i; j < width; j++) {
        spread[i * width + j] = (spread[i * width + j] as number) + value * (row[j] as number);
      }
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) spread[i * width + j] = spread[j * width + i] as number;
  }
  return spread;
}

/** Orthogonal iteration, each axis kept apart from those before it; begins the same way each time. */
function leadingAxes(spread: Float64Array, width: number, axes: number): Float64Array[] {
  let directions: Float64Array[] = Array.from({ length: axes }, (_, axis) =>
    // Distinct waves: no axis begins at right angles to the one that it is to find.
    Float64Array.from({ length: width }, (_, i) => Math.cos((axis + 1) * (i + 0.5)) + (i === axis ? 1 : 0)),
  );
  for (let round = 0; round < ROUNDS; round++) {
    directions = apart(directions.map((direction) => times(spread, direction)));
  }
  // A sign is as good as its opposite; a fixed one keeps the picture the same way round.
  return directions.map((direction) => {
    const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    return largest < 0 ? direction.map((value) => -value) : direction;
  });
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const width = vector.length;
  return vector.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += (matrix[i * width + j] as number) * (vector[j] as number);
    return sum;
  });
}

/** Gram-Schmidt; an axis along which nothing differs becomes zeros. */
function apart(directions: readonly Float64Array[]): Float64Array[] {
  const kept: Float64Array[] = [];
  for (const direction of directions) {
    const own = Float64Array.from(direction);
    for (const other of kept) {
      const along = own.reduce((sum, value, i) => sum + value * (other[i] as number), 0);
      for (let i = 0; i < own.length; i++) own[i] = (own[i] as number) - along * (other[i] as number);
    }
    const length = Math.hypot(...own);
    kept.push(own.map((value) => (length > 1e-12 ? value / length : 0)));
  }
  return kept;
}

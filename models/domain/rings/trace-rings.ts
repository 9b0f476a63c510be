/** A square grid of probabilities, row-major, spread evenly over a box: value i lies at (i + 0.5) / size. */
export interface MaskGrid {
  readonly size: number;
  readonly values: Float32Array;
}

/** The probability from which on a point lies inside. */
const LEVEL = 0.5;

/**
 * Steps through one square of four values, by which corners lie inside (top left 1, top right 2, bottom right 4,
 * bottom left 8): from the side entered to the side left, inside on the right hand. Sides: 0 top, 1 right, 2 bottom,
 * 3 left. Where two opposite corners lie inside they are kept apart, so that no ring touches itself.
 */
// prettier-ignore
const STEPS: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[0, 3]],
  [[1, 0]],
  [[1, 3]],
  [[2, 1]],
  [[0, 3], [2, 1]],
  [[2, 0]],
  [[2, 3]],
  [[3, 2]],
  [[0, 2]],
  [[1, 0], [3, 2]],
  [[1, 2]],
  [[3, 1]],
  [[0, 1]],
  [[3, 0]],
  [],
];

/**
 * All contours at probability 0.5 in grid units, outer ones clockwise on screen (positive area), holes the other
 * way. Marching squares (Lorensen & Cline, 1987) with linear interpolation; beyond the grid lies 0, so a mask
 * that fills its grid is cut at the edge. No ring touches another.
 */
export function traceRings({ size, values }: MaskGrid): number[][] {
  const at = (row: number, column: number) =>
    row < 0 || column < 0 || row >= size || column >= size ? 0 : (values[row * size + column] as number);
  const inside = (row: number, column: number) => (at(row, column) >= LEVEL ? 1 : 0);
  const wide = size + 2;
  const nextOf = new Map<number, number>();
  // A side is named by its upper or left grid point and its direction: even across, odd down.
  const side = (row: number, column: number, which: number) =>
    which === 0 || which === 2
      ? 2 * ((row + (which === 2 ? 1 : 0) + 1) * wide + column + 1)
      : 2 * ((row + 1) * wide + column + (which === 1 ? 1 : 0) + 1) + 1;
  for (let row = -1; row < size; row++) {
    for (let column = -1; column < size; column++) {
      const corners =
        inside(row, column) |
        (inside(row, column + 1) << 1) |
        (inside(row + 1, column + 1) << 2) |
        (inside(row + 1, column) << 3);
      for (const [from, to] of STEPS[corners] ?? []) {
        nextOf.set(side(row, column, from), side(row, column, to));
      }
    }
  }
  const crossing = (name: number): [number, number] => {
    const point = name >> 1;
    const row = Math.floor(point / wide) - 1;
    const column = (point % wide) - 1;
    const down = name & 1;
    const first = at(row, column);
    const second = at(row + down, column + 1 - down);
    // Kept off the grid points, where rings could meet.
    const share = Math.min(Math.max((LEVEL - first) / (second - first), 1e-3), 1 - 1e-3);
    return [column + (down ? 0 : share) + 0.5, row + (down ? share : 0) + 0.5];
  };
  const rings: number[][] = [];
  while (nextOf.size > 0) {
    const ring: number[] = [];
    let name = nextOf.keys().next().value;
    while (name !== undefined) {
      ring.push(...crossing(name));
      const next = nextOf.get(name);
      nextOf.delete(name);
      name = next !== undefined && nextOf.has(next) ? next : undefined;
    }
    rings.push(ring);
  }
  return rings;
}

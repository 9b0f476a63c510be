/** Whole squares of a grid; the ends are not part of it. */
export interface GridRectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface SquareGrid {
  readonly columns: number;
  readonly rows: number;
  /** Row by row; 1 where a rectangle may lie. */
  readonly free: Uint8Array;
}

/** The largest rectangle of free squares with at least `leastSide` of them on each side; `undefined` where there is none. */
export function largestRectangle(grid: SquareGrid, leastSide = 1): GridRectangle | undefined {
  const { columns, rows, free } = grid;
  // How many free squares lie on each other, from this row upwards.
  const heights = new Int32Array(columns);
  let best: GridRectangle | undefined;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      heights[column] = free[row * columns + column] === 1 ? (heights[column] as number) + 1 : 0;
    }
    for (const { left, right, height } of widest(heights)) {
      if (right - left < leastSide || height < leastSide) continue;
      if (best && (right - left) * height <= areaOf(best)) continue;
      best = { left, right, top: row + 1 - height, bottom: row + 1 };
    }
  }
  return best;
}

export function areaOf({ left, top, right, bottom }: GridRectangle): number {
  return (right - left) * (bottom - top);
}

/** Under a skyline, the widest rectangle of each height. */
function* widest(heights: Int32Array): Generator<{ left: number; right: number; height: number }> {
  const rising: { left: number; height: number }[] = [];
  for (let column = 0; column <= heights.length; column++) {
    const now = heights[column] ?? 0;
    let left = column;
    for (let last = rising.at(-1); last && last.height >= now; last = rising.at(-1)) {
      rising.pop();
      left = last.left;
      yield { left, right: column, height: last.height };
    }
    if (now > 0) rising.push({ left, height: now });
  }
}

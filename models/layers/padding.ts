/** Explicit padding of `[n, height, width, channels]` by `side` on each spatial side, as tfjs wants it. */
export function padAround(side: number): [[0, 0], [number, number], [number, number], [0, 0]] {
  return [
    [0, 0],
    [side, side],
    [side, side],
    [0, 0],
  ];
}

/** The same with so many rows above and below, and columns on both sides. */
export function padRowsAndColumns(
  above: number,
  below: number,
  columns = 0,
): [[0, 0], [number, number], [number, number], [0, 0]] {
  return [
    [0, 0],
    [above, below],
    [columns, columns],
    [0, 0],
  ];
}

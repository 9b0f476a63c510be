/** Explicit padding of `[n, height, width, channels]` by `side` on each spatial side, as tfjs wants it. */
export function padAround(side: number): [[0, 0], [number, number], [number, number], [0, 0]] {
  return [
    [0, 0],
    [side, side],
    [side, side],
    [0, 0],
  ];
}

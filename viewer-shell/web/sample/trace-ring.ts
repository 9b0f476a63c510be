/**
 * The outer ring of the largest region of a shape, as flat x, y pairs around its own origin, clockwise on
 * screen, one vertex about every two pixels; empty where the shape is empty. Traces pixel edges.
 */
export function traceRing(inside: (dx: number, dy: number) => boolean, reach: number): number[] {
  const half = Math.ceil(reach) + 1;
  const size = 2 * half;
  const grid = new Uint8Array(size * size);
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      if (inside(x + 0.5 - half, y + 0.5 - half)) grid[y * size + x] = 1;
    }
  }
  const start = largestRegion(grid, size);
  if (start < 0) return [];
  return walkEdges(grid, size, start, half);
}

/** Keeps only the largest 4-connected region (value 2); returns its first pixel in reading order, or −1. */
function largestRegion(grid: Uint8Array, size: number): number {
  let best: number[] = [];
  for (let seed = 0; seed < grid.length; seed++) {
    if (grid[seed] !== 1) continue;
    const region = [seed];
    grid[seed] = 3;
    for (let next = 0; next < region.length; next++) {
      const at = region[next] ?? seed;
      for (const step of [at - 1, at + 1, at - size, at + size]) {
        if (grid[step] !== 1) continue;
        grid[step] = 3;
        region.push(step);
      }
    }
    if (region.length > best.length) best = region;
  }
  for (const at of best) grid[at] = 2;
  return best[0] ?? -1;
}

function walkEdges(grid: Uint8Array, size: number, start: number, half: number): number[] {
  const filled = (x: number, y: number) => grid[y * size + x] === 2;
  const startX = start % size;
  const startY = Math.floor(start / size);
  const ring: number[] = [];
  let x = startX;
  let y = startY;
  let [stepX, stepY] = [1, 0];
  let steps = 0;
  do {
    if (steps++ % 2 === 0) ring.push(x - half, y - half);
    x += stepX;
    y += stepY;
    // the region lies to the right of the walk: look left first so that pixels joined at a corner stay apart
    const aheadRight = filled(x + (stepX - stepY - 1) / 2, y + (stepX + stepY - 1) / 2);
    const aheadLeft = filled(x + (stepX + stepY - 1) / 2, y + (stepY - stepX - 1) / 2);
    if (!aheadRight) [stepX, stepY] = [-stepY, stepX];
    else if (aheadLeft) [stepX, stepY] = [stepY, -stepX];
  } while (x !== startX || y !== startY);
  return ring;
}

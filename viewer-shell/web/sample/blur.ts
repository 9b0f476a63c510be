/** Rows and columns that the widest blur here reaches. */
export const BLUR_REACH = 8;

/** A Gaussian of at most about one pixel, two taps each way, clamped at the borders. */
export function blurSlightly(
  plane: Float32Array,
  width: number,
  height: number,
  sigma: number,
): Float32Array {
  const near = Math.exp(-1 / (2 * sigma * sigma));
  const far = Math.exp(-4 / (2 * sigma * sigma));
  const total = 1 + 2 * near + 2 * far;
  const taps = [far / total, near / total, 1 / total, near / total, far / total];
  const across = new Float32Array(plane.length);
  const line = new Float32Array(width + 4);
  for (let y = 0; y < height; y++) {
    const row = plane.subarray(y * width, (y + 1) * width);
    line.fill(row[0] as number, 0, 2);
    line.set(row, 2);
    line.fill(row[width - 1] as number, width + 2);
    weigh(across, y * width, line, [0, 1, 2, 3, 4], taps, width);
  }
  const blurred = new Float32Array(plane.length);
  const rowAt = (y: number) => (y < 0 ? 0 : y >= height ? height - 1 : y) * width;
  for (let y = 0; y < height; y++) {
    weigh(blurred, y * width, across, [y - 2, y - 1, y, y + 1, y + 2].map(rowAt), taps, width);
  }
  return blurred;
}

/** Weighted sums of five runs of one source, which start at the given places. */
function weigh(
  target: Float32Array,
  start: number,
  source: Float32Array,
  places: readonly number[],
  taps: readonly number[],
  length: number,
): void {
  const [p0, p1, p2, p3, p4] = places as [number, number, number, number, number];
  const [a, b, c, d, e] = taps as [number, number, number, number, number];
  for (let i = 0; i < length; i++) {
    target[start + i] =
      a * (source[p0 + i] as number) +
      b * (source[p1 + i] as number) +
      c * (source[p2 + i] as number) +
      d * (source[p3 + i] as number) +
      e * (source[p4 + i] as number);
  }
}

/** A wide soft blur: two box means of `2 * reach + 1` pixels each way, `reach` at most `BLUR_REACH / 2`. */
export function blurWidely(plane: Float32Array, width: number, height: number, reach: number): Float32Array {
  const result = Float32Array.from(plane);
  for (let pass = 0; pass < 2; pass++) {
    averageAcross(result, width, height, reach);
    averageDown(result, width, height, reach);
  }
  return result;
}

function averageAcross(plane: Float32Array, width: number, height: number, reach: number): void {
  const share = 1 / (2 * reach + 1);
  const line = new Float32Array(width + 2 * reach + 1);
  for (let y = 0; y < height; y++) {
    const row = plane.subarray(y * width, (y + 1) * width);
    line.fill(row[0] as number, 0, reach);
    line.set(row, reach);
    line.fill(row[width - 1] as number, reach + width);
    let sum = 0;
    for (let i = 0; i <= 2 * reach; i++) sum += line[i] as number;
    for (let x = 0; x < width; x++) {
      row[x] = sum * share;
      sum += (line[x + 2 * reach + 1] as number) - (line[x] as number);
    }
  }
}

function averageDown(plane: Float32Array, width: number, height: number, reach: number): void {
  const share = 1 / (2 * reach + 1);
  const source = Float32Array.from(plane);
  const rowAt = (y: number) => (y < 0 ? 0 : y >= height ? height - 1 : y) * width;
  const sums = new Float32Array(width);
  for (let y = -reach; y <= reach; y++) {
    for (let x = 0, row = rowAt(y); x < width; x++)
      sums[x] = (sums[x] as number) + (source[row + x] as number);
  }
  for (let y = 0; y < height; y++) {
    const [here, entering, leaving] = [y * width, rowAt(y + reach + 1), rowAt(y - reach)];
    for (let x = 0; x < width; x++) {
      const sum = sums[x] as number;
      plane[here + x] = sum * share;
      sums[x] = sum + (source[entering + x] as number) - (source[leaving + x] as number);
    }
  }
}

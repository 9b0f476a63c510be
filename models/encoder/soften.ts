/**
 * Blurs a square picture of three bytes a pixel in place by a Gaussian of this many pixels, mirrored at its edges
 * (without the edge itself twice), so that cameras of any sharpness show a cell alike.
 */
export function soften(data: Uint8Array, side: number, sigma: number): void {
  const kernel = halfKernel(sigma);
  const radius = kernel.length - 1;
  const row = 3 * side;
  const down = new Float32Array(row);
  // One line at a time with its mirrored ends, so that the sums below run over memory in order.
  const line = new Float32Array(row + 6 * radius);
  const from = data.slice();
  const bytes = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  for (let y = 0; y < side; y++) {
    weighRow(down, from, y * row, y * row, (kernel[0] as number) / 2);
    for (let away = 1; away <= radius; away++) {
      const [above, below] = [mirrored(y - away, side) * row, mirrored(y + away, side) * row];
      weighRow(down, from, above, below, kernel[away] as number);
    }
    for (let x = -radius; x < side + radius; x++) {
      const source = 3 * mirrored(x, side);
      line.set(down.subarray(source, source + 3), 3 * (x + radius));
    }
    down.fill(0);
    for (let at = 0; at < row; at++) {
      const middle = at + 3 * radius;
      let sum = (kernel[0] as number) * (line[middle] as number);
      for (let away = 1; away <= radius; away++) {
        const beside = (line[middle - 3 * away] as number) + (line[middle + 3 * away] as number);
        sum += (kernel[away] as number) * beside;
      }
      bytes[y * row + at] = sum;
    }
  }
}

/** Adds two rows that begin at these bytes, times the weight. */
function weighRow(sum: Float32Array, from: Uint8Array, one: number, other: number, weight: number): void {
  for (let at = 0; at < sum.length; at++) {
    const both = (from[one + at] as number) + (from[other + at] as number);
    sum[at] = (sum[at] as number) + weight * both;
  }
}

/** The weights of a pixel and of those beside it on one side, up to three sigma; with both sides they sum to one. */
function halfKernel(sigma: number): Float32Array {
  const radius = Math.round(3 * sigma);
  const weights = Array.from({ length: radius + 1 }, (_, away) => Math.exp(-(away ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((total, weight) => total + 2 * weight, -1);
  return Float32Array.from(weights, (weight) => weight / sum);
}

/** The place within a line that shows what one beyond its ends would. */
function mirrored(at: number, side: number): number {
  const period = Math.max(1, 2 * (side - 1));
  const within = ((at % period) + period) % period;
  return within < side ? within : period - within;
}

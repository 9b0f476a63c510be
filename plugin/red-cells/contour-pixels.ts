import type { RgbaTile } from '../../models/domain/tile.js';

/** The thin edges of a picture, each with the direction in which it gets darker. */
export interface ContourPixels {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  /** Unit vector towards the dark side. */
  readonly dxs: Float32Array;
  readonly dys: Float32Array;
  /** 1 + index of the edge at each pixel, 0 where there is none; row-major. */
  readonly indexAt: Int32Array;
}

/**
 * Edges one pixel thin of a plane of brightness (0 to 255, row-major), after Canny: a binomial blur,
 * central differences, non-maximum suppression along the gradient. Weaker ones than `threshold`
 * (grey levels per pixel) are left out, and so is everything where `excluded` is set.
 */
export function findContourPixels(
  plane: Float32Array,
  width: number,
  height: number,
  excluded: Uint8Array,
  thresholdOf: (magnitudes: Float32Array) => number,
): ContourPixels {
  const gx = new Float32Array(width * height);
  const gy = new Float32Array(width * height);
  const magnitude = new Float32Array(width * height);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      // Scharr's kernel: its direction is nearly free of error, and the votes follow the direction.
      const a = plane[i - width - 1] as number;
      const b = plane[i - width] as number;
      const c = plane[i - width + 1] as number;
      const d = plane[i - 1] as number;
      const f = plane[i + 1] as number;
      const g = plane[i + width - 1] as number;
      const h = plane[i + width] as number;
      const k = plane[i + width + 1] as number;
      const dx = (3 * (c - a) + 10 * (f - d) + 3 * (k - g)) / 32;
      const dy = (3 * (g - a) + 10 * (h - b) + 3 * (k - c)) / 32;
      gx[i] = dx;
      gy[i] = dy;
      magnitude[i] = excluded[i] ? 0 : Math.sqrt(dx * dx + dy * dy);
    }
  }
  const threshold = thresholdOf(magnitude);
  const indexAt = new Int32Array(width * height);
  const capacity = width * height;
  const xs = new Float32Array(capacity);
  const ys = new Float32Array(capacity);
  const dxs = new Float32Array(capacity);
  const dys = new Float32Array(capacity);
  let count = 0;
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      const i = y * width + x;
      const m = magnitude[i] as number;
      if (m <= threshold) continue;
      const ux = (gx[i] as number) / m;
      const uy = (gy[i] as number) / m;
      const along = Math.abs(ux) > 0.383 ? Math.sign(ux) : 0;
      const down = Math.abs(uy) > 0.383 ? Math.sign(uy) : 0;
      const step = down * width + along;
      const before = magnitude[i - step] as number;
      const after = magnitude[i + step] as number;
      if (m < before || m <= after) continue;
      // Where between the pixels the parabola through the three magnitudes has its top.
      const bend = before - 2 * m + after;
      const shift = bend < 0 ? (0.5 * (before - after)) / bend : 0;
      xs[count] = x + shift * along;
      ys[count] = y + shift * down;
      dxs[count] = -ux;
      dys[count] = -uy;
      count++;
      indexAt[i] = count;
    }
  }
  return {
    width,
    height,
    count,
    xs: xs.subarray(0, count),
    ys: ys.subarray(0, count),
    dxs: dxs.subarray(0, count),
    dys: dys.subarray(0, count),
    indexAt,
  };
}

/** One channel of a tile, blurred with the binomial 1-2-1 in both directions. */
export function blurredChannel(tile: RgbaTile, channel: number): Float32Array {
  const { width, height, data } = tile;
  const rows = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const left = x > 0 ? i - 1 : i;
      const right = x < width - 1 ? i + 1 : i;
      rows[i] =
        ((data[left * 4 + channel] as number) +
          2 * (data[i * 4 + channel] as number) +
          (data[right * 4 + channel] as number)) /
        4;
    }
  }
  const plane = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const above = y > 0 ? -width : 0;
    const below = y < height - 1 ? width : 0;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      plane[i] = ((rows[i + above] as number) + 2 * (rows[i] as number) + (rows[i + below] as number)) / 4;
    }
  }
  return plane;
}

/** How many of the chosen pixels have each whole grey level from 0 to 255. */
export function brightnessHistogram(plane: Float32Array, chosen: (index: number) => boolean): Float64Array {
  const bins = new Float64Array(256);
  for (let i = 0; i < plane.length; i++) {
    if (!chosen(i)) continue;
    const level = Math.min(255, plane[i] as number) | 0;
    bins[level] = (bins[level] as number) + 1;
  }
  return bins;
}

/** The level below or at which `share` of the pixels lie. */
export function percentileOf(histogram: Float64Array, share: number): number {
  const wanted = share * histogram.reduce((sum, n) => sum + n, 0);
  let seen = 0;
  return histogram.findIndex((n) => (seen += n) >= wanted);
}

/** The level that parts a histogram into two groups as far apart as can be (Otsu 1979). */
export function otsuThreshold(histogram: Float64Array): number {
  const total = histogram.reduce((sum, n) => sum + n, 0);
  const totalLevels = histogram.reduce((sum, n, level) => sum + n * level, 0);
  let below = 0;
  let belowLevels = 0;
  let widest = -1;
  let threshold = 128;
  for (let level = 0; level < 256; level++) {
    const n = histogram[level] as number;
    below += n;
    belowLevels += n * level;
    if (below === 0 || below === total) continue;
    const gap = belowLevels / below - (totalLevels - belowLevels) / (total - below);
    const between = below * (total - below) * gap * gap;
    if (between > widest) {
      widest = between;
      threshold = level + 1;
    }
  }
  return threshold;
}

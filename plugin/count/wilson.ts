/** Bounds of a share, 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The two-sided 95 % point of the normal distribution. */
const Z_95 = 1.959963984540054;

/**
 * The 95 % interval of the share `count / total`: Wilson's score interval, without continuity correction
 * (E. B. Wilson 1927, J. Am. Stat. Assoc. 22:209–212). Absent where nothing was counted.
 *
 * Laboratories know Rümke's table (C. L. Rümke 1960; CLSI H20-A2), which gives exact binomial limits rounded
 * to whole per cent. Wilson's lie close to these, a little inside: for 7 of 100, 3.4 to 13.7 where the table
 * has 2 to 14.
 */
export function wilsonInterval(count: number, total: number): Interval | undefined {
  if (!(total > 0)) return undefined;
  const share = count / total;
  const squared = Z_95 ** 2;
  const centre = share + squared / (2 * total);
  const half = Z_95 * Math.sqrt((share * (1 - share)) / total + squared / (4 * total ** 2));
  const scale = 1 + squared / total;
  return {
    // Rounding would leave a trace above none and below all, where the bounds are exact.
    low: count === 0 ? 0 : Math.max(0, (centre - half) / scale),
    high: count === total ? 1 : Math.min(1, (centre + half) / scale),
  };
}

/** Whether two intervals have a share in common. */
export function intervalsOverlap(a: Interval, b: Interval): boolean {
  return a.low <= b.high && b.low <= a.high;
}

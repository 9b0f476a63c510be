/** Pixels whose centre lies in any of the rings (even-odd), as 0 or 1, row-major. */
export function rasterise(
  rings: readonly (readonly number[])[],
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(width * height);
  for (const ring of rings) {
    for (let y = 0; y < height; y++) {
      const crossings: number[] = [];
      const line = y + 0.5;
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const y0 = ring[j + 1] as number;
        const y1 = ring[i + 1] as number;
        if (y0 > line === y1 > line) continue;
        const x0 = ring[j] as number;
        const x1 = ring[i] as number;
        crossings.push(x0 + ((line - y0) / (y1 - y0)) * (x1 - x0));
      }
      crossings.sort((a, b) => a - b);
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        const from = Math.max(0, Math.ceil((crossings[k] as number) - 0.5));
        const to = Math.min(width - 1, Math.floor((crossings[k + 1] as number) - 0.5));
        for (let x = from; x <= to; x++) mask[y * width + x] = 1;
      }
    }
  }
  return mask;
}

interface Overlap {
  readonly dice: number;
  readonly iou: number;
}

/** Dice and intersection over union of two equally large 0/1 masks; 1 where both are empty. */
export function overlap(a: Uint8Array, b: Uint8Array): Overlap {
  let common = 0;
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    common += (a[i] as number) & (b[i] as number);
    total += (a[i] as number) + (b[i] as number);
  }
  return total === 0 ? { dice: 1, iou: 1 } : { dice: (2 * common) / total, iou: common / (total - common) };
}

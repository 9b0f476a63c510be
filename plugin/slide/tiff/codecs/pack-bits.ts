/** At most `most` bytes of PackBits data; fewer where the data end. Source: TIFF 6.0, section 9. */
export function decodePackBits(data: Uint8Array, most: number): Uint8Array {
  const out = new Uint8Array(most);
  let filled = 0;
  for (let at = 0; at < data.length && filled < most;) {
    const control = data[at++] as number;
    if (control < 128) {
      const run = data.subarray(at, Math.min(at + control + 1, at + most - filled));
      out.set(run, filled);
      filled += run.length;
      at += control + 1;
    } else if (control > 128) {
      if (at >= data.length) break;
      const end = Math.min(filled + 257 - control, most);
      out.fill(data[at++] as number, filled, end);
      filled = end;
    }
  }
  return out.subarray(0, filled);
}

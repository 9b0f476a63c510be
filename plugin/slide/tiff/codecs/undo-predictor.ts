/** Undoes horizontal differencing in place: each sample was stored as its distance from its left neighbour. */
export function undoPredictor(data: Uint8Array, rowBytes: number, samples: number): void {
  for (let row = 0; row < data.length; row += rowBytes) {
    const end = Math.min(row + rowBytes, data.length);
    for (let at = row + samples; at < end; at++) {
      data[at] = (data[at] as number) + (data[at - samples] as number);
    }
  }
}

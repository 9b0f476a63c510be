/**
 * A share (0 to 1) in tenths of a per cent as it is written: half a tenth is rounded up, of the decimal number and not of
 * the binary one beside it (201 of 400 is 50.25 and written 50.3, though 0.5025 × 1000 falls short of 502.5).
 */
export function tenthsWritten(share: number): number {
  return Math.round(Number((share * 1000).toPrecision(12)));
}

/** Vectors of equal length and of length one, packed row after row, so that a dot product is their cosine. */
export interface UnitRows {
  readonly data: Float32Array;
  /** Numbers in a row. */
  readonly width: number;
  readonly count: number;
}

/** A row that is like another, and how much. */
export interface LikeRow {
  readonly row: number;
  /** Cosine, −1 to 1. */
  readonly likeness: number;
}

/** Whether a vector has a direction: one of zeros, or with a number missing, is like nothing. */
export function hasDirection(vector: ArrayLike<number>): boolean {
  return squaredLength(vector) > 0;
}

/** Writes the vector, brought to length one, into the row. The vector must have a direction. */
export function writeUnitRow(
  { data, width }: Omit<UnitRows, 'count'>,
  row: number,
  vector: ArrayLike<number>,
): void {
  const scale = 1 / Math.sqrt(squaredLength(vector));
  const start = row * width;
  for (let i = 0; i < width; i++) data[start + i] = (vector[i] as number) * scale;
}

/**
 * The `most` rows that are most alike to the row `query` of `queries`, the most alike first; among equals the
 * lower row. `accept` leaves rows out.
 */
export function mostAlike(
  { data, width, count }: UnitRows,
  queries: UnitRows,
  query: number,
  most: number,
  accept?: (row: number) => boolean,
): LikeRow[] {
  const best: LikeRow[] = [];
  const asked = queries.data.subarray(query * width, (query + 1) * width);
  let least = -Infinity;
  for (let row = 0, at = 0; row < count; row++, at += width) {
    let likeness = 0;
    for (let i = 0; i < width; i++) likeness += (data[at + i] as number) * (asked[i] as number);
    if (likeness <= least || most <= 0 || (accept && !accept(row))) continue;
    let place = best.length;
    while (place > 0 && (best[place - 1] as LikeRow).likeness < likeness) place--;
    best.splice(place, 0, { row, likeness });
    if (best.length > most) best.pop();
    if (best.length === most) least = (best[most - 1] as LikeRow).likeness;
  }
  return best;
}

/** NaN or infinity where a number is missing, which compares as no direction. */
function squaredLength(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] as number) ** 2;
  return Number.isFinite(sum) ? sum : 0;
}

/** Features cut into few steps, so that splits can be sought in histograms. */
export interface Quantised {
  /** Step of each sample, feature after feature: `features × count`. */
  readonly codes: Uint8Array;
  /** Of each feature, ascending: a value is of step `k` or below where it is smaller than `edges[k]`. */
  readonly edges: readonly Float64Array[];
}

/**
 * Cuts each of the `features` columns of `count` rows at its quantiles into at most `steps` (256) steps. Between few
 * different values every gap is an edge, so that nothing is lost.
 */
export function quantise(rows: Float32Array, count: number, features: number, steps: number): Quantised {
  const codes = new Uint8Array(features * count);
  const edges: Float64Array[] = [];
  const column = new Float32Array(count);
  for (let feature = 0; feature < features; feature++) {
    for (let row = 0; row < count; row++) column[row] = rows[row * features + feature] as number;
    const cuts = cutsBetween(Float32Array.from(column).sort(), steps);
    for (let row = 0; row < count; row++) {
      codes[feature * count + row] = stepOf(column[row] as number, cuts);
    }
    edges.push(cuts);
  }
  return { codes, edges };
}

function cutsBetween(sorted: Float32Array, steps: number): Float64Array {
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]);
  // Where values repeat or are few, quantiles of the different ones still part them all.
  const source = distinct.length <= steps ? distinct : sorted;
  const cuts = new Set<number>();
  const parts = Math.min(steps, source.length);
  for (let part = 1; part < parts; part++) {
    const at = Math.floor((part * source.length) / parts);
    const [below, above] = [source[at - 1] as number, source[at] as number];
    // Few digits keep the saved forest small; the steps are made with the shortened edge, so they still agree.
    if (below < above) cuts.add(Number(((below + above) / 2).toPrecision(6)));
  }
  return Float64Array.from(cuts).sort();
}

/** How many edges lie at or below the value. */
function stepOf(value: number, cuts: Float64Array): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < (cuts[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Area under the ROC curve: the chance that a positive scores higher than a negative, ties counting half
 * (Mann and Whitney's U over the number of pairs). NaN where there are no positives or no negatives.
 */
export function areaUnderRoc(
  items: readonly { readonly score: number; readonly positive: boolean }[],
): number {
  const sorted = [...items].sort((a, b) => a.score - b.score);
  let positives = 0;
  let rankSum = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    let tied = 0;
    while (to < sorted.length && sorted[to]?.score === sorted[from]?.score) {
      if (sorted[to]?.positive) tied++;
      to++;
    }
    // Ranks count from 1; what is tied shares the middle rank.
    rankSum += tied * ((from + 1 + to) / 2);
    positives += tied;
    from = to;
  }
  const negatives = sorted.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

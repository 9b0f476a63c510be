/** How sure an answer was, 0 to 1, and whether it was right. */
export interface Answer {
  readonly confidence: number;
  readonly right: boolean;
}

/**
 * Expected calibration error: over equal-width bins of the confidence, the gap between mean confidence
 * and share of right answers, weighted by the answers in the bin (Guo et al., ICML 2017). NaN of none.
 */
export function expectedCalibrationError(answers: readonly Answer[], bins = 15): number {
  const confidence = new Float64Array(bins);
  const right = new Float64Array(bins);
  for (const answer of answers) {
    const bin = Math.min(bins - 1, Math.floor(answer.confidence * bins));
    confidence[bin] = (confidence[bin] as number) + answer.confidence;
    right[bin] = (right[bin] as number) + (answer.right ? 1 : 0);
  }
  const gaps = confidence.map((sum, bin) => Math.abs(sum - (right[bin] as number)));
  return gaps.reduce((sum, gap) => sum + gap, 0) / answers.length;
}

import type { Classifier } from './classifier.js';

/**
 * The classifier with its probabilities raised to `1 / temperature` and made to sum to 1 again: above 1 it
 * becomes less sure of itself, below 1 surer (temperature scaling, Guo et al., 2017).
 */
export function calibrate(classifier: Classifier, temperature: number): Classifier {
  if (temperature === 1) return classifier;
  const { classes } = classifier;
  return {
    classes,
    classify(embeddings, count) {
      const probabilities = classifier.classify(embeddings, count);
      for (let cell = 0; cell < count; cell++) {
        const row = probabilities.subarray(cell * classes.length, (cell + 1) * classes.length);
        // Beside the highest first, for high powers of small numbers vanish.
        const highest = Math.max(...row);
        const powers = Array.from(row, (value) => (value / highest) ** (1 / temperature));
        const sum = powers.reduce((total, value) => total + value, 0);
        row.set(powers.map((value) => value / sum));
      }
      return probabilities;
    },
  };
}

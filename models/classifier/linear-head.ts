import type { Classifier } from './classifier.js';
import type { LinearHead } from './heads-file.js';

/** Multinomial logistic regression on standardised embeddings, calibrated by its temperature. */
export function openLinearHead({
  classes,
  mean,
  deviation,
  weights,
  bias,
  temperature,
}: LinearHead): Classifier {
  return {
    classes,
    classify(embeddings, count) {
      const probabilities = new Float32Array(count * classes.length);
      for (let cell = 0; cell < count; cell++) {
        const z = embeddings.subarray(cell * mean.length, (cell + 1) * mean.length);
        const standard = mean.map((value, at) => ((z[at] as number) - value) / (deviation[at] as number));
        const logits = weights.map((row, kind) => {
          const sum = row.reduce((total, weight, at) => total + weight * (standard[at] as number), 0);
          return (sum + (bias[kind] as number)) / temperature;
        });
        probabilities.set(softmax(logits), cell * classes.length);
      }
      return probabilities;
    },
  };
}

function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - highest));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

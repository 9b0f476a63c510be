import type { Classifier } from './classifier.js';

/**
 * The classifier over other classes: the probability of each is the sum over those of the classifier's own
 * that are the same or finer (`Neutrophil: Band` is finer than `Neutrophil`).
 */
export function sumClasses(leaves: Classifier, classes: readonly string[]): Classifier {
  const parts = classes.map((name) =>
    leaves.classes.flatMap((leaf, at) => (leaf === name || leaf.startsWith(`${name}:`) ? [at] : [])),
  );
  const width = leaves.classes.length;
  return {
    classes,
    classify(embeddings, count) {
      const own = leaves.classify(embeddings, count);
      const sums = new Float32Array(count * classes.length);
      for (let cell = 0; cell < count; cell++) {
        parts.forEach((places, kind) => {
          const sum = places.reduce((total, at) => total + (own[cell * width + at] as number), 0);
          sums[cell * classes.length + kind] = sum;
        });
      }
      return sums;
    },
  };
}

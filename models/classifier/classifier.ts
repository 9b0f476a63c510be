/** Names cells from their embeddings and nothing else. */
export interface Classifier {
  /** Class names, in the order of the probabilities. */
  readonly classes: readonly string[];
  /** Probabilities, `count × classes`, each row summing to 1, of `count` embeddings. */
  classify(embeddings: Float32Array, count: number): Float32Array;
}

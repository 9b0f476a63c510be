/** Something about the data or the wish that a person can put right; the message says what and where. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}

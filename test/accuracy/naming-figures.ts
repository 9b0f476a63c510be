/** What a cell is and what it was called. */
export interface NamedPair {
  readonly truth: string;
  /** Undefined where no cell was found; counts as wrong. */
  readonly said: string | undefined;
}

export function accuracy(pairs: readonly NamedPair[]): number {
  return pairs.filter(({ truth, said }) => truth === said).length / pairs.length;
}

export function classesOf(pairs: readonly NamedPair[]): string[] {
  return [...new Set(pairs.map(({ truth }) => truth))];
}

/** Mean of the classes' recalls. */
export function balancedAccuracy(pairs: readonly NamedPair[]): number {
  const recalls = classesOf(pairs).map((name) => accuracy(pairs.filter(({ truth }) => truth === name)));
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

/** Mean of the F1 of those of the classes that occur as truth; by default of all that do. */
export function macroF1(pairs: readonly NamedPair[], classes = classesOf(pairs)): number {
  const scores = classes.flatMap((name) => {
    const hits = pairs.filter(({ truth, said }) => truth === name && said === name).length;
    const asked = pairs.filter(({ truth }) => truth === name).length;
    const given = pairs.filter(({ said }) => said === name).length;
    return asked === 0 ? [] : [(2 * hits) / (asked + given)];
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Rows truth, columns said; `nothing` counts cells that were not found. */
export type ConfusionMatrix = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function confusionMatrix(pairs: readonly NamedPair[]): ConfusionMatrix {
  const matrix: Record<string, Record<string, number>> = {};
  for (const { truth, said = 'nothing' } of pairs) {
    const row = (matrix[truth] ??= {});
    row[said] = (row[said] ?? 0) + 1;
  }
  return matrix;
}

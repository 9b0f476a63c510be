/** A mean with its bootstrap 95 % interval. */
export interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** Small seeded generator (mulberry32), so that the intervals are the same at every run. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The statistic of the items and its percentile bootstrap over them. */
export function bootstrap<T>(
  items: readonly T[],
  statistic: (sample: readonly T[]) => number,
  rounds = 500,
): Figure {
  const random = seeded(1);
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const sample = items.map(() => items[Math.floor(random() * items.length)] as T);
    const value = statistic(sample);
    if (Number.isFinite(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number): number => values[Math.floor(share * (values.length - 1))] ?? NaN;
  return { value: statistic(items), low: at(0.025), high: at(0.975), n: items.length };
}

export interface NamedPair {
  readonly truth: string;
  /** Undefined where no cell was found. */
  readonly said: string | undefined;
}

export function accuracy(pairs: readonly NamedPair[]): number {
  return pairs.filter(({ truth, said }) => truth === said).length / pairs.length;
}

/** Mean of the classes' recalls. */
export function balancedAccuracy(pairs: readonly NamedPair[]): number {
  const classes = [...new Set(pairs.map(({ truth }) => truth))];
  const recalls = classes.map((name) => accuracy(pairs.filter(({ truth }) => truth === name)));
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

/** Mean of the F1 of the classes that occur. */
export function macroF1(pairs: readonly NamedPair[]): number {
  const classes = [...new Set(pairs.map(({ truth }) => truth))];
  const scores = classes.map((name) => {
    const hits = pairs.filter(({ truth, said }) => truth === name && said === name).length;
    const asked = pairs.filter(({ truth }) => truth === name).length;
    const given = pairs.filter(({ said }) => said === name).length;
    return hits === 0 ? 0 : (2 * hits) / (asked + given);
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Rows truth, columns said; the last column counts images without a cell. */
export function confusionTable(pairs: readonly NamedPair[], classes: readonly string[]): string {
  const columns = [...classes, 'nothing'];
  const header = `| truth \\ said | ${columns.join(' | ')} |\n|---|${columns.map(() => '---:').join('|')}|`;
  const rows = classes
    .filter((name) => pairs.some(({ truth }) => truth === name))
    .map((name) => {
      const own = pairs.filter(({ truth }) => truth === name);
      const counts = columns.map(
        (column) =>
          own.filter(({ said }) => (said ?? 'nothing').toLowerCase() === column.toLowerCase()).length,
      );
      return `| ${name} | ${counts.join(' | ')} |`;
    });
  return [header, ...rows].join('\n');
}

/** What one contestant takes, and how often the first one's time that is. */
export interface Entry {
  readonly what: string;
  readonly name: string;
  /** Processor time, median. */
  readonly ms: number;
  /** Its time over that of the first of its race. */
  readonly ratio: number;
}

export interface Contestant {
  readonly name: string;
  /** May give the processor time, in milliseconds, of what it has another process do. */
  run(): unknown;
}

/**
 * Runs contestants in turn and gives the median of each one's processor time: on a machine that others use too, times
 * on the clock say little, and a ratio of interleaved runs of one process says much.
 */
export async function race(
  what: string,
  contestants: readonly Contestant[],
  rounds: number,
): Promise<Entry[]> {
  for (const { run } of contestants) await run();
  const times = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run }] of contestants.entries()) {
      const before = process.cpuUsage();
      const elsewhere = await run();
      const { user, system } = process.cpuUsage(before);
      times[index]?.push(typeof elsewhere === 'number' ? elsewhere : (user + system) / 1000);
    }
  }
  const medians = times.map((list) => list.sort((a, b) => a - b)[list.length >> 1] as number);
  return contestants.map(({ name }, index) => {
    const ms = medians[index] as number;
    return { what, name, ms, ratio: ms / (medians[0] as number) };
  });
}

/** The entries as a table, ratios first. */
export function table(entries: readonly Entry[]): string {
  const rows = entries.map(({ what, name, ms, ratio }) => [ratio.toFixed(2), ms.toFixed(1), what, name]);
  return [['ratio', 'ms of processor', 'stage', 'by'], ['---', '---', '---', '---'], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

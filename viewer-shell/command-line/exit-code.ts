/** How a command ended, for shells, schedulers and queues. */
export const EXIT = {
  done: 0,
  /** Some input is at fault; trying again does not help. */
  badInput: 1,
  wrongUsage: 2,
  /** Something was missing that may be there later: a server, disk space, shards. As `EX_TEMPFAIL` of sysexits.h. */
  retryLater: 75,
  /** Ctrl+C or SIGTERM. */
  cancelled: 130,
} as const;

/** Ends the process once what was said is out: a line to a queue that does not answer would hold it open for ever. */
export async function endProcess(code: number): Promise<never> {
  const written = (stream: NodeJS.WriteStream): Promise<void> =>
    new Promise((resolve) => void stream.write('', () => resolve()));
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit(code);
}

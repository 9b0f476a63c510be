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

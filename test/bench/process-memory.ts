import { readdir, readFile } from 'node:fs/promises';

/**
 * Megabytes of the processes whose command line holds `mark` and of all that they started; what several share is counted
 * once (Linux alone).
 */
export async function processMemory(mark: string): Promise<number> {
  const parents = new Map<string, string>();
  const family = new Set<string>();
  for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    // This very program may name it, too.
    if (line.includes(mark) && id !== String(process.pid)) family.add(id);
    const status = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
    parents.set(id, /\) \S (\d+)/.exec(status)?.[1] ?? '');
  }
  const isOfFamily = (id: string | undefined): boolean =>
    id !== undefined && id !== '' && (family.has(id) || isOfFamily(parents.get(id)));
  let kilobytes = 0;
  for (const id of [...parents.keys()].filter(isOfFamily)) {
    const rollup = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
  }
  return kilobytes / 1000;
}

import { sep } from 'node:path';
import { mergeShards } from '../results/merge-shards.js';
import { isTemporary } from '../results/temporary-error.js';
import { firstAbsent, isAddress, nameOf, placeIn, type Storage } from '../storage/storage.js';
import { localFiles } from '../storage/local-files.js';
import type { Surroundings } from './analyze.js';
import type { MergeCommand } from './arguments.js';
import { EXIT } from './exit-code.js';
import { describeEnding, encodeEnding, type Ending } from './report.js';

const SHARD = /^(.+)\.shard-(\d+)-of-(\d+)\.jsonl$/s;

/** The shards of one slide that were found. */
interface Group {
  /** Where the result lies below the output folder, without `.geojson`; with forward slashes. */
  readonly place: string;
  readonly count: number;
  readonly shards: Map<number, string>;
}

/** Puts the shards of each slide together; the exit code. A slide of which shards are missing is for later. */
export async function merge(command: MergeCommand, around: Surroundings): Promise<number> {
  const { stdout, stderr, signal, storage } = around;
  const { out, formats, json } = command;
  const absent = await firstAbsent(command.inputs);
  if (absent !== undefined) {
    stderr.write(`There is no file or folder ${absent}.\n`);
    return EXIT.badInput;
  }
  const groups = await findGroups(command.inputs, storage);
  if (groups.length === 0) {
    stderr.write('No shards were found: files whose names end in .shard-1-of-4.jsonl and so on.\n');
    return EXIT.wrongUsage;
  }
  const asFile = /\.(geo)?json$/i.test(out);
  if (asFile && groups.length > 1) {
    stderr.write(`--out ${out} is a file, but there are several slides. Specify a folder.\n`);
    return EXIT.wrongUsage;
  }
  let code: number = EXIT.done;
  for (const { place, count, shards } of groups) {
    const output = asFile ? out : placeIn(out, `${place}.geojson`);
    const tell = (ending: Ending): void => {
      if (json) stdout.write(`${encodeEnding(place, ending)}\n`);
      else (ending.ok ? stdout : stderr).write(`${describeEnding(place, ending)}\n`);
    };
    const missing = Array.from({ length: count }, (_, i) => i + 1).filter((number) => !shards.has(number));
    if (missing.length > 0) {
      tell({ ok: false, error: new Error(missingShards(missing, count)) });
      if (code === EXIT.done) code = EXIT.retryLater;
      continue;
    }
    try {
      const task = { output, formats, shards: [...shards.values()] };
      tell({ ok: true, result: await mergeShards(task, { storage, signal }) });
    } catch (error) {
      if (signal.aborted) return EXIT.cancelled;
      tell({ ok: false, error });
      code = isTemporary(error) ? EXIT.retryLater : code || EXIT.badInput;
    }
  }
  return code;
}

function missingShards(missing: readonly number[], count: number): string {
  return missing.length === 1
    ? `Shard ${missing[0]} of ${count} is missing.`
    : `Shards ${missing.slice(0, -1).join(', ')} and ${missing.at(-1)} of ${count} are missing.`;
}

async function findGroups(named: readonly string[], storage: Storage): Promise<Group[]> {
  const groups = new Map<string, Group>();
  const add = (path: string, place: string): void => {
    const [, slide, number, count] = SHARD.exec(place) ?? [];
    if (slide === undefined) return;
    const key = `${slide}/${count}`;
    const group = groups.get(key) ?? { place: slide, count: Number(count), shards: new Map() };
    group.shards.set(Number(number), path);
    groups.set(key, group);
  };
  for (const path of named) {
    const isFile =
      SHARD.test(nameOf(path)) && (isAddress(path) || (await localFiles.size(path)) !== undefined);
    if (isFile) {
      add(path, nameOf(path));
      continue;
    }
    const folder = path.endsWith('/') || path.endsWith(sep) ? path : `${path}${isAddress(path) ? '/' : sep}`;
    const files = (await storage(folder).list(folder)).sort();
    for (const file of files) add(file, file.slice(folder.length).split(sep).join('/'));
  }
  return [...groups.values()];
}

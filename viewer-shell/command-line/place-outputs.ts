import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, relative, resolve, sep } from 'node:path';
import { EXPORT_ENDINGS, type ExportFormat } from '../../plugin/node-entry.js';
import { LONGEST_SHARD_ENDING } from '../results/task.js';
import { isAddress, placeIn } from '../storage/storage.js';
import type { Input } from './find-inputs.js';

/** Longest name of a file, in bytes, on the file systems in use. */
const LONGEST_NAME = 255;

/** What is written beside the GeoJSON, and so what its name must leave room for. */
export interface PlacedFiles {
  readonly formats: readonly ExportFormat[];
  /** Whether each slide is analysed in shards. */
  readonly inShards: boolean;
  /** Results keep the folders that their slides lie in below this one, however the slides were named. */
  readonly root?: string;
}

/**
 * The result's path of each input, in their order, or what is wrong with `out`. `out` is taken for a
 * file where it ends in `.geojson` or `.json`, is no folder, and exactly one file was named. A name so long that a
 * result's would be longer than a file system takes is cut and ends in a hash of itself.
 */
export async function placeOutputs(
  inputs: readonly Input[],
  named: readonly string[],
  out: string,
  { formats, inShards, root }: PlacedFiles,
): Promise<readonly string[] | { readonly wrong: string }> {
  const existing = await stat(out).catch(() => undefined);
  const looksLikeFile = ['.geojson', '.json'].includes(
    extname(isAddress(out) ? (out.split(/[?#]/, 1)[0] ?? out) : out).toLowerCase(),
  );
  if (existing?.isFile() || (looksLikeFile && !existing?.isDirectory())) {
    const onlyFile = named.length === 1 && !(await isFolder(named[0] as string));
    if (onlyFile && inputs.length === 1) return [out];
    return { wrong: `--out ${out} is a file, but there may be several results. Specify a folder.` };
  }
  const endings = ['geojson', ...formats.map((format) => EXPORT_ENDINGS[format])];
  if (inShards) endings.push(LONGEST_SHARD_ENDING);
  const room = LONGEST_NAME - 1 - Math.max(...endings.map((ending) => ending.length));
  const places = inputs.map(({ path, place }) => (root === undefined ? place : placeBelow(root, path)));
  const outside = places.indexOf(undefined);
  if (outside >= 0) return { wrong: `${inputs[outside]?.path} does not lie below --root ${root}.` };
  const outputs = (places as readonly string[]).map((place) =>
    placeIn(
      out,
      `${fitting(place, isAddress(out) ? Infinity : room)
        .split(sep)
        .join('/')}.geojson`,
    ),
  );
  const first = new Map<string, number>();
  for (const [index, output] of outputs.entries()) {
    const place = isAddress(output) ? output : resolve(output);
    const other = first.get(place);
    if (other !== undefined) {
      return {
        wrong: `${inputs[other]?.path} and ${inputs[index]?.path} would both be written to ${output}. Analyze them separately, into different folders.`,
      };
    }
    first.set(place, index);
  }
  return outputs;
}

/** `undefined` where the input does not lie there. */
function placeBelow(root: string, path: string): string | undefined {
  if (isAddress(root)) {
    const folder = root.endsWith('/') ? root : `${root}/`;
    return path.startsWith(folder) ? path.slice(folder.length) : undefined;
  }
  if (isAddress(path)) return undefined;
  const place = relative(resolve(root), resolve(path));
  return place === '' || place.split(sep)[0] === '..' || isAbsolute(place) ? undefined : place;
}

function fitting(place: string, room: number): string {
  const name = basename(place);
  if (Buffer.byteLength(name) <= room) return place;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  let cut = [...name].slice(0, room - hash.length - 1);
  while (Buffer.byteLength(cut.join('')) > room - hash.length - 1) cut = cut.slice(0, -1);
  return `${place.slice(0, place.length - name.length)}${cut.join('')}~${hash}`;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

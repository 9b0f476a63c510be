import { stat } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { isAddress, placeIn } from '../storage/storage.js';
import type { Input } from './find-inputs.js';

/**
 * The result's path of each input, in their order, or what is wrong with `out`. `out` is taken for a
 * file where it ends in `.geojson` or `.json`, is no folder, and exactly one file was named.
 */
export async function placeOutputs(
  inputs: readonly Input[],
  named: readonly string[],
  out: string,
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
  const outputs = inputs.map(({ place }) => placeIn(out, `${place.split(sep).join('/')}.geojson`));
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

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawSlides } from '../queue/queue-trial.js';
import { drawDiscField } from '../unit/viewer-shell/drawn-field.js';

/** Draws slides into `slides`, one for each of `more` (a name in there, and how wide) besides, and puts the command as `smearlens` into `bin`. */
export async function fillRecipeFolder(
  folder: string,
  command: string,
  count: number,
  more: readonly (readonly [name: string, width: number])[],
): Promise<void> {
  await drawSlides(join(folder, 'slides'), count);
  for (const [name, width] of more)
    await drawDiscField(join(folder, 'slides', name), { width, height: 400, pitch: 130 });
  await mkdir(join(folder, 'bin'));
  const call = `exec '${process.execPath}' '${command}' "$@"`;
  await writeFile(join(folder, 'bin/smearlens'), `#!/usr/bin/env bash\n${call}\n`);
  await chmod(join(folder, 'bin/smearlens'), 0o755);
}

/** No scale is written in these pictures: the recipes hand it on. */
export const SCALE = ['--mpp', '0.1'] as const;

/** The texts of all results in a folder, by their paths in it. */
export async function readResults(out: string): Promise<Map<string, string>> {
  const names = (await readdir(out, { recursive: true })).filter((name) => name.endsWith('.geojson')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(out, name), 'utf8')));
  return new Map(names.map((name, i) => [name, texts[i] as string]));
}

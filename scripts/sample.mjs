import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const source = 'viewer-shell/web/sample';

/** Folder of the drawn sample slide; draws it once for each state of the program that draws it. */
export function prepareSample(options = []) {
  const hash = createHash('sha256').update(JSON.stringify(options));
  for (const file of readdirSync(source).sort()) hash.update(readFileSync(join(source, file)));
  const folder = join('.cache', `sample-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  console.log('Drawing the sample slide (once, under a minute) …');
  const aside = `${folder}.${process.pid}`;
  rmSync(aside, { recursive: true, force: true });
  const drawn = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(source, 'draw-sample.ts'), '--out', aside, ...options],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (drawn.status !== 0) throw new Error('The sample slide could not be drawn: see the message above.');
  renameSync(aside, folder);
  return folder;
}

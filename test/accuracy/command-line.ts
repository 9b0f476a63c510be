import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { EvaluationError } from './evaluation-error.js';
import { parseCellFile, type FoundImage } from './found-cells.js';

export interface AnalyseOptions {
  /** The product estimates it where it is not given. */
  readonly micronsPerPixel?: number;
  /** Least detection probability; the product's own where not given. */
  readonly threshold?: number;
  /** Folder of another pack than the shipped one. */
  readonly pack?: string;
  readonly workers?: number;
}

/** Analyses images; the result follows their order. */
export type Analyse = (files: readonly string[], options: AnalyseOptions) => Promise<FoundImage[]>;

const PROGRAM = 'dist/node/smearlens.js';

/**
 * Runs the built command line over the files, as a user would, and reads what it wrote. Rejects with
 * `EvaluationError` where an image cannot be analysed, since figures that lack an image look like whole ones.
 */
export const analyseFiles: Analyse = async (files, options) => {
  if (files.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-accuracy-'));
  try {
    // Names of a set may repeat in its subfolders; numbers do not.
    const names = files.map((file, index) => `${index}${extname(file)}`);
    await mkdir(join(folder, 'in'));
    const first = new Map<string, number>();
    for (const [index, file] of files.entries()) {
      const path = resolve(file);
      if (first.has(path)) continue;
      first.set(path, index);
      await symlink(path, join(folder, 'in', names[index] as string));
    }
    await runProgram(files, [
      'analyze',
      join(folder, 'in'),
      '--out',
      join(folder, 'out'),
      ...toWords(options),
    ]);
    return await Promise.all(
      files.map(async (file) => {
        const name = names[first.get(resolve(file)) as number] as string;
        return parseCellFile(await readFile(join(folder, 'out', `${name}.geojson`), 'utf8'));
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

function toWords({ micronsPerPixel, threshold, pack, workers }: AnalyseOptions): string[] {
  return [
    ...['--json', '--embedding'],
    ...(micronsPerPixel === undefined ? [] : ['--mpp', String(micronsPerPixel)]),
    ...(threshold === undefined ? [] : ['--threshold', String(threshold)]),
    ...(pack === undefined ? [] : ['--pack', pack]),
    ...(workers === undefined ? [] : ['--workers', String(workers)]),
  ];
}

/** Resolves when every input was analysed. */
function runProgram(files: readonly string[], words: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = (): void => void child.kill();
  process.once('exit', stop);
  let said = '';
  let complained = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      process.removeListener('exit', stop);
      if (code === 0) return done();
      const failures = said
        .split('\n')
        .filter((line) => line.includes('"error"'))
        .map((line) => JSON.parse(line) as { input: string; error: { message: string } });
      const named = failures.slice(0, 3).map(({ input, error }) => {
        const index = Number(/(\d+)\.[^.]*$/.exec(input)?.[1]);
        return `${files[index] ?? input}: ${error.message}`;
      });
      const what = named.length > 0 ? named.join('\n') : complained || `It ended with code ${code}.`;
      const count = failures.length || 'Some';
      fail(
        new EvaluationError(
          `${count} of ${files.length} images could not be analysed by ${PROGRAM}.\n${what}`,
        ),
      );
    });
  });
}

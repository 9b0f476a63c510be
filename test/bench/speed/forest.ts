import { spawn, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CompactForest } from '../../../models/classifier/compact-forest.js';
import { openForest } from '../../../models/classifier/random-forest.js';
import { seededRandom } from '../../../models/domain/seeded-random.js';
import { openInLibrary } from '../../unit/models/classifier/library-forest.js';
import { race, type Contestant, type Entry } from './race.js';

const FOREST = new URL('../../../models/packs/base/forest.json', import.meta.url);
const PROGRAM = fileURLToPath(new URL('./forest.py', import.meta.url));
const PYTHON = process.env['PYTHON'] ?? 'python3';
const ROWS = 1000;

/**
 * A thousand cells through the pack's forest, beside `ml-random-forest` on the same trees and scikit-learn on trees as
 * large; the latter only where Python (`PYTHON`, else `python3`) has it, and a line says so where not.
 */
export async function raceForest(rounds: number): Promise<Entry[]> {
  const forest = JSON.parse(await readFile(FOREST, 'utf8')) as CompactForest;
  const random = seededRandom(1);
  const values = Float32Array.from({ length: ROWS * forest.features }, () => 2 * random() - 1);
  const rows = Array.from({ length: ROWS }, (_, row) =>
    Array.from(values.subarray(row * forest.features, (row + 1) * forest.features)),
  );
  const [ours, library] = [openForest(forest), openInLibrary(forest)];
  const python = startPython(forest, values);
  const contestants: Contestant[] = [
    { name: 'Smearlens', run: () => void ours.classify(values, ROWS) },
    { name: 'ml-random-forest', run: () => void library.predict(rows) },
    ...(python ? [{ name: 'scikit-learn', run: python.predict }] : []),
  ];
  try {
    return await race('forest, 1,000 cells', contestants, rounds);
  } finally {
    python?.end();
  }
}

function startPython(
  { trees, features, classes }: CompactForest,
  values: Float32Array,
): { readonly predict: () => Promise<number>; readonly end: () => void } | undefined {
  if (spawnSync(PYTHON, ['-c', 'import sklearn'], { stdio: 'ignore' }).status !== 0) {
    console.error(`The forest is not compared with scikit-learn: ${PYTHON} has none.`);
    return undefined;
  }
  const leaves = Math.max(...trees.map(({ feature }) => feature.filter((asked) => asked < 0).length));
  const sizes = [trees.length, leaves, features, classes.length].map(String);
  const python = spawn(PYTHON, [PROGRAM, ...sizes], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface(python.stdout)[Symbol.asyncIterator]();
  python.stdin.write(`${Buffer.from(values.buffer).toString('base64')}\n`);
  return {
    predict: async () => {
      python.stdin.write('\n');
      const { value, done } = await answers.next();
      if (done) throw new Error('The program with scikit-learn ended before its answer.');
      return Number(value);
    },
    end: () => python.kill(),
  };
}

/**
 * How fast the product fits a random forest beside ml-random-forest, and how well: 2,000 cells of 50 numbers and ten
 * kinds, 100 trees, both in this process. Run with `node --import tsx test/bench/refit.ts [cells] [trees] [seeds]`;
 * the library takes minutes for each seed. Times are those of the processor, so that other work does not count.
 */
import { readFile } from 'node:fs/promises';
import { RandomForestClassifier } from 'ml-random-forest';
import { fitWholeForest } from '../../models/classifier/fit-forest.js';
import { readHeads } from '../../models/classifier/heads-file.js';
import { openForest } from '../../models/classifier/random-forest.js';
import { simulateLaboratory } from './simulate-laboratory.js';

const [cells = 2000, trees = 100, seeds = 5] = process.argv.slice(2).map(Number);
const SEEDS = Array.from({ length: seeds }, (_, at) => at + 1);
const heads = readHeads(JSON.parse(await readFile('models/packs/base/heads.json', 'utf8')), 50);
const laboratory = simulateLaboratory(heads, { spread: 1.7, seed: 1 });
const [trained, asked] = [laboratory.draw(cells), laboratory.draw(2000)];
const classes = laboratory.classes;

const share = (named: ArrayLike<number>): number =>
  Array.from(asked.kinds).filter((kind, row) => named[row] === kind).length / asked.kinds.length;
const clock = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const rowsOf = ({ rows, kinds }: { rows: Float32Array; kinds: Uint8Array }): number[][] =>
  Array.from(kinds, (_, row) => Array.from(rows.subarray(row * 50, row * 50 + 50)));

function ours(seed: number): { readonly took: number; readonly right: number } {
  const start = clock();
  const fitted = fitWholeForest({ ...trained, features: 50, classes }, { trees, seed });
  const took = clock() - start;
  const chances = openForest(fitted).classify(asked.rows, asked.kinds.length);
  const named = Array.from(asked.kinds, (_, row) => {
    const shares = chances.subarray(row * classes.length, (row + 1) * classes.length);
    return shares.indexOf(Math.max(...shares));
  });
  return { took, right: share(named) };
}

function theirs(seed: number, maxFeatures: number): { readonly took: number; readonly right: number } {
  const [rows, questions] = [rowsOf(trained), rowsOf(asked)];
  const start = clock();
  // 7 of 50 features for a whole tree, as √n would give, are too few for it: it draws them per tree, not per split.
  const forest = new RandomForestClassifier({
    seed,
    maxFeatures,
    replacement: true,
    nEstimators: trees,
    noOOB: true,
  });
  forest.train(rows, Array.from(trained.kinds));
  const took = clock() - start;
  return { took, right: share(forest.predict(questions)) };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
function report(name: string, results: readonly { readonly took: number; readonly right: number }[]): number {
  const rights = results.map(({ right }) => right);
  const spread = Math.sqrt(mean(rights.map((right) => (right - mean(rights)) ** 2)));
  const took = mean(results.map((result) => result.took));
  console.log(
    `${name}: ${took.toFixed(2)} s a fit; right ${rights.map((right) => right.toFixed(4)).join(' ')}` +
      ` (mean ${mean(rights).toFixed(4)}, spread ${spread.toFixed(4)})`,
  );
  return took;
}

console.log(`${cells} cells, 50 numbers, ${classes.length} kinds, ${trees} trees`);
ours(0); // The first fit also warms the compiler.
const own = report('smearlens', SEEDS.map(ours));
const library = report(
  'ml-random-forest',
  SEEDS.map((seed) => theirs(seed, 50)),
);
console.log(`ratio ${(library / own).toFixed(1)}`);

/** `npm run evaluate`: measures a model pack through the built command line. `--help` tells how. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { analyseFiles } from './command-line.js';
import { writeErrors } from './error-pictures.js';
import { readOptions, USAGE, type EvaluateOptions } from './evaluate-options.js';
import { evaluateSet } from './evaluate-set.js';
import { EvaluationError } from './evaluation-error.js';
import { mergeFigures, type FigureRow, type SetEntry } from './figures-file.js';
import { chooseByHash, loadImageSet, type ImageSet } from './image-set.js';
import { measureNonBlood } from './non-blood.js';
import { readNoveltyHead, type NoveltyHead } from './novelty.js';
import { describeFigures, describeNonBlood } from './report.js';
import { runSubset } from './subset-report.js';

async function main(): Promise<number> {
  const options = await readOptions(process.argv.slice(2));
  if (!options) {
    console.log(USAGE);
    return 0;
  }
  if (!existsSync('dist/node/smearlens.js')) throw new EvaluationError('Run npm run build first.');
  if (options.subset) return await runSubset(options);
  const novelty = await readNoveltyHead(options.pack);
  const sets: Record<string, SetEntry> = {};
  const failures: string[] = [];
  let pack = { name: '', hash: '' };
  for (const folder of options.sets) {
    try {
      const set = await loadImageSet(folder, options.split);
      const chosen = options.limit ? { ...set, images: chooseByHash(set.images, options.limit) } : set;
      const { entry, pack: used } = await evaluateBothWays(chosen, options, novelty);
      sets[set.name] = entry;
      pack = used;
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      failures.push(error.message);
      console.error(`\n${folder}: ${error.message}`);
    }
  }
  const nonBlood = options.nonBlood
    ? await measureNonBlood(join(options.data, 'slides'), analyseFiles, options)
    : undefined;
  if (nonBlood) {
    console.log(describeNonBlood(nonBlood));
    pack = nonBlood.pack;
  }
  if (Object.keys(sets).length > 0 || nonBlood) {
    const row: FigureRow = { pack: pack.name, packHash: pack.hash, sets, ...(nonBlood ? { nonBlood } : {}) };
    if (options.out) await writeFile(options.out, `${JSON.stringify({ [options.row]: row }, null, 2)}\n`);
    if (options.write) console.log(await mergeFigures(options.into, options.row, row));
  }
  return failures.length > 0 ? 1 : 0;
}

async function evaluateBothWays(
  set: ImageSet,
  options: EvaluateOptions,
  novelty: NoveltyHead | undefined,
): Promise<{ entry: SetEntry; pack: { name: string; hash: string } }> {
  const ways = (['given', 'estimated'] as const).filter(
    (way) =>
      (options.mpp === 'both' || (options.mpp === 'given') === (way === 'given')) &&
      (way === 'estimated' || set.micronsPerPixel !== undefined),
  );
  if (ways.length === 0)
    throw new EvaluationError(`The resolution of ${set.name} is not known: use --mpp none.`);
  const entry: SetEntry = {
    commands: [options.command],
    date: new Date().toISOString().slice(0, 10),
    ...(set.split === undefined ? {} : { split: set.split }),
  };
  let pack = { name: '', hash: '' };
  for (const way of ways) {
    const evaluated = await evaluateSet(set, { ...options, given: way === 'given', novelty }, analyseFiles);
    entry[way] = evaluated.figures;
    const [first] = evaluated.found;
    if (first) pack = { name: first.pack, hash: first.packHash };
    console.log(describeFigures(set, way, evaluated.figures));
    if (options.errors) {
      const written = await writeErrors(set, evaluated, join(options.errors, `${set.name}-${way}`));
      console.log(`${written} errors are drawn in ${join(options.errors, `${set.name}-${way}`)}`);
    }
  }
  return { entry, pack };
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof EvaluationError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

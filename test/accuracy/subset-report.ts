import { writeFile } from 'node:fs/promises';
import { analyseFiles } from './command-line.js';
import type { EvaluateOptions } from './evaluate-options.js';
import { EvaluationError } from './evaluation-error.js';
import { showFigure } from './figure-tables.js';
import {
  findFalls,
  measureSubset,
  missingSets,
  readBaseline,
  SUBSET_BASELINE,
  toBaseline,
} from './subset.js';

/** Measures the fixed 60 images and holds them against their baseline, or makes the figures the baseline. */
export async function runSubset({ data, pack, workers, baseline }: EvaluateOptions): Promise<number> {
  const missing = missingSets(data);
  if (missing.length > 0) throw new EvaluationError(`${data} lacks ${missing.join(', ')} of the subset.`);
  const measured = await measureSubset(data, analyseFiles, { pack, workers });
  for (const [name, figure] of Object.entries(measured.figures)) {
    console.log(`${name} ${showFigure(figure)}, n = ${figure.n}`);
  }
  if (baseline) {
    const date = new Date().toISOString().slice(0, 10);
    await writeFile(SUBSET_BASELINE, `${JSON.stringify(toBaseline(measured, date), null, 2)}\n`);
    console.log(`${SUBSET_BASELINE} is written.`);
    return 0;
  }
  const falls = findFalls(measured, await readBaseline());
  for (const fall of falls) console.error(fall);
  return falls.length > 0 ? 1 : 0;
}

/**
 * How long each stage takes beside its peers, in one run: medians of interleaved runs, in time of the processor.
 *
 *   npm run bench [-- --short] [-- --json bench.json]
 */
import { writeFile } from 'node:fs/promises';
import { table } from './race.js';
import { runBench } from './run-bench.js';

const words = process.argv.slice(2);
const entries = await runBench(words.includes('--short') ? 3 : 9);
console.log(table(entries));
const file = words[words.indexOf('--json') + 1];
if (words.includes('--json') && file) await writeFile(file, `${JSON.stringify(entries, null, 1)}\n`);
process.exit(0);

/** `npm run fuzz -- --seed 1 --inputs 100000`: changed files for every reader; exit 1 where one is neither read nor refused.
 * `--only XML` takes one reader, `--input 75206` reads one input of the run again. */
import { parseArgs } from 'node:util';
import { fuzz, makeTargets } from './hostile-inputs.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    inputs: { type: 'string', default: '10000' },
    only: { type: 'string' },
    input: { type: 'string' },
  },
});
const [seed, inputs] = [Number(values.seed), Number(values.inputs)];
const start = performance.now();
const targets = await makeTargets();
const only = targets.filter(({ name }) => !values.only || name === values.only);
const { failures, read, refused, slowestMs, peakMb } = await fuzz(seed, inputs, only, {
  ...(values.input === undefined ? {} : { only: Number(values.input) }),
});
for (const { target, input, what } of failures.slice(0, 50))
  console.error(`${target}, input ${input}: ${what}`);
const seconds = Math.round((performance.now() - start) / 1000);
console.log(
  `seed ${seed}: ${inputs} inputs in ${seconds} s, ${read} read, ${refused} refused, ${failures.length} failures; ` +
    `slowest ${Math.round(slowestMs)} ms, at most ${Math.round(peakMb)} MB`,
);
process.exitCode = failures.length === 0 ? 0 : 1;

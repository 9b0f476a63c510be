/** `npm run test:faults -- --seed 1 --schedules 10000`: random faults over the road; exit 1 where a day ends otherwise than an undisturbed one. */
import { parseArgs } from 'node:util';
import { runSchedules } from './run-schedules.js';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, schedules: { type: 'string', default: '1000' } },
});
const [seed, schedules] = [Number(values.seed), Number(values.schedules)];
const start = performance.now();
const { differences, struck, unkept, attempts } = await runSchedules(seed, schedules);
for (const { schedule, planned, what } of differences.slice(0, 20))
  console.error(`schedule ${schedule}: ${what}; ${JSON.stringify(planned)}`);
for (const [cell, count] of [...struck].sort()) console.log(`${cell}: ${count}`);
const seconds = Math.round((performance.now() - start) / 1000);
console.log(
  `seed ${seed}: ${schedules} schedules in ${seconds} s, ${attempts} tries again, ${unkept} not kept and said so, ${differences.length} differences`,
);
process.exitCode = differences.length === 0 ? 0 : 1;

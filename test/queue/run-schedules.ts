import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDiscCommand, drawSlides, QueueTrial } from './queue-trial.js';
import { runSchedule } from './schedule.js';

// The long form of the queue's tests: npm run test:queue -- --seeds 20 --slides 64
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    slides: { type: 'string', default: '64' },
    workers: { type: 'string', default: '4' },
    incidents: { type: 'string', default: '8' },
  },
});
const { folder, file } = await buildDiscCommand();
const slides = await mkdtemp(join(tmpdir(), 'smearlens-slides-'));
let failed = 0;
try {
  await drawSlides(slides, Number(values.slides));
  const expected = await analyzedAlone();
  const poison = ['no-slide.svs'];
  await writeFile(join(slides, 'no-slide.svs'), 'I am no slide');
  for (let seed = Number(values.from); seed < Number(values.from) + Number(values.seeds); seed++) {
    try {
      const report = await runSchedule(
        { command: file, slides },
        { seed, workers: Number(values.workers), incidents: Number(values.incidents), expected, poison },
      );
      console.log(`✔ ${JSON.stringify(report)}`);
    } catch (error) {
      failed++;
      console.log('✖', error);
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
  await rm(slides, { recursive: true, force: true });
}
console.log(`${Number(values.seeds) - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function analyzedAlone(): Promise<Map<string, string>> {
  const trial = await QueueTrial.start({ command: file, slides });
  try {
    const { code, stderr } = await trial.analyze('alone');
    if (code !== 0) throw new Error(stderr);
    return await trial.files('alone');
  } finally {
    await trial.end();
  }
}

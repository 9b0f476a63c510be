import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { fullExtent } from '../../../models/domain/geometry.js';
import { pipelineOver } from '../../../plugin/analysis/pipeline.js';
import type { InferenceClient } from '../../../plugin/worker/inference-client.js';
import { drawnSmear, NUCLEUS, redCells } from '../../unit/plugin/red-cells/drawn-smear.js';
import { race, type Entry } from './race.js';

const SEED = fileURLToPath(new URL('./seed.py', import.meta.url));
const PYTHON = process.env['PYTHON'] ?? 'python3';
const THREADS = 2;
/** In a row: code is compiled while it runs. */
const FIELDS = 20;

/**
 * A field of 640 × 480 pixels with one leukocyte, from pixels to a named cell, beside the method as it was published
 * (`seed.py`), in turn and in processor time. Nothing where Python (`PYTHON`, else `python3`) has no torchvision.
 */
export async function raceSeed(
  inferences: Readonly<Record<string, InferenceClient>>,
  rounds: number,
): Promise<Entry[]> {
  if (spawnSync(PYTHON, ['-c', 'import torchvision'], { stdio: 'ignore' }).status !== 0) return [];
  const leukocyte = { x: 180, y: 180, radius: 75, colour: NUCLEUS, pallor: 0 };
  const slide = drawnSmear(640, 480, [...redCells(640, 480, 50), leukocyte]);
  const python = spawn(PYTHON, [SEED, String(THREADS)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface(python.stdout)[Symbol.asyncIterator]();
  const seed = async (): Promise<number> => {
    python.stdin.write('\n');
    const { value } = await answers.next();
    return Number(String(value).split(' ')[0]);
  };
  const contestants = Object.entries(inferences).map(([name, inference]) => ({
    name,
    run: async (): Promise<number> => {
      const before = process.cpuUsage();
      for (let field = 0; field < FIELDS; field++) {
        // A pipeline of its own, or it would remember what it found.
        const run = pipelineOver(inference).analyze(slide, fullExtent(slide), { micronsPerPixel: 0.075 });
        for await (const { failed } of run) if (failed) throw failed;
      }
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000 / FIELDS;
    },
  }));
  try {
    return await race(
      'field of view',
      [{ name: 'the method as published, PyTorch', run: seed }, ...contestants],
      rounds,
    );
  } finally {
    python.kill();
  }
}

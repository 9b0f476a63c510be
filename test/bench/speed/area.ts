import type { Box } from '../../../models/domain/geometry.js';
import { pipelineOver } from '../../../plugin/analysis/pipeline.js';
import type { SlideReader } from '../../../plugin/slide/slide-reader.js';
import type { InferenceClient } from '../../../plugin/worker/inference-client.js';
import { drawnSmear, NUCLEUS, redCells, type StainedDisc } from '../../unit/plugin/red-cells/drawn-smear.js';
import { race, type Entry } from './race.js';

const SIDE = 1600;
const MICRONS_PER_PIXEL = 0.25;

/** An area full of leukocytes beside one of red cells alone and one of bare glass; a view seen once beside one seen again. */
export async function raceAreas(inference: InferenceClient, rounds: number): Promise<Entry[]> {
  const red = redCells(SIDE, SIDE, 14);
  const white: StainedDisc[] = [];
  for (let y = 60; y < SIDE; y += 110) {
    for (let x = 60; x < SIDE; x += 110) white.push({ x, y, radius: 24, colour: NUCLEUS, pallor: 0 });
  }
  const region: Box = { minX: 0, minY: 0, maxX: SIDE, maxY: SIDE };
  const analyse = async (slide: SlideReader, pipeline = pipelineOver(inference)): Promise<void> => {
    const run = pipeline.analyze(slide, region, { micronsPerPixel: MICRONS_PER_PIXEL });
    for await (const { failed } of run) if (failed) throw failed;
  };
  const full = drawnSmear(SIDE, SIDE, [...red, ...white]);
  const areas = await race(
    'area of 0.16 mm²',
    [
      { name: 'full of leukocytes', run: () => analyse(full) },
      { name: 'red cells alone', run: () => analyse(drawn.red) },
      { name: 'bare glass', run: () => analyse(drawn.glass) },
    ],
    rounds,
  );
  const kept = pipelineOver(inference);
  await analyse(full, kept);
  const views = await race(
    'view of 1,600²',
    [
      { name: 'seen once', run: () => analyse(full) },
      { name: 'seen again', run: () => analyse(full, kept) },
    ],
    rounds,
  );
  return [...areas, ...views];
}

const drawn = {
  red: drawnSmear(SIDE, SIDE, redCells(SIDE, SIDE, 14)),
  glass: drawnSmear(SIDE, SIDE, []),
};

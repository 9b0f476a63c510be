import { ColourBalancer } from '../../../plugin/stain/colour-balance.js';
import type { SlideReader } from '../../../plugin/slide/slide-reader.js';
import { findResolution } from '../../../plugin/analysis/resolution.js';
import { pipelineOver } from '../../../plugin/analysis/pipeline.js';
import type { InferenceClient } from '../../../plugin/worker/inference-client.js';
import { fullExtent } from '../../../models/domain/geometry.js';
import { drawnSmear, NUCLEUS, redCells } from '../../unit/plugin/red-cells/drawn-smear.js';
import { race, type Entry } from './race.js';

/** Analysing a drawn picture whose resolution is given, beside estimating it, and beside both, of which each looks but once. */
export async function raceResolution(inference: InferenceClient, rounds: number): Promise<Entry[]> {
  const leukocyte = { x: 180, y: 180, radius: 75, colour: NUCLEUS, pallor: 0 };
  const pictures: (readonly [string, SlideReader])[] = [
    ['a field', drawnSmear(640, 480, [...redCells(640, 480, 50), leukocyte])],
    ['one cell', drawnSmear(360, 360, [leukocyte])],
  ];
  const entries: Entry[] = [];
  for (const [name, slide] of pictures) {
    const balancer = new ColourBalancer(inference.info.whiteBalance);
    const estimate = await findResolution(inference, balancer, slide);
    const given = { micronsPerPixel: estimate?.micronsPerPixel ?? 0.075 };
    const analyse = async (options: { readonly micronsPerPixel?: number }): Promise<void> => {
      // A pipeline of its own, or it would remember what it found.
      const run = pipelineOver(inference).analyze(slide, fullExtent(slide), options);
      for await (const { failed } of run) if (failed) throw failed;
    };
    entries.push(
      ...(await race(
        `resolution of ${name}`,
        [
          { name: 'its analysis', run: () => analyse(given) },
          { name: 'its estimate', run: () => findResolution(inference, balancer, slide) },
          { name: 'its estimate and analysis', run: () => analyse({}) },
        ],
        rounds,
      )),
    );
  }
  return entries;
}

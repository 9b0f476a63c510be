import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import { fullExtent } from '../../../../models/domain/geometry.js';
import { pipelineOver, type SmearPipeline } from '../../../../plugin/analysis/pipeline.js';
import { DISC_INFO, discInference, discSlide } from '../../disc-slide.js';

const slide = discSlide([{ x: 150, y: 140, radius: 50 }], { width: 300, height: 280 });

/** Models that look a second time, and what was asked of them. */
function lookingTwice(): { readonly pipeline: SmearPipeline; readonly asked: string[] } {
  const asked: string[] = [];
  const plain = discInference();
  const info = { ...DISC_INFO, secondLook: { micronsPerPixel: 0.1, widthPx: 32, outside: 237 } };
  const inference = discInference({
    info,
    analyse: async (question, { signal }) => {
      asked.push('analyse');
      const { readings, ...findings } = await plain.ask('analyse', question, { signal });
      assert.ok(readings);
      return findings;
    },
  });
  return { pipeline: pipelineOver(inference), asked };
}

async function analysed(
  pipeline: SmearPipeline,
  options: { readonly micronsPerPixel?: number; readonly threshold?: number },
): Promise<Omit<Cell, 'id'>[]> {
  const cells: Omit<Cell, 'id'>[] = [];
  for await (const { added, failed } of pipeline.analyze(slide, fullExtent(slide), options)) {
    assert.equal(failed, undefined);
    cells.push(...added.map(({ id, ...cell }) => (assert.ok(id), cell)));
  }
  return cells;
}

describe('the look that bears an estimated resolution out', () => {
  it('serves the analysis that follows, which finds what a look of its own finds', async () => {
    const { pipeline, asked } = lookingTwice();
    const resolution = await pipeline.findResolution(slide);
    assert.equal(resolution?.source, 'estimated');
    const looks = asked.length;
    assert.ok(looks > 0);
    const cells = await analysed(pipeline, {});
    assert.equal(cells.length, 1);
    assert.equal(asked.length, looks, 'the models did not look again');
    const fresh = lookingTwice();
    const { micronsPerPixel } = resolution;
    assert.deepEqual(cells, await analysed(fresh.pipeline, { micronsPerPixel }));
    assert.equal(fresh.asked.length, 1);
  });

  it('is taken again with a lower threshold, at another resolution and the next time', async () => {
    for (const options of [{ threshold: 0.2 }, { micronsPerPixel: 0.05 }]) {
      const { pipeline, asked } = lookingTwice();
      await pipeline.findResolution(slide);
      const looks = asked.length;
      await analysed(pipeline, options);
      assert.equal(asked.length, looks + 1);
    }
    const { pipeline, asked } = lookingTwice();
    await pipeline.findResolution(slide);
    const looks = asked.length;
    await analysed(pipeline, {});
    await analysed(pipeline, { threshold: 0.6 });
    assert.equal(asked.length, looks + 1);
  });

  it('counts with a higher threshold only for the cells above it', async () => {
    const { pipeline, asked } = lookingTwice();
    await pipeline.findResolution(slide);
    const looks = asked.length;
    assert.deepEqual(await analysed(pipeline, { threshold: 0.95 }), []);
    assert.equal(asked.length, looks);
  });
});

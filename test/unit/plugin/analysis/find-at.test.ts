import type { TileFindings } from '../../../../models/domain/findings.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boxCentre } from '../../../../models/domain/geometry.js';
import type { RgbaTile } from '../../../../models/domain/tile.js';
import { pipelineOver } from '../../../../plugin/analysis/pipeline.js';
import type { Answers } from '../../../../plugin/worker/inference-client.js';
import { discInference, discSlide } from '../../disc-slide.js';

const SIZE = { width: 2400, height: 1800, micronsPerPixel: 0.125 };
const LONE = { x: 1200, y: 900, radius: 50 };
const NEIGHBOUR = { x: 1340, y: 900, radius: 50 };
const CORNER = { x: 60, y: 50, radius: 40 };
const slide = discSlide([LONE, NEIGHBOUR, CORNER], SIZE);

/** Finds two squares on each tile: a large one in the middle, a small one `aside` of that. */
function twoSquares(scores: readonly [large: number, small: number], aside: number): Partial<Answers> {
  const square = (side: number, x = 128): number[] => [x - side, 128 - side, x + side, 128 + side];
  const ring = ([x, y, right, bottom]: number[]): number[] =>
    [x, y, right, y, right, bottom, x, bottom].map((value) => value ?? 0);
  const boxes = [square(40), square(20, 128 + aside)];
  const findings: TileFindings = {
    count: 2,
    boxes: Float32Array.from(boxes.flat()),
    scores: Float32Array.from(scores),
    outlines: { coordinates: Float32Array.from(boxes.flatMap(ring)), ends: Uint32Array.of(8, 16) },
    nuclei: { coordinates: new Float32Array(), ends: new Uint32Array(), groups: new Uint32Array(2) },
    readings: {
      probabilities: Float32Array.of(0.9, 0.1, 0.2, 0.8),
      embeddings: new Float32Array(100),
      errors: Float32Array.of(0.02, 0.03),
    },
  };
  return { analyse: async () => findings };
}

function isAbout(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);
}

describe('a cell that a person says was missed', () => {
  it('is found where the point lies in it, and none of its neighbours', async () => {
    const pipeline = pipelineOver(discInference());
    for (const disc of [LONE, NEIGHBOUR, CORNER]) {
      const cell = await pipeline.findAt(slide, { x: disc.x + 10, y: disc.y - 15 });
      assert.ok(cell);
      const { x, y } = boxCentre(cell.box);
      assert.ok(Math.hypot(x - disc.x, y - disc.y) < 3, `${x}, ${y}`);
      assert.equal(cell.label.name, 'Lymphocyte');
    }
  });

  it('is not there where the models see nothing at that point', async () => {
    assert.equal(await pipelineOver(discInference()).findAt(slide, { x: 600, y: 400 }), undefined);
  });

  it('is looked for on one tile around the point, on the slide, at the models’ resolution', async () => {
    const asked: { tile: RgbaTile; threshold: number }[] = [];
    const scripted = discInference();
    const inference = discInference({
      analyse: (question, options) => {
        asked.push(question);
        return scripted.ask('analyse', question, options);
      },
    });
    await pipelineOver(inference).findAt(slide, CORNER);
    await pipelineOver(inference).findAt(slide, LONE, { micronsPerPixel: 0.25, threshold: 0.2 });
    assert.deepEqual(
      asked.map(({ tile, threshold }) => [tile.width, tile.height, threshold]),
      [
        [256, 256, 0.05],
        [256, 256, 0.2],
      ],
    );
  });

  it('is looked for on the whole of a slide that is smaller than a tile', async () => {
    const small = discSlide([{ x: 90, y: 60, radius: 40 }], {
      width: 180,
      height: 120,
      micronsPerPixel: 0.25,
    });
    const cell = await pipelineOver(discInference()).findAt(small, { x: 80, y: 60 });
    assert.ok(cell && Math.abs(boxCentre(cell.box).x - 90) < 3);
  });

  it('is the likeliest of those whose outline holds the point', async () => {
    const scoreOf = async (scores: [number, number], aside: number): Promise<number> => {
      const pipeline = pipelineOver(discInference(twoSquares(scores, aside)));
      return (await pipeline.findAt(slide, LONE))?.score ?? 0;
    };
    isAbout(await scoreOf([0.3, 0.6], 0), 0.6);
    isAbout(await scoreOf([0.7, 0.6], 0), 0.7);
    isAbout(await scoreOf([0.3, 0.6], 30), 0.3);
  });

  it('is not looked for any longer when that was given up', async () => {
    const reason = new Error('the reader moved on');
    const asked = pipelineOver(discInference()).findAt(slide, LONE, { signal: AbortSignal.abort(reason) });
    await assert.rejects(asked, (error) => error === reason);
  });
});

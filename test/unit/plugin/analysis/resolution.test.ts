import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPossibleResolution } from '../../../../models/domain/resolution.js';
import { pipelineOver } from '../../../../plugin/analysis/pipeline.js';
import { planTiles } from '../../../../plugin/analysis/tile-grid.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { describeEnding, encodeEnding } from '../../../../viewer-shell/command-line/report.js';
import { DISC_INFO, discInference } from '../../disc-slide.js';
import { drawnSmear, redCells } from '../red-cells/drawn-smear.js';

const [WIDTH, HEIGHT, RADIUS] = [640, 480, 20];
/** Red cells of 7.5 µm, that many pixels across. */
const TRUE = 7.5 / (2 * RADIUS);
const smear = drawnSmear(WIDTH, HEIGHT, redCells(WIDTH, HEIGHT, RADIUS));
const saying = (micronsPerPixel: number): SlideReader => ({ ...smear, micronsPerPixel });
const find = (slide: SlideReader) => pipelineOver(discInference()).findResolution(slide);

function tilesAt(micronsPerPixel: number): number {
  const region = { minX: 0, minY: 0, maxX: WIDTH, maxY: HEIGHT };
  const { tileSizes, micronsPerPixel: modelMicronsPerPixel } = DISC_INFO;
  return planTiles({ region, slide: smear, micronsPerPixel, modelMicronsPerPixel, tileSizes }).tiles.length;
}

describe('a resolution that cannot be true', () => {
  const wrong: readonly (readonly [string, number])[] = [
    ['inches for centimetres', TRUE * 2.54],
    ['centimetres for inches', TRUE / 2.54],
    ['ten times too coarse', TRUE * 10],
    ['ten times too fine', TRUE / 10],
    ['a default of 1 µm', 1],
    ['a millimetre', 1000],
    ['next to nothing', 1e-9],
    ['zero', 0],
    ['no number', NaN],
  ];
  for (const [what, said] of wrong) {
    it(`is not believed where red cells show otherwise: ${what}`, async () => {
      const found = await find(saying(said));
      assert.ok(found);
      assert.equal(found.source, 'estimated');
      assert.equal(found.contradicted, said);
      const ratio = found.micronsPerPixel / TRUE;
      assert.ok(Math.abs(Math.log(ratio)) < Math.log(1.2), `${ratio} of the truth`);
      assert.ok(tilesAt(found.micronsPerPixel) <= 8, `${tilesAt(found.micronsPerPixel)} tiles`);
    });
  }

  it('is believed where it is off by no more than red cells are', async () => {
    for (const said of [TRUE * 0.75, TRUE, TRUE * 1.3])
      assert.deepEqual(await find(saying(said)), { micronsPerPixel: said, source: 'metadata' });
  });

  it('is believed without red cells within what microscopes give, and never as 1 µm', async () => {
    const bare = drawnSmear(WIDTH, HEIGHT, []);
    for (const said of [0.05, 0.25, 1.2]) {
      const found = await find({ ...bare, micronsPerPixel: said });
      assert.deepEqual(found, { micronsPerPixel: said, source: 'metadata' });
      assert.ok(tilesAt(said) <= 120, `${tilesAt(said)} tiles at ${said}`);
    }
    for (const said of [1, 2.5, 50, 0.001, 0, NaN])
      assert.equal((await find({ ...bare, micronsPerPixel: said }))?.source, undefined, String(said));
  });

  it('is told beside the one that is used, in words and to programs', async () => {
    const resolution = await find(saying(TRUE * 10));
    assert.ok(resolution);
    const models = { pack: 'p', packHash: 'h', backend: 'cpu', elapsedMs: 1 };
    const ending = { ok: true, result: { output: 'o', cells: 0, resolution, ...models } } as const;
    assert.match(describeEnding('a.tif', ending), /estimated, because the file’s own 1\.88 cannot be true/);
    const line = JSON.parse(encodeEnding('a.tif', ending)) as Record<string, unknown>;
    assert.equal(line['micronsPerPixelInFile'], TRUE * 10);
    assert.equal(line['resolutionSource'], 'estimated');
  });

  it('is not taken from a person or a saved file either beyond 0.01 to 5 µm', () => {
    for (const wild of [0, -0.1, 0.009, 5.1, 50, Infinity, NaN, '0.2', null, undefined])
      assert.equal(isPossibleResolution(wild), false, String(wild));
    for (const usual of [0.01, 0.1, 5]) assert.equal(isPossibleResolution(usual), true);
  });
});

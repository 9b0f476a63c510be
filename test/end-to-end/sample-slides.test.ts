import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { boxContains, boxIou, growBox, type Box } from '../../models/domain/geometry.js';
import type * as NodeEntry from '../../plugin/node-entry.js';
import { drawSmear } from '../../viewer-shell/web/sample/draw-smear.js';
import type { SmearTruth } from '../../viewer-shell/web/sample/smear-truth.js';
import { writeSlide } from '../../viewer-shell/web/sample/write-slide.js';
import { judgeDetections, precisionRecall, type ImageBoxes } from '../accuracy/average-precision.js';
import { analyseFiles } from '../accuracy/command-line.js';

/** Seeds from which neither the sample slide nor any training picture is drawn. */
const SEEDS = Array.from({ length: 10 }, (_, i) => 9001 + i);
const MICRONS_PER_PIXEL = 0.125;
/** Three tiles by two. */
const WIDE = { width: 2600, height: 1800 };
/** Two tiles by two that share no more than tiles must. */
const REGION_SIDE = 1640;
const ORIGINS = Array.from({ length: 20 }, (_, i) => ({ x: i * 50.3, y: (i * 37) % 160 }));

function trueBoxes(truth: SmearTruth): Box[] {
  return truth.cells.map(({ box: [minX, minY, maxX, maxY] }) => ({ minX, minY, maxX, maxY }));
}

function liesIn(region: Box, { minX, minY, maxX, maxY }: Box): boolean {
  return boxContains(region, { x: minX, y: minY }) && boxContains(region, { x: maxX, y: maxY });
}

describe('slides drawn from new seeds', { timeout: 600_000 }, () => {
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smearlens-drawn-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('have their white cells found, and nothing else, by the built command', async (test) => {
    const truths: Box[][] = [];
    const files: string[] = [];
    for (const seed of SEEDS) {
      const smear = drawSmear({ seed, width: 1536, height: 1024, leukocytes: 16 });
      truths.push(trueBoxes(smear.truth));
      files.push(await writeSlide(smear, folder, `seed-${seed}`, 'tiff'));
    }
    const found = await analyseFiles(files, {});
    const images: ImageBoxes[] = found.map(({ cells }, i) => ({ found: cells, truth: truths[i] ?? [] }));
    for (const [i, { micronsPerPixel, resolutionSource }] of found.entries()) {
      assert.equal(resolutionSource, 'metadata', basename(files[i] ?? ''));
      assert.ok(Math.abs((micronsPerPixel ?? 0) - MICRONS_PER_PIXEL) < 0.001);
    }
    const cells = truths.flat().length;
    const { precision, recall } = precisionRecall(judgeDetections(images, 0.5), 0.5);
    const figures = `recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)} over ${cells} cells`;
    test.diagnostic(figures);
    assert.ok(cells >= 150, `only ${cells} cells were drawn`);
    assert.ok(recall >= 0.95 && precision >= 0.95, figures);
  });

  it('give each cell once, wherever the tiles begin', async (test) => {
    const { CellStore, createPipeline, openSlideFile } = (await import(
      resolve('dist/node/node-entry.js')
    )) as typeof NodeEntry;
    const smear = drawSmear({ seed: 9011, ...WIDE, leukocytes: 48 });
    const slide = await openSlideFile(await writeSlide(smear, folder, 'wide', 'tiff'));
    const pipeline = await createPipeline({ workers: 2 });
    try {
      let tiles = 0;
      let looked = 0;
      for (const { x, y } of ORIGINS) {
        const region = { minX: x, minY: y, maxX: x + REGION_SIDE, maxY: y + REGION_SIDE };
        const store = new CellStore();
        for await (const result of pipeline.analyze(slide, region)) {
          assert.equal(result.failed, undefined);
          tiles = Math.max(tiles, result.total);
          store.apply(result);
        }
        const found = [...store.all()].map(({ box }) => box);
        const from = `with tiles from ${x.toFixed(1)}, ${y}`;
        for (const cell of trueBoxes(smear.truth)) {
          if (!liesIn(growBox(region, -3 / MICRONS_PER_PIXEL), cell)) continue;
          looked++;
          const times = found.filter((box) => boxIou(box, cell) >= 0.5).length;
          const at = `the cell at ${cell.minX.toFixed(0)}, ${cell.minY.toFixed(0)}`;
          assert.equal(times, 1, `${at} was found ${times} times ${from}`);
        }
        found.forEach((box, i) => {
          const twin = found.slice(i + 1).find((other) => boxIou(box, other) > 0.4);
          assert.equal(twin, undefined, `two cells lie on each other at ${box.minX}, ${box.minY} ${from}`);
        });
      }
      test.diagnostic(`${looked} looks for a cell over ${ORIGINS.length} origins of ${tiles} tiles each`);
      // On the slide's own grid of tiles such a region meets three by two at the most.
      assert.equal(tiles, 6);
    } finally {
      await pipeline.dispose();
      slide.dispose();
    }
  });
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { showsRedCells } from '../../../../plugin/red-cells/blood-check.js';
import { estimateResolution } from '../../../../plugin/red-cells/calibration.js';
import { openSlideFile } from '../../../../plugin/slide/open-slide-file.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { drawnSmear, NUCLEUS, redCells, type StainedDisc } from './drawn-smear.js';

describe('estimateResolution', () => {
  for (const radius of [8, 20, 45, 80]) {
    it(`judges the scale by red cells of ${2 * radius} px`, async () => {
      const estimate = await estimateResolution(drawnSmear(640, 480, redCells(640, 480, radius)));
      assert.ok(estimate, 'an estimate');
      const ratio = (estimate.micronsPerPixel * 2 * radius) / 7.5;
      assert.ok(Math.abs(Math.log(ratio)) < Math.log(1.2), `${ratio} of the truth`);
      assert.ok(estimate.evidence.redCells >= 3 && estimate.evidence.spread < 0.15);
    });
  }

  it('is not misled by leukocytes and platelets among the red cells', async () => {
    const discs = redCells(640, 480, 36);
    for (let i = 0; i < 3; i++)
      discs.push({ x: 120 + 190 * i, y: 230, radius: 75, colour: NUCLEUS, pallor: 0 });
    for (let i = 0; i < 8; i++)
      discs.push({ x: 50 + 75 * i, y: 100 + 37 * i, radius: 9, colour: NUCLEUS, pallor: 0 });
    const estimate = await estimateResolution(drawnSmear(640, 480, discs));
    assert.ok(estimate);
    const ratio = (estimate.micronsPerPixel * 72) / 7.5;
    assert.ok(Math.abs(Math.log(ratio)) < Math.log(1.2), `${ratio} of the truth`);
  });

  it('says nothing where there are no red cells', async () => {
    assert.equal(await estimateResolution(drawnSmear(400, 300, [])), undefined);
    const leukocyte: StainedDisc = { x: 200, y: 150, radius: 80, colour: NUCLEUS, pallor: 0 };
    assert.equal(await estimateResolution(drawnSmear(400, 300, [leukocyte])), undefined);
  });

  it('looks at parts of a large slide at full resolution', async () => {
    const corner = redCells(700, 500, 22).map((disc) => ({ ...disc, x: disc.x + 1500, y: disc.y + 900 }));
    const slide = drawnSmear(2600, 1800, corner);
    const sizes: number[] = [];
    const watched: SlideReader = {
      ...slide,
      read: (request, options) => {
        sizes.push(request.width * request.height);
        return slide.read(request, options);
      },
    };
    const estimate = await estimateResolution(watched);
    assert.ok(estimate);
    const ratio = (estimate.micronsPerPixel * 44) / 7.5;
    assert.ok(Math.abs(Math.log(ratio)) < Math.log(1.2), `${ratio} of the truth`);
    assert.ok(Math.max(...sizes) <= 448 * 448, 'never reads the slide whole at full resolution');
  });

  it('gives up with the signal’s own reason', async () => {
    const signal = AbortSignal.abort(new Error('given by hand'));
    await assert.rejects(estimateResolution(drawnSmear(400, 300, []), { signal }), /given by hand/);
  });
});

const data = process.env.SMEARLENS_DATA;

describe('estimateResolution on real fields', data ? {} : { skip: 'SMEARLENS_DATA is not set' }, () => {
  interface Annotations {
    readonly categories: readonly { id: number; name: string }[];
    readonly images: readonly { id: number; file_name: string; width: number; height: number }[];
    readonly annotations: readonly { image_id: number; category_id: number; bbox: readonly number[] }[];
  }

  it('is within a quarter of the red-cell boxes on nine of ten fields that were never looked at', async () => {
    const folder = join(data ?? '', 'bcdd');
    const set = JSON.parse(await readFile(join(folder, 'annotations.json'), 'utf8')) as Annotations;
    const red = set.categories.find((category) => category.name === 'RBC')?.id;
    const ratios: number[] = [];
    for (const image of set.images.slice(0, 30)) {
      const sizes = set.annotations
        .filter((box) => box.image_id === image.id && box.category_id === red)
        .map(({ bbox: [x = 0, y = 0, w = 0, h = 0] }) => ({ x, y, w, h }))
        .filter(({ x, y, w, h }) => x > 2 && y > 2 && x + w < image.width - 2 && y + h < image.height - 2)
        .map(({ w, h }) => Math.sqrt(w * h))
        .sort((a, b) => a - b);
      if (sizes.length < 3) continue;
      const truth = 7.5 / (sizes[sizes.length >> 1] as number);
      const estimate = await estimateResolution(await openSlideFile(join(folder, 'images', image.file_name)));
      ratios.push((estimate?.micronsPerPixel ?? Infinity) / truth);
    }
    ratios.sort((a, b) => a - b);
    const close = ratios.filter((ratio) => Math.abs(Math.log(ratio)) < Math.log(1.25)).length;
    assert.ok(close >= 0.9 * ratios.length, `${close} of ${ratios.length}`);
    const median = ratios[ratios.length >> 1] as number;
    assert.ok(Math.abs(median - 1) < 0.12, `median ${median}`);
  });
});

describe('whether a slide shows red cells', () => {
  const discs = redCells(640, 480, 36);

  it('is said of a smear at its own resolution, and of one that is somewhat wrong', async () => {
    for (const wrong of [0.75, 1, 1.3])
      assert.equal(await showsRedCells(drawnSmear(640, 480, discs), (7.5 / 72) * wrong), true, `${wrong}`);
  });

  it('is denied of empty glass, of a nucleus alone, and of discs that are far too large or small', async () => {
    const leukocyte: StainedDisc = { x: 200, y: 150, radius: 80, colour: NUCLEUS, pallor: 0 };
    assert.equal(await showsRedCells(drawnSmear(400, 300, []), 0.1), false);
    assert.equal(await showsRedCells(drawnSmear(400, 300, [leukocyte]), 0.1), false);
    assert.equal(await showsRedCells(drawnSmear(640, 480, discs), 0.3), false);
    assert.equal(await showsRedCells(drawnSmear(640, 480, discs), 0.056), false);
  });

  it('is left open where the picture is too small to hold any beside a leukocyte', async () => {
    assert.equal(await showsRedCells(drawnSmear(200, 200, []), 0.1), undefined);
  });
});

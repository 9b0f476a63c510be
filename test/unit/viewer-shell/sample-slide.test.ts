import { polygonBounds, polygonContains, type Polygon } from '../../../models/domain/rings/polygon.js';
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import sharp from 'sharp';
import { boxIou } from '../../../models/domain/geometry.js';
import { drawSmear, type DrawnSmear } from '../../../viewer-shell/web/sample/draw-smear.js';
import { runDrawSample } from '../../../viewer-shell/web/sample/draw-sample.js';
import { RandomStream } from '../../../viewer-shell/web/sample/random.js';
import { chooseKinds } from '../../../viewer-shell/web/sample/smear-plan.js';
import type { TrueCell } from '../../../viewer-shell/web/sample/smear-truth.js';

const FIELD = { width: 1024, height: 768, leukocytes: 10 };
const field = drawSmear({ seed: 41, ...FIELD });

const ring = (flat: readonly number[]): Polygon => Float64Array.from(flat);

/** Mean green of the pixels of a cell's box that `wanted` chooses. */
function meanGreen(smear: DrawnSmear, cell: TrueCell, wanted: (x: number, y: number) => boolean): number {
  const [minX, minY, maxX, maxY] = cell.box;
  let sum = 0;
  let count = 0;
  for (let y = Math.ceil(minY); y < maxY; y += 2) {
    for (let x = Math.ceil(minX); x < maxX; x += 2) {
      if (!wanted(x, y)) continue;
      sum += smear.pixels[(y * smear.width + x) * 3 + 1] ?? 0;
      count++;
    }
  }
  return sum / count;
}

function diameterUm(cell: TrueCell, micronsPerPixel: number): number {
  const { minX, minY, maxX, maxY } = polygonBounds(ring(cell.outline));
  return ((maxX - minX + maxY - minY) / 2) * micronsPerPixel;
}

describe('a drawn smear', () => {
  it('is the same to the byte for the same seed, and another for another seed', () => {
    const small = { width: 400, height: 300, leukocytes: 1 };
    const first = drawSmear({ seed: 5, ...small });
    const again = drawSmear({ seed: 5, ...small });
    const other = drawSmear({ seed: 6, ...small });
    assert.deepEqual(again.truth, first.truth);
    assert.equal(Buffer.compare(first.pixels, again.pixels), 0);
    assert.notEqual(Buffer.compare(first.pixels, other.pixels), 0);
  });

  it('holds every white cell whole, and none on another', () => {
    assert.equal(field.truth.cells.length, 10);
    const boxes = field.truth.cells.map(({ box: [minX, minY, maxX, maxY] }) => ({ minX, minY, maxX, maxY }));
    for (const [i, box] of boxes.entries()) {
      assert.ok(box.minX >= 0 && box.minY >= 0 && box.maxX <= FIELD.width && box.maxY <= FIELD.height);
      for (const other of boxes.slice(i + 1)) assert.ok(boxIou(box, other) < 0.12);
    }
  });

  it('knows where its nuclei are: inside their cells, and much darker than the cytoplasm around them', () => {
    for (const cell of field.truth.cells) {
      const outline = ring(cell.outline);
      const nucleus = ring(cell.nucleus);
      const bounds = polygonBounds(nucleus);
      assert.ok(
        bounds.minX >= cell.box[0] && bounds.maxX <= cell.box[2],
        `${cell.class} nucleus leaves its cell`,
      );
      if (cell.class === 'Basophil') continue; // its granules lie as dark over the cytoplasm
      const inNucleus = meanGreen(field, cell, (x, y) => polygonContains(nucleus, { x, y }));
      const cytoplasm = meanGreen(
        field,
        cell,
        (x, y) => polygonContains(outline, { x, y }) && !polygonContains(nucleus, { x, y }),
      );
      assert.ok(inNucleus < 0.75 * cytoplasm, `${cell.class}: nucleus ${inNucleus}, cytoplasm ${cytoplasm}`);
    }
  });

  it('draws cells at their true size in micrometres, whatever the resolution', () => {
    for (const micronsPerPixel of [0.125, 0.25]) {
      const scale = 0.125 / micronsPerPixel;
      const { truth } = drawSmear({
        seed: 8,
        width: 1400 * scale,
        height: 1000 * scale,
        micronsPerPixel,
        leukocytes: 14,
      });
      for (const cell of truth.cells) {
        const size = diameterUm(cell, micronsPerPixel);
        const [least, most] = cell.class === 'Lymphocyte' ? [8, 13.5] : [10.3, 18.5];
        assert.ok(size >= (least ?? 0) && size <= (most ?? 0), `${cell.class} of ${size} µm`);
      }
    }
  });

  it('has clear glass between the cells and ten times as many red cells as white ones', () => {
    const bright = field.pixels.filter((value, i) => i % 3 === 1 && value > 215).length;
    const share = bright / (FIELD.width * FIELD.height);
    assert.ok(share > 0.15 && share < 0.75, `glass ${share}`);
    assert.ok(field.truth.redCells > 10 * field.truth.cells.length);
  });
});

describe('the kinds of white cells on a slide', () => {
  it('come as in healthy blood, with at least five eosinophils and basophils to look at', () => {
    const kinds = chooseKinds(new RandomStream(3), 110);
    const count = (kind: string) => kinds.filter((other) => other === kind).length;
    assert.equal(kinds.length, 110);
    assert.ok(count('Eosinophil') >= 5 && count('Basophil') >= 5 && count('Monocyte') >= 5);
    assert.ok(count('Neutrophil') > count('Lymphocyte') && count('Lymphocyte') > count('Monocyte'));
  });
});

describe('the program that writes the sample slide', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-sample-'));
  after(() => rm(folder, { recursive: true, force: true }));
  const size = ['--seed', '9', '--width', '600', '--height', '400', '--cells', '1', '--out', folder];

  it('writes a Deep Zoom pyramid down to one pixel, with its scale and its cells beside it', async () => {
    assert.equal(await runDrawSample(size), 0);
    assert.match(await readFile(join(folder, 'sample.dzi'), 'utf8'), /Height="400"\s+Width="600"/);
    const levels = (await readdir(join(folder, 'sample_files'))).filter((name) => /^\d+$/.test(name));
    assert.equal(levels.length, 11);
    const truth = JSON.parse(await readFile(join(folder, 'sample.json'), 'utf8'));
    assert.equal(truth.micronsPerPixel, 0.125);
    assert.equal(truth.cells.length, 1);
  });

  it('writes a tiled pyramidal TIFF that says how large its pixels are, and leaves nothing else behind', async () => {
    assert.equal(await runDrawSample([...size, '--format', 'tiff']), 0);
    const { width, pages, density = 0 } = await sharp(join(folder, 'sample.tiff')).metadata();
    assert.equal(width, 600);
    assert.ok((pages ?? 1) > 1);
    assert.ok(Math.abs(25400 / density - 0.125) < 0.001, `density ${density}`);
    const left = (await readdir(folder)).sort();
    assert.deepEqual(left, ['sample.dzi', 'sample.json', 'sample.tiff', 'sample_files']);
  });
});

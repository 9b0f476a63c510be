import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cropBox, readCellCrops } from '../../../../plugin/analysis/cell-crops.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { createTiledReader } from '../../../../plugin/slide/tiled-reader.js';
import { ColourBalancer } from '../../../../plugin/stain/colour-balance.js';
import { discSlide } from '../../disc-slide.js';

const FORMAT = { micronsPerPixel: 0.1, widthPx: 224, outside: 237 };
const asIs = new ColourBalancer(undefined);

function boxAt(x: number, y: number, radius = 50) {
  return { minX: x - radius, minY: y - radius, maxX: x + radius, maxY: y + radius };
}

/** Red of the crop's pixels, and the middle of those that are dark. */
function darkMiddle(rgb: Uint8Array): { x: number; y: number; area: number } {
  let [x, y, area] = [0, 0, 0];
  for (let at = 0; at < 224 * 224; at++) {
    if ((rgb[at * 3] as number) > 128) continue;
    x += at % 224;
    y += Math.floor(at / 224);
    area++;
  }
  return { x: x / area, y: y / area, area };
}

describe('the crop of a cell', () => {
  for (const micronsPerPixel of [0.05, 0.1, 0.25, 0.5]) {
    it(`shows it in the middle at the same size, on a slide of ${micronsPerPixel} µm per pixel`, async () => {
      const radius = 5 / micronsPerPixel;
      const centre = { x: 400, y: 300 };
      const slide = discSlide([{ ...centre, radius }], { width: 1000, height: 800 });
      const boxes = [boxAt(centre.x, centre.y, radius)];
      const { count, rgb } = await readCellCrops(slide, asIs, boxes, FORMAT, { micronsPerPixel });
      assert.deepEqual([count, rgb.length], [1, 224 * 224 * 3]);
      const middle = darkMiddle(rgb);
      assert.ok(Math.hypot(middle.x - 111.5, middle.y - 111.5) < 1.5, `${middle.x}, ${middle.y}`);
      assert.ok(Math.abs(middle.area / (Math.PI * 50 ** 2) - 1) < 0.06, `${middle.area} pixels are dark`);
    });
  }

  it('lies around the middle of the box, also beyond the slide', () => {
    const box = cropBox({ minX: 0, minY: 0, maxX: 20, maxY: 40 }, FORMAT, 0.1);
    assert.deepEqual(box, { minX: -102, minY: -92, maxX: 122, maxY: 132 });
  });

  it('shows empty glass beyond the slide, and the cell where it is', async () => {
    const slide = discSlide([{ x: 30, y: 20, radius: 18 }], { width: 300, height: 300 });
    const { rgb } = await readCellCrops(slide, asIs, [boxAt(30, 20, 18)], FORMAT, { micronsPerPixel: 0.1 });
    assert.deepEqual([...rgb.subarray(0, 3)], [237, 237, 237]);
    const inside = ((100 * 224 + 150) * 3) as number;
    assert.notEqual(rgb[inside], 237);
    const middle = darkMiddle(rgb);
    assert.ok(Math.hypot(middle.x - 111.5, middle.y - 111.5) < 1.5);
  });

  it('shows empty glass where the slide is transparent', async () => {
    const slide: SlideReader = {
      ...discSlide([], { width: 300, height: 300 }),
      read: async ({ width, height }) => ({ width, height, data: new Uint8ClampedArray(width * height * 4) }),
    };
    const { rgb } = await readCellCrops(slide, asIs, [boxAt(150, 150)], FORMAT, { micronsPerPixel: 0.1 });
    assert.ok(rgb.every((byte) => byte === 237));
  });

  it('fetches each tile of the slide that it needs once, and no other', async () => {
    const fetched: string[] = [];
    const level = { width: 2048, height: 2048, downsample: 1, tileWidth: 256, tileHeight: 256 };
    const slide = createTiledReader({
      name: 'tiles',
      levels: [level],
      loadTile: async (_, column, row) => {
        fetched.push(`${column},${row}`);
        return { width: 256, height: 256, data: new Uint8ClampedArray(256 * 256 * 4).fill(200) };
      },
    });
    const boxes = [boxAt(384, 384), boxAt(390, 380), boxAt(1920, 1920, 40)];
    await readCellCrops(slide, asIs, boxes, FORMAT, { micronsPerPixel: 0.1 });
    assert.deepEqual([...fetched].sort(), ['1,1', '7,7']);
  });

  it('ends with the signal’s own reason', async () => {
    const reason = new Error('moved away');
    const slide: SlideReader = {
      ...discSlide([], { width: 300, height: 300 }),
      read: async (_, options) => {
        options?.signal?.throwIfAborted();
        throw new Error('not aborted');
      },
    };
    const reading = readCellCrops(slide, asIs, [boxAt(150, 150)], FORMAT, {
      micronsPerPixel: 0.1,
      signal: AbortSignal.abort(reason),
    });
    await assert.rejects(reading, reason);
  });
});

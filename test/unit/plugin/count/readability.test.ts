import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { SmearError } from '../../../../models/domain/errors.js';
import type { RgbaTile } from '../../../../models/domain/tile.js';
import { AreaChecks } from '../../../../plugin/count/area-checks.js';
import { readArea } from '../../../../plugin/count/area-readability.js';
import { CountAreas } from '../../../../plugin/count/count-areas.js';
import { backgroundLight } from '../../../../plugin/stain/background-light.js';
import { createImageReader } from '../../../../plugin/slide/image-reader.js';
import { measureField, readingTroubles } from '../../../../plugin/count/readability.js';
import { drawSmear } from '../../../../viewer-shell/web/sample/draw-smear.js';

const SIDE = 768;
const MICRONS_PER_PIXEL = 0.125;
const layers = [1, 2, 3, 4].map((seed) => drawSmear({ seed, width: SIDE, height: SIDE }).pixels);
const GLASS = lightOf(layers[0] as Uint8Array);

function withAlpha(rgb: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const data = new Uint8ClampedArray((rgb.length / 3) * 4).fill(255);
  for (let i = 0; i < rgb.length; i++) data[Math.floor(i / 3) * 4 + (i % 3)] = rgb[i] as number;
  return data;
}

function lightOf(rgb: Uint8Array): readonly [number, number, number] {
  const light = backgroundLight([{ width: SIDE, height: SIDE, data: withAlpha(rgb) }], 92);
  assert.ok(light);
  return light;
}

/** Smears on each other: what one lets through falls on the next (Beer and Lambert). */
function stacked(count: number): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const glass = GLASS[i % 3] as number;
    return layers
      .slice(0, count)
      .reduce((light, layer) => (light * Math.min(glass, layer[i] as number)) / glass, glass);
  });
}

/** Seen at 0.25 µm a pixel, blurred by so many micrometres before. */
async function field(rgb: Uint8Array, blurUm = 0): Promise<RgbaTile> {
  const image = sharp(rgb, { raw: { width: SIDE, height: SIDE, channels: 3 } });
  const blurred = blurUm > 0 ? image.blur(blurUm / MICRONS_PER_PIXEL) : image;
  const side = (SIDE * MICRONS_PER_PIXEL) / 0.25;
  const data = await blurred.resize(side, side).ensureAlpha().raw().toBuffer();
  return { width: side, height: side, data: new Uint8ClampedArray(data) };
}

const troublesOf = async (rgb: Uint8Array, blurUm = 0) =>
  readingTroubles(measureField(await field(rgb, blurUm), GLASS));

describe('a field of a smear', () => {
  it('reads well in one layer and in focus', async () => {
    for (const layer of layers) assert.deepEqual(await troublesOf(layer), []);
  });

  it('is out of focus from a blur of 0.4 µm on', async () => {
    for (const layer of layers) assert.deepEqual(await troublesOf(layer, 0.4), ['blurred']);
  });

  it('is less sharp the more it is blurred, and as sharp in half the light', async () => {
    const [layer] = layers;
    assert.ok(layer);
    const sharpness = async (blurUm: number) =>
      measureField(await field(layer, blurUm), GLASS).sharpness ?? 0;
    const steps = await Promise.all([0, 0.1, 0.2, 0.4].map(sharpness));
    for (const [i, step] of steps.slice(1).entries()) assert.ok(step < (steps[i] as number), String(steps));
    const dim = await field(layer.map((value) => value / 2));
    const { sharpness: inHalfLight = 0 } = measureField(dim, [GLASS[0] / 2, GLASS[1] / 2, GLASS[2] / 2]);
    assert.ok(Math.abs(inHalfLight / (steps[0] as number) - 1) < 0.05, `${inHalfLight}`);
  });

  it('is too thick where three layers lie on each other', async () => {
    assert.deepEqual(await troublesOf(stacked(3)), ['thick']);
    assert.deepEqual(await troublesOf(stacked(4)), ['thick']);
  });

  it('is too thin on bare glass, and nothing is said of its focus', async () => {
    const glass = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => GLASS[i % 3] as number);
    assert.deepEqual(await troublesOf(glass), ['thin']);
    assert.equal(measureField(await field(glass), GLASS).sharpness, undefined);
  });
});

describe('an area', () => {
  const reader = createImageReader({
    name: 'drawn',
    width: SIDE,
    height: SIDE,
    data: withAlpha(layers[0] as Uint8Array),
  });
  const whole = { minX: 0, minY: 0, maxX: SIDE, maxY: SIDE };

  it('is judged by fields spread over it, however small it is', async () => {
    const options = { micronsPerPixel: MICRONS_PER_PIXEL, glass: GLASS };
    assert.deepEqual(await readArea(reader, whole, options), { fields: 1, troubles: {}, judgesFocus: true });
    const finer = await readArea(reader, whole, { ...options, micronsPerPixel: 0.28 });
    assert.equal(finer.fields, 9);
    const small = await readArea(reader, { minX: 10, minY: 10, maxX: 70, maxY: 60 }, options);
    assert.equal(small.fields, 1);
  });

  it('is not judged for focus where the slide is too coarse to tell', async () => {
    const { judgesFocus, troubles } = await readArea(reader, whole, { micronsPerPixel: 0.5, glass: GLASS });
    assert.deepEqual([judgesFocus, troubles.blurred], [false, undefined]);
  });

  it('is looked at once, when it is chosen; one that cannot be read is said to be so', async () => {
    let reads = 0;
    const counted = {
      ...reader,
      read: async (...request: Parameters<typeof reader.read>) => {
        reads++;
        if (request[0].region.minX > 300) throw new SmearError('tile-failed', 'This part is broken.');
        return reader.read(...request);
      },
    };
    const areas = new CountAreas();
    const checks = new AreaChecks({ areas, slide: () => counted, micronsPerPixel: () => MICRONS_PER_PIXEL });
    const settled = (): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (areas.list.every((area) => (checks.of(area)?.kind ?? 'checking') !== 'checking')) resolve();
        };
        checks.addEventListener('change', look);
        look();
      });
    areas.add({ minX: 0, minY: 0, maxX: 300, maxY: 300 }, 'Good');
    areas.add({ minX: 400, minY: 0, maxX: 500, maxY: 100 }, 'Broken');
    await settled();
    assert.deepEqual(
      areas.list.map((area) => checks.of(area)?.kind),
      ['read', 'failed'],
    );
    const before = reads;
    areas.rename(areas.list[0]?.id ?? '', 'Very good');
    await settled();
    assert.equal(reads, before);
  });
});

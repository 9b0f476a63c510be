import { SmearError } from '../../models/domain/errors.js';
import { decodeInBrowser } from '../../plugin/slide/browser-decoder.js';
import { openSlide } from '../../plugin/slide/open-slide.js';
import { assert, assertEqual, rejection } from './assert.js';

/** Left half red, right half half-transparent blue. */
async function png(): Promise<File> {
  const canvas = new OffscreenCanvas(40, 20);
  const context = canvas.getContext('2d');
  assert(context);
  context.fillStyle = 'rgb(200, 10, 20)';
  context.fillRect(0, 0, 20, 20);
  return new File([await canvas.convertToBlob({ type: 'image/png' })], 'halves.png');
}

/** A one-strip RGB TIFF of 4 × 2 pixels, little-endian, uncompressed. */
function tiff(): File {
  const pixels = Array.from({ length: 24 }, (_, i) => i * 10);
  const fields = [
    [256, 4, 4],
    [257, 4, 2],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 2],
    [273, 4, 8],
    [277, 3, 3],
    [278, 4, 2],
    [279, 4, 24],
  ] as const;
  const view = new DataView(new ArrayBuffer(8 + 24 + 2 + fields.length * 12 + 4));
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 32, true);
  pixels.forEach((value, i) => view.setUint8(8 + i, value));
  view.setUint16(32, fields.length, true);
  fields.forEach(([tag, type, value], i) => {
    view.setUint16(34 + i * 12, tag, true);
    view.setUint16(36 + i * 12, type, true);
    view.setUint32(38 + i * 12, 1, true);
    view.setUint32(42 + i * 12, value, true);
  });
  return new File([view.buffer], 'small.tif');
}

describe('openSlide in a browser', () => {
  it('opens a dropped picture, transparency laid on white', async () => {
    const slide = await openSlide(await png(), { decode: decodeInBrowser });
    assertEqual([slide.name, slide.width, slide.height], ['halves.png', 40, 20]);
    const tile = await slide.read({ region: { minX: 10, minY: 0, maxX: 30, maxY: 10 }, width: 2, height: 1 });
    assertEqual([...tile.data], [200, 10, 20, 255, 255, 255, 255, 255]);
  });

  it('opens a dropped TIFF', async () => {
    const slide = await openSlide(tiff(), { decode: decodeInBrowser });
    const tile = await slide.read({ region: { minX: 1, minY: 1, maxX: 3, maxY: 2 }, width: 2, height: 1 });
    assertEqual([...tile.data], [150, 160, 170, 255, 180, 190, 200, 255]);
    slide.dispose();
  });

  it('names what was dropped where it is no slide', async () => {
    const error = await rejection(
      openSlide(new File(['name;age\n'], 'patients.svs'), { decode: decodeInBrowser }),
    );
    assert(error instanceof SmearError && error.code === 'slide-unreadable', String(error));
    assert(/patients\.svs.*a text file/.test(error.message), error.message);
  });

  it('tells a missing slide', async () => {
    const error = await rejection(openSlide('/no-such-slide.svs', { decode: decodeInBrowser }));
    assert(error instanceof SmearError && error.code === 'slide-not-found', String(error));
  });
});

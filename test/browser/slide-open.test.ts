import { SmearError } from '../../models/domain/errors.js';
import { decodeInBrowser } from '../../plugin/slide/browser-decoder.js';
import { openSlide } from '../../plugin/slide/open-slide.js';
import { READABLE_FORMATS } from '../../plugin/slide/slide-format.js';
import { bytesOf, ONE_OF_EACH } from '../unit/plugin/slide/one-of-each.js';
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

/** The WebP in an extended file with an EXIF note that it is to be turned by a quarter to the right. */
function turnedWebp(simple: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const chunk = (name: string, body: number[]): number[] => [
    ...new TextEncoder().encode(name),
    ...[0, 8, 16, 24].map((shift) => (body.length >> shift) & 255),
    ...body,
    ...(body.length % 2 ? [0] : []),
  ];
  const three = (value: number): number[] => [value & 255, (value >> 8) & 255, value >> 16];
  const exif = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
  const extended = chunk('VP8X', [8, 0, 0, 0, ...three(width - 1), ...three(height - 1)]);
  const own = simple.subarray(12);
  const body = [...new TextEncoder().encode('WEBP'), ...extended, ...own, ...chunk('EXIF', exif)];
  return Uint8Array.from([
    ...new TextEncoder().encode('RIFF'),
    ...[0, 8, 16, 24].map((shift) => (body.length >> shift) & 255),
    ...body,
  ]);
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
  for (const { format } of READABLE_FORMATS) {
    it(`opens what is said to be read: ${format}`, async () => {
      const file = new File([bytesOf(ONE_OF_EACH.get(format) as string)], 'picture');
      const slide = await openSlide(file, { decode: decodeInBrowser });
      const region = { minX: 0, minY: 0, maxX: 16, maxY: 8 };
      const { data } = await slide.read({ region, width: 16, height: 8 });
      for (const [x, colour] of [
        [2, [200, 60, 120]],
        [13, [40, 90, 180]],
      ] as const) {
        const read = [...data.subarray((4 * 16 + x) * 4, (4 * 16 + x) * 4 + 3)];
        const off = Math.max(...read.map((value, c) => Math.abs(value - (colour[c] as number))));
        assert(off <= 4, `${format} at ${x}: ${read.join()}`);
      }
    });
  }

  it('turns a WebP by its note as Node does, and reads a picture larger than one canvas band', async () => {
    const canvas = new OffscreenCanvas(5000, 1200);
    const context = canvas.getContext('2d');
    assert(context);
    context.fillStyle = 'rgb(220, 180, 190)';
    context.fillRect(0, 0, 5000, 1200);
    context.fillStyle = 'rgb(90, 30, 120)';
    context.fillRect(4990, 1190, 10, 10);
    const large = new File([await canvas.convertToBlob({ type: 'image/png' })], 'large.png');
    const slide = await openSlide(large, { decode: decodeInBrowser });
    const corner = { region: { minX: 4992, minY: 1192, maxX: 4998, maxY: 1198 }, width: 1, height: 1 };
    assertEqual([...(await slide.read(corner)).data], [90, 30, 120, 255]);
    const webp = turnedWebp(bytesOf(ONE_OF_EACH.get('image/webp') as string), 16, 8);
    const turned = await openSlide(new File([webp], 'turned.webp'), { decode: decodeInBrowser });
    assertEqual([turned.width, turned.height], [8, 16]);
    const top = { region: { minX: 2, minY: 2, maxX: 6, maxY: 6 }, width: 1, height: 1 };
    assertEqual([...(await turned.read(top)).data], [200, 60, 120, 255]);
  });

  it('refuses a picture that would need more memory than a page has, and says what to do', async () => {
    const png = bytesOf(ONE_OF_EACH.get('image/png') as string);
    new DataView(png.buffer).setUint32(16, 40_000);
    new DataView(png.buffer).setUint32(20, 40_000);
    const error = await rejection(openSlide(new File([png], 'huge.png'), { decode: decodeInBrowser }));
    assert(error instanceof SmearError && error.code === 'slide-unsupported', String(error));
    assert(/tiled TIFF/.test(error.message), error.message);
  });

  for (const { format } of READABLE_FORMATS.filter((one) => one.format !== 'tiff')) {
    it(`refuses what is cut short, which this browser would show in part: ${format}`, async () => {
      const whole = bytesOf(ONE_OF_EACH.get(format) as string);
      for (const part of [0.5, 0.7, 0.9]) {
        const cut = new File([whole.slice(0, whole.length * part)], 'cut');
        const error = await rejection(openSlide(cut, { decode: decodeInBrowser }));
        assert(error instanceof SmearError && error.code === 'slide-unreadable', `${part}: ${String(error)}`);
      }
    });
  }

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

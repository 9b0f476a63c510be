import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { decodeInNode } from '../../../../plugin/slide/node-decoder.js';
import { openSlide } from '../../../../plugin/slide/open-slide.js';
import { isWholePicture } from '../../../../plugin/slide/whole-picture.js';
import { rejectsWith } from '../../rejects-with.js';
import { bytesOf, ONE_OF_EACH } from './one-of-each.js';

const flat = [...ONE_OF_EACH].filter(([format]) => format !== 'tiff');
const open = (bytes: Uint8Array) =>
  openSlide(new File([Uint8Array.from(bytes)], 'picture'), { decode: decodeInNode });

/** Noise, so that every part of the file holds some of the pixels. */
function noise() {
  const side = 96;
  const data = Buffer.from(Array.from({ length: side * side * 3 }, (_, at) => (at * at * 7919 + at) % 251));
  return sharp(data, { raw: { width: side, height: side, channels: 3 } });
}

/** The same length, with nothing but zeros from this part of it on, as a download that stopped leaves it. */
function emptiedFrom(bytes: Uint8Array, part: number): Uint8Array {
  return Uint8Array.from(bytes).fill(0, Math.floor(bytes.length * part));
}

describe('a picture that is cut short', () => {
  for (const [format, base64] of flat) {
    it(`is refused wherever it is cut: ${format}`, async () => {
      const whole = bytesOf(base64);
      await (await open(whole)).dispose();
      // A GIF holds all of its pixels without its last byte, the trailer.
      const end = format === 'image/gif' ? whole.length - 1 : whole.length;
      for (let length = 12; length < end; length += 1 + (length >> 6))
        await assert.rejects(
          open(whole.subarray(0, length)),
          rejectsWith('slide-unreadable', /./),
          `${length} of ${whole.length} bytes`,
        );
    });
  }

  it('is refused where zeros stand for the rest: PNG, JPEG, GIF', async () => {
    for (const format of ['png', 'jpeg', 'gif'] as const) {
      const whole = await noise().toFormat(format).toBuffer();
      assert.ok(isWholePicture(whole), format);
      for (const part of [0.3, 0.5, 0.9]) {
        const emptied = emptiedFrom(whole, part);
        assert.ok(!isWholePicture(emptied), `${format} from ${part}`);
        await assert.rejects(open(emptied), rejectsWith('slide-unreadable', /cut short/));
      }
    }
  });

  it('is told by the checksum where a PNG is damaged in its middle', async () => {
    const whole = await noise().png().toBuffer();
    const damaged = Uint8Array.from(whole);
    damaged[whole.length >> 1] = (damaged[whole.length >> 1] as number) ^ 4;
    await assert.rejects(open(damaged), rejectsWith('slide-unreadable', /damaged/));
  });

  it('is not confused with one that is followed by something, holds a thumbnail or comes in several scans', async () => {
    const followed = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc(99)]);
    for (const format of ['png', 'jpeg', 'gif', 'webp'] as const)
      assert.ok(isWholePicture(followed(await noise().toFormat(format).toBuffer())), format);
    const progressive = await noise().jpeg({ progressive: true }).toBuffer();
    assert.ok(isWholePicture(progressive));
    assert.ok(!isWholePicture(progressive.subarray(0, progressive.length * 0.8)));
    const thumbnail = await noise().resize(16).jpeg().toBuffer();
    const segment = Buffer.from([0xff, 0xe2, (thumbnail.length + 2) >> 8, (thumbnail.length + 2) & 255]);
    const whole = await noise().jpeg().toBuffer();
    const holding = Buffer.concat([whole.subarray(0, 2), segment, thumbnail, whole.subarray(2)]);
    assert.ok(isWholePicture(holding));
    assert.ok(!isWholePicture(holding.subarray(0, holding.length - 40)));
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SmearError } from '../../../../models/domain/errors.js';
import { fingerprintSlide } from '../../../../plugin/slide/fingerprint.js';
import { createImageReader } from '../../../../plugin/slide/image-reader.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';

function picture(name: string, width: number, height: number, change: (data: Uint8ClampedArray) => void) {
  const data = new Uint8ClampedArray(width * height * 4).fill(200);
  change(data);
  return createImageReader({ name, width, height, data });
}

const asItIs = (): void => undefined;

/** A slide that cannot be read until it has been asked `refusals` times. */
function stubborn(refusals: number, code: 'slide-forbidden' | 'network', name = 'stubborn.svs'): SlideReader {
  const reader = picture(name, 40, 30, asItIs);
  let asked = 0;
  return {
    ...reader,
    read: async (...request) => {
      if (asked++ < refusals) throw new SmearError(code, 'No.');
      return reader.read(...request);
    },
  };
}

describe('the fingerprint of a slide', () => {
  it('is the same under another name, and tells size and pixels', async () => {
    const one = await fingerprintSlide(picture('one.png', 40, 30, asItIs));
    assert.match(one, /^40x30-[0-9a-f]{64}$/);
    assert.equal(await fingerprintSlide(picture('two.png', 40, 30, asItIs)), one);
    assert.notEqual(await fingerprintSlide(picture('one.png', 30, 40, asItIs)), one);
    const other = picture('one.png', 40, 30, (data) => data.fill(201, 400, 401));
    assert.notEqual(await fingerprintSlide(other), one);
  });

  it('looks at the coarsest level that still shows something, not at a single pixel', async () => {
    const asked: number[] = [];
    const levels = [1024, 512, 256, 128, 64, 1].map((side) => ({
      width: side,
      height: side / 2,
      downsample: 1024 / side,
    }));
    await fingerprintSlide({
      ...picture('deep.dzi', 1024, 512, asItIs),
      levels,
      read: async ({ width, height }) => {
        asked.push(width, height);
        return { width, height, data: new Uint8ClampedArray(width * height * 4) };
      },
    });
    assert.deepEqual(asked, [128, 64]);
  });

  it('never holds the whole of a large slide of one level', async () => {
    let most = 0;
    await fingerprintSlide({
      ...picture('flat.tif', 40, 30, asItIs),
      width: 90_000,
      height: 60_000,
      levels: [{ width: 90_000, height: 60_000, downsample: 1 }],
      read: async ({ region, width, height }) => {
        assert.ok(region.minX >= 0 && region.maxX <= 90_000 && region.maxY <= 60_000);
        most = Math.max(most, width * height);
        return { width, height, data: new Uint8ClampedArray(width * height * 4) };
      },
    });
    assert.equal(most, 512 * 512);
  });

  it('of pixels that may not be read is that of metadata and address, and says so', async () => {
    const refused = () => stubborn(9, 'slide-forbidden');
    const here = await fingerprintSlide(refused(), { address: 'https://a/slide.dzi' });
    assert.match(here, /^40x30-[0-9a-f]{64}-address$/);
    assert.equal(await fingerprintSlide(refused(), { address: 'https://a/slide.dzi' }), here);
    assert.notEqual(await fingerprintSlide(refused(), { address: 'https://b/slide.dzi' }), here);
  });

  it('is asked again where the connection broke', async () => {
    const shaky = await fingerprintSlide(stubborn(2, 'network'), { pauses: [0, 0] });
    assert.equal(shaky, await fingerprintSlide(picture('x', 40, 30, asItIs)));
  });

  it('stops when it is told to, with the reason', async () => {
    const reason = new Error('another slide');
    const stop = new AbortController();
    stop.abort(reason);
    await assert.rejects(fingerprintSlide(picture('x', 40, 30, asItIs), { signal: stop.signal }), reason);
  });
});

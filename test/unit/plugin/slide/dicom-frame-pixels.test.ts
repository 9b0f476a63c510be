import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { TAGS, type DicomJson } from '../../../../plugin/slide/dicomweb/dicom-json.js';
import { framePixels } from '../../../../plugin/slide/dicomweb/frame-pixels.js';
import { decodeInNode } from '../../../../plugin/slide/node-decoder.js';

/** An instance whose frames are two pixels wide and one high, unless told. */
function instance(photometric: string, more: { [Keyword in keyof typeof TAGS]?: number } = {}): DicomJson {
  const attributes = {
    PhotometricInterpretation: photometric,
    SamplesPerPixel: photometric === 'MONOCHROME2' ? 1 : 3,
    BitsAllocated: 8,
    Columns: 2,
    Rows: 1,
    ...more,
  };
  return Object.fromEntries(
    Object.entries(attributes).map(([keyword, value]) => [
      TAGS[keyword as keyof typeof TAGS],
      { Value: [value] },
    ]),
  );
}

async function pixels(bytes: readonly number[], of: DicomJson): Promise<number[]> {
  return [...(await framePixels(Uint8Array.from(bytes), of, decodeInNode)).data];
}

describe('the pixels of a DICOM frame', () => {
  it('are taken as they stand where they are not compressed, by pixel or by plane', async () => {
    const expected = [1, 2, 3, 255, 4, 5, 6, 255];
    assert.deepEqual(await pixels([1, 2, 3, 4, 5, 6], instance('RGB')), expected);
    assert.deepEqual(await pixels([1, 4, 2, 5, 3, 6], instance('RGB', { PlanarConfiguration: 1 })), expected);
    assert.deepEqual(await pixels([7, 9], instance('MONOCHROME2')), [7, 7, 7, 255, 9, 9, 9, 255]);
  });

  it('are brought from luminance and colour difference to red, green and blue', async () => {
    const grey = await pixels([100, 128, 128, 76, 85, 255], instance('YBR_FULL'));
    assert.deepEqual(grey.slice(0, 4), [100, 100, 100, 255]);
    assert.ok((grey[4] ?? 0) >= 253 && (grey[5] ?? 9) <= 2 && (grey[6] ?? 9) <= 2, String(grey.slice(4)));
  });

  it('may be one byte longer, since DICOM fills up to an even length', async () => {
    const one = instance('RGB', { Columns: 1 });
    assert.deepEqual(await pixels([1, 2, 3, 0], one), [1, 2, 3, 255]);
  });

  it('are decoded from JPEG and PNG, told by their first bytes', async () => {
    const red = sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 200, g: 20, b: 30 } } });
    const of = instance('YBR_FULL_422', { Columns: 8, Rows: 8 });
    for (const encoded of [await red.clone().jpeg().toBuffer(), await red.clone().png().toBuffer()]) {
      const [r = 0, g = 0, b = 0, a] = await pixels([...encoded], of);
      assert.ok(Math.abs(r - 200) < 4 && Math.abs(g - 20) < 4 && Math.abs(b - 30) < 4, `${r}, ${g}, ${b}`);
      assert.equal(a, 255);
    }
  });

  it('are refused where there are more, fewer or deeper ones than the instance says, or another encoding', async () => {
    await assert.rejects(pixels([1, 2, 3], instance('RGB')), /cannot be decoded/);
    await assert.rejects(pixels([1, 2, 3, 4], instance('MONOCHROME2', { BitsAllocated: 16 })), /cannot/);
    await assert.rejects(pixels([0xff, 0x4f, 0xff, 0x51, 0, 0], instance('YBR_ICT')), /YBR_ICT/);
    const png = await sharp({ create: { width: 3, height: 1, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await assert.rejects(pixels([...png], instance('RGB')), /3 × 1 pixels, not 2 × 1/);
  });
});

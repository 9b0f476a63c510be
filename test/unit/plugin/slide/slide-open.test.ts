import { seededRandom } from '../../../../models/domain/seeded-random.js';
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { decodeInNode, decodeWithSharp } from '../../../../plugin/slide/node-decoder.js';
import { openSlide } from '../../../../plugin/slide/open-slide.js';
import { openSlideFile } from '../../../../plugin/slide/open-slide-file.js';
import { rejectsWith } from '../../rejects-with.js';

/** Left half red, right half blue. */
function twoHalves(width: number, height: number) {
  const raw = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) raw[i * 3 + (i % width < width / 2 ? 0 : 2)] = 200;
  return sharp(raw, { raw: { width, height, channels: 3 } });
}

describe('openSlideFile', () => {
  let folder = '';
  const at = (name: string) => join(folder, name);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smearlens-open-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('says what to install where sharp is missing', async () => {
    const missing = () => Promise.reject(new Error("Cannot find package 'sharp'"));
    await twoHalves(40, 20).png().toFile(at('field.png'));
    await assert.rejects(
      openSlideFile(at('field.png'), { decode: (bytes) => decodeWithSharp(bytes, missing) }),
      rejectsWith('slide-unsupported', /npm install sharp/),
    );
  });

  it('opens a PNG as a slide of one level without a resolution', async () => {
    await twoHalves(40, 20).withMetadata({ density: 300 }).png().toFile(at('field.png'));
    const slide = await openSlideFile(at('field.png'));
    assert.equal(slide.name, 'field.png');
    assert.deepEqual(slide.levels, [{ width: 40, height: 20, downsample: 1 }]);
    assert.equal(slide.micronsPerPixel, undefined);
    const tile = await slide.read({ region: { minX: 10, minY: 5, maxX: 30, maxY: 15 }, width: 2, height: 1 });
    assert.deepEqual([...tile.data], [200, 0, 0, 255, 0, 0, 200, 255]);
  });

  it('tells the kind by the content, not by the name', async () => {
    await twoHalves(8, 8).jpeg().toFile(at('really-a-jpeg.tif'));
    const slide = await openSlideFile(at('really-a-jpeg.tif'));
    assert.equal(slide.width, 8);
  });

  it('turns a photograph the way its EXIF orientation says', async () => {
    await twoHalves(40, 20)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toFile(at('turned.jpg'));
    const slide = await openSlideFile(at('turned.jpg'));
    assert.deepEqual([slide.width, slide.height], [20, 40]);
    const top = await slide.read({ region: { minX: 5, minY: 2, maxX: 15, maxY: 12 }, width: 1, height: 1 });
    assert.ok((top.data[0] as number) > 180 && (top.data[2] as number) < 20, 'the red half comes to the top');
  });

  it('lays transparency on white', async () => {
    await sharp({ create: { width: 4, height: 4, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
      .png()
      .toFile(at('clear.png'));
    const whole = { region: { minX: 0, minY: 0, maxX: 4, maxY: 4 }, width: 1, height: 1 };
    const clear = await (await openSlideFile(at('clear.png'))).read(whole);
    assert.deepEqual([...clear.data], [255, 255, 255, 255]);
  });

  it('names what a file is that it cannot open', async () => {
    await writeFile(at('notes.svs'), 'Patient 7, smear of Tuesday\n'.repeat(20));
    await assert.rejects(
      openSlideFile(at('notes.svs')),
      rejectsWith('slide-unreadable', /notes\.svs.* is a text file/),
    );
    await writeFile(at('empty.tif'), '');
    await assert.rejects(openSlideFile(at('empty.tif')), rejectsWith('slide-unreadable', /an empty file/));
    await assert.rejects(openSlideFile(at('missing.svs')), rejectsWith('slide-not-found', /missing\.svs/));
    await assert.rejects(openSlideFile(folder), rejectsWith('slide-unreadable', /not a file/));
  });

  it('refuses a JPEG that is cut short instead of showing half of it', async () => {
    const jpeg = await twoHalves(400, 400).jpeg().toBuffer();
    await writeFile(at('cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
    await assert.rejects(openSlideFile(at('cut.jpg')), rejectsWith('slide-unreadable', /JPEG.*cut short/));
  });

  it('reads nothing after dispose and nothing outside the slide', async () => {
    await twoHalves(8, 8).png().toFile(at('small.png'));
    const slide = await openSlideFile(at('small.png'));
    const outside = { region: { minX: 4, minY: 0, maxX: 9, maxY: 4 }, width: 2, height: 2 };
    await assert.rejects(slide.read(outside), rejectsWith('invalid-argument', /does not lie inside/));
    const reason = new Error('changed my mind');
    const inside = { region: { minX: 0, minY: 0, maxX: 4, maxY: 4 }, width: 2, height: 2 };
    await assert.rejects(
      slide.read(inside, { signal: AbortSignal.abort(reason) }),
      (error) => error === reason,
    );
    slide.dispose();
    slide.dispose();
    await assert.rejects(slide.read(inside), rejectsWith('disposed', /closed/));
  });
});

describe('openSlide over an address', () => {
  let server: Server;
  let answer: RequestListener = (_, response) => response.end();
  const address = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;
  before(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => server.close());

  /** Large enough to need more than the first range. */
  async function noise(): Promise<Buffer> {
    const raw = Buffer.alloc(300 * 300 * 3);
    const random = seededRandom(1);
    for (let i = 0; i < raw.length; i++) raw[i] = 256 * random();
    return sharp(raw, { raw: { width: 300, height: 300, channels: 3 } })
      .png()
      .toBuffer();
  }

  it('takes a picture through range requests, named after the last part of its address', async () => {
    const png = await noise();
    answer = (request, response) => {
      const [from, to] = (/bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '')?.slice(1) ?? []).map(Number);
      assert.ok(from !== undefined && to !== undefined, 'every request asks for a range');
      const part = png.subarray(from, to + 1);
      response
        .writeHead(206, { 'content-range': `bytes ${from}-${from + part.length - 1}/${png.length}` })
        .end(part);
    };
    const slide = await openSlide(address('case%201/field.png?key=1'), { decode: decodeInNode });
    assert.equal(slide.name, 'field.png');
    assert.equal(slide.width, 300);
  });

  it('takes a small picture whole from a server without range support', async () => {
    const png = await noise();
    answer = (_, response) => response.writeHead(200).end(png);
    const slide = await openSlide(address('field.png'), { decode: decodeInNode });
    assert.equal(slide.height, 300);
  });

  it('asks for range support where the file is too large to take whole', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': String(40 * 1024 * 1024) });
      response.write('II*\0');
    };
    await assert.rejects(
      openSlide(address('huge.svs'), { decode: decodeInNode }),
      rejectsWith('slide-no-range', /Accept-Ranges: bytes/),
    );
  });

  it('tells a missing slide from a forbidden one and from a server that is down', async () => {
    answer = (_, response) => response.writeHead(404).end();
    await assert.rejects(
      openSlide(address('gone.svs'), { decode: decodeInNode }),
      rejectsWith('slide-not-found', /gone\.svs.*404/),
    );
    answer = (_, response) => response.writeHead(403).end();
    await assert.rejects(
      openSlide(address('secret.svs'), { decode: decodeInNode }),
      rejectsWith('slide-forbidden', /403/),
    );
    await assert.rejects(
      openSlide('http://127.0.0.1:9/x.svs', { decode: decodeInNode }),
      rejectsWith('network', /cannot be reached/),
    );
  });

  it('gives up with the signal’s own reason', async () => {
    const controller = new AbortController();
    answer = () => controller.abort(new Error('closed the tab'));
    await assert.rejects(
      openSlide(address('slow.svs'), { decode: decodeInNode, signal: controller.signal }),
      /closed the tab/,
    );
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { createDecoderProcess } from '../../../../plugin/slide/decoder-process.js';
import { rejectsWith } from '../../rejects-with.js';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smearlens-decoder-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text));

describe('a decoder in a process of its own', () => {
  it('gives the pixels, and the decoder’s own words where it cannot', async () => {
    const script = new URL('../../../../plugin/slide/decoder-process.node.ts', import.meta.url);
    const decoder = createDecoderProcess({ script, execArgv: ['--import', 'tsx'] });
    try {
      const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: '#c8643c' } })
        .png()
        .toBuffer();
      const tile = await decoder.decode(Uint8Array.from(png), 'image/png');
      assert.deepEqual([tile.width, tile.height], [3, 2]);
      assert.deepEqual([...tile.data.subarray(0, 4)], [200, 100, 60, 255]);
      await assert.rejects(decoder.decode(bytesOf('nothing'), 'image/png'), /unsupported|Input/i);
    } finally {
      await decoder.dispose();
    }
  });

  it('may die of one picture: that one fails, and all others are decoded', async () => {
    const script = join(folder, 'fragile.mjs');
    await writeFile(
      script,
      `process.on('message', ({ id, bytes }) => {
        if (new TextDecoder().decode(bytes) === 'deadly') process.abort();
        setTimeout(() => process.send({ id, width: 1, height: 1, data: new Uint8ClampedArray(4).fill(bytes.length) }), 20);
      });`,
    );
    const decoder = createDecoderProcess({ script: pathToFileURL(script) });
    try {
      const ask = (text: string) => decoder.decode(bytesOf(text), 'image/jpeg');
      const [one, deadly, two, three] = await Promise.allSettled([
        ask('a'),
        ask('deadly'),
        ask('bb'),
        ask('ccc'),
      ]);
      assert.equal(deadly?.status, 'rejected');
      assert.ok(
        rejectsWith('slide-unreadable', /ends the decoder/)((deadly as PromiseRejectedResult).reason),
      );
      assert.deepEqual(
        [one, two, three].map((settled) => settled?.status === 'fulfilled' && settled.value.data[0]),
        [1, 2, 3],
      );
      assert.equal((await ask('dddd')).data[0], 4, 'a new process goes on');
    } finally {
      await decoder.dispose();
    }
    await assert.rejects(decoder.decode(bytesOf('x'), 'image/png'), rejectsWith('disposed', /closed/));
  });

  it('has ended when `dispose` resolves, also where it had only begun to start', async () => {
    const script = join(folder, 'tells-its-number.mjs');
    await writeFile(
      script,
      `process.on('message', ({ id, bytes }) => {
        const data = new Uint8ClampedArray(new Uint32Array([process.pid]).buffer);
        if (bytes.length > 0) process.send({ id, width: 1, height: 1, data });
      });`,
    );
    const running = createDecoderProcess({ script: pathToFileURL(script) });
    const { data } = await running.decode(bytesOf('who?'), 'image/png');
    const pid = new Uint32Array(data.slice().buffer)[0] as number;
    const waits = assert.rejects(running.decode(bytesOf(''), 'image/png'), rejectsWith('disposed', /closed/));
    process.kill(pid, 0);
    await Promise.all([running.dispose(), running.dispose()]);
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    await waits;

    const starting = createDecoderProcess({ script: pathToFileURL(script) });
    const asked = assert.rejects(
      starting.decode(bytesOf('who?'), 'image/png'),
      rejectsWith('disposed', /closed/),
    );
    await starting.dispose();
    await asked;
    await createDecoderProcess({ script: pathToFileURL(script) }).dispose();
  });
});

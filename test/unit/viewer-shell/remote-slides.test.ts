import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import sharp from 'sharp';
import { httpFiles } from '../../../viewer-shell/storage/http-files.js';
import { s3Files } from '../../../viewer-shell/storage/s3-files.js';
import { openStorage } from '../../../viewer-shell/storage/storage.js';
import { drawDiscField, runCommand } from './drawn-field.js';
import { dropInFrontOf, type DroppingProxy } from './dropping-proxy.js';

const RETRY = { attempts: 4, pauseMs: 5 };

let folder = '';
let expected = '';
const slide = (): string => join(folder, 'slide.tif');

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smearlens-'));
  const field = join(folder, 'field.png');
  await drawDiscField(field, { width: 1600, height: 1200, pitch: 170 });
  await sharp(field)
    .tiff({ tile: true, tileWidth: 256, tileHeight: 256, pyramid: true, compression: 'jpeg' })
    .toFile(slide());
  await runCommand(['analyze', slide(), '--out', join(folder, 'disk'), '--mpp', '0.1']);
  expected = await readFile(join(folder, 'disk/slide.tif.geojson'), 'utf8');
  assert.ok(expected.split('"type":"Feature"').length > 30);
});

after(() => rm(folder, { recursive: true, force: true }));

describe('a slide on a web server', () => {
  let server: Server;
  let proxy: DroppingProxy;
  const kept = new Map<string, Buffer>();
  let ranges = 0;

  before(async () => {
    server = createServer(async (request, response) => {
      const path = join(folder, basename(request.url ?? ''));
      if (request.method === 'PUT') {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part as Buffer);
        kept.set(request.url ?? '', Buffer.concat(parts));
        response.writeHead(201).end();
        return;
      }
      const { size } = await stat(path).catch(() => ({ size: 0 }));
      if (size === 0) return void response.writeHead(404).end();
      const [, from = '0', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      const last = Math.min(Number(to || size - 1), size - 1);
      ranges++;
      response.writeHead(206, {
        'content-range': `bytes ${from}-${last}/${size}`,
        'content-length': last - Number(from) + 1,
      });
      createReadStream(path, { start: Number(from), end: last }).pipe(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await dropInFrontOf((server.address() as AddressInfo).port);
  });

  after(async () => {
    await proxy.close();
    server.closeAllConnections();
    server.close();
  });

  it('gives the file that it gives from disk, also where a connection breaks in the middle', async () => {
    const storage = openStorage({ http: httpFiles(fetch, RETRY) });
    const address = `http://127.0.0.1:${proxy.port}`;
    proxy.dropNextAfter(20_000);
    const words = ['analyze', `${address}/slide.tif`, '--out', `${address}/results/`, '--mpp', '0.1'];
    const { code, stderr } = await runCommand(words, { storage });
    assert.equal(code, 0, stderr);
    assert.equal(proxy.dropped, 1);
    assert.ok(ranges > 3, 'read by ranges');
    assert.equal(kept.get('/results/slide.tif.geojson')?.toString(), expected);
  });

  it('that is not there is at fault itself; a server that breaks every time is for later', async () => {
    const storage = openStorage({ http: httpFiles(fetch, RETRY) });
    const address = `http://127.0.0.1:${proxy.port}`;
    const missing = ['analyze', `${address}/missing.tif`, '--out', join(folder, 'out')];
    assert.equal((await runCommand(missing, { storage })).code, 1);
    const breaking = openStorage({
      http: httpFiles(async (...words) => {
        proxy.dropNextAfter(1000);
        return fetch(...words);
      }, RETRY),
    });
    const words = ['analyze', `${address}/slide.tif`, '--out', join(folder, 'out'), '--mpp', '0.1'];
    assert.equal((await runCommand(words, { storage: breaking })).code, 75);
  });
});

describe('a slide in an S3-compatible store', () => {
  let store: S3rver;
  let proxy: DroppingProxy;
  const before_: Record<string, string | undefined> = {};

  before(async () => {
    store = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: join(folder, 's3') });
    const { port } = await store.run();
    proxy = await dropInFrontOf(port);
    const settings = {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${proxy.port}`,
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
      AWS_REGION: 'us-east-1',
    };
    for (const [name, value] of Object.entries(settings)) {
      before_[name] = process.env[name];
      process.env[name] = value;
    }
    const client = new S3Client({ forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
    await client.send(new CreateBucketCommand({ Bucket: 'smears' }));
    for (const Key of ['in/slide.tif', 'in/deep/copy.tif'])
      await client.send(new PutObjectCommand({ Bucket: 'smears', Key, Body: await readFile(slide()) }));
    await client.send(new PutObjectCommand({ Bucket: 'smears', Key: 'in/notes.txt', Body: 'nothing' }));
    client.destroy();
  });

  after(async () => {
    for (const [name, value] of Object.entries(before_)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await proxy.close();
    await store.close();
  });

  it('gives the file that it gives from disk, also where a connection breaks in the middle', async () => {
    const storage = openStorage({ s3: s3Files(RETRY) });
    proxy.dropNextAfter(20_000);
    const words = ['analyze', 's3://smears/in/', '--out', 's3://smears/out/', '--mpp', '0.1'];
    const { code, stdout, stderr } = await runCommand(words, { storage });
    assert.equal(code, 0, stderr);
    assert.equal(proxy.dropped, 1);
    assert.match(stdout, /notes\.txt: skipped/);
    for (const name of ['slide.tif', 'deep/copy.tif']) {
      const place = `s3://smears/out/${name}.geojson`;
      const store = storage(place);
      const bytes = await store.read(place, 0, (await store.size(place)) ?? 0);
      assert.equal(new TextDecoder().decode(bytes), expected, name);
    }
    const again = await runCommand([...words, '--json'], { storage });
    assert.match(again.stdout, /"wasThere":true/);
    assert.equal(
      (await runCommand(['summary', 's3://smears/out/'], { storage })).stdout.split('\r\n').length,
      4,
    );
  });

  it('takes shards and merges them', async () => {
    const storage = openStorage({ s3: s3Files(RETRY) });
    for (const shard of ['1/2', '2/2']) {
      const words = ['analyze', 's3://smears/in/slide.tif', '--out', 's3://smears/shards/', '--mpp', '0.1'];
      assert.equal((await runCommand([...words, '--shard', shard], { storage })).code, 0);
    }
    const merged = join(folder, 'merged');
    assert.equal((await runCommand(['merge', 's3://smears/shards/', '--out', merged], { storage })).code, 0);
    assert.equal(await readFile(join(merged, 'slide.tif.geojson'), 'utf8'), expected);
  });
});

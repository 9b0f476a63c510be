import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { openPack } from '../../../../models/pack/pack.js';
import { askForFault } from '../../../../plugin/worker/asset-answers.js';
import { fetchPackSource } from '../../../../plugin/worker/pack-source.js';

describe('a pack that is fetched', () => {
  let server: Server;
  let base = '';

  before(async () => {
    server = createServer((request, response) => {
      const path = request.url ?? '';
      if (path.startsWith('/app/'))
        response.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html>');
      else if (path === '/plain.js') response.setHeader('content-type', 'text/plain').end('1');
      else if (path === '/right.js') response.setHeader('content-type', 'text/javascript').end('1');
      else response.writeHead(404).end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => void server.close());

  it('says which address answers with a page of the portal instead, and which setting helps', async () => {
    await assert.rejects(openPack(fetchPackSource(`${base}/app/packs/base/`)), {
      code: 'pack-unreadable',
      message:
        /\/app\/packs\/base\/manifest\.json answers with an HTML page.*copy-assets.*`assetUrl`.*`packUrl`/,
    });
  });

  it('says which address is missing', async () => {
    await assert.rejects(openPack(fetchPackSource({ 'manifest.json': `${base}/x/manifest-1a.json` })), {
      code: 'pack-unreadable',
      message: /\/x\/manifest-1a\.json answers 404 Not Found.*`assetUrl`/,
    });
  });

  it('reads a file that a bundler has put into the script', async () => {
    const source = fetchPackSource({
      'a.json': `data:application/json;base64,${btoa('{"a":1}')}`,
      'b.json': 'data:application/json,%7B%22b%22%3A2%7D',
    });
    const read = async (path: string) => new TextDecoder().decode(await source.read(path, {}));
    assert.equal(await read('a.json'), '{"a":1}');
    assert.equal(await read('b.json'), '{"b":2}');
  });

  it('tells what keeps a script from being run', async () => {
    assert.match(
      (await askForFault(`${base}/app/worker.js`, 'script')) ?? '',
      /HTML page instead of a script/,
    );
    assert.match((await askForFault(`${base}/plain.js`, 'script')) ?? '', /sent as “text\/plain”/);
    assert.match((await askForFault(`${base}/none.js`, 'script')) ?? '', /answers 404/);
    assert.equal(await askForFault(`${base}/right.js`, 'script'), undefined);
  });
});

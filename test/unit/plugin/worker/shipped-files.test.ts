import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  addressOf,
  inferenceWorkerAddress,
  mapWorkerAddress,
  packAddresses,
  wasmAddresses,
} from '../../../../plugin/worker/shipped-files.js';

const manifest = JSON.parse(readFileSync('models/packs/base/manifest.json', 'utf8')) as {
  files: { path: string }[];
};

describe('where worker, WebAssembly and models are fetched from', () => {
  it('names each file of the shipped pack but the golden values, so that bundlers copy it', () => {
    const addresses = packAddresses({});
    assert.ok(typeof addresses === 'object');
    const served = manifest.files.map(({ path }) => path).filter((path) => path !== 'golden.safetensors');
    assert.deepEqual(Object.keys(addresses).toSorted(), ['manifest.json', ...served].toSorted());
    for (const [path, address] of Object.entries(addresses)) {
      assert.ok(address.endsWith(`/packs/base/${path}`), address);
    }
  });

  it('writes each address as bundlers look for it', () => {
    const source = readFileSync('plugin/worker/shipped-files.ts', 'utf8');
    const written = [...source.matchAll(/new URL\(\s*'\.\/([^']+)',\s*import\.meta\.url,?\s*\)/g)];
    const files = [packAddresses({}), wasmAddresses({})].flatMap((addresses) => Object.keys(addresses));
    assert.equal(written.length, files.length + 2, 'the two workers, and every file');
  });

  it('is one folder where `assetUrl` says so', () => {
    const assetUrl = 'https://portal.example/static/smearlens';
    assert.equal(inferenceWorkerAddress({ assetUrl }), `${assetUrl}/inference-worker.js`);
    assert.equal(mapWorkerAddress({ assetUrl }), `${assetUrl}/map-worker.js`);
    assert.equal(wasmAddresses({ assetUrl: new URL(assetUrl) }), `${assetUrl}/wasm/`);
    assert.equal(packAddresses({ assetUrl: `${assetUrl}/` }), `${assetUrl}/packs/base/`);
  });

  it('is set file by file by what outranks that', () => {
    const assetUrl = 'https://portal.example/a/';
    assert.equal(
      packAddresses({ assetUrl, packUrl: 'https://models.example/own' }),
      'https://models.example/own/',
    );
    assert.equal(wasmAddresses({ assetUrl, wasmUrl: 'https://cdn.example/w/' }), 'https://cdn.example/w/');
    assert.equal(
      inferenceWorkerAddress({ assetUrl, workerUrl: 'https://cdn.example/worker.js' }),
      'https://cdn.example/worker.js',
    );
  });

  it('seeks a file that is not listed beside those that are', () => {
    assert.equal(addressOf('https://a.example/pack/', 'more.json'), 'https://a.example/pack/more.json');
    const listed = { 'manifest.json': 'https://a.example/x/manifest-1a2b.json' };
    assert.equal(addressOf(listed, 'manifest.json'), listed['manifest.json']);
    assert.equal(addressOf(listed, 'more.json'), 'https://a.example/x/more.json');
  });
});

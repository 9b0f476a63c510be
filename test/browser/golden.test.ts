import type { BackendName } from '../../models/backend/backend.js';
import { openPack, type Pack } from '../../models/pack/pack.js';
import { fetchPackSource } from '../../plugin/worker/pack-source.js';
import { checkBackend } from '../golden/check-backend.js';
import { assert, assertEqual } from './assert.js';

describe('the shipped models in a browser agree with PyTorch in every stage', () => {
  let pack: Pack;

  before(async () => {
    pack = await openPack(fetchPackSource(new URL('./packs/base/', import.meta.url).href));
  });

  for (const name of ['wasm', 'webgpu'] satisfies BackendName[]) {
    it(`on ${name}`, async function () {
      // Software rendering compiles each shader in seconds.
      this.timeout(280_000);
      const { stages, wrong, leaked } = await checkBackend(pack, name, [64], {
        wasmPath: new URL('./wasm/', import.meta.url).href,
      });
      assert(stages.length >= 15, `only ${stages.length} stages were checked`);
      assertEqual(wrong, []);
      assertEqual(leaked, 0);
    });
  }
});

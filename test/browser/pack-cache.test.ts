import { cachedPackSource } from '../../plugin/worker/pack-cache.js';
import { sha256 } from '../../models/pack/sha256.js';
import type { PackSource } from '../../models/pack/pack.js';
import { assert, assertEqual } from './assert.js';

type Bytes = Uint8Array<ArrayBuffer>;
const bytesOf = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));
const textOf = (bytes: Bytes): string => new TextDecoder().decode(bytes);

const FOLDER = new URL('/a-pack/', location.href).href;

/** A server that holds one file, and says how often it was asked. */
function server(text: string) {
  const state = { text, asked: 0, isDown: false };
  const source: PackSource = {
    async read() {
      state.asked += 1;
      if (state.isDown) throw new Error('cannot be fetched', { cause: new TypeError('Failed to fetch') });
      return bytesOf(state.text);
    },
  };
  return { state, pack: cachedPackSource(source, FOLDER) };
}

describe('a pack kept in the browser', () => {
  const forget = async (): Promise<void> => void (await caches.delete('smearlens-packs'));
  beforeEach(forget);
  after(forget);

  it('is downloaded once', async () => {
    const { state, pack } = server('weights');
    const hash = await sha256(bytesOf('weights'));
    for (let visit = 0; visit < 3; visit++) {
      assertEqual(textOf(await pack.read('w.safetensors', { sha256: hash })), 'weights');
    }
    assertEqual(state.asked, 1);
  });

  it('is downloaded again where what was kept is not what the manifest says', async () => {
    const { state, pack } = server('weights');
    const hash = await sha256(bytesOf('weights'));
    await pack.read('w.safetensors', { sha256: hash });
    const cache = await caches.open('smearlens-packs');
    const [key] = await cache.keys();
    assert(key);
    await cache.put(key, new Response('damaged'));
    assertEqual(textOf(await pack.read('w.safetensors', { sha256: hash })), 'weights');
    assertEqual(state.asked, 2);
  });

  it('gives way to a newer one at the same address', async () => {
    const { state, pack } = server('old');
    await pack.read('w.safetensors', { sha256: await sha256(bytesOf('old')) });
    state.text = 'new';
    const hash = await sha256(bytesOf('new'));
    assertEqual(textOf(await pack.read('w.safetensors', { sha256: hash })), 'new');
    const cache = await caches.open('smearlens-packs');
    assertEqual((await cache.keys()).length, 1);
  });

  it('keeps nothing that is not what the manifest says', async () => {
    const { pack } = server('half a fi');
    await pack.read('w.safetensors', { sha256: await sha256(bytesOf('half a file')) });
    const cache = await caches.open('smearlens-packs');
    assertEqual(await cache.keys(), []);
  });

  it('asks for the manifest each time, and takes the kept one without a network', async () => {
    const { state, pack } = server('{"version":1}');
    await pack.read('manifest.json', {});
    state.text = '{"version":2}';
    assertEqual(textOf(await pack.read('manifest.json', {})), '{"version":2}');
    state.isDown = true;
    assertEqual(textOf(await pack.read('manifest.json', {})), '{"version":2}');
    assertEqual(state.asked, 3);
  });
});

import { readFile } from 'node:fs/promises';
import { openPack, type Pack } from '../../models/pack/pack.js';

const FOLDER = new URL('../../models/packs/base/', import.meta.url);

/** Folder of tfjs's wasm files in Node. */
export const WASM_PATH = new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)
  .pathname;

/** The shipped pack, read from disk. */
export async function openShippedPack(): Promise<Pack> {
  return openPack({ read: async (path) => new Uint8Array(await readFile(new URL(path, FOLDER))) });
}

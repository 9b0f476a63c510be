import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CopyAssetsCommand } from './arguments.js';

/** What a page fetches at run time, by its place in the folder that `assetUrl` names. */
const ASSETS = ['inference-worker.js', 'map-worker.js', 'wasm', 'packs'];

export interface AssetPlace {
  /** Where the files lie as they were shipped. */
  readonly assets: URL;
  readonly stdout: { write(text: string): void };
  readonly stderr: { write(text: string): void };
}

/** Copies worker scripts, WebAssembly and the model pack into a folder that a page can serve; the exit code. */
export async function copyAssets({ folder }: CopyAssetsCommand, place: AssetPlace): Promise<number> {
  const from = fileURLToPath(place.assets);
  try {
    await mkdir(folder, { recursive: true });
    for (const asset of ASSETS) await cp(join(from, asset), join(folder, asset), { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    place.stderr.write(`The files could not be copied to ${folder}: ${reason}\n`);
    return 1;
  }
  place.stdout.write(
    `Copied to ${folder}: ${ASSETS.join(', ')}.\nSet asset-url (or assetUrl) to the address at which this folder is served.\n`,
  );
  return 0;
}

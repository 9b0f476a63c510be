import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { createPipeline, SmearPipeline } from '../../plugin/node-entry.js';

export interface ModelsOptions {
  readonly openPipeline: typeof createPipeline;
  /** Folder of what was shipped; the pack is below it. */
  readonly assets: URL;
  /** Chosen by itself where absent. */
  readonly backend?: string;
  readonly head: 'forest' | 'linear';
  readonly workers: number;
  /** A folder or an address; the shipped pack where absent. */
  readonly pack?: string;
  readonly signal: AbortSignal;
}

/** The models of a command, opened when they are first needed: they take seconds, and a run that is done needs none. */
export class Models {
  readonly #options: ModelsOptions;
  #opened?: Promise<SmearPipeline>;
  #hash?: Promise<string>;

  constructor(options: ModelsOptions) {
    this.#options = options;
  }

  /** SHA-256 of the pack's manifest, as in its results; read without opening the models where that can be. */
  packHash(): Promise<string> {
    return (this.#hash ??= this.#readHash());
  }

  /** Rejects as `createPipeline`, each time. */
  open(): Promise<SmearPipeline> {
    const { openPipeline, backend, head, workers, signal, pack } = this.#options;
    const packOption = pack ? { packUrl: packUrl(pack) } : {};
    return (this.#opened ??= openPipeline({ backend, head, workers, signal, ...packOption }));
  }

  async dispose(): Promise<void> {
    // What could not be opened has told its reason to whoever asked for it.
    const pipeline = await this.#opened?.catch(() => undefined);
    await pipeline?.dispose();
  }

  async #readHash(): Promise<string> {
    const { pack, assets } = this.#options;
    const manifest = new URL('manifest.json', pack ? packUrl(pack) : new URL('packs/base/', assets));
    if (manifest.protocol === 'file:') {
      const bytes = await readFile(manifest).catch(() => undefined);
      if (bytes) return createHash('sha256').update(bytes).digest('hex');
    }
    return (await this.open()).info.packHash;
  }
}

function packUrl(pack: string): URL {
  return /^https?:/.test(pack) ? new URL(pack) : pathToFileURL(`${pack}/`);
}

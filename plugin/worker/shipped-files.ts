import { SmearError } from '../../models/domain/errors.js';

/** The address of a folder, ending in `/`, or that of each of its files by its path in there. */
export type FileAddresses = string | Readonly<Record<string, string>>;

/** Where worker, WebAssembly and models are served from; all found by themselves beside this script. */
export interface AssetOptions {
  /** Folder that `npx smearlens copy-assets` has filled: worker, `wasm/` and `packs/base/`. */
  readonly assetUrl?: string | URL;
  /** Script of the inference worker; may lie on another origin that allows it by CORS. Outranks `assetUrl`. */
  readonly workerUrl?: string | URL;
  /** Folder of tfjs's wasm files. Outranks `assetUrl`. */
  readonly wasmUrl?: string | URL;
  /** Folder of the model pack. Outranks `assetUrl`. */
  readonly packUrl?: string | URL;
}

/** Absolute address of the inference worker's script. Throws `invalid-argument` where a bundle cannot tell. */
export function inferenceWorkerAddress({ workerUrl, assetUrl }: AssetOptions): string {
  if (workerUrl !== undefined) return absolute(workerUrl);
  return inFolder(assetUrl, 'inference-worker.js') ?? besideScript(() => shipped.inferenceWorker());
}

/** Absolute address of the script that draws the map of the cells. Throws as `inferenceWorkerAddress` does. */
export function mapWorkerAddress({ assetUrl }: AssetOptions): string {
  return inFolder(assetUrl, 'map-worker.js') ?? besideScript(() => shipped.mapWorker());
}

/** Addresses of tfjs's wasm files. Throws as `inferenceWorkerAddress` does. */
export function wasmAddresses({ wasmUrl, assetUrl }: AssetOptions): FileAddresses {
  if (wasmUrl !== undefined) return folder(wasmUrl);
  return inFolder(assetUrl, 'wasm/') ?? besideScript(() => shipped.wasm());
}

/** Addresses of the model pack's files. Throws as `inferenceWorkerAddress` does. */
export function packAddresses({ packUrl, assetUrl }: AssetOptions): FileAddresses {
  if (packUrl !== undefined) return folder(packUrl);
  return inFolder(assetUrl, 'packs/base/') ?? besideScript(() => shipped.pack());
}

/** Address of one file; one that is not listed is sought beside the first that is. */
export function addressOf(files: FileAddresses, path: string): string {
  if (typeof files === 'string') return new URL(path, files).href;
  return files[path] ?? new URL(path, Object.values(files)[0]).href;
}

/**
 * Every address is written out: bundlers (Vite, webpack, Next) look for exactly these expressions, copy the files and
 * put their new addresses here. Others (esbuild, Rollup) leave them as they are, and the files are sought beside the bundle.
 */
const shipped = {
  inferenceWorker: () => new URL('./inference-worker.js', import.meta.url).href,
  mapWorker: () => new URL('./map-worker.js', import.meta.url).href,
  wasm: () => ({
    'tfjs-backend-wasm.wasm': new URL('./wasm/tfjs-backend-wasm.wasm', import.meta.url).href,
    'tfjs-backend-wasm-simd.wasm': new URL('./wasm/tfjs-backend-wasm-simd.wasm', import.meta.url).href,
    'tfjs-backend-wasm-threaded-simd.wasm': new URL(
      './wasm/tfjs-backend-wasm-threaded-simd.wasm',
      import.meta.url,
    ).href,
  }),
  pack: () => ({
    'manifest.json': new URL('./packs/base/manifest.json', import.meta.url).href,
    'autoencoder.safetensors': new URL('./packs/base/autoencoder.safetensors', import.meta.url).href,
    'check.safetensors': new URL('./packs/base/check.safetensors', import.meta.url).href,
    'detector.safetensors': new URL('./packs/base/detector.safetensors', import.meta.url).href,
    'encoder.safetensors': new URL('./packs/base/encoder.safetensors', import.meta.url).href,
    'forest.json': new URL('./packs/base/forest.json', import.meta.url).href,
    'heads.json': new URL('./packs/base/heads.json', import.meta.url).href,
  }),
};

/** A bundle that is no module has no address, and none of its files can be found by it. */
function besideScript<T>(find: () => T): T {
  try {
    return find();
  } catch (cause) {
    throw new SmearError(
      'invalid-argument',
      'This bundle does not know its own address, so it cannot find the worker and the models. Run `npx smearlens copy-assets <folder>` and set `assetUrl` to the address of that folder.',
      { cause },
    );
  }
}

function inFolder(assetUrl: string | URL | undefined, path: string): string | undefined {
  return assetUrl === undefined ? undefined : new URL(path, folder(assetUrl)).href;
}

/** With a closing slash, so that file names can be put behind it. */
function folder(url: string | URL): string {
  const href = absolute(url);
  return href.endsWith('/') ? href : `${href}/`;
}

function absolute(url: string | URL): string {
  const isUrl = url instanceof URL || URL.canParse(url);
  if (isUrl) return new URL(url).href;
  return new URL(url, typeof document === 'undefined' ? globalThis.location.href : document.baseURI).href;
}

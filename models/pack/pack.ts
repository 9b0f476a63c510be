import { readHeads, type Heads } from '../classifier/heads-file.js';
import { SmearError } from '../domain/errors.js';
import { MANIFEST_FILE, parseManifest, type PackFile, type PackManifest } from './pack-manifest.js';
import { readSafetensors, type Weights } from './safetensors.js';
import { sha256 } from './sha256.js';

/** Where a pack's files come from: a web address in a browser, a folder in Node. */
export interface PackSource {
  /**
   * The whole file at `path` (relative to the pack). `onBytes` hears how many bytes of it have come so far.
   * Abort rejects with the signal's reason; anything else that rejects becomes `pack-unreadable`.
   */
  read(
    path: string,
    options: {
      signal?: AbortSignal;
      onBytes?: (loadedBytes: number) => void;
      /** More is not taken into memory: what sends more is not that file. */
      mostBytes?: number;
      /** What the manifest promises of it, so that one kept from an earlier visit can be recognised. */
      sha256?: string;
    },
  ): Promise<Uint8Array<ArrayBuffer>>;
}

export interface OpenPackOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly loadedBytes: number; readonly totalBytes: number }) => void;
}

/** A model pack, read and checked. Plain memory: nothing to dispose. */
export interface Pack {
  readonly manifest: PackManifest;
  /** SHA-256 of the manifest's bytes, which hold the hash of every other file. */
  readonly hash: string;
  readonly detector: Weights;
  readonly autoencoder: Weights;
  /** The instance encoder's; absent where the manifest has no second look. */
  readonly encoder?: Weights;
  /** Parsed `forest.json`, not yet looked into. */
  readonly forest: unknown;
  /** Absent where the pack has no `heads.json`. */
  readonly heads?: Heads;
  /** The few golden values by which a backend is judged, fetched at each call; all of them in older packs. */
  check(options?: { signal?: AbortSignal }): Promise<Weights>;
  /** Golden values of every stage, fetched at each call: for tests. Rejects as `openPack` does. */
  golden(options?: { signal?: AbortSignal }): Promise<Weights>;
}

/** A manifest says what classes there are, not what they look like. */
export const MOST_MANIFEST_BYTES = 4 * 1024 * 1024;

const DETECTOR_FILE = 'detector.safetensors';
const AUTOENCODER_FILE = 'autoencoder.safetensors';
const ENCODER_FILE = 'encoder.safetensors';
const FOREST_FILE = 'forest.json';
const HEADS_FILE = 'heads.json';
const CHECK_FILE = 'check.safetensors';
const GOLDEN_FILE = 'golden.safetensors';

/**
 * Reads a pack and checks its format, the size and SHA-256 of its files and that every weight is a finite number.
 * Abort rejects with the signal's reason. Rejects with `pack-unreadable` (a file cannot be had),
 * `pack-corrupt` (a file is not what the manifest says) or `pack-incompatible` (made for another version).
 */
export async function openPack(source: PackSource, options: OpenPackOptions = {}): Promise<Pack> {
  const { signal, onProgress } = options;
  const manifestBytes = await readPackFile(source, MANIFEST_FILE, { signal, mostBytes: MOST_MANIFEST_BYTES });
  const manifest = parseManifest(manifestBytes);
  const wanted = neededPaths(manifest).map((path) => listed(manifest, path));
  const isNeeded = (path: string): boolean => wanted.some((file) => file.path === path);
  const totalBytes = wanted.reduce((sum, file) => sum + file.size, 0);
  const loaded = new Map<string, number>();
  const read = await Promise.all(
    wanted.map((file) =>
      readChecked(source, file, {
        signal,
        onBytes: (bytes) => {
          loaded.set(file.path, bytes);
          onProgress?.({ loadedBytes: [...loaded.values()].reduce((a, b) => a + b), totalBytes });
        },
      }),
    ),
  );
  const bytesOf = (path: string) =>
    read[wanted.findIndex((file) => file.path === path)] as Uint8Array<ArrayBuffer>;
  const readValues = async (path: string, valueOptions: ReadOptions = {}) =>
    readSafetensors(await readChecked(source, listed(manifest, path), valueOptions), path);
  const checkFile = checkPath(manifest);
  return {
    manifest,
    hash: await sha256(manifestBytes),
    detector: readSafetensors(bytesOf(DETECTOR_FILE), DETECTOR_FILE),
    autoencoder: readSafetensors(bytesOf(AUTOENCODER_FILE), AUTOENCODER_FILE),
    ...(isNeeded(ENCODER_FILE) ? { encoder: readSafetensors(bytesOf(ENCODER_FILE), ENCODER_FILE) } : {}),
    forest: parseJson(bytesOf(FOREST_FILE), FOREST_FILE),
    ...(isNeeded(HEADS_FILE)
      ? { heads: readHeads(parseJson(bytesOf(HEADS_FILE), HEADS_FILE), manifest.autoencoder.embedding) }
      : {}),
    check: (checkOptions) => readValues(checkFile, checkOptions),
    golden: (goldenOptions) => readValues(GOLDEN_FILE, goldenOptions),
  };
}

/** What of a pack is read before anything is analysed. */
export function neededPaths(manifest: PackManifest): string[] {
  const hasHeads = manifest.files.some(({ path }) => path === HEADS_FILE);
  return [
    DETECTOR_FILE,
    AUTOENCODER_FILE,
    FOREST_FILE,
    ...(manifest.secondLook ? [ENCODER_FILE] : []),
    ...(hasHeads ? [HEADS_FILE] : []),
  ];
}

/** The file with the values that a backend must reproduce. */
export function checkPath(manifest: PackManifest): string {
  return manifest.files.some(({ path }) => path === CHECK_FILE) ? CHECK_FILE : GOLDEN_FILE;
}

type ReadOptions = Parameters<PackSource['read']>[1];

/** The manifest's entry for a file; throws `pack-incompatible` where there is none. */
export function listed(manifest: PackManifest, path: string): PackFile {
  const file = manifest.files.find((candidate) => candidate.path === path);
  if (file) return file;
  throw new SmearError(
    'pack-incompatible',
    `The model pack's ${MANIFEST_FILE} does not list ${path}. Use a pack made for this version.`,
  );
}

/** A file as the manifest promises it; rejects as `openPack` does. */
export async function readChecked(source: PackSource, file: PackFile, options: ReadOptions) {
  const expected = { mostBytes: file.size, sha256: file.sha256 };
  const bytes = await readPackFile(source, file.path, { ...options, ...expected });
  if (bytes.length !== file.size) {
    throw damaged(file.path, `it has ${bytes.length} bytes instead of ${file.size}`);
  }
  if ((await sha256(bytes)) !== file.sha256) {
    throw damaged(file.path, 'its SHA-256 is not the one in the manifest');
  }
  options.signal?.throwIfAborted();
  options.onBytes?.(bytes.length);
  return bytes;
}

export async function readPackFile(source: PackSource, path: string, options: ReadOptions) {
  options.signal?.throwIfAborted();
  try {
    return await source.read(path, options);
  } catch (cause) {
    options.signal?.throwIfAborted();
    const reason = cause instanceof Error ? ` (${cause.message})` : '';
    throw new SmearError(
      'pack-unreadable',
      `The model pack's file ${path} cannot be read${reason}. Check the pack's address.`,
      { cause },
    );
  }
}

function parseJson(bytes: Uint8Array, fileName: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new SmearError(
      'pack-incompatible',
      `The model pack's ${fileName} is not valid JSON. Use another pack.`,
      { cause },
    );
  }
}

function damaged(path: string, what: string): SmearError {
  return new SmearError(
    'pack-corrupt',
    `The model pack's file ${path} is damaged: ${what}. Download the pack again.`,
  );
}

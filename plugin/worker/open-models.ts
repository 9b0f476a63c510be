import { countTensors, type BackendName } from '../../models/backend.js';
import { openForest, type Forest } from '../../models/classifier/random-forest.js';
import { createDetector } from '../../models/detector/detector.js';
import { electBackend, type ElectionCache } from '../../models/elect-backend.js';
import { createAutoencoder } from '../../models/embedding/autoencoder.js';
import { SmearError } from '../../models/domain/errors.js';
import { createTrial } from '../../models/golden-check.js';
import { openPack, type Pack, type PackSource } from '../../models/pack.js';
import type { AnalystInfo, OpenAnalyst } from './analyst.js';
import { packFindings } from './pack-findings.js';

/** What differs between a browser and Node. */
export interface Surroundings {
  packSource(packUrl: string): PackSource;
  /** The folder of tfjs's wasm files as tfjs wants it here. */
  wasmPath(wasmUrl: string): string;
}

/** Opens a pack on the elected back end, in this thread: detector, autoencoder and forest as one. */
export function openModels(surroundings: Surroundings): OpenAnalyst {
  return async (request, { signal, onProgress }) => {
    const pack = await openPack(surroundings.packSource(request.packUrl), {
      signal,
      onProgress: (bytes) => onProgress?.({ kind: 'loading', ...bytes }),
    });
    const forest = openForest(pack.forest);
    const toPack = columnsOf(forest, pack);
    onProgress?.({ kind: 'electing' });
    const verdicts = new VerdictRecord(request.verdict);
    const { backend } = await electBackend({
      trial: createTrial(pack),
      packHash: pack.hash,
      wasmPath: surroundings.wasmPath(request.wasmUrl),
      cache: verdicts,
      signal,
      ...(request.backend === undefined ? {} : { forced: checkBackend(request.backend) }),
    });
    const detector = createDetector(pack, backend);
    const autoencoder = createAutoencoder(pack, backend);
    const info = describe(pack, backend.name, verdicts.text);
    return {
      info,
      async analyse(tile, { threshold, signal: stop }) {
        const { detections, features } = await detector.detect(tile, { threshold, signal: stop });
        try {
          const embedded = await autoencoder.embed(features, { signal: stop });
          const named = forest.classify(embedded.embeddings, detections.length);
          const probabilities = reorder(named, toPack, info.classes.length);
          return packFindings(detections, embedded, probabilities);
        } finally {
          features.dispose();
        }
      },
      rebuild: (embeddings, { signal: stop } = {}) => {
        const count = embeddings.length / pack.manifest.autoencoder.embedding;
        return autoencoder.rebuild(embeddings, count, { signal: stop });
      },
      tensorCount: async () => countTensors(),
      dispose: async () => {
        detector.dispose();
        autoencoder.dispose();
        backend.dispose();
      },
    };
  };
}

function describe(pack: Pack, backend: BackendName, verdict: string): AnalystInfo {
  const { name, version, classes, reconstruction, micronsPerPixel, tileSizes, autoencoder } = pack.manifest;
  return {
    backend,
    pack: `${name} ${version}`,
    packHash: pack.hash,
    classes,
    reconstruction,
    micronsPerPixel,
    tileSizes,
    imageSize: autoencoder.imageSize,
    verdict,
  };
}

const BACKENDS: readonly BackendName[] = ['webgpu', 'webgl', 'wasm', 'cpu'];

function checkBackend(name: string): BackendName {
  const known = BACKENDS.find((backend) => backend === name);
  if (known) return known;
  throw new SmearError(
    'no-backend',
    `There is no way of computing called “${name}”. Choose one of ${BACKENDS.join(', ')}.`,
  );
}

/** For each of the forest's classes its place among the pack's. */
function columnsOf(forest: Forest, { manifest }: Pack): number[] {
  return forest.classes.map((name) => {
    const column = manifest.classes.findIndex((label) => label.name === name);
    if (column >= 0) return column;
    throw new SmearError(
      'pack-incompatible',
      `The model pack's forest names the class “${name}”, which its manifest does not list. Use another pack.`,
    );
  });
}

function reorder(named: Float32Array, columns: readonly number[], width: number): Float32Array {
  const rows = named.length / columns.length;
  const ordered = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    columns.forEach((column, i) => {
      ordered[row * width + column] = named[row * columns.length + i] as number;
    });
  }
  return ordered;
}

/** Verdicts by key, as one text that the page keeps. */
class VerdictRecord implements ElectionCache {
  readonly #verdicts: Record<string, string>;

  constructor(text: string | undefined) {
    this.#verdicts = parseVerdicts(text);
  }

  get text(): string {
    return JSON.stringify(this.#verdicts);
  }

  get(key: string): string | undefined {
    return this.#verdicts[key];
  }

  set(key: string, value: string): void {
    this.#verdicts[key] = value;
  }
}

function parseVerdicts(text: string | undefined): Record<string, string> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {}; // Written by something else: the election is held again.
  }
}

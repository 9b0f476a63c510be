import { countTensors, type BackendName } from '../../models/backend.js';
import { scoreNovelty } from '../../models/classifier/novelty.js';
import { openLeaves } from '../../models/classifier/open-classifier.js';
import { createDetector } from '../../models/detector/detector.js';
import { electBackend, type ElectionCache } from '../../models/elect-backend.js';
import { createAutoencoder } from '../../models/embedding/autoencoder.js';
import { SmearError } from '../../models/domain/errors.js';
import { createTrial } from '../../models/golden-check.js';
import { openPack, type Pack, type PackSource } from '../../models/pack.js';
import { TaughtModels } from './taught-models.js';
import type { AnalystInfo, OpenAnalyst } from './analyst.js';
import { packFindings } from './pack-findings.js';

/** What differs between a browser and Node. */
export interface Surroundings {
  packSource(packUrl: string): PackSource;
  /** The folder of tfjs's wasm files as tfjs wants it here. */
  wasmPath(wasmUrl: string): string;
}

/** Opens a pack on the elected back end, in this thread: detector, autoencoder and classifier as one. */
export function openModels(surroundings: Surroundings): OpenAnalyst {
  return async (request, { signal, onProgress }) => {
    const pack = await openPack(surroundings.packSource(request.packUrl), {
      signal,
      onProgress: (bytes) => onProgress?.({ kind: 'loading', ...bytes }),
    });
    const leaves = openLeaves(pack, request.head);
    const naming = new TaughtModels(pack, request.head ?? 'forest', leaves);
    const novelty = pack.heads?.novelty;
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
    const info = describe(pack, backend.name, request.head ?? 'forest', verdicts.text);
    return {
      info,
      async analyse(tile, { threshold, signal: stop }) {
        const { detections, features } = await detector.detect(tile, { threshold, signal: stop });
        try {
          const embedded = await autoencoder.embed(features, { signal: stop });
          const { embeddings, errors } = embedded;
          const count = detections.length;
          const probabilities = naming.classify(embeddings, count);
          const novelties = novelty && scoreNovelty(novelty, embeddings, errors, count);
          const findings = packFindings(detections, embedded, probabilities, novelties);
          const { noveltyThreshold } = naming;
          return noveltyThreshold === undefined ? findings : { ...findings, noveltyThreshold };
        } finally {
          features.dispose();
        }
      },
      rebuild: (embeddings, { signal: stop } = {}) => {
        const count = embeddings.length / pack.manifest.autoencoder.embedding;
        return autoencoder.rebuild(embeddings, count, { signal: stop });
      },
      teach: (rows, options) => naming.teach(rows, options),
      name: (rows, taught, options) => naming.name(rows, taught, options),
      use: async (taught) => naming.use(taught),
      tensorCount: async () => countTensors(),
      dispose: async () => {
        detector.dispose();
        autoencoder.dispose();
        backend.dispose();
      },
    };
  };
}

function describe(pack: Pack, backend: BackendName, head: string, verdict: string): AnalystInfo {
  const { name, version, classes, reconstruction, micronsPerPixel, tileSizes, autoencoder, whiteBalance } =
    pack.manifest;
  return {
    backend,
    pack: `${name} ${version}`,
    packHash: pack.hash,
    classes,
    head,
    ...(pack.heads?.novelty ? { noveltyThreshold: pack.heads.novelty.threshold } : {}),
    reconstruction,
    micronsPerPixel,
    tileSizes,
    imageSize: autoencoder.imageSize,
    ...(whiteBalance ? { whiteBalance } : {}),
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

import { countTensors, type Backend, type BackendName } from '../../models/backend/backend.js';
import type { DoubtHead } from '../../models/classifier/heads-file.js';
import { openLeaves } from '../../models/classifier/open-classifier.js';
import { createDetector } from '../../models/detector/detector.js';
import { electBackend, electFirst, type ElectionCache } from '../../models/backend/elect-backend.js';
import { createInstanceEncoder } from '../../models/encoder/instance-encoder.js';
import { createAutoencoder } from '../../models/embedding/autoencoder.js';
import { SmearError } from '../../models/domain/errors.js';
import { createTrial } from '../../models/backend/golden-check.js';
import { openPack, type Pack, type PackSource } from '../../models/pack/pack.js';
import { AdaptableClassifier } from './adaptable-classifier.js';
import { answerHere, type Answers, type OpenInference } from './inference-client.js';
import type { InferenceInfo } from './inference-info.js';
import { CellReader } from './cell-reader.js';
import type { FileAddresses } from './shipped-files.js';
import { packOutlines } from './pack-findings.js';

/** What differs between a browser and Node. */
export interface Platform {
  /** What computes here unless a request names another: the first that works. By default the fastest of a trial. */
  readonly backends?: readonly BackendName[];
  /** ONNX Runtime, where it may be installed. */
  readonly startOnnxRuntime?: () => Promise<Backend>;
  packSource(packUrl: FileAddresses): PackSource;
  /** Where tfjs's wasm files are, as tfjs needs it here. */
  wasmPath(wasmUrl: FileAddresses): FileAddresses;
  /** What is wrong with where the wasm files are, and what to do, where something is. */
  wasmFault?(wasmUrl: FileAddresses): Promise<string | undefined>;
}

/** Opens a pack on the elected back end, in this thread: detector, autoencoder and classifier as one. */
export function openModels(platform: Platform): OpenInference {
  return async (request, { signal, onProgress }) => {
    const pack = await openPack(platform.packSource(request.packUrl), {
      signal,
      onProgress: (bytes) => onProgress?.({ kind: 'loading', ...bytes }),
    });
    const leaves = openLeaves(pack, request.head);
    const classifier = new AdaptableClassifier(pack, request.head ?? 'forest', leaves);
    onProgress?.({ kind: 'electing' });
    const verdicts = new VerdictRecord(request.verdict);
    const forced = request.backend === undefined ? platform.backends : [checkBackend(request.backend)];
    const options = {
      trial: createTrial(pack),
      packHash: pack.hash,
      wasmPath: platform.wasmPath(request.wasmUrl),
      cache: verdicts,
      signal,
      startOnnxRuntime: platform.startOnnxRuntime,
    };
    const saysWhatIsMissing = async (cause?: unknown): Promise<void> => {
      const fault = await platform.wasmFault?.(request.wasmUrl);
      signal?.throwIfAborted();
      if (fault !== undefined) throw new SmearError('no-backend', fault, { cause });
    };
    const election = forced ? electFirst(forced, options) : electBackend(options);
    const { backend } = await election.catch(async (error: unknown) => {
      if (error instanceof SmearError && error.code === 'no-backend') await saysWhatIsMissing(error);
      throw error;
    });
    // Plain JavaScript takes minutes for what WebAssembly does in seconds: better to hear that the files are not there.
    if (backend.name === 'cpu' && !forced) await saysWhatIsMissing();
    const detector = createDetector(pack, backend);
    const autoencoder = createAutoencoder(pack, backend);
    const { secondLook } = pack.manifest;
    const encoder = secondLook && pack.encoder && createInstanceEncoder(secondLook, pack.encoder, backend);
    const reader = new CellReader(autoencoder, classifier, pack.heads?.novelty);
    const info = describe(pack, backend.name, request.head ?? 'forest', verdicts.text);
    const answers: Answers = {
      analyse: async ({ tile, threshold }, { signal: stop }) => {
        const { detections, features } = await detector.detect(tile, { threshold, signal: stop });
        try {
          const outlines = packOutlines(detections);
          if (!features) return outlines;
          return { ...outlines, readings: await reader.read(features, { signal: stop }) };
        } finally {
          features?.dispose();
        }
      },
      look: async (crops, { signal: stop }) => {
        if (encoder) return reader.readCrops(encoder, crops, { signal: stop });
        throw new SmearError(
          'invalid-argument',
          'This model pack has no encoder, so cells cannot be read a second time.',
        );
      },
      reconstruct: ({ embeddings }, { signal: stop }) => {
        const count = embeddings.length / pack.manifest.autoencoder.embedding;
        return autoencoder.rebuild(embeddings, count, { signal: stop });
      },
      refit: (rows, options) => classifier.refit(rows, options),
      name: ({ rows, classifier: adapted }, options) => classifier.name(rows, adapted, options),
      use: async (adapted) => classifier.use(adapted),
      // ONNX Runtime's tensors are plain arrays, which nobody frees.
      countTensors: async () => (backend.name === 'onnxruntime' ? 0 : countTensors()),
    };
    return answerHere(info, answers, async () => {
      detector.dispose();
      encoder?.dispose();
      autoencoder.dispose();
      backend.dispose();
    });
  };
}

function describe(pack: Pack, backend: BackendName, head: string, verdict: string): InferenceInfo {
  const { name, version, classes, reconstruction, micronsPerPixel, tileSizes, autoencoder, whiteBalance } =
    pack.manifest;
  const { secondLook } = pack.manifest;
  return {
    backend,
    pack: `${name} ${version}`,
    packHash: pack.hash,
    classes,
    head,
    ...(pack.heads?.novelty ? { noveltyThreshold: pack.heads.novelty.threshold } : {}),
    ...(pack.heads?.doubt ? { doubt: thresholdsOf(pack.heads.doubt) } : {}),
    reconstruction,
    micronsPerPixel,
    tileSizes,
    imageSize: autoencoder.imageSize,
    ...(whiteBalance ? { whiteBalance } : {}),
    ...(secondLook ? { secondLook } : {}),
    verdict,
  };
}

function thresholdsOf({ doubtful, unknown }: DoubtHead): NonNullable<InferenceInfo['doubt']> {
  return { doubtful, unknown };
}

const BACKENDS: readonly BackendName[] = ['onnxruntime', 'webgpu', 'webgl', 'wasm', 'cpu'];

function checkBackend(name: string): BackendName {
  const known = BACKENDS.find((backend) => backend === name);
  if (known) return known;
  throw new SmearError('no-backend', `Unknown backend “${name}”. Choose one of ${BACKENDS.join(', ')}.`);
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

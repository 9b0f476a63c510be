import type { NoveltyHead } from '../../models/classifier/heads-file.js';
import { scoreNovelty } from '../../models/classifier/novelty.js';
import type { CellCrops, CellReadings } from '../../models/domain/findings.js';
import type { FeatureBatch } from '../../models/layers/feature-batch.js';
import type { Autoencoder, Embedded } from '../../models/embedding/autoencoder.js';
import type { InstanceEncoder } from '../../models/encoder/instance-encoder.js';
import type { AdaptableClassifier } from './adaptable-classifier.js';
import { packReadings } from './pack-findings.js';

interface Reading {
  readonly signal?: AbortSignal;
}

/** From a cell's feature to its embedding, its probabilities and how unlike the known ones it is. */
export class CellReader {
  readonly #autoencoder: Autoencoder;
  readonly #classifier: AdaptableClassifier;
  readonly #novelty: NoveltyHead | undefined;

  constructor(autoencoder: Autoencoder, classifier: AdaptableClassifier, novelty: NoveltyHead | undefined) {
    this.#autoencoder = autoencoder;
    this.#classifier = classifier;
    this.#novelty = novelty;
  }

  /** What the models make of these features, which stay the caller's. Abort rejects with the signal's reason. */
  async read(features: FeatureBatch, { signal }: Reading = {}): Promise<CellReadings> {
    return this.#describe(await this.#autoencoder.embed(features, { signal }));
  }

  /** The same of crops, a few at a time. */
  async readCrops(
    encoder: InstanceEncoder,
    { count, rgb }: CellCrops,
    { signal }: Reading = {},
  ): Promise<CellReadings> {
    const bytes = rgb.length / Math.max(1, count);
    const parts: Embedded[] = [];
    for (let start = 0; start < count; start += encoder.batch) {
      const end = Math.min(count, start + encoder.batch);
      const crops = { count: end - start, rgb: rgb.subarray(start * bytes, end * bytes) };
      const features = await encoder.encode(crops, { signal });
      try {
        parts.push(await this.#autoencoder.embed(features, { signal }));
      } finally {
        features.dispose();
      }
    }
    return this.#describe({
      embeddings: joined(parts.map(({ embeddings }) => embeddings)),
      errors: joined(parts.map(({ errors }) => errors)),
    });
  }

  #describe(embedded: Embedded): CellReadings {
    const { embeddings, errors } = embedded;
    const count = errors.length;
    const probabilities = this.#classifier.classify(embeddings, count);
    const novelties = this.#novelty && scoreNovelty(this.#novelty, embeddings, errors, count);
    const doubts = this.#classifier.doubtsOf(embeddings, probabilities, count);
    const { unknownAbove } = this.#classifier;
    return {
      ...packReadings(embedded, probabilities, { novelties, doubts }),
      ...(unknownAbove === undefined ? {} : { unknownAbove }),
    };
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}

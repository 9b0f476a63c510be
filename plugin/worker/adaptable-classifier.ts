import type { Classifier } from '../../models/classifier/classifier.js';
import { openDoubt } from '../../models/classifier/doubt.js';
import { overClasses } from '../../models/classifier/open-classifier.js';
import { openAdapted, readAdapted } from '../../models/classifier/adapted-classifier.js';
import type { Pack } from '../../models/pack/pack.js';
import { TimeSlices } from '../scheduling/time-slices.js';
import {
  nameRows,
  type CellRows,
  type Naming,
  type NamingModels,
  type PackModels,
  type Pace,
} from '../adapt/name-rows.js';
import { refitRows, type RefitAnswer, type RefitRows } from '../adapt/refit-rows.js';
import type { RefitOptions } from '../adapt/refit-rows.js';

/** Work yields this often, so that an abort arrives and tiles are not held up. */
const SLICE_MS = 30;

/** What names the cells: the pack's classifier, or one that was adapted to a laboratory on top of it. */
export class AdaptableClassifier {
  readonly #pack: PackModels;
  readonly #features: number;
  #naming: NamingModels;
  #classifier: Classifier;

  constructor(pack: Pack, head: string, leaves: Classifier) {
    const { classes } = pack.manifest;
    const scoreDoubt = openDoubt(pack.heads, classes);
    const unknownAbove = scoreDoubt ? pack.heads?.doubt?.unknown : pack.heads?.novelty?.threshold;
    this.#pack = { packHash: pack.hash, head, leaves, classes, scoreDoubt, unknownAbove };
    this.#features = pack.manifest.autoencoder.embedding;
    this.#naming = this.#pack;
    this.#classifier = overClasses(leaves, pack.manifest.classes);
  }

  /** Doubt, or novelty where the pack states no doubt, above which the active classifier calls a cell unknown. */
  get unknownAbove(): number | undefined {
    return this.#naming.unknownAbove;
  }

  classify(embeddings: Float32Array, count: number): Float32Array {
    return this.#classifier.classify(embeddings, count);
  }

  /** The chance that each of these names is wrong; absent where the pack cannot say. */
  doubtsOf(
    embeddings: Float32Array,
    probabilities: Float32Array,
    count: number,
  ): Float32Array<ArrayBuffer> | undefined {
    return this.#pack.scoreDoubt?.(embeddings, probabilities, count);
  }

  refit(rows: RefitRows, options: RefitOptions): Promise<RefitAnswer> {
    return refitRows(rows, this.#pack, paced(options));
  }

  async name(rows: CellRows, classifier: string | undefined, options: RefitOptions): Promise<Naming> {
    return nameRows(rows, this.#open(classifier), paced(options));
  }

  use(classifier: string | undefined): void {
    this.#naming = this.#open(classifier);
    this.#classifier = overClasses(this.#naming.leaves, this.#pack.classes);
  }

  #open(text: string | undefined): NamingModels {
    const { leaves, packHash, head } = this.#pack;
    if (text === undefined) return this.#pack;
    const pack = { hash: packHash, head, classes: leaves.classes, features: this.#features };
    const adapted = readAdapted(text, pack);
    return { ...this.#pack, leaves: openAdapted(leaves, adapted), unknownAbove: adapted.noveltyThreshold };
  }
}

function paced({ signal, onProgress }: RefitOptions): Pace {
  const slices = new TimeSlices(SLICE_MS);
  return async (done, total) => {
    signal?.throwIfAborted();
    if (!slices.due) return;
    onProgress?.({ done, total });
    await slices.pause(signal);
  };
}

import type { Classifier } from '../../models/classifier/classifier.js';
import { overClasses } from '../../models/classifier/open-classifier.js';
import { openTaught, readTaught } from '../../models/classifier/taught-classifier.js';
import type { Pack } from '../../models/pack.js';
import { nameRows, type CellRows, type Knowledge, type Naming, type Pace } from '../teach/name-rows.js';
import { teachRows, type TaughtAnswer, type TaughtRows } from '../teach/teach-rows.js';
import type { TeachingOptions } from './analyst.js';

/** Work lets others in this often, so that an abort is heard and tiles are not held up. */
const SLICE_MS = 30;

/** What names the cells: the pack's classifier, or what a laboratory has taught on top of it. */
export class TaughtModels {
  readonly #knowledge: Knowledge;
  readonly #features: number;
  #naming: Pick<Knowledge, 'leaves' | 'noveltyThreshold'>;
  #classifier: Classifier;

  constructor(pack: Pack, head: string, leaves: Classifier) {
    const noveltyThreshold = pack.heads?.novelty?.threshold;
    this.#knowledge = { packHash: pack.hash, head, leaves, classes: pack.manifest.classes, noveltyThreshold };
    this.#features = pack.manifest.autoencoder.embedding;
    this.#naming = this.#knowledge;
    this.#classifier = overClasses(leaves, pack.manifest.classes);
  }

  /** Of what is in force. */
  get noveltyThreshold(): number | undefined {
    return this.#naming.noveltyThreshold;
  }

  classify(embeddings: Float32Array, count: number): Float32Array {
    return this.#classifier.classify(embeddings, count);
  }

  teach(rows: TaughtRows, options: TeachingOptions = {}): Promise<TaughtAnswer> {
    return teachRows(rows, this.#knowledge, paced(options));
  }

  async name(rows: CellRows, taught: string | undefined, options: TeachingOptions = {}): Promise<Naming> {
    return nameRows(rows, { ...this.#knowledge, ...this.#open(taught) }, paced(options));
  }

  use(taught: string | undefined): void {
    this.#naming = this.#open(taught);
    this.#classifier = overClasses(this.#naming.leaves, this.#knowledge.classes);
  }

  #open(text: string | undefined): Pick<Knowledge, 'leaves' | 'noveltyThreshold'> {
    const { leaves, packHash, head } = this.#knowledge;
    if (text === undefined) return this.#knowledge;
    const pack = { hash: packHash, head, classes: leaves.classes, features: this.#features };
    const taught = readTaught(text, pack);
    return { leaves: openTaught(leaves, taught), noveltyThreshold: taught.noveltyThreshold };
  }
}

function paced({ signal, onProgress }: TeachingOptions): Pace {
  let last = performance.now();
  return async (done, total) => {
    signal?.throwIfAborted();
    if (performance.now() - last < SLICE_MS) return;
    onProgress?.({ kind: 'teaching', done, total });
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    last = performance.now();
  };
}

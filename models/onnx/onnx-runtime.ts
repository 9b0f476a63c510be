import { SmearError } from '../domain/errors.js';
import type { OnnxGraph } from './onnx-graph.js';

/** A tensor of ONNX Runtime. */
export interface OnnxTensor {
  readonly data: unknown;
}

interface OnnxSession {
  run(inputs: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
  release(): Promise<void>;
}

/** What is used of the package `onnxruntime-node`. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
  };
  readonly Tensor: new (
    type: 'float32' | 'int64',
    data: Float32Array | BigInt64Array,
    dims: readonly number[],
  ) => OnnxTensor;
}

/** Values with their shape, row-major. */
export interface Given {
  readonly data: Float32Array | BigInt64Array;
  readonly shape: readonly number[];
}

/** One thread each: several workers share the cores. */
const OPTIONS = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
};

/** A graph that is loaded into ONNX Runtime when it is first run. */
export class OnnxStage {
  readonly #runtime: OnnxRuntime;
  #model: Uint8Array | undefined;
  #session: Promise<OnnxSession> | undefined;
  #disposed = false;

  constructor(runtime: OnnxRuntime, graph: OnnxGraph) {
    this.#runtime = runtime;
    this.#model = graph.encode();
  }

  /** The outputs by name; rejects with `disposed`. */
  async run(inputs: Readonly<Record<string, Given>>): Promise<Readonly<Record<string, Float32Array>>> {
    if (this.#disposed) throw new SmearError('disposed', 'The models were closed while in use.');
    this.#session ??= this.#runtime.InferenceSession.create(this.#model as Uint8Array, OPTIONS);
    const session = await this.#session;
    this.#model = undefined;
    const tensors = Object.entries(inputs).map(([name, { data, shape }]) => {
      const type = data instanceof Float32Array ? 'float32' : 'int64';
      return [name, new this.#runtime.Tensor(type, data, shape)] as const;
    });
    const outputs = await session.run(Object.fromEntries(tensors));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]),
    );
  }

  /** May be called twice. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#model = undefined;
    void this.#session?.then((session) => session.release());
  }
}

import {
  ENCODER_STRIDES,
  FEATURE_STRIDES,
  SMALLEST_RANGE,
  splitEmbedded,
  type AutoencoderStages,
  type Embedded,
} from '../embedding/autoencoder-stages.js';
import type { FeatureBatch } from '../layers/feature-batch.js';
import { toSubPixel } from '../layers/transposed-convolution.js';
import type { Activation, ImageLayer, PackManifest } from '../pack/pack-manifest.js';
import { requireTensor, type Weights } from '../pack/safetensors.js';
import { channelsFirst, channelsLast, convolve, relu } from './layer-nodes.js';
import { OnnxGraph, type Value } from './onnx-graph.js';
import { OnnxStage, type Given, type OnnxRuntime } from './onnx-runtime.js';

/** The autoencoder on ONNX Runtime: the same stages, numbers and shapes as on tfjs. */
export class OnnxAutoencoder implements AutoencoderStages {
  readonly #manifest: PackManifest;
  readonly #embed: OnnxStage;
  readonly #encode: OnnxStage;
  readonly #rebuild: OnnxStage;
  readonly #draw: OnnxStage;
  readonly #drawFeatures: OnnxStage;

  /** Throws `pack-incompatible` where weights are missing or misshapen. */
  constructor(runtime: OnnxRuntime, manifest: PackManifest, weights: Weights) {
    const layers = new AutoencoderGraphs(manifest, weights);
    const stage = (graph: OnnxGraph) => new OnnxStage(runtime, graph);
    this.#manifest = manifest;
    this.#embed = stage(layers.embed());
    this.#encode = stage(layers.encode());
    this.#rebuild = stage(layers.rebuild());
    this.#draw = stage(layers.draw());
    this.#drawFeatures = stage(layers.drawFeatures());
  }

  async embed({ count, values }: FeatureBatch): Promise<Embedded> {
    const { embedding } = this.#manifest.autoencoder;
    if (count === 0) return splitEmbedded(new Float32Array(), 0, embedding);
    const data = values instanceof Float32Array ? values : ((await values.data()) as Float32Array);
    return splitEmbedded(await this.#run(this.#embed, this.#asFeatures(data)), count, embedding);
  }

  draw(embeddings: Float32Array): Promise<Float32Array> {
    return this.#run(this.#draw, this.#asEmbeddings(embeddings));
  }

  encodeScaled(scaled: Float32Array): Promise<Float32Array> {
    return this.#run(this.#encode, this.#asFeatures(scaled));
  }

  rebuildFeatures(embeddings: Float32Array): Promise<Float32Array> {
    return this.#run(this.#rebuild, this.#asEmbeddings(embeddings));
  }

  drawFeatures(features: Float32Array): Promise<Float32Array> {
    return this.#run(this.#drawFeatures, this.#asFeatures(features));
  }

  dispose(): void {
    for (const stage of [this.#embed, this.#encode, this.#rebuild, this.#draw, this.#drawFeatures]) {
      stage.dispose();
    }
  }

  async #run(stage: OnnxStage, input: Given): Promise<Float32Array> {
    return (await stage.run({ input })).output ?? new Float32Array();
  }

  #asFeatures(data: Float32Array): Given {
    const { size, channels } = this.#manifest.features;
    return { data, shape: [data.length / (size * size * channels), size, size, channels] };
  }

  #asEmbeddings(data: Float32Array): Given {
    const { embedding } = this.#manifest.autoencoder;
    return { data, shape: [data.length / embedding, 1, 1, embedding] };
  }
}

/** The graphs of its stages; each has one `input` and one `output`, channels last. */
class AutoencoderGraphs {
  readonly #manifest: PackManifest;
  readonly #weights: Weights;

  constructor(manifest: PackManifest, weights: Weights) {
    this.#manifest = manifest;
    this.#weights = weights;
  }

  /** Embeddings, each with its reconstruction error behind it. */
  embed(): OnnxGraph {
    const graph = new OnnxGraph();
    const { embedding } = this.#manifest.autoencoder;
    const scaled = this.#scale(graph, this.#featureInput(graph));
    const z = this.#encoder(graph, scaled);
    const away = graph.node('Sub', [this.#featureDecoder(graph, z), scaled]);
    const error = graph.node('ReduceMean', [graph.node('Mul', [away, away])], {
      axes: [1, 2, 3],
      keepdims: 0,
    });
    const rows = graph.node('Reshape', [z, graph.numbers([-1, embedding])]);
    const errors = graph.node('Reshape', [error, graph.numbers([-1, 1])]);
    graph.output(graph.node('Concat', [rows, errors], { axis: 1 }), 'output', ['cells', embedding + 1]);
    return graph;
  }

  encode(): OnnxGraph {
    const graph = new OnnxGraph();
    const z = this.#encoder(graph, this.#featureInput(graph));
    graph.output(channelsLast(graph, z), 'output', ['cells', 1, 1, this.#manifest.autoencoder.embedding]);
    return graph;
  }

  rebuild(): OnnxGraph {
    const graph = new OnnxGraph();
    const { size, channels } = this.#manifest.features;
    const feature = this.#featureDecoder(graph, this.#embeddingInput(graph));
    graph.output(channelsLast(graph, feature), 'output', ['cells', size, size, channels]);
    return graph;
  }

  draw(): OnnxGraph {
    const graph = new OnnxGraph();
    this.#imageOutput(graph, this.#featureDecoder(graph, this.#embeddingInput(graph)));
    return graph;
  }

  drawFeatures(): OnnxGraph {
    const graph = new OnnxGraph();
    this.#imageOutput(graph, this.#featureInput(graph));
    return graph;
  }

  #featureInput(graph: OnnxGraph): Value {
    const { size, channels } = this.#manifest.features;
    return channelsFirst(graph, graph.input('input', ['cells', size, size, channels]));
  }

  #embeddingInput(graph: OnnxGraph): Value {
    const { embedding } = this.#manifest.autoencoder;
    return channelsFirst(graph, graph.input('input', ['cells', 1, 1, embedding]));
  }

  #imageOutput(graph: OnnxGraph, feature: Value): void {
    const { imageLayers, imageSize } = this.#manifest.autoencoder;
    const image = imageLayers.reduce((x, layer) => this.#imageStep(graph, x, layer), feature);
    graph.output(channelsLast(graph, image), 'output', ['cells', imageSize, imageSize, 3]);
  }

  /** Each cell's feature brought to [−1, 1] by its own smallest and largest value. */
  #scale(graph: OnnxGraph, features: Value): Value {
    const axes = { axes: [1, 2, 3], keepdims: 1 };
    const low = graph.node('ReduceMin', [features], axes);
    const range = graph.node('Sub', [graph.node('ReduceMax', [features], axes), low]);
    const divisor = graph.node('Max', [range, graph.scalar(SMALLEST_RANGE)]);
    const share = graph.node('Div', [graph.node('Sub', [features, low]), divisor]);
    const twice = graph.node('Mul', [share, graph.scalar(2)]);
    return graph.node('Sub', [twice, graph.scalar(1)]);
  }

  #encoder(graph: OnnxGraph, scaled: Value): Value {
    const { groups } = this.#manifest.autoencoder;
    let x = scaled;
    ENCODER_STRIDES.forEach((stride, index) => {
      x = this.#convolve(graph, x, `encoder.conv${index + 1}`, stride, 0);
      const count = groups[index];
      if (count !== undefined) x = this.#normAndRelu(graph, x, `encoder.norm${index + 1}`, count);
    });
    return graph.node('Tanh', [x]);
  }

  #featureDecoder(graph: OnnxGraph, z: Value): Value {
    const groups = this.#manifest.autoencoder.featureGroups ?? [];
    let x = z;
    FEATURE_STRIDES.forEach((stride, index) => {
      x = this.#upconvolve(graph, x, `feature.up${index + 1}`, stride, 0);
      if (index === FEATURE_STRIDES.length - 1) return;
      const count = groups[index];
      x =
        count === undefined ? relu(graph, x) : this.#normAndRelu(graph, x, `feature.norm${index + 1}`, count);
    });
    return graph.node('Tanh', [x]);
  }

  #imageStep(
    graph: OnnxGraph,
    x: Value,
    { kind, name = '', stride = 1, padding = 0, activation }: ImageLayer,
  ): Value {
    if (kind === 'resize') {
      const scales = graph.constant(Float32Array.of(1, 1, stride, stride), [4]);
      return graph.node('Resize', [x, '', scales], {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      });
    }
    if (kind === 'upconv') {
      return activate(graph, this.#upconvolve(graph, x, name, stride, padding), activation);
    }
    return activate(graph, this.#convolve(graph, x, name, stride, padding), activation);
  }

  #convolve(graph: OnnxGraph, x: Value, name: string, stride: number, padding: number): Value {
    const weight = requireTensor(this.#weights, `${name}.weight`);
    const bias = requireTensor(this.#weights, `${name}.bias`).data;
    return convolve(graph, x, { weight, bias }, { stride, padding });
  }

  /** Transposed convolution; `padding` is cut from every side of the result. */
  #upconvolve(graph: OnnxGraph, x: Value, name: string, stride: number, padding: number): Value {
    const { data } = requireTensor(this.#weights, `${name}.bias`);
    const up = toSubPixel(requireTensor(this.#weights, `${name}.weight`), data, stride);
    const spread = convolve(graph, x, up, { padding: up.border });
    const laidOut =
      stride === 1 ? spread : graph.node('DepthToSpace', [spread], { blocksize: stride, mode: 'DCR' });
    const behind = padding + up.surplus;
    if (padding === 0 && behind === 0) return laidOut;
    const end = behind === 0 ? Number.MAX_SAFE_INTEGER : -behind;
    const [starts, ends, axes] = [
      [padding, padding],
      [end, end],
      [2, 3],
    ].map((list) => graph.numbers(list));
    return graph.node('Slice', [laidOut, starts as Value, ends as Value, axes as Value]);
  }

  #normAndRelu(graph: OnnxGraph, x: Value, name: string, groups: number): Value {
    if (this.#manifest.autoencoder.order === 'conv-relu-norm') {
      return this.#groupNorm(graph, relu(graph, x), name, groups);
    }
    return relu(graph, this.#groupNorm(graph, x, name, groups));
  }

  /** Group normalisation (Wu & He, 2018): each group as one channel of an instance normalisation. */
  #groupNorm(graph: OnnxGraph, x: Value, name: string, groups: number): Value {
    const gain = requireTensor(this.#weights, `${name}.weight`).data;
    const shift = requireTensor(this.#weights, `${name}.bias`).data;
    const grouped = graph.node('Reshape', [x, graph.numbers([0, groups, -1])]);
    const ones = graph.constant(new Float32Array(groups).fill(1), [groups]);
    const zeros = graph.constant(new Float32Array(groups), [groups]);
    const { epsilon } = this.#manifest.autoencoder;
    const normed = graph.node('InstanceNormalization', [grouped, ones, zeros], { epsilon });
    const back = graph.node('Reshape', [normed, graph.node('Shape', [x])]);
    const channels = [gain.length, 1, 1];
    const scaled = graph.node('Mul', [back, graph.constant(gain, channels)]);
    return graph.node('Add', [scaled, graph.constant(shift, channels)]);
  }
}

function activate(graph: OnnxGraph, x: Value, activation: Activation | undefined): Value {
  if (activation === 'relu') return relu(graph, x);
  if (activation === 'sigmoid') return graph.node('Sigmoid', [x]);
  return activation === 'tanh' ? graph.node('Tanh', [x]) : x;
}

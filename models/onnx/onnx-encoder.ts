import type { CellCrops } from '../domain/findings.js';
import { layerShapes, normaliseCrops, type EncoderStages } from '../encoder/encoder-stages.js';
import type { FeatureBatch } from '../layers/feature-batch.js';
import type { EncoderBlock, SecondLookManifest } from '../pack/pack-manifest.js';
import { requireTensor, type Weights } from '../pack/safetensors.js';
import { channelsFirst, channelsLast, convolve, relu, type PackLayer } from './layer-nodes.js';
import { OnnxGraph, type Value } from './onnx-graph.js';
import { OnnxStage, type OnnxRuntime } from './onnx-runtime.js';

/** The instance encoder on ONNX Runtime: the same numbers and shapes as on tfjs. */
export class OnnxEncoder implements EncoderStages {
  readonly #secondLook: SecondLookManifest;
  readonly #stage: OnnxStage;

  /** Throws `pack-incompatible` where weights are missing or misshapen. */
  constructor(runtime: OnnxRuntime, secondLook: SecondLookManifest, weights: Weights) {
    this.#secondLook = secondLook;
    this.#stage = new OnnxStage(runtime, encoderGraph(secondLook, weights));
  }

  async encode(crops: CellCrops, side: number): Promise<FeatureBatch> {
    return { count: crops.count, values: await this.read(crops, side), dispose: () => undefined };
  }

  async read(crops: CellCrops, side: number): Promise<Float32Array> {
    const { count } = crops;
    const data = normaliseCrops(crops, side, this.#secondLook.normalisation);
    if (count === 0) return data;
    const { features } = await this.#stage.run({ crops: { data, shape: [count, side, side, 3] } });
    return features ?? new Float32Array();
  }

  dispose(): void {
    this.#stage.dispose();
  }
}

function encoderGraph(secondLook: SecondLookManifest, weights: Weights): OnnxGraph {
  const graph = new OnnxGraph();
  const layers = new Map<string, PackLayer>();
  for (const [name, shape] of layerShapes(secondLook)) {
    const outputs = name.endsWith('.depthwise') ? shape[2] : shape[3];
    const weight = requireTensor(weights, `${name}.weight`, shape);
    layers.set(name, { weight, bias: requireTensor(weights, `${name}.bias`, [outputs]).data });
  }
  const [zero, six] = [graph.scalar(0), graph.scalar(6)];
  const layer = (x: Value, name: string, stride = 1): Value =>
    convolve(graph, x, layers.get(name) as PackLayer, { stride, depthwise: name.endsWith('.depthwise') });
  const relu6 = (x: Value): Value => graph.node('Clip', [x, zero, six]);
  const block = (x: Value, name: string, [inputs, outputs, , stride]: EncoderBlock): Value => {
    const wide = relu6(layer(x, `${name}.expand`));
    const filtered = relu6(layer(wide, `${name}.depthwise`, stride));
    const narrow = layer(filtered, `${name}.project`);
    return stride === 1 && inputs === outputs ? graph.node('Add', [x, narrow]) : narrow;
  };
  let x = channelsFirst(graph, graph.input('crops', ['cells', 'side', 'side', 3]));
  x = relu6(layer(x, 'stem', 2));
  secondLook.blocks.forEach((shape, index) => {
    x = block(x, `blocks.${index}`, shape);
  });
  const features = channelsLast(graph, relu(graph, layer(x, 'neck')));
  graph.output(features, 'features', ['cells', 'size', 'size', secondLook.channels]);
  return graph;
}

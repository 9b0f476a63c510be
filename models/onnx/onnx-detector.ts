import {
  splitReadings,
  type BoxReadings,
  type DetectorStages,
  type Pyramid,
} from '../detector/detector-stages.js';
import { arrangeDetector, type LayerWeights } from '../detector/detector-weights.js';
import { SmearError } from '../domain/errors.js';
import type { FeatureBatch } from '../layers/feature-batch.js';
import type { PackManifest, PyramidLevel } from '../pack/pack-manifest.js';
import type { Weights } from '../pack/safetensors.js';
import { channelsFirst, channelsLast, connect, convolve, permute, relu } from './layer-nodes.js';
import { OnnxGraph, type Value } from './onnx-graph.js';
import { align, asRegions, LEVELS } from './roi-align.js';
import { OnnxStage, type Given, type OnnxRuntime } from './onnx-runtime.js';

const BOX_POOL = 7;
const MASK_POOL = 14;

/** Maps `[1, channels, side, side]`. */
interface OnnxPyramid extends Pyramid {
  /** The finest is computed when it is first asked for. */
  level(name: PyramidLevel): Promise<Given>;
}

/** Mask R-CNN's network on ONNX Runtime: the same stages, numbers and shapes as `MaskRcnn`. */
export class OnnxDetector implements DetectorStages {
  readonly #manifest: PackManifest;
  readonly #pyramid: OnnxStage;
  readonly #finest: OnnxStage;
  readonly #proposals: OnnxStage;
  readonly #classify: OnnxStage;
  readonly #classifyPooled: OnnxStage;
  readonly #masks: OnnxStage;
  readonly #maskLogits: OnnxStage;
  readonly #pools = new Map<string, OnnxStage>();
  readonly #runtime: OnnxRuntime;

  /** Throws `pack-incompatible` where weights are missing or misshapen. */
  constructor(runtime: OnnxRuntime, manifest: PackManifest, weights: Weights) {
    const layers = new DetectorLayers(manifest, arrangeDetector(manifest, weights));
    const stage = (graph: OnnxGraph) => new OnnxStage(runtime, graph);
    this.#runtime = runtime;
    this.#manifest = manifest;
    this.#pyramid = stage(layers.pyramid());
    this.#finest = stage(layers.finest());
    this.#proposals = stage(layers.proposals());
    this.#classify = stage(layers.boxHead(true));
    this.#classifyPooled = stage(layers.boxHead(false));
    this.#masks = stage(layers.maskHead(true));
    this.#maskLogits = stage(layers.maskHead(false));
  }

  async pyramid(input: Float32Array, size: number): Promise<OnnxPyramid> {
    const maps = await this.#pyramid.run({ input: { data: input, shape: [1, size, size, 3] } });
    const unfinished = this.#asMap(take(maps, 'p2'));
    let finest: Promise<Given> | undefined;
    const finish = async (): Promise<Given> =>
      this.#asMap(take(await this.#finest.run({ unfinished }), 'p2'));
    return this.#hold(maps, () => (finest ??= finish()));
  }

  pyramidFrom(levels: Readonly<Record<PyramidLevel, Float32Array>>): OnnxPyramid {
    const { channels } = this.#manifest.detector;
    const maps = LEVELS.map((level) => {
      const side = Math.sqrt(levels[level].length / channels);
      return [level, permute({ data: levels[level], shape: [side, side, channels] }, [2, 0, 1])];
    });
    return this.#hold(Object.fromEntries(maps) as Record<string, Float32Array>);
  }

  async proposals(pyramid: OnnxPyramid): Promise<Float32Array> {
    const { anchors } = this.#manifest.detector;
    const wanted = anchors.map(async ({ level }) => [level, await pyramid.level(level)] as const);
    return take(await this.#proposals.run(Object.fromEntries(await Promise.all(wanted))), 'rows');
  }

  async classify(pyramid: OnnxPyramid, boxes: Float32Array): Promise<BoxReadings> {
    const { rows } = await this.#classify.run({ map: await pyramid.level('p3'), ...asRegions(boxes) });
    return splitReadings(rows ?? new Float32Array(), boxes.length / 4);
  }

  async classifyPooled(pooled: Float32Array, count: number): Promise<BoxReadings> {
    const { rows } = await this.#classifyPooled.run({ pooled: asMaps(pooled, count, BOX_POOL) });
    return splitReadings(rows ?? new Float32Array(), count);
  }

  async masks(pyramid: OnnxPyramid, boxes: Float32Array): Promise<Float32Array> {
    if (boxes.length === 0) return new Float32Array();
    return take(await this.#masks.run({ map: await pyramid.level('p2'), ...asRegions(boxes) }), 'masks');
  }

  async maskLogitsPooled(pooled: Float32Array, count: number): Promise<Float32Array> {
    return take(await this.#maskLogits.run({ pooled: asMaps(pooled, count, MASK_POOL) }), 'masks');
  }

  async pool(
    pyramid: OnnxPyramid,
    level: PyramidLevel,
    boxes: Float32Array,
    size: number,
  ): Promise<Float32Array> {
    const key = `${level}/${size}`;
    const stage =
      this.#pools.get(key) ?? new OnnxStage(this.#runtime, poolGraph(this.#manifest, level, size));
    this.#pools.set(key, stage);
    return take(await stage.run({ map: await pyramid.level(level), ...asRegions(boxes) }), 'pooled');
  }

  async read(pyramid: OnnxPyramid, level: PyramidLevel): Promise<Float32Array> {
    const { data, shape } = await pyramid.level(level);
    return permute({ data: data as Float32Array, shape: shape.slice(1) }, [1, 2, 0]);
  }

  async pooledFeatures(pyramid: OnnxPyramid, boxes: Float32Array): Promise<Float32Array> {
    return (await this.features(pyramid, boxes)).values as Float32Array;
  }

  async features(pyramid: OnnxPyramid, boxes: Float32Array): Promise<FeatureBatch> {
    const { levels, size, channels } = this.#manifest.features;
    const count = boxes.length / 4;
    const values = new Float32Array(count * size * size * channels);
    if (count > 0) {
      const parts = [];
      for (const level of levels) parts.push(await this.pool(pyramid, level, boxes, size));
      const width = channels / levels.length;
      parts.forEach((part, index) => {
        for (let row = 0; row < count * size * size; row++) {
          values.set(part.subarray(row * width, (row + 1) * width), row * channels + index * width);
        }
      });
    }
    return { count, values, dispose: () => undefined };
  }

  dispose(): void {
    const heads = [this.#classify, this.#classifyPooled, this.#masks, this.#maskLogits];
    for (const stage of [this.#pyramid, this.#finest, this.#proposals, ...heads, ...this.#pools.values()])
      stage.dispose();
  }

  #hold(maps: Readonly<Record<string, Float32Array>>, finest?: () => Promise<Given>): OnnxPyramid {
    return {
      level: async (name) => (name === 'p2' && finest ? finest() : this.#asMap(take(maps, name))),
      dispose: () => undefined,
    };
  }

  #asMap(data: Float32Array): Given {
    const { channels } = this.#manifest.detector;
    const side = Math.sqrt(data.length / channels);
    return { data, shape: [1, channels, side, side] };
  }
}

/** The graphs of the detector's stages. */
class DetectorLayers {
  readonly #manifest: PackManifest;
  readonly #layers: ReadonlyMap<string, LayerWeights>;

  constructor(manifest: PackManifest, layers: ReadonlyMap<string, LayerWeights>) {
    this.#manifest = manifest;
    this.#layers = layers;
  }

  /** Backbone and feature pyramid (Lin et al., 2017); `p2` is what `finest` takes. */
  pyramid(): OnnxGraph {
    const graph = new OnnxGraph();
    const { channels } = this.#manifest.detector;
    let x = channelsFirst(graph, graph.input('input', [1, 'height', 'width', 3]));
    x = relu(graph, this.#convolve(graph, x, 'stem.0', 2));
    x = relu(graph, this.#convolve(graph, x, 'stem.1', 2));
    const stages = [1, 2, 3, 4].map((stage) => {
      x = this.#block(graph, x, `stage${stage}.0`, stage === 1 ? 1 : 2);
      return (x = this.#block(graph, x, `stage${stage}.1`, 1));
    });
    const twice = graph.constant(Float32Array.of(1, 1, 2, 2), [4]);
    let above: Value | undefined;
    for (const [index, level] of [...LEVELS.entries()].reverse()) {
      let merged = this.#convolve(graph, stages[index] as Value, `fpn.lateral${index + 2}`);
      if (above !== undefined) {
        const enlarged = graph.node('Resize', [above, '', twice], {
          mode: 'nearest',
          coordinate_transformation_mode: 'asymmetric',
          nearest_mode: 'floor',
        });
        merged = graph.node('Add', [merged, enlarged]);
      }
      const map = level === 'p2' ? merged : this.#convolve(graph, merged, `fpn.output${index + 2}`);
      graph.output(map, level, [1, channels, `${level} rows`, `${level} columns`]);
      above = merged;
    }
    return graph;
  }

  finest(): OnnxGraph {
    const graph = new OnnxGraph();
    const shape = [1, this.#manifest.detector.channels, 'rows', 'columns'];
    graph.output(this.#convolve(graph, graph.input('unfinished', shape), 'fpn.output2'), 'p2', shape);
    return graph;
  }

  proposals(): OnnxGraph {
    const graph = new OnnxGraph();
    const { channels, anchors, ratios } = this.#manifest.detector;
    const width = (anchors[0]?.sizes.length ?? 0) * ratios.length * 5;
    const rows = anchors.map(({ level }) => {
      const map = graph.input(level, [1, channels, `${level} rows`, `${level} columns`]);
      const readings = this.#convolve(
        graph,
        relu(graph, this.#convolve(graph, map, 'rpn.conv')),
        'rpn.readings',
      );
      return graph.node('Reshape', [channelsLast(graph, readings), graph.numbers([-1, width])]);
    });
    graph.output(graph.node('Concat', rows, { axis: 0 }), 'rows', ['rows', width]);
    return graph;
  }

  /** Class and place of boxes, pooled here or given as pooled. */
  boxHead(isPooledHere: boolean): OnnxGraph {
    const graph = new OnnxGraph();
    const pooled = this.#pooled(graph, isPooledHere, 'p3', BOX_POOL);
    let x = graph.node('Reshape', [pooled, graph.numbers([0, -1])]);
    for (const name of ['box.fc1', 'box.fc2']) x = relu(graph, connect(graph, x, this.#layer(name)));
    graph.output(connect(graph, x, this.#layer('box.readings')), 'rows', ['boxes', 10]);
    return graph;
  }

  /** Probabilities where pooled here, logits where given as pooled. */
  maskHead(isPooledHere: boolean): OnnxGraph {
    const graph = new OnnxGraph();
    let x = channelsFirst(graph, this.#pooled(graph, isPooledHere, 'p2', MASK_POOL));
    for (const name of ['mask.conv1', 'mask.conv2', 'mask.conv3'])
      x = relu(graph, this.#convolve(graph, x, name));
    const up = relu(graph, this.#convolve(graph, x, 'mask.up'));
    const spread = graph.node('DepthToSpace', [up], { blocksize: 2, mode: 'DCR' });
    const logits = channelsLast(graph, this.#convolve(graph, spread, 'mask.logits'));
    const { size } = this.#manifest.detector.mask;
    graph.output(isPooledHere ? graph.node('Sigmoid', [logits]) : logits, 'masks', ['boxes', size, size, 2]);
    return graph;
  }

  #pooled(graph: OnnxGraph, isPooledHere: boolean, level: PyramidLevel, size: number): Value {
    const { channels } = this.#manifest.detector;
    if (isPooledHere) return align(graph, channels, level, size);
    return graph.input('pooled', ['boxes', size, size, channels]);
  }

  #block(graph: OnnxGraph, x: Value, name: string, stride: number): Value {
    const kept = this.#layers.has(`${name}.project`)
      ? this.#convolve(graph, x, `${name}.project`, stride)
      : x;
    const first = relu(graph, this.#convolve(graph, x, `${name}.conv1`, stride));
    return relu(graph, graph.node('Add', [this.#convolve(graph, first, `${name}.conv2`), kept]));
  }

  #convolve(graph: OnnxGraph, x: Value, name: string, stride = 1): Value {
    return convolve(graph, x, this.#layer(name), { stride });
  }

  #layer(name: string): LayerWeights {
    const layer = this.#layers.get(name);
    if (layer) return layer;
    throw new SmearError(
      'pack-incompatible',
      `The model pack lacks the weights “${name}”. Use a pack made for this version.`,
    );
  }
}

function poolGraph({ detector }: PackManifest, level: PyramidLevel, size: number): OnnxGraph {
  const graph = new OnnxGraph();
  const pooled = align(graph, detector.channels, level, size);
  graph.output(pooled, 'pooled', ['boxes', size, size, detector.channels]);
  return graph;
}

function asMaps(values: Float32Array, count: number, side: number): Given {
  return { data: values, shape: [count, side, side, values.length / (count * side * side)] };
}

function take(outputs: Readonly<Record<string, Float32Array>>, name: string): Float32Array {
  const values = outputs[name];
  if (values) return values;
  throw new SmearError('pack-incompatible', `ONNX Runtime gives no “${name}”.`);
}

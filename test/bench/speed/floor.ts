import { layerShapes } from '../../../models/encoder/encoder-stages.js';
import { OnnxGraph } from '../../../models/onnx/onnx-graph.js';
import { OnnxStage, type OnnxRuntime } from '../../../models/onnx/onnx-runtime.js';
import type { Pack } from '../../../models/pack/pack.js';

/** Multiply-adds of the detector's backbone, pyramid and proposals on a tile of this side; without the finest map, which outlines alone need. */
export function detectorMultiplyAdds({ detector }: Pack, side: number): number {
  let sum = 0;
  for (const [name, { shape, data }] of detector) {
    if (!name.endsWith('.weight') || shape.length !== 4 || name.startsWith('fpn.output2')) continue;
    for (const stride of stridesOf(name)) sum += data.length * (side / stride) ** 2;
  }
  return sum;
}

/** Level-0 pixels a side for each pixel of the layer's result; the proposals' layers run on three levels. */
function stridesOf(name: string): number[] {
  const stage = /^stage(\d)/.exec(name)?.[1];
  const level = /^fpn\.\w+?(\d)\./.exec(name)?.[1];
  if (name.startsWith('stem.0')) return [2];
  if (name.startsWith('stem.1')) return [4];
  if (stage) return [2 << Number(stage)];
  if (level) return [1 << Number(level)];
  return name.startsWith('rpn') ? [8, 16, 32] : [];
}

/** Multiply-adds of the second look at one cell. */
export function encoderMultiplyAdds({ manifest }: Pack): number {
  const { secondLook } = manifest;
  if (!secondLook) return 0;
  let [side, sum] = [secondLook.widthPx, 0];
  for (const [name, shape] of layerShapes(secondLook)) {
    const block = /^blocks\.(\d+)\.depthwise/.exec(name)?.[1];
    if (name === 'stem' || (block !== undefined && secondLook.blocks[Number(block)]?.[3] === 2)) side /= 2;
    sum += shape.reduce((product, size) => product * size, 1) * side ** 2;
  }
  return sum;
}

const SIDE = 768;

/** A large product of matrices on one thread: what the processor can do at best. Multiply-adds and how to run it. */
export function matrixProduct(runtime: OnnxRuntime): { multiplyAdds: number; run: () => Promise<unknown> } {
  const graph = new OnnxGraph();
  const a = graph.input('a', [SIDE, SIDE]);
  graph.output(graph.node('MatMul', [a, graph.input('b', [SIDE, SIDE])]), 'c', [SIDE, SIDE]);
  const stage = new OnnxStage(runtime, graph);
  const given = { data: new Float32Array(SIDE * SIDE).fill(0.5), shape: [SIDE, SIDE] };
  return { multiplyAdds: SIDE ** 3, run: () => stage.run({ a: given, b: given }) };
}

import type { WeightTensor } from '../pack/safetensors.js';
import type { OnnxGraph, Value } from './onnx-graph.js';

/** A layer as packs hold it: height, width, inputs, outputs; a linear one has inputs and outputs only. */
export interface PackLayer {
  readonly weight: WeightTensor;
  readonly bias: Float32Array;
}

export interface ConvolutionOptions {
  readonly stride?: number;
  /** Zeros on every side; by default so many that the size stays. */
  readonly padding?: number;
  /** Whether each channel is filtered by itself. */
  readonly depthwise?: boolean;
}

/** A convolution of `[n, channels, height, width]`. */
export function convolve(
  graph: OnnxGraph,
  x: Value,
  { weight, bias }: PackLayer,
  { stride = 1, padding, depthwise = false }: ConvolutionOptions = {},
): Value {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = weight.shape;
  // A depthwise layer's channels stand where another's inputs do.
  const shape = depthwise ? [inputs, outputs, height, width] : [outputs, inputs, height, width];
  const arranged = permute(weight, depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]);
  const side = padding ?? (height - 1) / 2;
  return graph.node('Conv', [x, graph.constant(arranged, shape), graph.constant(bias, [bias.length])], {
    kernel_shape: [height, width],
    strides: [stride, stride],
    pads: [side, side, side, side],
    group: depthwise ? inputs : 1,
  });
}

/** Rows times a linear layer. */
export function connect(graph: OnnxGraph, rows: Value, { weight, bias }: PackLayer): Value {
  const product = graph.node('MatMul', [rows, graph.constant(weight.data, weight.shape)]);
  return graph.node('Add', [product, graph.constant(bias, [bias.length])]);
}

export function relu(graph: OnnxGraph, x: Value): Value {
  return graph.node('Relu', [x]);
}

/** `[n, height, width, channels]` to `[n, channels, height, width]`. */
export function channelsFirst(graph: OnnxGraph, x: Value): Value {
  return graph.node('Transpose', [x], { perm: [0, 3, 1, 2] });
}

/** The way back. */
export function channelsLast(graph: OnnxGraph, x: Value): Value {
  return graph.node('Transpose', [x], { perm: [0, 2, 3, 1] });
}

/** A tensor's values with its axes in another order. */
export function permute({ shape, data }: WeightTensor, order: readonly number[]): Float32Array {
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = order.map((axis) => shape[axis] as number);
  const moves = order.map((axis) => steps[axis] as number);
  const permuted = new Float32Array(data.length);
  const place = sizes.map(() => 0);
  let from = 0;
  for (let to = 0; to < permuted.length; to++) {
    permuted[to] = data[from] as number;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const next = (place[axis] as number) + 1;
      from += moves[axis] as number;
      if (next < (sizes[axis] as number)) {
        place[axis] = next;
        break;
      }
      from -= next * (moves[axis] as number);
      place[axis] = 0;
    }
  }
  return permuted;
}

import type { PyramidLevel } from '../pack/pack-manifest.js';
import { channelsLast } from './layer-nodes.js';
import type { OnnxGraph, Value } from './onnx-graph.js';
import type { Given } from './onnx-runtime.js';

export const LEVELS: readonly PyramidLevel[] = ['p2', 'p3', 'p4', 'p5'];
const FINEST_STRIDE = 4;

/** RoIAlign with two samples a side and half-pixel alignment, channels last; inputs `map`, `boxes` and `owners`. */
export function align(graph: OnnxGraph, channels: number, level: PyramidLevel, size: number): Value {
  const map = graph.input('map', [1, channels, 'rows', 'columns']);
  const boxes = graph.input('boxes', ['boxes', 4]);
  const owners = graph.input('owners', ['boxes'], 'int64');
  const pooled = graph.node('RoiAlign', [map, boxes, owners], {
    coordinate_transformation_mode: 'half_pixel',
    mode: 'avg',
    output_height: size,
    output_width: size,
    sampling_ratio: 2,
    spatial_scale: 1 / (FINEST_STRIDE << LEVELS.indexOf(level)),
  });
  return channelsLast(graph, pooled);
}

/** Boxes of the one map that there is. */
export function asRegions(boxes: Float32Array): { boxes: Given; owners: Given } {
  const count = boxes.length / 4;
  return {
    boxes: { data: boxes, shape: [count, 4] },
    owners: { data: new BigInt64Array(count), shape: [count] },
  };
}

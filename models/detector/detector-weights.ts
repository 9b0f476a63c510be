import type { PackManifest } from '../pack/pack-manifest.js';
import { requireTensor, type Weights, type WeightTensor } from '../pack/safetensors.js';
import { toSubPixel } from '../layers/transposed-convolution.js';

/** One layer: convolution (height, width, inputs, outputs) or linear (inputs, outputs). */
export interface LayerWeights {
  readonly weight: WeightTensor;
  readonly bias: Float32Array;
}

const REARRANGED = ['rpn.objectness', 'rpn.deltas', 'box.score', 'box.deltas', 'mask.up', 'mask.logits'];

/**
 * The pack's detector layers by name, arranged for speed: layers that read the same input are joined
 * (`rpn.readings`, `box.readings`), the mask's upsampling is a 1×1 convolution, and of the mask logits only
 * `[cell, nucleus]` remain. Throws `pack-incompatible`.
 */
export function arrangeDetector(manifest: PackManifest, weights: Weights): Map<string, LayerWeights> {
  const layers = new Map<string, LayerWeights>();
  const names = new Set([...weights.keys()].map((key) => key.replace(/\.(weight|bias)$/, '')));
  for (const name of names) {
    if (!REARRANGED.includes(name)) layers.set(name, layerOf(weights, name));
  }
  layers.set('rpn.readings', joinLayers(layerOf(weights, 'rpn.objectness'), layerOf(weights, 'rpn.deltas')));
  layers.set('box.readings', joinLayers(layerOf(weights, 'box.score'), layerOf(weights, 'box.deltas')));
  const { channels, mask } = manifest.detector;
  const up = requireTensor(weights, 'mask.up.weight', [2, 2, channels, channels]);
  layers.set('mask.up', toSubPixel(up, requireTensor(weights, 'mask.up.bias', [channels]).data, 2));
  layers.set('mask.logits', pickOutputs(layerOf(weights, 'mask.logits'), [mask.cell, mask.nucleus]));
  return layers;
}

function layerOf(weights: Weights, name: string): LayerWeights {
  const weight = requireTensor(weights, `${name}.weight`);
  return { weight, bias: requireTensor(weights, `${name}.bias`, weight.shape.slice(-1)).data };
}

function joinLayers(first: LayerWeights, second: LayerWeights): LayerWeights {
  const a = first.bias.length;
  const b = second.bias.length;
  const rows = first.weight.data.length / a;
  const data = new Float32Array(rows * (a + b));
  for (let row = 0; row < rows; row++) {
    data.set(first.weight.data.subarray(row * a, (row + 1) * a), row * (a + b));
    data.set(second.weight.data.subarray(row * b, (row + 1) * b), row * (a + b) + a);
  }
  const bias = new Float32Array(a + b);
  bias.set(first.bias);
  bias.set(second.bias, a);
  return { weight: { shape: [...first.weight.shape.slice(0, -1), a + b], data }, bias };
}

function pickOutputs({ weight, bias }: LayerWeights, wanted: readonly number[]): LayerWeights {
  const data = new Float32Array((weight.data.length / bias.length) * wanted.length);
  data.forEach((_, at) => {
    const row = Math.floor(at / wanted.length);
    data[at] = weight.data[row * bias.length + (wanted[at % wanted.length] as number)] as number;
  });
  return {
    weight: { shape: [...weight.shape.slice(0, -1), wanted.length], data },
    bias: Float32Array.from(wanted, (channel) => bias[channel] as number),
  };
}

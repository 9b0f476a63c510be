/**
 * Boxes for a cropAndResize to `samples` a side whose points are those of RoIAlign with half-pixel alignment
 * (He et al., 2017; `aligned=True` in torchvision): flat `[y1, x1, y2, x2]`, normalised.
 * `boxes` are flat `[x1, y1, x2, y2]` in tile pixels, `stride` is the feature map's, and `side` its size after
 * one repeated pixel was put on every side.
 */
export function roiSamples(boxes: Float32Array, stride: number, side: number, samples: number): Float32Array {
  const corners = new Float32Array(boxes.length);
  for (let at = 0; at < boxes.length; at += 4) {
    for (const axis of [0, 1]) {
      // Half a pixel back for the alignment, one on for the repeated pixel.
      const low = (boxes[at + axis] as number) / stride - 0.5 + 1;
      const high = (boxes[at + axis + 2] as number) / stride - 0.5 + 1;
      const half = (high - low) / samples / 2;
      corners[at + 1 - axis] = (low + half) / (side - 1);
      corners[at + 3 - axis] = (high - half) / (side - 1);
    }
  }
  return corners;
}

/** Anchors of one pyramid level. */
export interface AnchorShape {
  /** Tile pixels between neighbouring anchors. */
  readonly stride: number;
  readonly sizes: readonly number[];
  /** Height over width. */
  readonly ratios: readonly number[];
}

/**
 * Every anchor of one level as flat `[x1, y1, x2, y2, …]` in tile pixels: rows, then columns, then aspect ratios,
 * then sizes. `tileSize` is the side of the square network input.
 * Order and rounding are torchvision's `AnchorGenerator`, since its weights rest on them.
 */
export function createAnchors(shape: AnchorShape, tileSize: number): Float32Array {
  const base = baseAnchors(shape);
  const cells = Math.floor(tileSize / shape.stride);
  const anchors = new Float32Array(cells * cells * base.length);
  let next = 0;
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      for (let corner = 0; corner < base.length; corner++) {
        const shift = (corner % 2 === 0 ? column : row) * shape.stride;
        anchors[next++] = (base[corner] as number) + shift;
      }
    }
  }
  return anchors;
}

/** Anchors around the origin, one of four numbers for each ratio and size. */
function baseAnchors({ sizes, ratios }: AnchorShape): number[] {
  return ratios.flatMap((ratio) =>
    sizes.flatMap((size) => {
      const height = Math.sqrt(ratio) * size;
      const width = size / Math.sqrt(ratio);
      return [-width / 2, -height / 2, width / 2, height / 2].map(roundHalfToEven);
    }),
  );
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

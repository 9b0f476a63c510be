/** Shapes that differ at a few pixels, so that a kind shows by more than its colour. */
export const POINT_SHAPES = [
  'disc',
  'square',
  'triangle',
  'diamond',
  'plus',
  'wedge',
  'cross',
  'bar',
  'pillar',
  'ring',
] as const;

export type PointShape = (typeof POINT_SHAPES)[number];

/** Many points to be painted; one entry per point in each array. */
export interface Points {
  /** x and y in pixels of the picture. */
  readonly places: Float32Array;
  /** Index into `POINT_SHAPES`. */
  readonly shapes: Uint8Array;
  /** Index into `inks`. */
  readonly colours: Uint8Array;
  /** 0 not at all, 1 as one of many, 2 chosen: larger, and over the others. */
  readonly states: Uint8Array;
}

/** Fill and rim of a point, packed as `packColour` does. */
export interface Ink {
  readonly fill: number;
  readonly rim: number;
}

/** What is painted into: packed pixels, row after row. */
export interface Picture {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/** sRGB as a pixel of an opaque canvas: the bytes lie red first, on every machine that runs a browser. */
export function packColour([red, green, blue]: readonly [number, number, number]): number {
  return ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
}

/**
 * Paints the points into the picture, later ones over earlier ones and the chosen ones last; `size` in pixels, odd.
 * A hundred thousand take a few milliseconds: canvas calls would take longer than a frame.
 */
export function paintPoints(picture: Picture, points: Points, inks: readonly Ink[], size: number): void {
  const small = POINT_SHAPES.map((shape) => stampOf(shape, size));
  const large = POINT_SHAPES.map((shape) => stampOf(shape, size + 4));
  const { states } = points;
  for (const [state, stamps] of [
    [1, small],
    [2, large],
  ] as const) {
    for (let i = 0; i < states.length; i++) {
      if (states[i] !== state) continue;
      const stamp = stamps[points.shapes[i] as number];
      const ink = inks[points.colours[i] as number];
      if (stamp && ink)
        press(picture, stamp, ink, points.places[i * 2] as number, points.places[i * 2 + 1] as number);
    }
  }
}

interface Stamp {
  /** Offsets from the middle, x and y in turn. */
  readonly fill: Int16Array;
  readonly rim: Int16Array;
}

function press({ pixels, width, height }: Picture, stamp: Stamp, ink: Ink, x: number, y: number): void {
  const [left, top] = [Math.round(x), Math.round(y)];
  for (const [offsets, colour] of [
    [stamp.rim, ink.rim],
    [stamp.fill, ink.fill],
  ] as const) {
    for (let i = 0; i < offsets.length; i += 2) {
      const column = left + (offsets[i] as number);
      const row = top + (offsets[i + 1] as number);
      if (column >= 0 && row >= 0 && column < width && row < height) pixels[row * width + column] = colour;
    }
  }
}

function stampOf(shape: PointShape, size: number): Stamp {
  const half = (size - 1) / 2;
  const inside = (x: number, y: number): boolean =>
    Math.abs(x) <= half && Math.abs(y) <= half && INSIDE[shape](x / (half + 0.5), y / (half + 0.5));
  const fill: number[] = [];
  const rim: number[] = [];
  for (let y = -half - 1; y <= half + 1; y++) {
    for (let x = -half - 1; x <= half + 1; x++) {
      if (inside(x, y)) fill.push(x, y);
      else if (inside(x - 1, y) || inside(x + 1, y) || inside(x, y - 1) || inside(x, y + 1)) rim.push(x, y);
    }
  }
  return { fill: Int16Array.from(fill), rim: Int16Array.from(rim) };
}

/** Whether a point of the square from −1 to 1 (y downwards) belongs to the shape. */
const INSIDE: Readonly<Record<PointShape, (x: number, y: number) => boolean>> = {
  disc: (x, y) => x * x + y * y <= 1,
  square: (x, y) => Math.abs(x) <= 0.82 && Math.abs(y) <= 0.82,
  triangle: (x, y) => Math.abs(x) <= (y + 1) / 2,
  diamond: (x, y) => Math.abs(x) + Math.abs(y) <= 1,
  plus: (x, y) => Math.abs(x) <= 0.3 || Math.abs(y) <= 0.3,
  wedge: (x, y) => Math.abs(x) <= (1 - y) / 2,
  cross: (x, y) => Math.abs(Math.abs(x) - Math.abs(y)) <= 0.3,
  bar: (_, y) => Math.abs(y) <= 0.45,
  pillar: (x) => Math.abs(x) <= 0.45,
  ring: (x, y) => x * x + y * y <= 1 && x * x + y * y >= 0.3,
};

import type { StainAlignment } from '../pack/pack-manifest.js';

/** Three rows of three: what the optical densities of red, green and blue are mixed by. */
export type Mixing = readonly number[];

/** Bytes of a picture, `step` of them for each pixel, of which the first three are red, green and blue. */
export interface PixelBytes {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly side: number;
  readonly step: 3 | 4;
}

/** Every third pixel of every third row says enough. */
const SAMPLED = 3;
/** Keeps a stain of one dye from being divided by nothing. */
const LEAST_MOMENT = 1e-3;
/** Of the table from densities to bytes: a step is an eighth of a byte at most. */
const DENSITY_STEPS = 2048;
/** Densities below glass go to −0.5. */
const BRIGHTEST_STEPS = DENSITY_STEPS / 2;
const IDENTITY: Mixing = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/**
 * What brings the stain of this picture to the one that the encoder knows: of all linear maps between the second moments
 * of optical density the one that moves least (the optimal transport of centred Gaussians: Olkin and Pukelsheim, 1982),
 * bounded, and taken by the rule's share. Glass stays glass. `undefined` where too little is stained. The same for every
 * back end, since nothing but the picture decides.
 */
export function stainMixing(picture: PixelBytes, rule: StainAlignment): Mixing | undefined {
  const own = secondMoments(picture, rule);
  if (!own) return undefined;
  const half = ofEigenvalues(own, squareRoot);
  const back = ofEigenvalues(own, (value) => 1 / squareRoot(value));
  const inner = ofEigenvalues(product(product(half, rule.reference.flat()), half), squareRoot);
  const most = rule.largestStretch;
  const stretch = ofEigenvalues(product(product(back, inner), back), (value) =>
    Math.min(most, Math.max(1 / most, value)),
  );
  return stretch.map((value, at) => (1 - rule.share) * (IDENTITY[at] as number) + rule.share * value);
}

/** Gives the picture's bytes, in place, the stain that the mixing makes of theirs; a fourth byte stays. */
export function mixStain({ data, step }: PixelBytes, mixing: Mixing, glass: number): void {
  const densities = densityTable(glass);
  const bytes = byteTable(glass);
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, i = 1] = mixing.map(
    (m) => m * DENSITY_STEPS,
  );
  const byte = (steps: number): number => {
    const index = Math.round(steps) + BRIGHTEST_STEPS;
    return bytes[Math.min(bytes.length - 1, Math.max(0, index))] as number;
  };
  for (let at = 0; at < data.length; at += step) {
    const red = densities[data[at] as number] as number;
    const green = densities[data[at + 1] as number] as number;
    const blue = densities[data[at + 2] as number] as number;
    data[at] = byte(a * red + b * green + c * blue);
    data[at + 1] = byte(d * red + e * green + f * blue);
    data[at + 2] = byte(g * red + h * green + i * blue);
  }
}

/** The mixing that takes back what this one did; it is never singular, since its stretches are bounded. */
export function unmixed(mixing: Mixing): Mixing {
  const at = (row: number, column: number): number => mixing[3 * (row % 3) + (column % 3)] as number;
  const cofactor = (row: number, column: number): number =>
    at(row + 1, column + 1) * at(row + 2, column + 2) - at(row + 1, column + 2) * at(row + 2, column + 1);
  const determinant = at(0, 0) * cofactor(0, 0) + at(0, 1) * cofactor(0, 1) + at(0, 2) * cofactor(0, 2);
  return IDENTITY.map((_, index) => cofactor(index % 3, Math.floor(index / 3)) / determinant);
}

/** The mean product of each two densities over what is stained; `undefined` where that is too little. */
function secondMoments({ data, side, step }: PixelBytes, rule: StainAlignment): number[] | undefined {
  const densities = densityTable(rule.glass);
  let [rr, rg, rb, gg, gb, bb, count] = [0, 0, 0, 0, 0, 0, 0];
  for (let y = 0; y < side; y += SAMPLED) {
    for (let at = y * side * step; at < (y + 1) * side * step; at += SAMPLED * step) {
      const green = densities[data[at + 1] as number] as number;
      if (green <= rule.stained) continue;
      const red = densities[data[at] as number] as number;
      const blue = densities[data[at + 2] as number] as number;
      rr += red * red;
      rg += red * green;
      rb += red * blue;
      gg += green * green;
      gb += green * blue;
      bb += blue * blue;
      count++;
    }
  }
  if (count === 0 || count < rule.leastStained * Math.ceil(side / SAMPLED) ** 2) return undefined;
  const sums = [rr, rg, rb, rg, gg, gb, rb, gb, bb];
  return sums.map((sum, index) => sum / count + LEAST_MOMENT * (IDENTITY[index] as number));
}

/** Optical density over glass of each byte, natural logarithm; what is brighter than glass is bounded, as in training. */
function densityTable(glass: number): Float64Array {
  return Float64Array.from({ length: 256 }, (_, byte) =>
    Math.max(-Math.log((byte + 1) / (glass + 1)), -0.05),
  );
}

/** The byte of each density, `DENSITY_STEPS` of them to one, from a little brighter than glass to black. */
function byteTable(glass: number): Uint8ClampedArray {
  const darkest = Math.ceil(Math.log(2 * (glass + 1)) * DENSITY_STEPS);
  return Uint8ClampedArray.from(
    { length: BRIGHTEST_STEPS + darkest },
    (_, index) => (glass + 1) * Math.exp((BRIGHTEST_STEPS - index) / DENSITY_STEPS) - 1,
  );
}

function squareRoot(value: number): number {
  return Math.sqrt(Math.max(value, 1e-8));
}

function product(left: Mixing, right: Mixing): number[] {
  return IDENTITY.map((_, index) => {
    const [row, column] = [Math.floor(index / 3), index % 3];
    return [0, 1, 2].reduce(
      (sum, k) => sum + (left[3 * row + k] as number) * (right[3 * k + column] as number),
      0,
    );
  });
}

/** The symmetric matrix with the same eigenvectors and these of its eigenvalues; found by Jacobi's rotations. */
function ofEigenvalues(symmetric: Mixing, change: (value: number) => number): number[] {
  let values = [...symmetric];
  let vectors = [...IDENTITY];
  for (let sweep = 0; sweep < 12; sweep++) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const beside = values[3 * p + q] as number;
      if (Math.abs(beside) < 1e-15) continue;
      const angle = 0.5 * Math.atan2(2 * beside, (values[4 * q] as number) - (values[4 * p] as number));
      const rotation = [...IDENTITY];
      rotation[4 * p] = rotation[4 * q] = Math.cos(angle);
      rotation[3 * p + q] = Math.sin(angle);
      rotation[3 * q + p] = -Math.sin(angle);
      values = product(product(transposed(rotation), values), rotation);
      vectors = product(vectors, rotation);
    }
  }
  const diagonal = IDENTITY.map((one, index) => (one ? change(values[index] as number) : 0));
  return product(product(vectors, diagonal), transposed(vectors));
}

function transposed(matrix: Mixing): number[] {
  return IDENTITY.map((_, index) => matrix[3 * (index % 3) + Math.floor(index / 3)] as number);
}

import type { ContourPixels } from './contour-pixels.js';

export interface FittedCircle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Share of the directions inside the picture in which the contour lies where the circle says. */
  readonly coverage: number;
  /** Share of the directions that lie inside the picture. */
  readonly visible: number;
}

const DIRECTIONS = 32;
const COS = Array.from({ length: DIRECTIONS }, (_, i) => Math.cos((2 * Math.PI * i) / DIRECTIONS));
const SIN = Array.from({ length: DIRECTIONS }, (_, i) => Math.sin((2 * Math.PI * i) / DIRECTIONS));

/** How far a contour may stray from the circle, as a share of the radius. */
const SLACK = 0.13;
/** How well the contour's direction must point at the centre (cosine). */
const ALIGNED = 0.75;

/** The circle through the contour near a seed, moved and resized to fit it; `undefined` where nothing holds. */
export function fitCircle(
  contour: ContourPixels,
  seed: { readonly x: number; readonly y: number; readonly radius: number },
): FittedCircle | undefined {
  let circle: FittedCircle | undefined;
  let { x, y, radius } = seed;
  for (let pass = 0; pass < 3; pass++) {
    const found = search(contour, x, y, radius, pass === 0 ? 0.25 : 0.2);
    if (found.xs.length < 8) return undefined;
    const next = leastSquares(found.xs, found.ys);
    if (!next) return undefined;
    ({ x, y, radius } = next);
    if (radius < 0.6 * seed.radius || radius > 1.6 * seed.radius) return undefined;
    const inliers = found.xs.filter((px, i) => {
      const distance = Math.hypot(px - x, (found.ys[i] as number) - y);
      return Math.abs(distance - radius) <= SLACK * radius;
    }).length;
    circle = {
      x,
      y,
      radius,
      coverage: inliers / Math.max(found.visible, 1),
      visible: found.visible / DIRECTIONS,
    };
  }
  return circle;
}

/** In each direction the contour pixel nearest to the expected radius that faces the centre. */
function search(contour: ContourPixels, x: number, y: number, radius: number, reach: number) {
  const xs: number[] = [];
  const ys: number[] = [];
  let visible = 0;
  const steps = Math.max(1, Math.round(radius * reach));
  for (let k = 0; k < DIRECTIONS; k++) {
    const cos = COS[k] as number;
    const sin = SIN[k] as number;
    const rimX = x + radius * cos;
    const rimY = y + radius * sin;
    if (rimX < 2 || rimY < 2 || rimX > contour.width - 3 || rimY > contour.height - 3) continue;
    visible++;
    for (let n = 0; n <= 2 * steps; n++) {
      // 0, +1, −1, +2, −2 …: nearest first.
      const offset = n % 2 === 1 ? (n + 1) / 2 : -n / 2;
      const at = edgeNear(contour, rimX + offset * cos, rimY + offset * sin);
      if (at < 0) continue;
      const facing = -((contour.dxs[at] as number) * cos + (contour.dys[at] as number) * sin);
      if (facing < ALIGNED) continue;
      xs.push(contour.xs[at] as number);
      ys.push(contour.ys[at] as number);
      break;
    }
  }
  return { xs, ys, visible };
}

function edgeNear(contour: ContourPixels, x: number, y: number): number {
  const column = Math.round(x);
  const row = Math.round(y);
  if (column < 1 || row < 1 || column >= contour.width - 1 || row >= contour.height - 1) return -1;
  return (contour.indexAt[row * contour.width + column] as number) - 1;
}

/** Kåsa's circle fit. */
function leastSquares(xs: readonly number[], ys: readonly number[]) {
  const n = xs.length;
  const meanX = xs.reduce((sum, value) => sum + value, 0) / n;
  const meanY = ys.reduce((sum, value) => sum + value, 0) / n;
  let suu = 0;
  let svv = 0;
  let suv = 0;
  let suuu = 0;
  let svvv = 0;
  for (let i = 0; i < n; i++) {
    const u = (xs[i] as number) - meanX;
    const v = (ys[i] as number) - meanY;
    suu += u * u;
    svv += v * v;
    suv += u * v;
    suuu += u * (u * u + v * v);
    svvv += v * (u * u + v * v);
  }
  const determinant = suu * svv - suv * suv;
  if (determinant < 1e-6 * suu * svv || determinant <= 0) return undefined;
  const cu = (0.5 * (suuu * svv - svvv * suv)) / determinant;
  const cv = (0.5 * (svvv * suu - suuu * suv)) / determinant;
  return { x: meanX + cu, y: meanY + cv, radius: Math.sqrt(cu * cu + cv * cv + (suu + svv) / n) };
}

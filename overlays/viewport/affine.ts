import type { Box, Point } from '../../models/domain/geometry.js';

/** `x' = a·x + c·y + e`, `y' = b·x + d·y + f`: the order that `setTransform` takes. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export const IDENTITY: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

export function applyAffine(transform: Affine, point: Point): Point {
  return {
    x: transform.a * point.x + transform.c * point.y + transform.e,
    y: transform.b * point.x + transform.d * point.y + transform.f,
  };
}

/** The transform that does `first`, then `second`. */
export function chainAffine(first: Affine, second: Affine): Affine {
  return {
    a: second.a * first.a + second.c * first.b,
    b: second.b * first.a + second.d * first.b,
    c: second.a * first.c + second.c * first.d,
    d: second.b * first.c + second.d * first.d,
    e: second.a * first.e + second.c * first.f + second.e,
    f: second.b * first.e + second.d * first.f + second.f,
  };
}

/** The way back; a transform that flattens everything has none and gives `undefined`. */
export function invertAffine(transform: Affine): Affine | undefined {
  const { a, b, c, d, e, f } = transform;
  const determinant = a * d - b * c;
  if (!Number.isFinite(1 / determinant)) return undefined;
  return {
    a: d / determinant,
    b: -b / determinant,
    c: -c / determinant,
    d: a / determinant,
    e: (c * f - d * e) / determinant,
    f: (b * e - a * f) / determinant,
  };
}

/** Turns by `degrees` around `centre`; positive is clockwise on screen, as OpenSeadragon counts. */
export function rotateAround(degrees: number, centre: Point): Affine {
  const radians = (degrees * Math.PI) / 180;
  const cos = Math.cos(radians);
  const sin = Math.sin(radians);
  return {
    a: cos,
    b: sin,
    c: -sin,
    d: cos,
    e: centre.x - cos * centre.x + sin * centre.y,
    f: centre.y - sin * centre.x - cos * centre.y,
  };
}

/** Mirrors left and right around the vertical line `x`. */
export function mirrorAround(x: number): Affine {
  return { a: -1, b: 0, c: 0, d: 1, e: 2 * x, f: 0 };
}

/** The smallest upright box around the transformed box. */
export function transformBox({ a, b, c, d, e, f }: Affine, { minX, minY, maxX, maxY }: Box): Box {
  return {
    minX: Math.min(a * minX, a * maxX) + Math.min(c * minY, c * maxY) + e,
    minY: Math.min(b * minX, b * maxX) + Math.min(d * minY, d * maxY) + f,
    maxX: Math.max(a * minX, a * maxX) + Math.max(c * minY, c * maxY) + e,
    maxY: Math.max(b * minX, b * maxX) + Math.max(d * minY, d * maxY) + f,
  };
}

/** How much longer a length becomes: for one that turns, mirrors and scales evenly. */
export function affineScale(transform: Affine): number {
  return Math.sqrt(Math.abs(transform.a * transform.d - transform.b * transform.c));
}

import { polygonArea, polygonContains, type Polygon } from '../../../../models/domain/rings/polygon.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { outlineParts } from '../../../../models/detector/mask-outline.js';
import { isSimpleRing, ringsTouch } from '../../../../models/domain/rings/simple-ring.js';
import type { Box } from '../../../../models/domain/geometry.js';
import { validParts } from '../../../../models/domain/rings/valid-ring.js';

const SIZE = 28;
const BOX: Box = { minX: 100, minY: 40, maxX: 156, maxY: 96 };
const EVERYWHERE = Float64Array.of(99, 39, 157, 39, 157, 97, 99, 97);
/** Level-0 pixels to a side of the grid's squares. */
const SCALE = 2;

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** What a mask head draws of discs, in grid units; a negative radius makes a hole. */
function draw(discs: readonly Disc[], size = SIZE) {
  const values = new Float32Array(size * size);
  for (let at = 0; at < values.length; at++) {
    const [x, y] = [(at % size) + 0.5, Math.floor(at / size) + 0.5];
    const inside = ({ x: cx, y: cy, radius }: Disc): number =>
      1 / (1 + Math.exp((Math.hypot(x - cx, y - cy) - Math.abs(radius)) * 4));
    const filled = discs.filter(({ radius }) => radius > 0).map(inside);
    const holes = discs.filter(({ radius }) => radius < 0).map(inside);
    values[at] = Math.max(0, ...filled) - Math.max(0, ...holes);
  }
  return { size, values };
}

const areas = (parts: readonly Polygon[]): number[] => parts.map(polygonArea);
const discArea = (radius: number): number => Math.PI * (radius * SCALE) ** 2;

describe('the parts of a nucleus', () => {
  it('are its lobes, each as large as it is, the largest first', () => {
    const lobes = [
      { x: 7, y: 8, radius: 3 },
      { x: 20, y: 8, radius: 5 },
      { x: 14, y: 21, radius: 4 },
    ];
    const parts = outlineParts(draw(lobes), BOX, EVERYWHERE);
    assert.equal(parts.length, 3);
    for (const [at, radius] of [5, 4, 3].entries()) {
      const area = areas(parts)[at] ?? 0;
      assert.ok(Math.abs(area / discArea(radius) - 1) < 0.04, `${area} is not that of ${radius}`);
    }
    assert.ok(polygonContains(parts[0] as Polygon, { x: 140, y: 56 }));
  });

  it('leave out specks of less than three hundredths of the nucleus', () => {
    const large = { x: 10, y: 14, radius: 8 };
    assert.equal(outlineParts(draw([large, { x: 24, y: 14, radius: 1 }]), BOX, EVERYWHERE).length, 1);
    assert.equal(outlineParts(draw([large, { x: 24, y: 14, radius: 2 }]), BOX, EVERYWHERE).length, 2);
  });

  it('leave out what lies outside the cell’s own outline', () => {
    const left = Float64Array.of(100, 40, 128, 40, 128, 96, 100, 96);
    const parts = outlineParts(
      draw([
        { x: 7, y: 14, radius: 5 },
        { x: 22, y: 14, radius: 4 },
      ]),
      BOX,
      left,
    );
    assert.equal(parts.length, 1);
    assert.ok(polygonContains(parts[0] as Polygon, { x: 114, y: 68 }));
  });

  it('have no part within another: a hole is filled with all that lies in it', () => {
    const ring = [
      { x: 14, y: 14, radius: 12 },
      { x: 14, y: 14, radius: -8 },
    ];
    const values = draw(ring).values.map((value, at) =>
      Math.max(value, draw([{ x: 14, y: 14, radius: 4 }]).values[at] as number),
    );
    const parts = outlineParts({ size: SIZE, values }, BOX, EVERYWHERE);
    assert.equal(parts.length, 1);
    assert.ok(Math.abs((areas(parts)[0] ?? 0) / discArea(12) - 1) < 0.04);
  });

  it('are none where the mask is empty or covers next to nothing', () => {
    assert.deepEqual(outlineParts(draw([]), BOX, EVERYWHERE), []);
    assert.deepEqual(outlineParts(draw([{ x: 14, y: 14, radius: 2 }]), BOX, EVERYWHERE), []);
  });

  it('are simple rings that never touch, whatever the network draws, in the exported file too', () => {
    const grids = fc.array(fc.constantFrom(0, 0.2, 0.49, 0.5, 0.51, 0.7, 1), {
      minLength: 144,
      maxLength: 144,
    });
    let several = 0;
    fc.assert(
      fc.property(grids, fc.double({ min: 16, max: 120, noNaN: true }), (grid, side) => {
        const box = { minX: 90_000, minY: 7, maxX: 90_000 + side, maxY: 7 + side };
        const whole = Float64Array.of(89_999, 0, 91_000, 0, 91_000, 1000, 89_999, 1000);
        const parts = outlineParts({ size: 12, values: Float32Array.from(grid) }, box, whole);
        if (parts.length > 1) several++;
        const all = areas(parts).reduce((a, b) => a + b, 0);
        parts.forEach((part, at) => {
          assert.ok(isSimpleRing(part), 'a part is simple');
          assert.ok(polygonArea(part) > 0.02 * all);
          assert.ok(parts.slice(at + 1).every((other) => !ringsTouch(part, other)));
        });
        const written = validParts(parts);
        assert.equal(written.length, parts.length, 'no part is lost in writing');
        written.forEach((ring, at) => {
          assert.ok(isSimpleRing(ring), 'a written part is simple');
          assert.ok(written.slice(at + 1).every((other) => !ringsTouch(ring, other)));
        });
      }),
      { numRuns: 300, seed: 11 },
    );
    assert.ok(several > 50, `${several} of 300 masks had several parts`);
  });
});

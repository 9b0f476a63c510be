import { polygonArea, polygonBounds, polygonContains } from '../../../../models/domain/rings/polygon.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { outlineEllipse, outlineMask } from '../../../../models/detector/mask-outline.js';
import { isSimpleRing } from '../../../../models/domain/rings/simple-ring.js';
import type { Box } from '../../../../models/domain/geometry.js';

const SIZE = 28;
const BOX: Box = { minX: 100, minY: 40, maxX: 156, maxY: 96 };

/** A mask whose value at (x, y) in grid units is `value(x, y)`. */
function draw(value: (x: number, y: number) => number, size = SIZE) {
  const values = new Float32Array(size * size);
  for (let at = 0; at < values.length; at++)
    values[at] = value((at % size) + 0.5, Math.floor(at / size) + 0.5);
  return { size, values };
}

/** Sigmoid of the distance to a circle's rim: what a mask head draws of a round cell. */
const disc = (cx: number, cy: number, radius: number) => (x: number, y: number) =>
  1 / (1 + Math.exp((Math.hypot(x - cx, y - cy) - radius) * 2));

function outline(mask: ReturnType<typeof draw>, box = BOX) {
  const ring = outlineMask(mask, box);
  assert.ok(ring, 'a contour was expected');
  return ring;
}

describe('the outline of a mask', () => {
  it('follows a round cell to a fraction of a pixel with few vertices', () => {
    const ring = outline(draw(disc(14, 14, 11)));
    const pixelsPerCell = 2;
    for (let at = 0; at < ring.length; at += 2) {
      const radius = Math.hypot((ring[at] as number) - 128, (ring[at + 1] as number) - 68);
      assert.ok(Math.abs(radius - 11 * pixelsPerCell) < 0.15, `a vertex lies ${radius} px from the centre`);
    }
    const area = polygonArea(ring);
    assert.ok(Math.abs(area / (Math.PI * 22 ** 2) - 1) < 0.015, `the area is ${area}`);
    assert.ok(ring.length / 2 >= 20 && ring.length / 2 <= 60, `${ring.length / 2} vertices`);
  });

  it('reaches the edge of the box exactly where the mask fills it', () => {
    const bounds = polygonBounds(outline(draw(() => 1)));
    assert.ok(Math.abs(bounds.minX - BOX.minX) < 1e-9 && Math.abs(bounds.maxX - BOX.maxX) < 1e-9);
    assert.ok(Math.abs(bounds.minY - BOX.minY) < 1e-9 && Math.abs(bounds.maxY - BOX.maxY) < 1e-9);
  });

  it('keeps the larger of two parts', () => {
    const large = disc(9, 9, 7);
    const small = disc(23, 23, 3);
    const ring = outline(draw((x, y) => Math.max(large(x, y), small(x, y))));
    assert.ok(polygonContains(ring, { x: 118, y: 58 }));
    assert.ok(!polygonContains(ring, { x: 146, y: 86 }));
  });

  it('fills holes', () => {
    const ring = outline(draw((x, y) => disc(14, 14, 12)(x, y) - disc(14, 14, 6)(x, y)));
    assert.ok(polygonContains(ring, { x: 128, y: 68 }));
    assert.ok(polygonArea(ring) > 0.95 * Math.PI * 24 ** 2);
  });

  it('holds two parts that meet at a corner apart', () => {
    const checker = draw((x, y) => (x < 14 === y < 14 ? 1 : 0));
    const ring = outline(checker);
    assert.ok(isSimpleRing(ring));
    const quarter = polygonArea(ring) / (56 * 56);
    assert.ok(quarter > 0.2 && quarter < 0.27, `one quarter of the box, not ${quarter}`);
  });

  it('is absent where the mask is empty or a mere speck', () => {
    assert.equal(
      outlineMask(
        draw(() => 0.49),
        BOX,
      ),
      undefined,
    );
    assert.equal(
      outlineMask(
        draw((x, y) => (Math.hypot(x - 14, y - 14) < 2 ? 1 : 0)),
        BOX,
      ),
      undefined,
    );
  });

  it('is a simple ring inside its box with a positive area, whatever the network draws', () => {
    const masks = fc.record({
      values: fc.array(fc.constantFrom(0, 0.2, 0.49, 0.5, 0.51, 0.7, 1), { minLength: 144, maxLength: 144 }),
      blob: fc.record({
        x: fc.double({ min: 0, max: 12, noNaN: true }),
        r: fc.double({ min: 2, max: 9, noNaN: true }),
      }),
      left: fc.double({ min: 0, max: 400, noNaN: true }),
      width: fc.double({ min: 3, max: 200, noNaN: true }),
      height: fc.double({ min: 3, max: 200, noNaN: true }),
    });
    let drawn = 0;
    fc.assert(
      fc.property(masks, ({ values, blob, left, width, height }) => {
        const round = disc(blob.x, 6, blob.r);
        const mask = draw((x, y) => {
          const noise = values[Math.floor(y) * 12 + Math.floor(x)] as number;
          return Math.min(1, round(x, y) * 0.6 + noise * 0.5);
        }, 12);
        const box = { minX: left, minY: 7, maxX: left + width, maxY: 7 + height };
        const ring = outlineMask(mask, box);
        if (!ring) return;
        drawn++;
        assert.ok(ring.length >= 8, 'at least four vertices');
        assert.ok(isSimpleRing(ring), 'no side touches another');
        assert.ok(polygonArea(ring) >= 0.04 * width * height, 'a believable area');
        const bounds = polygonBounds(ring);
        assert.ok(bounds.minX >= box.minX && bounds.maxX <= box.maxX, 'inside the box');
        assert.ok(bounds.minY >= box.minY && bounds.maxY <= box.maxY, 'inside the box');
      }),
      { numRuns: 300, seed: 7 },
    );
    assert.ok(drawn > 200, `${drawn} of 300 masks had a contour`);
  });
});

describe('the ellipse that stands in for a missing mask', () => {
  it('fills its box as a round cell would', () => {
    const ring = outlineEllipse({ minX: 10, minY: 20, maxX: 50, maxY: 40 });
    assert.ok(isSimpleRing(ring));
    assert.deepEqual(polygonBounds(ring), { minX: 10, minY: 20, maxX: 50, maxY: 40 });
    assert.ok(Math.abs(polygonArea(ring) / (Math.PI * 20 * 10) - 1) < 0.01);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { polygonArea, polygonBounds, type Polygon } from '../../../../models/domain/rings/polygon.js';
import { isSimpleRing } from '../../../../models/domain/rings/simple-ring.js';
import { outlineFromDrawing } from '../../../../plugin/tools/drawn-ring.js';
import { circle } from '../../models/domain/rings/test-rings.js';

const bounds = { minX: 0, minY: 0, maxX: 4000, maxY: 3000 };

const outline = (drawn: Polygon, scale = 1): Polygon => {
  const ring = outlineFromDrawing(drawn, { scale, bounds });
  assert.ok(typeof ring !== 'string', `refused: ${String(ring)}`);
  return ring;
};

describe('a drawn outline', () => {
  it('is a closed, simple ring on the slide with the area that was drawn around', () => {
    const ring = outline(circle(80));
    assert.ok(isSimpleRing(ring));
    assert.ok(Math.abs(polygonArea(ring) / (Math.PI * 80 ** 2) - 1) < 0.02);
  });

  it('ends on the edge of the slide where the hand went beyond it', () => {
    const ring = outline(circle(80, 200, 40));
    const { minX, minY } = polygonBounds(ring);
    assert.deepEqual([minX, minY], [0, 0]);
    assert.ok(isSimpleRing(ring));
  });

  it('loses the ends that overshoot each other', () => {
    const loop = [...circle(80)];
    // The hand begins outside and ends inside the loop, so that its two ends cross.
    const overshot = Float64Array.of(1096, 978, ...loop, 1060, 1005, 1050, 1008);
    const ring = outline(overshot);
    assert.ok(isSimpleRing(ring));
    assert.ok(Math.abs(polygonArea(ring) / (Math.PI * 80 ** 2) - 1) < 0.1);
  });

  it('is refused where the line crosses itself in the middle', () => {
    const eight = Float64Array.from(
      Array.from({ length: 100 }, (_, i) => {
        const angle = (i / 100) * 2 * Math.PI;
        return [500 + 80 * Math.sin(angle), 500 + 80 * Math.sin(2 * angle)];
      }).flat(),
    );
    assert.equal(outlineFromDrawing(eight, { scale: 1, bounds }), 'crosses-itself');
  });

  it('is refused where it is too small on screen, whatever its size on the slide', () => {
    assert.equal(outlineFromDrawing(circle(3), { scale: 1, bounds }), 'too-small');
    assert.equal(outlineFromDrawing(circle(80), { scale: 0.02, bounds }), 'too-small');
    assert.ok(typeof outlineFromDrawing(circle(3), { scale: 8, bounds }) !== 'string');
    assert.equal(outlineFromDrawing(Float64Array.of(5, 5, 6, 6), { scale: 1, bounds }), 'too-small');
    const line = Float64Array.of(0, 0, 50, 50, 100, 100, 40, 40);
    assert.equal(outlineFromDrawing(line, { scale: 1, bounds }), 'too-small');
  });

  it('is valid or refused, whatever is scribbled', () => {
    const place = fc.integer({ min: -50, max: 400 });
    fc.assert(
      fc.property(fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 30 }), (points) => {
        const ring = outlineFromDrawing(Float64Array.from(points.flat()), { scale: 1, bounds });
        if (typeof ring === 'string') return true;
        const { minX, minY } = polygonBounds(ring);
        return isSimpleRing(ring) && minX >= 0 && minY >= 0;
      }),
    );
  });
});

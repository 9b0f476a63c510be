import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { polygonArea, polygonBounds, type Polygon } from '../../models/domain/geometry.js';
import {
  handleAt,
  handleCount,
  handleNear,
  moveHandle,
  placeHandles,
  type RingHandles,
} from '../../overlays/ring-handles.js';
import { densifyRing, simplifyRing } from '../../overlays/ring-shape.js';
import { outlineFromDrawing } from '../../plugin/drawn-ring.js';
import { isSimple, type Position } from '../../plugin/formats/valid-ring.js';

const bounds = { minX: 0, minY: 0, maxX: 4000, maxY: 3000 };

function circle(radius: number, vertices = 200, middle = 1000): Polygon {
  return Float64Array.from(
    Array.from({ length: vertices }, (_, i) => {
      const angle = (i / vertices) * 2 * Math.PI;
      return [middle + radius * Math.cos(angle), middle + radius * Math.sin(angle)];
    }).flat(),
  );
}

function positions(ring: Polygon): Position[] {
  return Array.from({ length: ring.length / 2 }, (_, i) => [
    ring[2 * i] as number,
    ring[2 * i + 1] as number,
  ]);
}

const outline = (drawn: Polygon, scale = 1): Polygon => {
  const ring = outlineFromDrawing(drawn, { scale, bounds });
  assert.ok(typeof ring !== 'string', `refused: ${String(ring)}`);
  return ring;
};

describe('a simplified ring', () => {
  it('keeps its shape within the tolerance, with far fewer vertices', () => {
    const ring = circle(100, 2000);
    const simple = simplifyRing(ring, 0.5);
    assert.ok(simple.length < 100, `${simple.length / 2} vertices`);
    assert.ok(Math.abs(polygonArea(simple) / polygonArea(ring) - 1) < 0.01);
    for (const [x, y] of positions(simple)) assert.ok(Math.abs(Math.hypot(x - 1000, y - 1000) - 100) < 1e-6);
  });

  it('loses what lies on a straight side, and nothing of a triangle', () => {
    const square = Float64Array.of(0, 0, 5, 0, 10, 0, 10, 10, 0, 10, 0, 5);
    assert.deepEqual([...simplifyRing(square, 0.1)], [0, 0, 10, 0, 10, 10, 0, 10]);
    const triangle = Float64Array.of(0, 0, 10, 0, 5, 8);
    assert.deepEqual(simplifyRing(triangle, 0.1), triangle);
  });

  it('never has a vertex that the ring had not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })), {
          minLength: 3,
          maxLength: 60,
        }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        (points, tolerance) => {
          const known = new Set(points.map(String));
          const simple = simplifyRing(Float64Array.from(points.flat()), tolerance);
          return positions(simple).every((position) => known.has(String(position)));
        },
      ),
    );
  });
});

describe('a drawn outline', () => {
  it('is a closed, simple ring on the slide with the area that was drawn around', () => {
    const ring = outline(circle(80));
    assert.ok(isSimple(positions(ring)));
    assert.ok(Math.abs(polygonArea(ring) / (Math.PI * 80 ** 2) - 1) < 0.02);
  });

  it('ends on the edge of the slide where the hand went beyond it', () => {
    const ring = outline(circle(80, 200, 40));
    const { minX, minY } = polygonBounds(ring);
    assert.deepEqual([minX, minY], [0, 0]);
    assert.ok(isSimple(positions(ring)));
  });

  it('loses the ends that overshoot each other', () => {
    const loop = [...circle(80)];
    // The hand begins outside and ends inside the loop, so that its two ends cross.
    const overshot = Float64Array.of(1096, 978, ...loop, 1060, 1005, 1050, 1008);
    const ring = outline(overshot);
    assert.ok(isSimple(positions(ring)));
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
        return isSimple(positions(ring)) && minX >= 0 && minY >= 0;
      }),
    );
  });
});

describe('the handles of an outline', () => {
  const handles = (): RingHandles => placeHandles(circle(100), 16);

  it('are between twelve and twenty-four, more on a longer outline', () => {
    assert.deepEqual([20, 400, 5000].map(handleCount), [12, 15, 24]);
  });

  it('lie evenly on the outline, whose own vertices stay', () => {
    const { handles: at, along, length, ring } = handles();
    assert.equal(at.length, 16);
    const gaps = at.map((vertex, i) => {
      const next = at[i + 1];
      return (next === undefined ? length : (along[next] as number)) - (along[vertex] as number);
    });
    for (const gap of gaps) assert.ok(Math.abs(gap / (length / 16) - 1) < 0.3, `${gap}`);
    const known = new Set(positions(ring).map(String));
    for (const position of positions(circle(100))) assert.ok(known.has(String(position)));
  });

  it('move by exactly what they are moved, and take their neighbours along less and less', () => {
    const before = handles();
    const after = moveHandle(before, 3, 20, -10);
    const moved = (handle: number): number =>
      Math.hypot(
        handleAt(after, handle).x - handleAt(before, handle).x,
        handleAt(after, handle).y - handleAt(before, handle).y,
      );
    assert.ok(Math.abs(moved(3) - Math.hypot(20, 10)) < 1e-9);
    assert.ok(moved(2) > 1 && moved(2) < moved(3) && Math.abs(moved(2) - moved(4)) < 2);
    for (const handle of [0, 1, 5, 6, 11, 15]) assert.equal(moved(handle), 0);
  });

  it('bend the outline round its start as well', () => {
    const after = moveHandle(handles(), 0, 15, 0);
    const shift = (handle: number): number => handleAt(after, handle).x - handleAt(handles(), handle).x;
    assert.ok(shift(15) > 1 && Math.abs(shift(15) - shift(1)) < 2);
    assert.ok(isSimple(positions(after.ring).filter((_, i) => i % 3 === 0)));
  });

  it('are taken hold of from near by, and not from afar', () => {
    const at = handles();
    const { x, y } = handleAt(at, 5);
    assert.equal(handleNear(at, { x: x + 4, y: y - 3 }, 10), 5);
    assert.equal(handleNear(at, { x: 1000, y: 1000 }, 10), undefined);
  });

  it('stand on sides no longer than asked', () => {
    const dense = positions(densifyRing(Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10), 3));
    assert.equal(dense.length, 16);
  });
});

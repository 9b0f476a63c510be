import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSimpleRing } from '../../../../models/domain/rings/simple-ring.js';
import {
  handleAt,
  handleCount,
  handleNear,
  moveHandle,
  placeHandles,
  type RingHandles,
} from '../../../../overlays/tools/ring-handles.js';
import { circle, cornersOf, ringOf } from '../../models/domain/rings/test-rings.js';

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
    const known = new Set(cornersOf(ring).map(String));
    for (const position of cornersOf(circle(100))) assert.ok(known.has(String(position)));
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
    assert.ok(isSimpleRing(ringOf(...cornersOf(after.ring).filter((_, i) => i % 3 === 0))));
  });

  it('are taken hold of from near by, and not from afar', () => {
    const at = handles();
    const { x, y } = handleAt(at, 5);
    assert.equal(handleNear(at, { x: x + 4, y: y - 3 }, 10), 5);
    assert.equal(handleNear(at, { x: 1000, y: 1000 }, 10), undefined);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { affineScale, applyAffine, invertAffine, transformBox } from '../../../overlays/viewport/affine.js';
import { viewportTransform, type ViewportPose } from '../../../overlays/viewport/viewport-transform.js';

/** A 2000 × 1000 image filling a 1000 × 500 view. */
const plain: ViewportPose = {
  image: { x: 0, y: 0, width: 1 },
  content: { width: 2000, height: 1000 },
  imageDegrees: 0,
  imageFlipped: false,
  view: { x: 0, y: 0, width: 1 },
  viewCentre: { x: 0.5, y: 0.25 },
  degrees: 0,
  flipped: false,
  container: { width: 1000, height: 500 },
  margins: { left: 0, right: 0, top: 0 },
};

function lands(pose: Partial<ViewportPose>, x: number, y: number): [number, number] {
  const point = applyAffine(viewportTransform({ ...plain, ...pose }), { x, y });
  return [Math.round(point.x * 1e6) / 1e6, Math.round(point.y * 1e6) / 1e6];
}

describe('where a level-0 pixel lies on screen', () => {
  it('follows zoom and pan', () => {
    assert.deepEqual(lands({}, 2000, 1000), [1000, 500]);
    assert.deepEqual(lands({ view: { x: 0.25, y: 0.1, width: 0.5 } }, 500, 200), [0, 0]);
    assert.deepEqual(lands({ view: { x: 0.25, y: 0.1, width: 0.5 } }, 1500, 200), [1000, 0]);
  });

  it('turns clockwise around the middle of the view', () => {
    assert.deepEqual(lands({ degrees: 90 }, 1000, 500), [500, 250]);
    assert.deepEqual(lands({ degrees: 90 }, 1200, 500), [500, 350]);
  });

  it('mirrors the whole view left and right, after turning it', () => {
    assert.deepEqual(lands({ flipped: true }, 0, 0), [1000, 0]);
    assert.deepEqual(lands({ flipped: true, degrees: 90 }, 1000, 300), [400, 250]);
  });

  it('puts an image that stands elsewhere, turned or mirrored on its own, where the viewer draws it', () => {
    const moved = { image: { x: 0.5, y: 0.25, width: 0.5 } };
    assert.deepEqual(lands(moved, 0, 0), [500, 250]);
    assert.deepEqual(lands(moved, 2000, 1000), [1000, 500]);
    assert.deepEqual(lands({ ...moved, imageFlipped: true }, 0, 0), [1000, 250]);
    assert.deepEqual(lands({ ...moved, imageDegrees: 180 }, 0, 0), [1000, 500]);
  });

  it('keeps clear of the viewport’s margins', () => {
    assert.deepEqual(lands({ margins: { left: 100, right: 100, top: 30 } }, 0, 0), [100, 30]);
    assert.deepEqual(lands({ margins: { left: 100, right: 100, top: 30 } }, 2000, 0), [900, 30]);
  });

  it('can be taken back to the hundredth of a pixel on a slide of 100,000 pixels, however it is seen', () => {
    const pose = fc.record({
      degrees: fc.double({ min: -360, max: 360, noNaN: true }),
      flipped: fc.boolean(),
      imageDegrees: fc.double({ min: -180, max: 180, noNaN: true }),
      imageFlipped: fc.boolean(),
      zoom: fc.double({ min: 0.5, max: 400, noNaN: true }),
      x: fc.double({ min: 0, max: 100_000, noNaN: true }),
      y: fc.double({ min: 0, max: 80_000, noNaN: true }),
    });
    fc.assert(
      fc.property(pose, ({ zoom, x, y, ...rest }) => {
        const transform = viewportTransform({
          ...plain,
          ...rest,
          content: { width: 100_000, height: 80_000 },
          view: { x: 0.2, y: 0.3, width: 1 / zoom },
          viewCentre: { x: 0.2 + 0.5 / zoom, y: 0.3 + 0.25 / zoom },
        });
        const inverse = invertAffine(transform);
        assert.ok(inverse);
        const back = applyAffine(inverse, applyAffine(transform, { x, y }));
        assert.ok(Math.hypot(back.x - x, back.y - y) < 0.01);
        assert.ok(Math.abs(affineScale(transform) - (1000 * zoom) / 100_000) < 1e-9);
      }),
    );
  });

  it('gives the box around everything on view where the slide is turned', () => {
    const inverse = invertAffine(viewportTransform({ ...plain, degrees: 90 }));
    assert.ok(inverse);
    const { minX, minY, maxX, maxY } = transformBox(inverse, { minX: 0, minY: 0, maxX: 1000, maxY: 500 });
    assert.deepEqual([minX, minY, maxX, maxY].map(Math.round), [500, -500, 1500, 1500]);
  });
});

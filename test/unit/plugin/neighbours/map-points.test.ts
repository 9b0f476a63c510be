import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import {
  MapPoints,
  viewBox,
  viewShowing,
  WHOLE_MAP,
  zoomView,
} from '../../../../plugin/neighbours/map-points.js';
import { packColour, paintPoints, POINT_SHAPES } from '../../../../plugin/neighbours/paint-points.js';

const IDS = ['a', 'b', 'c', 'd'];
const PLACES = Float32Array.of(0.1, 0.1, 0.9, 0.1, 0.1, 0.9, 0.5, 0.5);
const look = () => ({ shape: 1, colour: 2 });
const cellOf = (id: string): Cell => ({ id }) as unknown as Cell;

function points(shown: (id: string) => boolean = () => true, chosen: readonly string[] = []): MapPoints {
  const made = new MapPoints(IDS, PLACES);
  made.update(
    (id) => (shown(id) ? cellOf(id) : undefined),
    look,
    (id) => chosen.includes(id),
  );
  return made;
}

describe('the points of the map', () => {
  it('are looked at again only where a change names them', () => {
    const made = points();
    const asked: string[] = [];
    const find = (id: string): Cell => {
      asked.push(id);
      return cellOf(id);
    };
    made.update(
      find,
      () => ({ shape: 3, colour: 4 }),
      () => false,
      ['b', 'not on the map'],
    );
    assert.deepEqual(asked, ['b']);
    assert.deepEqual([...made.shapes], [1, 3, 1, 1]);
  });

  it('are chosen by a lasso, hidden ones left out', () => {
    const ring = Float64Array.of(0, 0, 1, 0, 1, 0.2, 0.2, 0.2, 0.2, 1, 0, 1);
    assert.deepEqual(points().inside(ring), ['a', 'b', 'c']);
    assert.deepEqual(points((id) => id !== 'b').inside(ring), ['a', 'c']);
    assert.deepEqual(points().inside(Float64Array.of(0, 0, 1, 1)), [], 'a line holds nothing');
  });

  it('are chosen by what is on view', () => {
    assert.deepEqual(points().within(viewBox(WHOLE_MAP)), IDS);
    const edge = new MapPoints(['on the edge'], Float32Array.of(1, 1));
    edge.update(cellOf, look, () => false);
    assert.deepEqual(edge.within(viewBox(WHOLE_MAP)), ['on the edge']);
    assert.deepEqual(points().within(viewBox(zoomView(WHOLE_MAP, 4))), ['d']);
  });

  it('are found under the pointer, within reach', () => {
    assert.equal(points().nearest({ x: 0.88, y: 0.12 }, 0.05), 1);
    assert.equal(points().nearest({ x: 0.7, y: 0.3 }, 0.05), undefined);
  });

  it('are walked by arrow keys', () => {
    const made = points();
    assert.equal(made.next(0, { x: 1, y: 0 }), 1, 'straight on before nearer but aside');
    assert.equal(made.next(0, { x: 0, y: 1 }), 2);
    assert.equal(made.next(0, { x: -1, y: 0 }), undefined);
  });
});

describe('the view of the map', () => {
  it('nears a place that stays where it is', () => {
    const view = zoomView(WHOLE_MAP, 2, { x: 0.3, y: 0.5 });
    const box = viewBox(view);
    assert.ok(Math.abs((0.3 - box.minX) / (box.maxX - box.minX) - 0.3) < 1e-5);
  });

  it('never leaves the map, and goes back to the whole', () => {
    const { minX, minY, maxX, maxY } = viewBox(zoomView(WHOLE_MAP, 2, { x: 0, y: 0 }));
    assert.deepEqual(
      [minX, minY, maxX, maxY].map((edge) => Math.abs(Math.round(edge * 1000) / 1000)),
      [0, 0, 0.5, 0.5],
    );
    assert.deepEqual(zoomView(zoomView(WHOLE_MAP, 8, { x: 0.9, y: 0.1 }), 1 / 100), WHOLE_MAP);
  });

  it('follows a place that would lie outside', () => {
    const box = viewBox(viewShowing(zoomView(WHOLE_MAP, 4), { x: 0.9, y: 0.5 }));
    assert.ok(box.maxX >= 0.9 && box.minX <= 0.9);
  });
});

describe('painted points', () => {
  const inks = [{ fill: packColour([255, 0, 0]), rim: packColour([0, 0, 0]) }];

  function painted(shape: number, state = 1, size = 7, x = 10): Uint32Array {
    const pixels = new Uint32Array(21 * 21);
    paintPoints(
      { pixels, width: 21, height: 21 },
      {
        places: Float32Array.of(x, 10),
        shapes: Uint8Array.of(shape),
        colours: Uint8Array.of(0),
        states: Uint8Array.of(state),
      },
      inks,
      size,
    );
    return pixels;
  }

  it('have the bytes of a canvas: red first, opaque', () => {
    assert.deepEqual([...new Uint8Array(Uint32Array.of(packColour([1, 2, 3])).buffer)], [1, 2, 3, 255]);
  });

  for (const size of [5, 7]) {
    it(`differ in shape at ${size} pixels, no two alike`, () => {
      const seen = new Set(
        POINT_SHAPES.map((_, shape) =>
          painted(shape, 1, size)
            .map((ink) => (ink === inks[0]?.fill ? 1 : 0))
            .join(''),
        ),
      );
      assert.equal(seen.size, POINT_SHAPES.length);
    });
  }

  it('are left out when hidden, and larger when chosen', () => {
    const inked = (pixels: Uint32Array): number => pixels.filter((pixel) => pixel !== 0).length;
    assert.equal(inked(painted(0, 0)), 0);
    assert.ok(inked(painted(0, 2)) > inked(painted(0, 1)));
  });

  it('at the edge stay in the picture', () => {
    const pixels = painted(1, 1, 7, 0);
    const inRow = Array.from({ length: 21 }, (_, column) => pixels[10 * 21 + column] !== 0);
    assert.equal(inRow[0], true);
    assert.equal(inRow[20], false, 'and do not run into the next row');
  });
});

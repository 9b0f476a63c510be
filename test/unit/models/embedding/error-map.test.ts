import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RgbaTile } from '../../../../models/domain/tile.js';
import { errorMap } from '../../../../models/embedding/error-map.js';

const SIDE = 32;

function picture(colour: (x: number, y: number) => number, side = SIDE): RgbaTile {
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let pixel = 0; pixel < side * side; pixel++) {
    data.fill(colour(pixel % side, Math.floor(pixel / side)), pixel * 4, pixel * 4 + 3);
  }
  return { width: side, height: side, data };
}

describe('the error map', () => {
  it('is the squared difference on a scale from 0 to 1, unchanged by smoothing where it is even', () => {
    const map = errorMap(
      picture(() => 255),
      picture(() => 204),
    );
    assert.equal(map.length, SIDE * SIDE);
    assert.ok(map.every((error) => Math.abs(error - 0.04) < 1e-6));
  });

  it('rises where a dark disc was pasted, and only there', () => {
    const disc = picture((x, y) => (Math.hypot(x - 8, y - 20) < 5 ? 20 : 190));
    const map = errorMap(
      disc,
      picture(() => 180),
    );
    const at = (x: number, y: number) => map[y * SIDE + x] as number;
    assert.ok(at(8, 20) > 100 * at(26, 5));
    assert.ok(Math.abs(at(26, 5) - (10 / 255) ** 2) < 1e-6);
  });

  it('does not glitter: a single wrong pixel is spread over its neighbours and none of it is lost', () => {
    const map = errorMap(
      picture((x, y) => (x === 16 && y === 16 ? 255 : 0)),
      picture(() => 0),
    );
    assert.ok(Math.max(...map) < 0.05);
    assert.ok(Math.abs(map.reduce((sum, error) => sum + error, 0) - 1) < 1e-5);
  });

  it('refuses pictures of different sizes', () => {
    assert.throws(
      () =>
        errorMap(
          picture(() => 0),
          picture(() => 0, 16),
        ),
      { code: 'invalid-argument', message: /32×32.*16×16/ },
    );
  });
});

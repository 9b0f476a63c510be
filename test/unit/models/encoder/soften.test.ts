import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { soften } from '../../../../models/encoder/soften.js';

const SIDE = 41;

function picture(byteAt: (x: number, y: number, channel: number) => number): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return byteAt(pixel % SIDE, Math.floor(pixel / SIDE), at % 3);
  });
}

describe('softening', () => {
  it('leaves what is of one colour', () => {
    const plain = picture((_x, _y, channel) => [237, 120, 3][channel] as number);
    const soft = plain.slice();
    soften(soft, SIDE, 2.5);
    assert.deepEqual(soft, plain);
  });

  it('spreads an edge as a Gaussian does, each channel by itself', () => {
    const soft = picture((x, _y, channel) => (channel === 1 && x >= 20 ? 200 : 0));
    soften(soft, SIDE, 2.5);
    const across = Array.from({ length: SIDE }, (_, x) => soft[(20 * SIDE + x) * 3 + 1] as number);
    // The normal distribution at half a pixel and at 2.5 pixels and a half off the edge.
    assert.ok(Math.abs((across[20] as number) - 200 * 0.579) <= 2, `${across[20]}`);
    assert.ok(Math.abs((across[23] as number) - 200 * 0.919) <= 2, `${across[23]}`);
    assert.deepEqual([across[5], across[35]], [0, 200]);
    assert.ok(soft.every((byte, at) => at % 3 === 1 || byte === 0));
  });

  it('is the same down as across', () => {
    const across = picture((x, y) => (x * 7 + y * 13) % 256);
    const down = picture((x, y) => (y * 7 + x * 13) % 256);
    soften(across, SIDE, 1.7);
    soften(down, SIDE, 1.7);
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const [one, other] = [across[(y * SIDE + x) * 3] as number, down[(x * SIDE + y) * 3] as number];
        assert.ok(Math.abs(one - other) <= 1, `${x}, ${y}: ${one}, ${other}`);
      }
    }
  });

  it('mirrors at the rim: what lies there is neither lost nor counted twice', () => {
    const bright = picture(() => 200);
    bright.fill(0, 0, 3);
    soften(bright, SIDE, 2.5);
    // The weights of a pixel in a corner, which is its own mirror image and is counted once.
    assert.ok((bright[0] as number) > 190 && (bright[0] as number) < 199, `${bright[0]}`);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Box } from '../../../../models/domain/geometry.js';
import { ViewFollower } from '../../../../plugin/session/view-follower.js';

const viewAt = (x: number, side = 1000): Box => ({ minX: x, minY: 0, maxX: x + side, maxY: side / 2 });

function followed() {
  const analysed: (Box | undefined)[] = [];
  const session = {
    resolution: { micronsPerPixel: 0.25, source: 'given' } as const,
    view: viewAt(0),
    analyzeView: async () => void analysed.push(session.view),
  };
  return { session, analysed, follower: new ViewFollower(session) };
}

describe('analysing as the reader pans', () => {
  it('does nothing before it is switched on, then begins with the view that is there', () => {
    const { follower, analysed } = followed();
    follower.rest();
    assert.deepEqual(analysed, []);
    follower.isOn = true;
    assert.deepEqual(analysed, [viewAt(0)]);
  });

  it('analyses each view on which the reader rests once, and none after it is switched off', () => {
    const { session, follower, analysed } = followed();
    follower.isOn = true;
    follower.rest();
    session.view = viewAt(300);
    follower.rest();
    follower.rest();
    follower.isOn = false;
    session.view = viewAt(600);
    follower.rest();
    assert.deepEqual(analysed, [viewAt(0), viewAt(300)]);
  });

  it('leaves wide overviews alone', () => {
    const { session, follower, analysed } = followed();
    session.view = viewAt(0, 20_000);
    follower.isOn = true;
    assert.deepEqual(analysed, []);
  });

  it('lets a run that fails be reported by the session', async () => {
    const follower = new ViewFollower({
      view: viewAt(0),
      analyzeView: () => Promise.reject(new Error('no models')),
    });
    follower.isOn = true;
    await new Promise((done) => setTimeout(done));
  });
});

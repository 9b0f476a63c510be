import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Box } from '../../../../models/domain/geometry.js';
import { ViewFollower } from '../../../../plugin/session/view-follower.js';

const viewAt = (x: number, side = 1000): Box => ({ minX: x, minY: 0, maxX: x + side, maxY: side / 2 });

function followed() {
  const seen = { runs: 0 };
  const analyzeView = async () => void seen.runs++;
  return { seen, follower: new ViewFollower({ micronsPerPixel: () => 0.25, analyzeView }) };
}

describe('analysing as the reader pans', () => {
  it('does nothing before it is switched on, then begins with the view that is there', () => {
    const { follower, seen } = followed();
    follower.rest(viewAt(0));
    assert.equal(seen.runs, 0);
    follower.isOn = true;
    assert.equal(seen.runs, 1);
  });

  it('analyses each view on which the reader rests once, and none after it is switched off', () => {
    const { follower, seen } = followed();
    follower.isOn = true;
    follower.rest(viewAt(0));
    follower.rest(viewAt(0));
    assert.equal(seen.runs, 1);
    follower.rest(viewAt(300));
    assert.equal(seen.runs, 2);
    follower.isOn = false;
    follower.rest(viewAt(600));
    assert.equal(seen.runs, 2);
  });

  it('leaves wide overviews alone, and waits where no slide is open', () => {
    const { follower, seen } = followed();
    follower.isOn = true;
    follower.rest(undefined);
    follower.rest(viewAt(0, 20_000));
    assert.equal(seen.runs, 0);
  });

  it('lets a run that fails be reported by the session', async () => {
    const analyzeView = () => Promise.reject(new Error('no models'));
    const follower = new ViewFollower({ micronsPerPixel: () => undefined, analyzeView });
    follower.isOn = true;
    follower.rest(viewAt(0));
    await new Promise((done) => setTimeout(done));
  });
});

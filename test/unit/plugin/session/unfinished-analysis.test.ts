import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fullExtent } from '../../../../models/domain/geometry.js';
import type { AttachedSession } from '../../../../plugin/session/attached-session.js';
import type { SessionPipeline } from '../../../../plugin/session/session-parts.js';
import { cellNamed, NEUTROPHIL } from '../keep/scripted-page.js';
import { pipelineFinding, slideWithoutPixels, unseenSession } from './unseen-session.js';

const TILES = 20;
const slide = slideWithoutPixels('s.tif', { width: 900, height: 600 }, 0.25);

/** Models that find a cell on every tile, and say after which tile they began. */
function tiled(begun: number[], { packHash = 'h', tiles = TILES } = {}): SessionPipeline {
  const pipeline = pipelineFinding([], [NEUTROPHIL]);
  return {
    ...pipeline,
    info: { ...pipeline.info, packHash },
    async *analyze(_slide, _region, { signal, continues }) {
      const before = continues?.total === tiles ? continues.done : 0;
      begun.push(before);
      for (let done = before + 1; done <= tiles; done++) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        signal.throwIfAborted();
        const progress = { done, total: tiles, failed: 0, elapsedMs: done };
        yield { added: [cellNamed(`c${done}`)], removed: [], progress };
      }
    },
  };
}

function opened(openPipeline: () => SessionPipeline): AttachedSession {
  const session = unseenSession({ openPipeline: async () => openPipeline() });
  session.setSlide(slide);
  return session;
}

/** Stops the run, by `how`, after so many tiles. */
function stopAfter(tiles: number, session: AttachedSession, how: () => void): void {
  session.addEventListener('change', function stop() {
    const { state } = session;
    if (state.kind !== 'analysing' || state.progress.done < tiles) return;
    session.removeEventListener('change', stop);
    how();
  });
}

async function paused(begun: number[] = [], tiles = 7): Promise<AttachedSession> {
  const session = opened(() => tiled(begun));
  stopAfter(tiles, session, () => session.pause());
  await session.analyzeSlide();
  return session;
}

const tilesDone = ({ unfinished }: AttachedSession): number | undefined => unfinished?.done;

describe('an analysis of several tiles', () => {
  it('can be paused and resumed: no tile is done twice, and its progress goes on where it was', async () => {
    const begun: number[] = [];
    const session = await paused(begun);
    assert.deepEqual(session.unfinished, {
      region: fullExtent(slide),
      done: 7,
      total: TILES,
      isAtWork: false,
    });
    assert.equal(session.cells.size, 7);
    const seen: number[] = [];
    session.addEventListener('change', () => {
      if (session.state.kind === 'analysing') seen.push(session.state.progress.done);
    });
    await session.resume();
    assert.deepEqual(begun, [0, 7]);
    assert.equal(seen[0], 7, 'it does not begin at nothing');
    assert.equal(session.cells.size, TILES);
    assert.equal(session.unfinished, undefined);
    assert.ok(session.state.kind === 'done' && !session.state.cancelled);
    await session.dispose();
  });

  it('that was cancelled cannot be resumed, nor one that was paused and then cancelled', async () => {
    const session = opened(() => tiled([]));
    stopAfter(3, session, () => session.cancel());
    await session.analyzeSlide();
    assert.equal(session.unfinished, undefined);
    assert.equal(session.cells.size, 3);
    await assert.rejects(session.resume(), { code: 'invalid-argument' });
    await session.dispose();

    const other = await paused();
    let changes = 0;
    other.addEventListener('change', () => changes++);
    other.cancel();
    assert.equal(other.unfinished, undefined);
    assert.ok(changes > 0, 'the panel hears of it');
    await other.dispose();
  });

  it('that is over in a moment is not one to be resumed, and leaves another as it is', async () => {
    let tiles = TILES;
    const session = opened(() => ({
      ...tiled([]),
      analyze: (...asked) => tiled([], { tiles }).analyze(...asked),
    }));
    stopAfter(7, session, () => session.pause());
    await session.analyzeSlide();
    tiles = 4;
    await session.analyzeRegion({ minX: 0, minY: 0, maxX: 90, maxY: 90 });
    assert.equal(session.unfinished?.done, 7);
    await session.dispose();
  });

  it('starts over with other models, and at another resolution', async () => {
    const begun: number[] = [];
    let packHash = 'h';
    const session = opened(() => tiled(begun, { packHash }));
    stopAfter(7, session, () => session.pause());
    await session.analyzeSlide();
    session.setResolution(0.3);
    assert.equal(tilesDone(session), undefined, 'it is not offered');
    session.setResolution(0.25);
    assert.equal(tilesDone(session), 7);
    packHash = 'other';
    await session.setBackend(undefined);
    await session.load();
    assert.equal(tilesDone(session), undefined);
    await session.resume();
    assert.deepEqual(begun, [0, 0]);
    await session.dispose();
  });

  it('is no longer to be resumed once its cells were taken back', async () => {
    const session = await paused();
    session.review.history.undo();
    assert.equal(session.cells.size, 0);
    assert.equal(session.unfinished, undefined);
    await session.dispose();
    const other = await paused();
    other.clear();
    assert.equal(other.unfinished, undefined);
    await other.dispose();
  });

  it('does not go over to another slide', async () => {
    const session = opened(() => tiled([]));
    stopAfter(7, session, () => session.setSlide(slideWithoutPixels('t.tif', slide, 0.25)));
    await session.analyzeSlide();
    assert.equal(session.unfinished, undefined);
    await session.dispose();
  });
});

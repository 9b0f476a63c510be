import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom } from '../../../../models/domain/seeded-random.js';
import { reviewProgress } from '../../../../plugin/session/review-progress.js';
import { cellAt, CONFIRMED, KINDS } from '../count/counted-cells.js';
import { pipelineFinding, slideWithoutPixels, unseenSession } from './unseen-session.js';

describe('how far the review is', () => {
  it('is what the count says, after any corrections, with and without areas, sizes and a limit', async () => {
    const random = seededRandom(15);
    const cells = Array.from({ length: 60 }, (_, i) =>
      cellAt(`c${i}`, random() * 1000, random() * 1000, KINDS[i % KINDS.length]?.name, {
        score: random(),
        side: 10 + random() * 40,
        ...(i % 5 === 0 ? { review: CONFIRMED } : {}),
      }),
    );
    const session = unseenSession({ openPipeline: async () => pipelineFinding(cells, KINDS) });
    session.setSlide(slideWithoutPixels('a', { width: 1000, height: 1000 }, 0.5));
    session.cells.apply({ added: cells, removed: [] });
    const { counting, review } = session;
    const agrees = (): void => {
      const { suggested, left } = counting.count;
      assert.deepEqual(reviewProgress(session), { total: suggested.total, left });
    };
    agrees();
    review.confirm(cells.slice(0, 20).map(({ id }) => id));
    review.reject(cells.slice(10, 30).map(({ id }) => id));
    agrees();
    session.threshold = 0.8;
    agrees();
    counting.limit = 5;
    agrees();
    counting.limit = undefined;
    counting.size = { minUm: 10 };
    agrees();
    counting.size = {};
    counting.areas.set([{ id: 'a', name: 'A', box: { minX: 0, minY: 0, maxX: 400, maxY: 400 } }]);
    agrees();
    review.history.undo();
    agrees();
    await session.dispose();
  });
});

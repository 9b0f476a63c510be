import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CellStore } from '../../plugin/cells/cell-store.js';
import type { KeptSession } from '../../plugin/keep/keeping.js';
import { applySettings, settingsOf } from '../../plugin/keep/kept-settings.js';
import { Review } from '../../plugin/review/review.js';
import { Teaching } from '../../plugin/teach/teaching.js';

/** A page as it has just been loaded. */
function openedPage(): KeptSession & { readonly teaching: Teaching } {
  const cells = new CellStore();
  const review = new Review({ cells, now: () => new Date(0), threshold: () => 0.5 });
  const teaching = new Teaching({
    cells,
    review,
    classes: () => [],
    pipeline: async () => ({}),
    onError: (error) => assert.fail(String(error)),
  });
  return Object.assign(new EventTarget(), {
    cells,
    review,
    teaching,
    threshold: 0.5,
    selected: undefined,
    cancel: () => undefined,
    takeResolution: () => undefined,
  });
}

/** What comes out of the database again. */
const stored = (session: KeptSession): unknown => structuredClone(settingsOf(session, undefined));

describe('what is kept of a slide beside its cells', () => {
  it('says what was taught elsewhere and named the cells here, after a reload too', () => {
    const before = openedPage();
    before.review.replace('teach', [], 'learnt on another slide');
    before.teaching.startSlide();
    before.review.history.forget();
    const after = openedPage();
    applySettings(stored(before), after, undefined);
    assert.equal(after.teaching.inForce, 'learnt on another slide');
    assert.equal(after.teaching.base, 'learnt on another slide');
  });

  it('says that the models alone named the cells', () => {
    const after = openedPage();
    after.review.replace('teach', [], 'learnt later');
    after.teaching.startSlide();
    after.review.history.forget();
    applySettings(stored(openedPage()), after, undefined);
    assert.equal(after.teaching.inForce, undefined);
  });

  it('offers the name of who reviewed, and lets it sign nothing before somebody takes it', () => {
    const before = openedPage();
    before.review.reviewer = 'Dr. Weber';
    const looking = openedPage();
    applySettings(stored(before), looking, undefined);
    const today = openedPage();
    applySettings(stored(looking), today, undefined);
    assert.equal(today.review.reviewer, '');
    assert.equal(today.review.formerReviewer, 'Dr. Weber', 'also after somebody only looked on');
    const id = today.review.add(Float64Array.of(0, 0, 9, 0, 9, 9), {
      name: 'N',
      code: 'N',
      color: [0, 0, 0],
    });
    assert.equal(today.cells.get(id)?.review?.by, undefined);
  });

  it('keeps the name that was typed before the earlier work came back', () => {
    const before = openedPage();
    before.review.reviewer = 'Dr. Weber';
    const today = openedPage();
    today.review.reviewer = 'Dr. Meier';
    applySettings(stored(before), today, undefined);
    assert.equal(settingsOf(today, undefined).reviewer, 'Dr. Meier');
  });

  it('opens as ever where it was written before that was kept, or is damaged', () => {
    const { taughtBase, ...old } = settingsOf(openedPage(), undefined);
    assert.equal(taughtBase, null);
    for (const record of [old, { ...old, taughtBase: 7 }]) {
      const after = openedPage();
      after.review.replace('teach', [], 'goes along');
      after.teaching.startSlide();
      after.review.history.forget();
      applySettings({ ...record, threshold: 0.7 }, after, undefined);
      assert.equal(after.threshold, 0.7);
      assert.equal(after.teaching.inForce, 'goes along');
    }
  });
});

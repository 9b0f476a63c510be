import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import type { KeptSession } from '../../../../plugin/keep/keeping.js';
import { applySettings, settingsOf } from '../../../../plugin/keep/kept-settings.js';
import { Review } from '../../../../plugin/review/review.js';
import { Adaptation } from '../../../../plugin/adapt/adaptation.js';

/** A page as it has just been loaded. */
function openedPage(): KeptSession & { readonly adaptation: Adaptation } {
  const cells = new CellStore();
  const review = new Review({ cells, now: () => new Date(0), threshold: () => 0.5 });
  const adaptation = new Adaptation({
    cells,
    review,
    classes: () => [],
    pipeline: async () => ({}),
    onError: (error) => assert.fail(String(error)),
  });
  return Object.assign(new EventTarget(), {
    cells,
    review,
    adaptation,
    threshold: 0.5,
    selected: undefined,
    cancel: () => undefined,
    takeResolution: () => undefined,
  });
}

/** What comes out of the database again. */
const stored = (session: KeptSession): unknown => structuredClone(settingsOf(session, undefined));

describe('what is kept of a slide beside its cells', () => {
  it('knows the classifier that was adapted elsewhere and named the cells here, after a reload too', () => {
    const before = openedPage();
    before.review.replace('teach', [], 'adapted on another slide');
    before.adaptation.startSlide();
    before.review.history.forget();
    const after = openedPage();
    applySettings(stored(before), after, undefined);
    assert.equal(after.adaptation.activeClassifier, 'adapted on another slide');
    assert.equal(after.adaptation.base, 'adapted on another slide');
  });

  it('restores that the models alone named the cells', () => {
    const after = openedPage();
    after.review.replace('teach', [], 'adapted later');
    after.adaptation.startSlide();
    after.review.history.forget();
    applySettings(stored(openedPage()), after, undefined);
    assert.equal(after.adaptation.activeClassifier, undefined);
  });

  it('offers the name of who reviewed, and lets it sign nothing before somebody takes it', () => {
    const before = openedPage();
    before.review.reviewer = 'Dr. Weber';
    const looking = openedPage();
    applySettings(stored(before), looking, undefined);
    const today = openedPage();
    applySettings(stored(looking), today, undefined);
    assert.equal(today.review.reviewer, '');
    assert.equal(
      today.review.formerReviewer,
      'Dr. Weber',
      'also after somebody opened it without working on it',
    );
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
      after.adaptation.startSlide();
      after.review.history.forget();
      applySettings({ ...record, threshold: 0.7 }, after, undefined);
      assert.equal(after.threshold, 0.7);
      assert.equal(after.adaptation.activeClassifier, 'goes along');
    }
  });

  it('restores a resolution only where it says who gave it, and what is wrong with the file in numbers', () => {
    const takenFrom = (resolution: unknown): unknown => {
      let taken: unknown;
      const after = Object.assign(openedPage(), { takeResolution: (found: unknown) => (taken = found) });
      applySettings({ resolution }, after, undefined);
      return taken;
    };
    const given = { micronsPerPixel: 0.2, source: 'given' };
    assert.deepEqual(takenFrom(given), given);
    const estimated = { micronsPerPixel: 0.2, source: 'estimated', contradicted: 0.5 };
    assert.deepEqual(takenFrom(estimated), estimated);
    for (const odd of [
      { source: 'constructor' },
      { source: 'elsewhere' },
      { source: 'metadata' },
      { micronsPerPixel: NaN },
      { contradicted: 'half' },
      { contradicted: NaN },
      { contradicted: -1 },
    ])
      assert.equal(takenFrom({ ...given, ...odd }), undefined, JSON.stringify(odd));
  });
});

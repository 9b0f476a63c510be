import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell, CellClass } from '../../../../models/domain/cell.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { Review } from '../../../../plugin/review/review.js';
import { Adaptation, type AdaptablePipeline } from '../../../../plugin/adapt/adaptation.js';

/** More than come into the store at once. */
const MANY = 60_000;
const PACK: CellClass = { name: 'Lymphocyte', code: 'L', color: [0, 114, 178] };
const TAUGHT: CellClass = { name: 'Monocyte', code: 'M', color: [230, 159, 0] };
const OUTLINE = Float64Array.of(0, 0, 8, 0, 8, 8);
const EMBEDDING = new Float32Array(50).fill(0.1);

/** A bench of so many cells, all named by the pack; the refit names every cell otherwise. */
function bench() {
  const cells = new CellStore();
  const added = Array.from({ length: MANY }, (_, i): Cell => ({
    id: `c${i}`,
    box: { minX: i, minY: 0, maxX: i + 8, maxY: 8 },
    outline: OUTLINE,
    nuclei: [],
    score: 0.9,
    label: PACK,
    probabilities: Float32Array.of(1, 0),
    embedding: EMBEDDING,
    reconstructionError: 0,
  }));
  cells.apply({ added, removed: [] });
  // Whoever draws what comes in takes time, so that a large step never comes in at once.
  cells.subscribe(() => {
    for (const until = performance.now() + 1; performance.now() < until;);
  });
  const review = new Review({ cells, now: () => new Date(0), threshold: () => 0.5 });
  const naming = (at: number, count: number) => ({
    probabilities: Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === at ? 1 : 0)),
    labels: new Int16Array(count).fill(at),
  });
  const none = new Int16Array(0);
  const pipeline: AdaptablePipeline = {
    refit: async ({ confirmed }) => ({
      ...naming(1, confirmed.length),
      classifier: 'adapted',
      before: none,
      after: none,
    }),
    name: async ({ novelties }, classifier) => {
      // The models take longer than a step takes to come in.
      await review.history.applied;
      return naming(classifier === undefined ? 0 : 1, novelties.length);
    },
    use: async () => undefined,
  };
  const adaptation = new Adaptation({
    cells,
    review,
    classes: () => [PACK, TAUGHT],
    pipeline: async () => pipeline,
    onError: (error) => assert.fail(String(error)),
  });
  const count = (isMeant: (cell: Cell) => boolean): number => [...cells.all()].filter(isMeant).length;
  return { review, adaptation, count };
}

const isConfirmed = ({ review }: Cell): boolean => review?.confirmed === true;
const isCalled =
  ({ name }: CellClass) =>
  ({ label }: Cell): boolean =>
    label.name === name;

describe('a refit for very many cells', () => {
  it('that is accepted while confirmations are still coming in leaves them, undone too', async () => {
    const { review, adaptation, count } = bench();
    const refit = await adaptation.preview();
    review.confirmClass(PACK.name);
    assert.equal(review.history.isApplied, false, 'they are coming in');
    adaptation.accept(refit);
    await review.history.applied;
    assert.deepEqual([count(isConfirmed), count(isCalled(TAUGHT))], [MANY, 0]);
    review.history.undo();
    await review.history.applied;
    assert.deepEqual([count(isConfirmed), count(isCalled(TAUGHT))], [MANY, 0]);
  });

  it('that is taken back while its names are still coming in leaves none of them', async () => {
    const { review, adaptation, count } = bench();
    adaptation.accept(await adaptation.preview());
    assert.equal(review.history.isApplied, false, 'they are coming in');
    await adaptation.takeBack();
    await review.history.applied;
    assert.deepEqual([count(isCalled(PACK)), count(isCalled(TAUGHT))], [MANY, 0]);
    review.history.undo();
    await review.history.applied;
    assert.deepEqual([count(isCalled(PACK)), count(isCalled(TAUGHT))], [0, MANY]);
  });

  it('is fitted to, and shown on, the cells as the step before leaves them', async () => {
    const { review, adaptation, count } = bench();
    const file = new Blob(['adapted']);
    review.confirmClass(PACK.name);
    assert.equal((await adaptation.preview()).steps.length, 0, 'all are confirmed');
    review.history.undo();
    assert.equal((await adaptation.load(file)).steps.length, MANY, 'none is confirmed');
    assert.equal(count(isConfirmed), 0);
  });
});

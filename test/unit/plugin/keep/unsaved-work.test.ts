import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Settings } from '../../../../plugin/keep/kept-settings.js';
import {
  collectUnsavedWork,
  convertUnsavedWork,
  type UnsavedWork,
  type UnsavedWorkHolder,
} from '../../../../plugin/keep/unsaved-work.js';
import type { Step } from '../../../../plugin/review/step.js';
import { cellNamed, modelsNamed, MONOCYTE, NEUTROPHIL } from './scripted-page.js';

const OLD = modelsNamed('old', [NEUTROPHIL, MONOCYTE]);
const NEW = modelsNamed('new', [MONOCYTE, NEUTROPHIL]);
const SETTINGS: Settings = { reviewer: '', threshold: 0.5 };

function unsavedWork(): UnsavedWork {
  const cell = cellNamed('c1');
  const step: Step = {
    kind: 'assign',
    at: '',
    changes: [{ before: cell, after: { ...cell, label: MONOCYTE } }],
  };
  return {
    cellOf: (id) => (id === cell.id ? step.changes[0]?.after : undefined),
    record: { steps: [step], done: 1 },
    local: { touched: new Set([cell.id]), removed: new Set(), base: { steps: [step], done: 1 } },
    settings: SETTINGS,
    pack: OLD,
  };
}

function holder(slide: string, work?: UnsavedWork): UnsavedWorkHolder & { asked: number } {
  return {
    slide,
    ready: Promise.resolve(),
    asked: 0,
    async handOver() {
      this.asked++;
      return work;
    },
  };
}

describe('unsaved work of a slide', () => {
  it('is handed over by an earlier keeper of the same slide, and by no other', async () => {
    const work = unsavedWork();
    const holders = [holder('B', unsavedWork()), holder('A'), holder('A', work), holder('A', unsavedWork())];
    const receiver = holder('A');
    assert.equal(await collectUnsavedWork([...holders, receiver], 'A', receiver), work);
    assert.deepEqual(
      holders.map(({ asked }) => asked),
      [0, 1, 1, 0],
    );
  });

  it('is not asked of keepers that came later than the one that asks', async () => {
    const receiver = holder('A');
    assert.equal(await collectUnsavedWork([receiver, holder('A', unsavedWork())], 'A', receiver), undefined);
  });

  it('is asked of a keeper that is still identifying its slide, once it has', async () => {
    const work = unsavedWork();
    let slide = '';
    const ready = Promise.resolve().then(() => {
      slide = 'A';
    });
    const early = {
      get slide() {
        return slide;
      },
      ready,
      handOver: async () => work,
    };
    const receiver = holder('A');
    assert.equal(await collectUnsavedWork([early, receiver], 'A', receiver), work);
  });

  it('is converted to the models that are open now: cells, steps and what they began from alike', () => {
    const work = convertUnsavedWork(unsavedWork(), NEW);
    const cell = work.cellOf('c1');
    assert.deepEqual([...(cell?.probabilities ?? [])], [0.25, 0.75], 'each under the class of its name');
    assert.equal(cell?.embedding.length, 0);
    assert.equal(cell.label, MONOCYTE);
    const [step] = work.record.steps;
    assert.equal(step?.changes[0]?.after, cell, 'one object stays one');
    assert.equal(step, work.local.base.steps[0]);
  });

  it('stays as it is where its own models are open, or none are known', () => {
    const work = unsavedWork();
    assert.equal(convertUnsavedWork(work, OLD), work);
    assert.equal(convertUnsavedWork(work, undefined), work);
    const { pack, ...unnamed } = work;
    assert.ok(pack);
    assert.equal(convertUnsavedWork(unnamed, NEW), unnamed);
  });
});

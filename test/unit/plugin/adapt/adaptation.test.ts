import { stratifiedFolds } from '../../../../plugin/adapt/refit-rows.js';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { openLeaves } from '../../../../models/classifier/open-classifier.js';
import { openAdapted, readAdapted } from '../../../../models/classifier/adapted-classifier.js';
import fc from 'fast-check';
import type { Cell, CellClass } from '../../../../models/domain/cell.js';
import { readHeads } from '../../../../models/classifier/heads-file.js';
import type { Pack } from '../../../../models/pack/pack.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { Review } from '../../../../plugin/review/review.js';
import { isEnough, learnableNames } from '../../../../plugin/adapt/refit-needs.js';
import { nameRows, type PackModels } from '../../../../plugin/adapt/name-rows.js';
import { refitRows } from '../../../../plugin/adapt/refit-rows.js';
import { Adaptation, type AdaptablePipeline } from '../../../../plugin/adapt/adaptation.js';
import { simulateLaboratory } from '../../../bench/simulate-laboratory.js';

const json = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../models/packs/base/${name}`, import.meta.url), 'utf8'));
const heads = readHeads(json('heads.json'), 50);
const manifest = json('manifest.json') as Pack['manifest'];
const { classes } = manifest;
const leaves = openLeaves({ manifest, forest: json('forest.json'), heads } as Pack);
const PACK_MODELS: PackModels = { packHash: 'abc', head: 'forest', leaves, classes };
const goOn = async (): Promise<void> => undefined;

/** Cells as a laboratory sees them whose stain moves every kind on its own way. */
function laboratory(own: number, count: number, seed = 3) {
  const { draw, classes: names } = simulateLaboratory(heads, { shift: 2, own, spread: 1.2, seed });
  const { rows, kinds } = draw(count);
  const truth = Array.from(kinds, (kind) => names[kind] as string);
  const place = (name: string) => classes.findIndex((label) => label.name === name);
  return { embeddings: rows, novelties: new Float32Array(count).fill(NaN), truth, place };
}

/** Refits to the first `confirming` cells, but for the kinds `absent`, and judges the others. */
async function refitOn(own: number, confirming: number, absent: readonly string[] = []) {
  const { embeddings, novelties, truth, place } = laboratory(own, confirming + 400);
  const confirmed = Int16Array.from(truth, (name, at) =>
    at < confirming && !absent.includes(name) ? place(name) : -1,
  );
  const rows = { embeddings, novelties, confirmed };
  const answer = await refitRows(rows, PACK_MODELS, goOn);
  const before = await nameRows(rows, PACK_MODELS, goOn);
  const right = (labels: Int16Array, isAsked: (name: string) => boolean): number => {
    const asked = truth.flatMap((name, at) => (at >= confirming && isAsked(name) ? [at] : []));
    return asked.filter((at) => classes[labels[at] as number]?.name === truth[at]).length / asked.length;
  };
  return { answer, before, right, rows };
}

describe('a refit', () => {
  it('names the cells of a laboratory better that the pack names badly', async () => {
    const { answer, before, right } = await refitOn(6, 400);
    const [was, is] = [before, answer].map(({ labels }) => right(labels, () => true)) as [number, number];
    assert.ok(is > was + 0.05, `${was} before, ${is} after`);
  });

  it('leaves kinds that nobody confirmed as good as they were', async () => {
    const absent = ['Eosinophil', 'Basophil', 'Erythroblast'];
    const { answer, before, right } = await refitOn(6, 300, absent);
    const isAbsent = (name: string): boolean => absent.includes(name);
    const [was, is] = [before, answer].map(({ labels }) => right(labels, isAbsent)) as [number, number];
    assert.ok(is >= was - 0.06, `${was} before, ${is} after`);
  });

  it('is the same for the same cells, and its probabilities are those of its saved form', async () => {
    const { answer, rows } = await refitOn(4, 120);
    const again = await refitRows(rows, PACK_MODELS, goOn);
    assert.equal(again.classifier, answer.classifier);
    const pack = { hash: 'abc', head: 'forest', classes: leaves.classes, features: 50 };
    const opened = openAdapted(leaves, readAdapted(answer.classifier, pack));
    const named = await nameRows(rows, { ...PACK_MODELS, leaves: opened }, goOn);
    assert.deepEqual(named, { probabilities: answer.probabilities, labels: answer.labels });
    const chances = opened.classify(rows.embeddings, 50);
    for (let cell = 0; cell < 50; cell++) {
      const row = chances.subarray(cell * leaves.classes.length, (cell + 1) * leaves.classes.length);
      assert.ok(Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-4);
    }
  });

  it('takes a coarse word for any of its finer kinds', async () => {
    const { embeddings, novelties, truth, place } = laboratory(2, 200);
    const confirmed = Int16Array.from(truth, (name) => place((name.split(':')[0] as string).trim()));
    const { classifier } = await refitRows({ embeddings, novelties, confirmed }, PACK_MODELS, goOn);
    const { forest } = JSON.parse(classifier) as { forest: { classes: string[] } };
    assert.ok(forest.classes.some((name) => name.startsWith('Neutrophil: ')));
  });

  it('has a coarse kind whose few cells the models spread over its finer ones', async () => {
    const { embeddings, novelties, truth, place } = laboratory(2, 400);
    const known = leaves.classify(embeddings, truth.length);
    const [band, segmented] = ['Band', 'Segmented'].map((finer) =>
      leaves.classes.indexOf(`Neutrophil: ${finer}`),
    ) as [number, number];
    const chance = (cell: number, leaf: number): number =>
      known[cell * leaves.classes.length + leaf] as number;
    const torn = [...truth.keys()]
      .filter((at) => truth[at]?.startsWith('Neutrophil'))
      .sort(
        (a, b) =>
          Math.abs(chance(a, band) - chance(a, segmented)) - Math.abs(chance(b, band) - chance(b, segmented)),
      )
      .slice(0, 6);
    const lymphocytes = [...truth.keys()].filter((at) => truth[at] === 'Lymphocyte').slice(0, 5);
    const confirmed = new Int16Array(truth.length).fill(-1);
    for (const at of torn) confirmed[at] = place('Neutrophil');
    for (const at of lymphocytes) confirmed[at] = place('Lymphocyte');
    const { classifier } = await refitRows({ embeddings, novelties, confirmed }, PACK_MODELS, goOn);
    const { forest, cells } = JSON.parse(classifier) as { forest: { classes: string[] }; cells: number };
    assert.ok(
      forest.classes.some((name) => name.startsWith('Neutrophil: ')),
      forest.classes.join(),
    );
    assert.equal(cells, 11);
  });

  it('begins whenever as many cells are confirmed as the reader is asked to confirm, and never with fewer', async () => {
    const { embeddings, novelties, truth } = laboratory(2, 300);
    const kinds = fc.constantFrom(...classes.keys());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(kinds, fc.integer({ min: 1, max: 7 })), { minLength: 1, maxLength: 5 }),
        async (wanted) => {
          const confirmed = new Int16Array(truth.length).fill(-1);
          let at = 0;
          for (const [kind, count] of wanted) for (let i = 0; i < count; i++) confirmed[at++] = kind;
          const counts = new Map<string, number>();
          for (const kind of confirmed) {
            const name = classes[kind]?.name;
            if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
          }
          // Stopped as soon as the first tree is fitted: whether it begins is the question.
          const begun = new Error('begun');
          const asked = refitRows({ embeddings, novelties, confirmed }, PACK_MODELS, () =>
            Promise.reject(begun),
          );
          const outcome = await asked.catch((error: unknown) => error);
          assert.equal(outcome === begun, isEnough(learnableNames(counts)), JSON.stringify([...counts]));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('says how many cells it needs', async () => {
    const { embeddings, novelties, place } = laboratory(0, 8);
    const confirmed = new Int16Array(8).fill(place('Lymphocyte'));
    await assert.rejects(refitRows({ embeddings, novelties, confirmed }, PACK_MODELS, goOn), {
      code: 'lesson-too-small',
      message: /at least 5 cells of each of 2 classes/,
    });
  });

  it('spreads each kind over the folds', () => {
    const kinds = Uint8Array.from({ length: 50 }, (_, at) => (at < 10 ? 1 : 0));
    const folds = stratifiedFolds(kinds, 5);
    for (let fold = 0; fold < 5; fold++) {
      assert.equal(folds.filter((of, at) => of === fold && kinds[at] === 1).length, 2);
    }
  });
});

describe('a saved classifier', () => {
  const pack = { hash: 'abc', head: 'forest', classes: leaves.classes, features: 50 };
  const sound = {
    format: 1,
    kind: 'smearlens-taught-classifier',
    packHash: 'abc',
    head: 'forest',
    share: 0.5,
    cells: 10,
    forest: {
      format: 1,
      features: 50,
      classes: ['Lymphocyte', 'Monocyte'],
      trees: [{ feature: [-1], threshold: [0], left: [0], right: [0], distribution: [1, 1] }],
    },
  };
  const tree = sound.forest.trees[0];
  const read = (changes: object) => readAdapted(JSON.stringify({ ...sound, ...changes }), pack);
  const forest = (changes: object) => ({ forest: { ...sound.forest, ...changes } });

  it('is opened with the pack beside which it was fitted', () => {
    assert.equal(read({}).share, 0.5);
  });

  it('is refused with another pack, head or version, and says so', () => {
    for (const other of [{ packHash: 'other' }, { head: 'linear' }, { format: 2 }]) {
      assert.throws(() => read(other), { code: 'lesson-other-models', message: /Nothing was changed/ });
    }
  });

  const hostile: [string, object][] = [
    ['no classifier', { kind: 'something' }],
    ['a share beyond 1', { share: 7 }],
    ['a threshold that is no number', { noveltyThreshold: 'high' }],
    ['no forest', { forest: null }],
    ['an endless walk', forest({ trees: [{ ...tree, feature: [0], left: [0], right: [0] }] })],
    [
      'a child beside the tree',
      forest({ trees: [{ ...tree, feature: [0, -1], left: [1.5, 0], right: [1, 0] }] }),
    ],
    ['kinds that the models do not know', forest({ classes: ['<script>', 'Monocyte'] })],
    ['one kind twice', forest({ classes: ['Monocyte', 'Monocyte'] })],
    ['embeddings of another length', forest({ features: 3 })],
    ['weights below nothing', forest({ trees: [{ ...tree, distribution: [2, -1] }] })],
    ['a tree that is none', forest({ trees: [null] })],
  ];
  for (const [what, changes] of hostile) {
    it(`is refused with ${what}`, () => {
      assert.throws(() => read(changes), { code: 'lesson-unreadable', message: /Nothing was changed/ });
    });
  }

  it('is refused where it is no JSON', () => {
    for (const text of ['', 'null', '{"a":', '[1]', '"text"']) {
      assert.throws(() => readAdapted(text, pack), { code: 'lesson-unreadable' });
    }
  });
});

describe('the adaptation of a session', () => {
  const [LYMPHOCYTE, MONOCYTE] = ['Lymphocyte', 'Monocyte'].map((name) =>
    classes.find((of) => of.name === name),
  ) as [CellClass, CellClass];

  /** A bench with twelve lymphocytes and twelve monocytes, all called lymphocytes. */
  function bench() {
    const cells = new CellStore();
    const { embeddings, truth } = laboratory(5, 400, 9);
    const chosen = ['Lymphocyte', 'Monocyte'].flatMap((name) =>
      [...truth.keys()].filter((at) => truth[at] === name).slice(0, 16),
    );
    const all = chosen.map((at, index): Cell => ({
      id: `${index < 16 ? 'l' : 'm'}${index % 16}`,
      box: { minX: index * 20, minY: 0, maxX: index * 20 + 10, maxY: 10 },
      outline: Float64Array.of(0, 0, 10, 0, 10, 10),
      nuclei: [],
      score: 0.9,
      label: LYMPHOCYTE,
      probabilities: new Float32Array(classes.length),
      embedding: embeddings.slice(at * 50, at * 50 + 50),
      reconstructionError: 0,
    }));
    cells.apply({ added: all, removed: [] });
    const review = new Review({ cells, now: () => new Date(0), threshold: () => 0.5 });
    const used: (string | undefined)[] = [];
    const pipeline: AdaptablePipeline = {
      refit: (rows) => refitRows(rows, PACK_MODELS, goOn),
      name: async (rows, classifier) => {
        const pack = { hash: 'abc', head: 'forest', classes: leaves.classes, features: 50 };
        const named = classifier === undefined ? leaves : openAdapted(leaves, readAdapted(classifier, pack));
        return nameRows(rows, { ...PACK_MODELS, leaves: named }, goOn);
      },
      use: async (classifier) => void used.push(classifier),
    };
    const errors: unknown[] = [];
    const adaptation = new Adaptation({
      cells,
      review,
      classes: () => classes,
      pipeline: async () => pipeline,
      onError: (error) => errors.push(error),
    });
    const ids = (kind: string, from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => `${kind}${from + at}`);
    review.confirm(ids('l', 0, 12));
    review.assign(ids('m', 0, 12), MONOCYTE);
    return { cells, review, adaptation, used, errors };
  }

  it('shows what would change and changes nothing', async () => {
    const { cells, review, adaptation } = bench();
    const before = [...cells.all()];
    const refit = await adaptation.preview();
    assert.equal(refit.after.total, 24);
    assert.deepEqual(
      refit.perClass.map(({ label, confirmed }) => [label.name, confirmed]),
      [
        ['Lymphocyte', 12],
        ['Monocyte', 12],
      ],
    );
    assert.ok(refit.changes.length > 0);
    assert.deepEqual([...cells.all()], before);
    assert.equal(review.history.record.steps.length, 2);
    assert.equal(adaptation.activeClassifier, undefined);
  });

  it('renames the unconfirmed cells alone, in one step, with the probabilities that belong to the names', async () => {
    const { cells, review, adaptation, used } = bench();
    const confirmed = [...cells.all()].filter((cell) => cell.review);
    const refit = await adaptation.preview();
    adaptation.accept(refit);
    await new Promise((resolve) => setTimeout(resolve));
    for (const cell of confirmed) assert.equal(cells.get(cell.id), cell);
    for (const { id, to } of refit.changes) {
      const cell = cells.get(id) as Cell;
      assert.equal(cell.label, to);
      assert.equal(cell.review, undefined);
      assert.ok(Math.max(...cell.probabilities) > 0);
    }
    assert.equal(review.history.undoable?.kind, 'teach');
    assert.deepEqual(used, [refit.classifier]);
  });

  it('leaves what was reviewed after the refit was shown', async () => {
    const { cells, review, adaptation } = bench();
    const refit = await adaptation.preview();
    review.assign(['m14'], MONOCYTE);
    const confirmed = cells.get('m14');
    adaptation.accept(refit);
    assert.equal(cells.get('m14'), confirmed);
  });

  it('is undone and done again with its step, cells and classifier together', async () => {
    const { cells, review, adaptation, used } = bench();
    const before = [...cells.all()];
    const refit = await adaptation.preview();
    adaptation.accept(refit);
    review.history.undo();
    assert.deepEqual([...cells.all()], before);
    assert.equal(adaptation.activeClassifier, undefined);
    review.history.redo();
    assert.equal(adaptation.activeClassifier, refit.classifier);
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(used.at(-1), refit.classifier);
  });

  it('is taken back by a step that can be undone too', async () => {
    const { review, adaptation } = bench();
    const refit = await adaptation.preview();
    adaptation.accept(refit);
    assert.equal(adaptation.inForce, refit.classifier, 'also by its old name');
    await adaptation.takeBack();
    assert.equal(adaptation.activeClassifier, undefined);
    review.history.undo();
    assert.equal(adaptation.activeClassifier, refit.classifier);
  });

  it('goes along to the next slide', async () => {
    const { review, adaptation } = bench();
    const refit = await adaptation.preview();
    adaptation.accept(refit);
    adaptation.startSlide();
    review.history.forget();
    assert.equal(adaptation.activeClassifier, refit.classifier);
  });

  it('is undone on the slide where it was accepted also after another one was looked at', async () => {
    const { cells, review, adaptation } = bench();
    const before = [...cells.all()].map(({ label }) => label);
    adaptation.accept(await adaptation.preview());
    const adapted = adaptation.activeClassifier;
    const { base } = adaptation;
    const { record } = review.history;
    const open = (): void => {
      adaptation.startSlide();
      review.history.forget();
    };
    open();
    assert.equal(adaptation.activeClassifier, adapted, 'on the other slide');
    open();
    review.history.restore(record);
    adaptation.restoreBase(base);
    assert.equal(adaptation.activeClassifier, adapted, 'back again');
    review.history.undo();
    assert.equal(adaptation.activeClassifier, undefined);
    assert.deepEqual(
      [...cells.all()].map(({ label }) => label),
      before,
    );
  });

  it('stays off a slide whose work began without it, and waits for the next one', async () => {
    const { review, adaptation } = bench();
    adaptation.accept(await adaptation.preview());
    const adapted = adaptation.activeClassifier;
    const open = (): void => {
      adaptation.startSlide();
      review.history.forget();
    };
    open();
    adaptation.restoreBase(undefined);
    assert.equal(adaptation.activeClassifier, undefined, 'where the pack alone named the cells');
    open();
    assert.equal(adaptation.activeClassifier, adapted, 'on a new slide');
  });

  it('comes back from its file, and a file of another pack changes nothing', async () => {
    const { cells, review, adaptation } = bench();
    const refit = await adaptation.preview();
    adaptation.accept(refit);
    const file = adaptation.save() as Blob;
    const named = [...cells.all()].map(({ label }) => label.name);
    review.history.undo();
    adaptation.accept(await adaptation.load(file));
    assert.deepEqual(
      [...cells.all()].map(({ label }) => label.name),
      named,
    );
    const other = new Blob([(await file.text()).replace('"abc"', '"xyz"')]);
    await assert.rejects(adaptation.load(other), { code: 'lesson-other-models' });
    assert.equal(adaptation.activeClassifier, refit.classifier);
  });

  it('leaves out and counts confirmed cells that were drawn by hand', async () => {
    const { review, adaptation } = bench();
    review.add(Float64Array.of(0, 0, 5, 0, 5, 5), MONOCYTE);
    assert.equal((await adaptation.preview()).leftOut, 1);
  });
});

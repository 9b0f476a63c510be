import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { openLeaves } from '../../models/classifier/open-classifier.js';
import { openTaught, readTaught } from '../../models/classifier/taught-classifier.js';
import fc from 'fast-check';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { readHeads } from '../../models/classifier/heads-file.js';
import type { Pack } from '../../models/pack.js';
import { CellStore } from '../../plugin/cells/cell-store.js';
import { Review } from '../../plugin/review/review.js';
import { isEnough, learntNames } from '../../plugin/teach/lesson-needs.js';
import { stratifiedFolds } from '../../plugin/teach/folds.js';
import { nameRows, type Knowledge } from '../../plugin/teach/name-rows.js';
import { teachRows } from '../../plugin/teach/teach-rows.js';
import { Teaching, type TeachablePipeline } from '../../plugin/teach/teaching.js';
import { simulateLaboratory } from '../bench/simulate-laboratory.js';

const json = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../models/packs/base/${name}`, import.meta.url), 'utf8'));
const heads = readHeads(json('heads.json'), 50);
const { classes } = json('manifest.json') as { classes: CellClass[] };
const leaves = openLeaves({ forest: json('forest.json'), heads } as Pack);
const KNOWLEDGE: Knowledge = { packHash: 'abc', head: 'forest', leaves, classes };
const goOn = async (): Promise<void> => undefined;

/** Cells as a laboratory sees them whose stain moves every kind on its own way. */
function laboratory(own: number, count: number, seed = 3) {
  const { draw, classes: names } = simulateLaboratory(heads, { shift: 2, own, spread: 1.2, seed });
  const { rows, kinds } = draw(count);
  const truth = Array.from(kinds, (kind) => names[kind] as string);
  const place = (name: string) => classes.findIndex((label) => label.name === name);
  return { embeddings: rows, novelties: new Float32Array(count).fill(NaN), truth, place };
}

/** Teaches the first `taught` cells, but for the kinds `absent`, and judges the others. */
async function taughtOn(own: number, taught: number, absent: readonly string[] = []) {
  const { embeddings, novelties, truth, place } = laboratory(own, taught + 400);
  const said = Int16Array.from(truth, (name, at) =>
    at < taught && !absent.includes(name) ? place(name) : -1,
  );
  const rows = { embeddings, novelties, said };
  const answer = await teachRows(rows, KNOWLEDGE, goOn);
  const before = await nameRows(rows, KNOWLEDGE, goOn);
  const right = (labels: Int16Array, isAsked: (name: string) => boolean): number => {
    const asked = truth.flatMap((name, at) => (at >= taught && isAsked(name) ? [at] : []));
    return asked.filter((at) => classes[labels[at] as number]?.name === truth[at]).length / asked.length;
  };
  return { answer, before, right, rows };
}

describe('teaching', () => {
  it('names the cells of a laboratory better that the pack names badly', async () => {
    const { answer, before, right } = await taughtOn(6, 400);
    const [was, is] = [before, answer].map(({ labels }) => right(labels, () => true)) as [number, number];
    assert.ok(is > was + 0.05, `${was} before, ${is} after`);
  });

  it('leaves kinds that nobody confirmed as good as they were', async () => {
    const absent = ['Eosinophil', 'Basophil', 'Erythroblast'];
    const { answer, before, right } = await taughtOn(6, 300, absent);
    const isAbsent = (name: string): boolean => absent.includes(name);
    const [was, is] = [before, answer].map(({ labels }) => right(labels, isAbsent)) as [number, number];
    assert.ok(is >= was - 0.06, `${was} before, ${is} after`);
  });

  it('is the same for the same cells, and its probabilities are those of its saved form', async () => {
    const { answer, rows } = await taughtOn(4, 120);
    const again = await teachRows(rows, KNOWLEDGE, goOn);
    assert.equal(again.taught, answer.taught);
    const pack = { hash: 'abc', head: 'forest', classes: leaves.classes, features: 50 };
    const opened = openTaught(leaves, readTaught(answer.taught, pack));
    const named = await nameRows(rows, { ...KNOWLEDGE, leaves: opened }, goOn);
    assert.deepEqual(named, { probabilities: answer.probabilities, labels: answer.labels });
    const chances = opened.classify(rows.embeddings, 50);
    for (let cell = 0; cell < 50; cell++) {
      const row = chances.subarray(cell * leaves.classes.length, (cell + 1) * leaves.classes.length);
      assert.ok(Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-4);
    }
  });

  it('takes a coarse word for any of its finer kinds', async () => {
    const { embeddings, novelties, truth, place } = laboratory(2, 200);
    const said = Int16Array.from(truth, (name) => place((name.split(':')[0] as string).trim()));
    const { taught } = await teachRows({ embeddings, novelties, said }, KNOWLEDGE, goOn);
    const { forest } = JSON.parse(taught) as { forest: { classes: string[] } };
    assert.ok(forest.classes.some((name) => name.startsWith('Neutrophil: ')));
  });

  it('learns a coarse kind whose few cells the models spread over its finer ones', async () => {
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
    const said = new Int16Array(truth.length).fill(-1);
    for (const at of torn) said[at] = place('Neutrophil');
    for (const at of lymphocytes) said[at] = place('Lymphocyte');
    const { taught } = await teachRows({ embeddings, novelties, said }, KNOWLEDGE, goOn);
    const { forest, cells } = JSON.parse(taught) as { forest: { classes: string[] }; cells: number };
    assert.ok(
      forest.classes.some((name) => name.startsWith('Neutrophil: ')),
      forest.classes.join(),
    );
    assert.equal(cells, 11);
  });

  it('learns whenever as many cells are confirmed as the reader is told to confirm, and never with fewer', async () => {
    const { embeddings, novelties, truth } = laboratory(2, 300);
    const kinds = fc.constantFrom(...classes.keys());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(kinds, fc.integer({ min: 1, max: 7 })), { minLength: 1, maxLength: 5 }),
        async (wanted) => {
          const said = new Int16Array(truth.length).fill(-1);
          let at = 0;
          for (const [kind, count] of wanted) for (let i = 0; i < count; i++) said[at++] = kind;
          const counts = new Map<string, number>();
          for (const kind of said) {
            const name = classes[kind]?.name;
            if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
          }
          // Given up as soon as something is learnt: whether it begins is what is asked.
          const begun = new Error('begun');
          const asked = teachRows({ embeddings, novelties, said }, KNOWLEDGE, () => Promise.reject(begun));
          const outcome = await asked.catch((error: unknown) => error);
          assert.equal(outcome === begun, isEnough(learntNames(counts)), JSON.stringify([...counts]));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('says how many cells it needs', async () => {
    const { embeddings, novelties, place } = laboratory(0, 8);
    const said = new Int16Array(8).fill(place('Lymphocyte'));
    await assert.rejects(teachRows({ embeddings, novelties, said }, KNOWLEDGE, goOn), {
      code: 'lesson-too-small',
      message: /at least 5 cells of each of 2 kinds/,
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
  const read = (changes: object) => readTaught(JSON.stringify({ ...sound, ...changes }), pack);
  const forest = (changes: object) => ({ forest: { ...sound.forest, ...changes } });

  it('is opened with the pack that it was taught beside', () => {
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
      assert.throws(() => readTaught(text, pack), { code: 'lesson-unreadable' });
    }
  });
});

describe('the teaching of a session', () => {
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
    const pipeline: TeachablePipeline = {
      teach: (rows) => teachRows(rows, KNOWLEDGE, goOn),
      name: async (rows, taught) => {
        const pack = { hash: 'abc', head: 'forest', classes: leaves.classes, features: 50 };
        const named = taught === undefined ? leaves : openTaught(leaves, readTaught(taught, pack));
        return nameRows(rows, { ...KNOWLEDGE, leaves: named }, goOn);
      },
      use: async (taught) => void used.push(taught),
    };
    const errors: unknown[] = [];
    const teaching = new Teaching({
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
    return { cells, review, teaching, used, errors };
  }

  it('shows what would change and changes nothing', async () => {
    const { cells, review, teaching } = bench();
    const before = [...cells.all()];
    const lesson = await teaching.preview();
    assert.equal(lesson.after.total, 24);
    assert.deepEqual(
      lesson.perClass.map(({ label, confirmed }) => [label.name, confirmed]),
      [
        ['Lymphocyte', 12],
        ['Monocyte', 12],
      ],
    );
    assert.ok(lesson.changes.length > 0);
    assert.deepEqual([...cells.all()], before);
    assert.equal(review.history.record.steps.length, 2);
    assert.equal(teaching.inForce, undefined);
  });

  it('renames the unconfirmed cells alone, in one step, with the probabilities that belong to the names', async () => {
    const { cells, review, teaching, used } = bench();
    const confirmed = [...cells.all()].filter((cell) => cell.review);
    const lesson = await teaching.preview();
    teaching.accept(lesson);
    await new Promise((resolve) => setTimeout(resolve));
    for (const cell of confirmed) assert.equal(cells.get(cell.id), cell);
    for (const { id, to } of lesson.changes) {
      const cell = cells.get(id) as Cell;
      assert.equal(cell.label, to);
      assert.equal(cell.review, undefined);
      assert.ok(Math.max(...cell.probabilities) > 0);
    }
    assert.equal(review.history.undoable?.kind, 'teach');
    assert.deepEqual(used, [lesson.classifier]);
  });

  it('leaves what was reviewed after the lesson was shown', async () => {
    const { cells, review, teaching } = bench();
    const lesson = await teaching.preview();
    review.assign(['m14'], MONOCYTE);
    const said = cells.get('m14');
    teaching.accept(lesson);
    assert.equal(cells.get('m14'), said);
  });

  it('is undone and done again with its step, cells and classifier together', async () => {
    const { cells, review, teaching, used } = bench();
    const before = [...cells.all()];
    const lesson = await teaching.preview();
    teaching.accept(lesson);
    review.history.undo();
    assert.deepEqual([...cells.all()], before);
    assert.equal(teaching.inForce, undefined);
    review.history.redo();
    assert.equal(teaching.inForce, lesson.classifier);
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(used.at(-1), lesson.classifier);
  });

  it('is taken back by a step that can be undone too', async () => {
    const { review, teaching } = bench();
    const lesson = await teaching.preview();
    teaching.accept(lesson);
    await teaching.takeBack();
    assert.equal(teaching.inForce, undefined);
    review.history.undo();
    assert.equal(teaching.inForce, lesson.classifier);
  });

  it('goes along to the next slide', async () => {
    const { review, teaching } = bench();
    const lesson = await teaching.preview();
    teaching.accept(lesson);
    teaching.startSlide();
    review.history.forget();
    assert.equal(teaching.inForce, lesson.classifier);
  });

  it('is undone on the slide where it was taught also after another one was looked at', async () => {
    const { cells, review, teaching } = bench();
    const before = [...cells.all()].map(({ label }) => label);
    teaching.accept(await teaching.preview());
    const taught = teaching.inForce;
    const { base } = teaching;
    const { record } = review.history;
    const open = (): void => {
      teaching.startSlide();
      review.history.forget();
    };
    open();
    assert.equal(teaching.inForce, taught, 'on the other slide');
    open();
    review.history.restore(record);
    teaching.restoreBase(base);
    assert.equal(teaching.inForce, taught, 'back again');
    review.history.undo();
    assert.equal(teaching.inForce, undefined);
    assert.deepEqual(
      [...cells.all()].map(({ label }) => label),
      before,
    );
  });

  it('stays off a slide whose work began without it, and waits for the next one', async () => {
    const { review, teaching } = bench();
    teaching.accept(await teaching.preview());
    const taught = teaching.inForce;
    const open = (): void => {
      teaching.startSlide();
      review.history.forget();
    };
    open();
    teaching.restoreBase(undefined);
    assert.equal(teaching.inForce, undefined, 'where the pack alone named the cells');
    open();
    assert.equal(teaching.inForce, taught, 'on a new slide');
  });

  it('comes back from its file, and a file of another pack changes nothing', async () => {
    const { cells, review, teaching } = bench();
    const lesson = await teaching.preview();
    teaching.accept(lesson);
    const file = teaching.save() as Blob;
    const named = [...cells.all()].map(({ label }) => label.name);
    review.history.undo();
    teaching.accept(await teaching.load(file));
    assert.deepEqual(
      [...cells.all()].map(({ label }) => label.name),
      named,
    );
    const other = new Blob([(await file.text()).replace('"abc"', '"xyz"')]);
    await assert.rejects(teaching.load(other), { code: 'lesson-other-models' });
    assert.equal(teaching.inForce, lesson.classifier);
  });

  it('leaves out and counts confirmed cells that were drawn by hand', async () => {
    const { review, teaching } = bench();
    review.add(Float64Array.of(0, 0, 5, 0, 5, 5), MONOCYTE);
    assert.equal((await teaching.preview()).leftOut, 1);
  });
});

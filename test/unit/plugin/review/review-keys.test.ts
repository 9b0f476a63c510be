import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell, CellClass } from '../../../../models/domain/cell.js';
import { withKind } from '../../../../plugin/kinds/edit-kinds.js';
import { assignableClasses, classKeys, isUsableKey, withKey } from '../../../../plugin/review/class-keys.js';
import { DOUBTFUL, ReviewPriority } from '../../../../plugin/review/review-priority.js';
import { unseenSession } from '../session/unseen-session.js';

const named = (name: string): CellClass => ({ name, code: name.slice(0, 2), color: [1, 2, 3] });
const CLASSES = ['Neutrophil', 'Neutrophil: Band', 'Neutrophil: Segmented', 'Lymphocyte', 'Monocyte'].map(
  named,
);
const UNKNOWN: CellClass = { name: 'Unknown', code: '?', color: [128, 128, 128] };
const INFO = { classes: CLASSES, noveltyThreshold: 1, reconstruction: { mean: 0.01, std: 0.002 } };
const SURE = [0.98, 0.04, 0.94, 0.01, 0.01];

function cell(id: string, probabilities: number[] = SURE, changes: Partial<Cell> = {}): Cell {
  return {
    id,
    box: { minX: 0, minY: 0, maxX: 10, maxY: 10 },
    outline: Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10),
    nuclei: [],
    score: 0.95,
    label: CLASSES[0] as CellClass,
    probabilities: Float32Array.from(probabilities),
    embedding: new Float32Array(50),
    reconstructionError: 0.01,
    novelty: 0.1,
    ...changes,
  };
}

describe('doubt', () => {
  const priority = new ReviewPriority(INFO);
  const kinds = (each: Cell) => priority.reasons(each).map(({ kind }) => kind);

  it('is small for a cell that is clearly one of its kind, and there is nothing to say', () => {
    assert.ok(priority.of(cell('a')) < 0.05);
    assert.deepEqual(priority.reasons(cell('a')), []);
  });

  it('is large between two classes, and names them', () => {
    const torn = cell('a', [0.1, 0.05, 0.05, 0.44, 0.46]);
    assert.ok(priority.of(torn) > DOUBTFUL);
    assert.deepEqual(priority.reasons(torn)[0], { kind: 'close', names: ['Monocyte', 'Lymphocyte'] });
  });

  it('between two finer kinds weighs less than between two classes', () => {
    const bandOrSegmented = cell('a', [0.98, 0.48, 0.5, 0.01, 0.01]);
    const monocyteOrLymphocyte = cell('b', [0.02, 0.01, 0.01, 0.48, 0.5]);
    assert.ok(priority.of(bandOrSegmented) < priority.of(monocyteOrLymphocyte));
    assert.deepEqual(priority.reasons(bandOrSegmented), [
      { kind: 'finer', names: ['Neutrophil: Segmented', 'Neutrophil: Band'] },
    ]);
  });

  it('grows near the limit of novelty, before it is reached', () => {
    const near = cell('a', SURE, { novelty: 0.9 });
    assert.ok(priority.of(near) > DOUBTFUL);
    assert.deepEqual(kinds(near), ['unlike']);
    assert.deepEqual(kinds(cell('b', SURE, { label: UNKNOWN })), ['unlike']);
  });

  it('says nothing of a cell drawn by hand, of which the models have said nothing', () => {
    const drawn = cell('a', [], { label: UNKNOWN, reconstructionError: Number.NaN });
    assert.deepEqual(kinds(drawn), []);
  });

  it('is about what the models said, whatever a person has called the cell since', () => {
    const called = cell('a', SURE, {
      label: CLASSES[4] as CellClass,
      review: { suggested: UNKNOWN, confirmed: true, at: '' },
    });
    assert.deepEqual(kinds(called), ['unlike']);
  });

  it('grows with what the models could not rebuild', () => {
    assert.deepEqual(kinds(cell('a', SURE, { reconstructionError: 0.017 })), ['rebuilt']);
  });

  it('of a cell that no model has seen is none', () => {
    const drawn = cell('a', [], { reconstructionError: Number.NaN, novelty: undefined, score: 1 });
    assert.equal(priority.of(drawn), 0);
    assert.deepEqual(priority.reasons(drawn), []);
  });

  it('lies between 0 and 1, whatever the models say', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
        fc.double({ min: 0, max: 10 }),
        fc.double({ min: -1, max: 9 }),
        (probabilities, reconstructionError, novelty) => {
          const found = priority.of(cell('a', probabilities, { reconstructionError, novelty }));
          assert.ok(found >= 0 && found <= 1, String(found));
        },
      ),
    );
  });
});

function bench(...cells: Cell[]) {
  const session = unseenSession({ openPipeline: () => new Promise(() => undefined) });
  Object.defineProperty(session, 'info', { value: { ...INFO, backend: 'cpu', pack: 'p', packHash: '0' } });
  session.cells.apply({ added: cells, removed: [] });
  const press = (key: string, more: object = {}, where = {}) =>
    session.keys.press(
      { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more },
      where,
    );
  return { session, press };
}

const sure = cell('sure');
const torn = cell('torn', [0, 0, 0, 0.49, 0.51], { label: CLASSES[4] as CellClass });
const leaning = cell('leaning', [0, 0, 0, 0.35, 0.65], { label: CLASSES[4] as CellClass });

describe('the next doubtful cell', () => {
  it('is the unconfirmed one most worth a look; one that is passed comes again as long as it is doubtful', () => {
    const { session, press } = bench(sure, leaning, torn);
    const walked = [0, 1, 2, 3].map(() => (press('d'), session.selected));
    assert.deepEqual(walked, ['torn', 'leaning', 'torn', 'leaning']);
    session.review.confirm(['torn', 'leaning']);
    press('d');
    assert.equal(session.selected, 'sure', 'the others come once none is doubtful');
  });

  it('is never one that is confirmed, rejected or hidden', () => {
    const { session, press } = bench(sure, leaning, torn, cell('faint', SURE, { score: 0.1 }));
    session.review.confirm(['torn']);
    session.review.reject(['leaning']);
    press('d');
    assert.equal(session.selected, 'sure');
    press('d');
    assert.equal(session.selected, 'sure', 'no other is left');
  });

  it('comes by itself when the one before is answered: one key for each cell', () => {
    const { session, press } = bench(sure, leaning, torn);
    press('d');
    press('Enter');
    assert.equal(session.selected, 'leaning');
    press(session.keys.keys['Lymphocyte'] as string);
    assert.equal(session.selected, 'sure');
    press('Delete');
    assert.equal(session.cells.get('torn')?.review?.confirmed, true);
    assert.equal(session.cells.get('leaning')?.label.name, 'Lymphocyte');
    assert.equal(session.cells.get('sure')?.review?.rejected, true);
  });

  it('does not pull the reader away from a cell that they went to themselves', () => {
    const { session, press } = bench(sure, leaning, torn);
    session.selected = 'sure';
    press('4');
    assert.equal(session.selected, 'sure');
    press('Enter', {}, { fromGallery: true });
    assert.equal(session.selected, 'sure');
  });
});

describe('answers by key', () => {
  it('concern the cells chosen together, else the one that is looked at', () => {
    const { session, press } = bench(sure, leaning, torn);
    session.selection.set(['sure', 'torn']);
    press(session.keys.keys['Monocyte'] as string);
    assert.deepEqual(
      [...session.cells.all()].map(({ review }) => review?.confirmed === true),
      [true, false, true],
    );
    session.selected = 'leaning';
    assert.equal(session.selection.ids.size, 0, 'looking at another cell lets go of the others');
    press('Delete');
    assert.equal(session.cells.get('leaning')?.review?.rejected, true);
    press('Insert');
    assert.equal(session.cells.get('leaning')?.review?.rejected, undefined);
  });

  it('let go of several cells once they are confirmed, so that the next key does not name them all', () => {
    const { session, press } = bench(sure, leaning, torn);
    session.selected = 'torn';
    session.selection.set(['sure', 'leaning', 'torn']);
    press('Enter');
    assert.ok([...session.cells.all()].every(({ review }) => review?.confirmed));
    press(session.keys.keys['Lymphocyte'] as string);
    const renamed = [...session.cells.all()].filter(({ label }) => label.name === 'Lymphocyte');
    assert.deepEqual(
      renamed.map(({ id }) => id),
      ['torn'],
      'the one that is looked at alone',
    );
  });

  it('are undone and done again by the usual keys', () => {
    const { session, press } = bench(sure);
    session.selected = 'sure';
    press('3');
    const called = session.cells.get('sure')?.label.name;
    assert.equal(called, 'Monocyte');
    press('z', { ctrlKey: true });
    assert.equal(session.cells.get('sure')?.label.name, 'Neutrophil');
    press('Z', { ctrlKey: true, shiftKey: true });
    assert.equal(session.cells.get('sure')?.label.name, called);
    press('z', { metaKey: true });
    press('y', { ctrlKey: true });
    assert.equal(session.cells.get('sure')?.label.name, called);
  });

  it('ask for a comment on one chosen cell, and say nothing where none is meant', () => {
    const { session, press } = bench(sure, torn);
    let asked = 0;
    session.keys.addEventListener('ask-comment', () => (asked += 1));
    assert.equal(press('c'), false, 'no cell is chosen');
    session.selection.set(['sure', 'torn']);
    press('c');
    assert.equal(asked, 0, 'two are');
    session.selection.set(['torn']);
    assert.equal(press('c'), true);
    assert.deepEqual([asked, session.selected], [1, 'torn']);
    assert.equal(session.cells.get('torn'), torn, 'the cell is as it was');
  });

  it('leave keys alone that mean nothing here, so that the viewer keeps its own', () => {
    const { press } = bench(sure);
    assert.deepEqual(
      ['1', 'Enter', 'Delete', 'ArrowLeft', 'Tab', 'Escape'].map((key) => press(key)),
      [false, false, false, false, false, false],
    );
    assert.equal(press('c', { ctrlKey: true }), false);
  });
});

describe('the keys of the classes', () => {
  it('give way to what the table of keys has taken since: the class gets another, and that can be told', () => {
    const { session } = bench(sure);
    const { kinds } = session;
    kinds.own = withKind({ title: '', kinds: kinds.all }, 'Monocyte', { key: 'c' });
    session.keys.chosenKeys = { Lymphocyte: '?', Neutrophil: 'x' };
    const { keys, moved } = session.keys;
    assert.deepEqual(
      [...moved],
      [
        ['Monocyte', 'c'],
        ['Lymphocyte', '?'],
      ],
    );
    assert.ok(isUsableKey(keys['Monocyte'] ?? '') && isUsableKey(keys['Lymphocyte'] ?? ''));
    assert.equal(keys['Neutrophil'], 'x');
  });

  it('are digits for the classes, 0 for unknown, a letter of its own name for a finer one', () => {
    assert.deepEqual(classKeys(CLASSES), {
      Neutrophil: '1',
      Lymphocyte: '2',
      Monocyte: '3',
      Unknown: '0',
      'Neutrophil: Band': 'b',
      'Neutrophil: Segmented': 's',
    });
  });

  it('can be chosen: a key that another class has changes hands, one with another meaning is refused', () => {
    const keys = classKeys(CLASSES);
    const swapped = withKey(keys, 'Monocyte', '1');
    assert.equal(swapped['Monocyte'], '1');
    assert.equal(swapped['Neutrophil'], '3');
    assert.equal(withKey(keys, 'Monocyte', 'd'), keys);
    assert.equal(classKeys(CLASSES, swapped)['Neutrophil'], '3');
  });

  it('differ, are usable, and there is one for each class, whatever a person or a stored file asks for', () => {
    const names = assignableClasses(CLASSES).map(({ name }) => name);
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.string({ maxLength: 2 }), fc.constant('1'))),
        (chosen) => {
          const keys = classKeys(CLASSES, chosen);
          assert.deepEqual(Object.keys(keys).sort(), [...names].sort());
          assert.equal(new Set(Object.values(keys)).size, names.length);
          assert.ok(Object.values(keys).every(isUsableKey));
        },
      ),
    );
  });
});

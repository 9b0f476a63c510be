import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { CellStore } from '../../plugin/cells/cell-store.js';
import { JournalReader } from '../../plugin/keep/journal-reader.js';
import { JournalWriter, type Unwritten } from '../../plugin/keep/journal-writer.js';
import { compacted } from '../../plugin/keep/kept-cell.js';
import { mergeWork } from '../../plugin/keep/merge-work.js';
import { Review } from '../../plugin/review/review.js';

const NEUTROPHIL: CellClass = { name: 'Neutrophil', code: 'N', color: [0, 114, 178] };
const MONOCYTE: CellClass = { name: 'Monocyte', code: 'M', color: [230, 159, 0] };
const UNKNOWN: CellClass = { name: 'Unknown', code: '?', color: [128, 128, 128] };
const SQUARE = Float64Array.of(0, 0, 8, 0, 8, 8, 0, 8);
const IDS = ['a', 'b', 'c', 'd'];
const AT = '2026-01-01T08:00:00.000Z';

function cell(id: string, changes: Partial<Cell> = {}): Cell {
  return {
    id,
    box: { minX: 0, minY: 0, maxX: 10, maxY: 10 },
    outline: Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10),
    nuclei: [Float64Array.of(2, 2, 4, 2, 4, 4)],
    score: 0.9,
    label: NEUTROPHIL,
    probabilities: Float32Array.of(0.8, 0.2),
    embedding: new Float32Array(50).fill(0.25),
    reconstructionError: 0.01,
    ...changes,
  };
}

/** A bench whose work is followed by a journal writer, and what the writer has taken down. */
function bench(...cells: Cell[]) {
  const store = new CellStore();
  const writer = new JournalWriter();
  store.subscribe((change) => writer.note(change));
  const review = new Review({ cells: store, now: () => new Date(AT), threshold: () => 0.5 });
  const journal: Unwritten[] = [];
  const write = (): Unwritten[] => {
    const taken = writer.take('s', (id) => store.get(id), review.history.record);
    journal.push(...taken);
    return taken;
  };
  store.apply({ added: cells, removed: [] });
  return { store, writer, review, journal, write };
}

/** As the browser gives it back: a copy that shares nothing. */
function read(journal: readonly Unwritten[]): JournalReader {
  const reader = new JournalReader();
  for (const { entry } of journal) {
    reader.add(entry.seq, structuredClone({ ...entry, fresh: entry.fresh.map(compacted) }));
  }
  return reader;
}

const script = fc.array(
  fc.record({
    what: fc.constantFrom(
      'assign',
      'confirm',
      'reject',
      'restore',
      'add',
      'outline',
      'clear',
      'undo',
      'redo',
      'run',
      'write',
      'write',
    ),
    ids: fc.subarray(IDS, { minLength: 1 }),
    label: fc.constantFrom(NEUTROPHIL, MONOCYTE, UNKNOWN),
  }),
  { maxLength: 40 },
);
type Script = (typeof script extends fc.Arbitrary<infer T> ? T : never)[number];

function play({ store, review, write }: ReturnType<typeof bench>, { what, ids, label }: Script): void {
  if (what === 'assign') review.assign(ids, label);
  else if (what === 'confirm') review.confirm(ids);
  else if (what === 'reject') review.reject(ids);
  else if (what === 'restore') review.restore(ids);
  else if (what === 'add') review.add(SQUARE, label);
  else if (what === 'outline') review.setOutline(ids[0] as string, SQUARE.slice());
  else if (what === 'clear') {
    review.replace(
      'clear',
      [...store.all()].map((before) => ({ before })),
    );
  } else if (what === 'undo') review.history.undo();
  else if (what === 'redo') review.history.redo();
  else if (what === 'run') store.apply({ added: ids.map((id) => cell(id, { label })), removed: [] });
  else write();
}

describe('the journal of a slide', () => {
  it('gives back cells, their order, steps and undone steps, wherever it was written in between', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const one = bench(...IDS.map((id) => cell(id)));
        for (const step of steps) play(one, step);
        one.write();
        const back = read(one.journal);
        assert.deepEqual([...back.cells.values()], [...one.store.all()]);
        assert.deepEqual(back.record, one.review.history.record);
        assert.equal(back.damaged, 0);
      }),
    );
  });

  it('takes one correction down as one cell without its body, and one step', () => {
    const { review, write } = bench(...Array.from({ length: 1000 }, (_, i) => cell(`c${i}`)));
    write();
    review.assign(['c500'], MONOCYTE);
    const [only, ...others] = write();
    assert.equal(others.length, 0);
    assert.equal(only?.entry.fresh.length, 1);
    assert.equal(only.entry.fresh[0]?.body, undefined);
    assert.equal(only.entry.history?.steps.length, 1);
    review.history.undo();
    assert.equal(write()[0]?.entry.fresh.length, 0, 'what is undone is known already');
    assert.equal(write().length, 0);
  });

  it('never stores the buffer behind a view', () => {
    const many = new Float32Array(5000);
    const { write } = bench(cell('a', { embedding: many.subarray(50, 100) }));
    const kept = compacted(write()[0]?.entry.fresh[0] ?? assert.fail());
    assert.equal(kept.body?.embedding.buffer.byteLength, 200);
  });

  it('holds body and label of a hundred corrections once', () => {
    const one = bench(cell('a'), cell('b'));
    for (let i = 0; i < 50; i++) one.review.assign(['a', 'b'], i % 2 ? NEUTROPHIL : MONOCYTE);
    one.write();
    const back = read(one.journal);
    const versions = back.record.steps.flatMap(({ changes }) => changes.map(({ after }) => after));
    assert.equal(new Set(versions.map((version) => version?.outline)).size, 2);
    assert.equal(new Set(versions.map((version) => version?.label)).size, 2);
  });

  const damages: Record<string, (entry: Record<string, unknown>) => unknown> = {
    'cannot be read': () => undefined,
    'is something else': () => 'work',
    'has lost its cells': (entry) => ({ ...entry, fresh: null }),
    'has a cell without an outline': (entry) => ({
      ...entry,
      fresh: [{ n: 2048, label: NEUTROPHIL, body: { id: 'x', box: null } }, null],
    }),
    'has a step that is none': (entry) => ({ ...entry, history: { from: 0, steps: [{}], done: 1 } }),
    'has steps far beyond the others': (entry) => ({ ...entry, history: { from: 7, steps: [], done: 9 } }),
    'speaks of versions that nobody knows': (entry) => ({ ...entry, now: Float64Array.of(5, Number.NaN) }),
  };
  for (const [name, damage] of Object.entries(damages)) {
    it(`passes over an entry that ${name}, and keeps the others`, () => {
      const one = bench(cell('a'), cell('b'));
      one.write();
      one.review.assign(['a'], MONOCYTE);
      one.write();
      one.review.assign(['b'], UNKNOWN);
      one.write();
      const reader = new JournalReader();
      one.journal.forEach(({ entry }, index) => {
        reader.add(entry.seq, index === 1 ? damage({ ...entry }) : entry);
      });
      assert.deepEqual([...reader.cells.keys()], ['a', 'b']);
      assert.equal(reader.cells.get('b')?.label.name, 'Unknown');
      const again = bench(...reader.cells.values());
      again.review.history.restore(reader.record);
      while (again.review.history.undo());
      while (again.review.history.redo());
      assert.equal(again.store.get('b')?.label.name, 'Unknown');
    });
  }

  it('passes over a step of areas that are none, and keeps what else it tells of', () => {
    const box = { minX: 0, minY: 0, maxX: 9, maxY: 9 };
    const one = bench(cell('a'));
    one.write();
    one.review.noteAreas([], [{ id: '1', name: 'one', box }]);
    one.write();
    for (const after of [[{ id: '1', name: 'one', box: { ...box, maxX: 'wide' } }], 'one', undefined]) {
      const reader = new JournalReader();
      for (const { entry } of one.journal) {
        const { history } = entry;
        const steps = history?.steps.map((step) =>
          step.kind === 'areas' ? { ...step, areas: { before: [], after } } : step,
        );
        reader.add(entry.seq, { ...entry, ...(history ? { history: { ...history, steps } } : {}) });
      }
      assert.ok(reader.damaged > 0);
      assert.ok(reader.record.steps.every(({ kind }) => kind !== 'areas'));
    }
  });

  it('says that something was damaged, and gives no number of a damaged entry away again', () => {
    const one = bench(cell('a'));
    one.write();
    one.review.assign(['a'], MONOCYTE);
    one.write();
    const reader = new JournalReader();
    for (const [index, { entry }] of one.journal.entries())
      reader.add(entry.seq, index === 1 ? undefined : entry);
    assert.equal(reader.damaged, 1);
    const next = bench(...reader.cells.values());
    next.writer.follow(reader);
    next.review.confirm(['a']);
    assert.equal(next.write()[0]?.entry.seq, 3);
  });
});

describe('work that two have done', () => {
  /** Two benches over the same kept work; the first one's is in the journal. */
  function two() {
    const first = bench(...IDS.map((id) => cell(id)));
    first.write();
    first.review.confirm(['d']);
    first.write();
    const kept = read(first.journal);
    const second = bench(...kept.cells.values());
    second.review.history.restore(kept.record);
    second.write();
    second.writer.follow(kept);
    return { first, second, known: new Map(kept.cells) };
  }

  function merged({ first, second, known }: ReturnType<typeof two>) {
    first.write();
    second.writer.forgetUnchanged(known, (id) => second.store.get(id));
    const present = { cellOf: (id: string) => second.store.get(id), record: second.review.history.record };
    const work = mergeWork(read(first.journal), present, second.writer.own, AT);
    const both = bench(...work.cells.values());
    both.review.history.restore(work.record);
    const names = (): string[] => IDS.map((id) => both.store.get(id)?.label.name ?? 'none');
    return { both, names };
  }

  it('is there as a whole: both corrections, and both steps to undo', () => {
    const benches = two();
    benches.first.review.assign(['a'], MONOCYTE);
    benches.second.review.assign(['b'], UNKNOWN);
    const { both, names } = merged(benches);
    assert.deepEqual(names(), ['Monocyte', 'Unknown', 'Neutrophil', 'Neutrophil']);
    assert.equal(both.review.history.record.done, 3);
    both.review.history.undo();
    assert.deepEqual(names(), ['Monocyte', 'Neutrophil', 'Neutrophil', 'Neutrophil']);
    both.review.history.undo();
    assert.deepEqual(names(), ['Neutrophil', 'Neutrophil', 'Neutrophil', 'Neutrophil']);
  });

  it('on the same cell: the later word stands, and undo goes back to the other', () => {
    const benches = two();
    benches.first.review.assign(['a'], MONOCYTE);
    benches.second.review.assign(['a'], UNKNOWN);
    const { both, names } = merged(benches);
    assert.equal(names()[0], 'Unknown');
    both.review.history.undo();
    assert.equal(names()[0], 'Monocyte');
  });

  it('where one has undone what both knew: it is undone, as a step of its own', () => {
    const benches = two();
    benches.first.review.assign(['a'], MONOCYTE);
    benches.second.review.history.undo();
    const { both, names } = merged(benches);
    assert.equal(both.store.get('d')?.review, undefined);
    assert.equal(names()[0], 'Monocyte');
    both.review.history.undo();
    assert.equal(both.store.get('d')?.review?.confirmed, true);
  });

  it('and undone again is not there: the other’s word stands', () => {
    const benches = two();
    benches.first.review.assign(['a'], MONOCYTE);
    benches.second.review.assign(['a'], UNKNOWN);
    benches.second.review.history.undo();
    assert.equal(merged(benches).names()[0], 'Monocyte');
  });

  it('and undone again cannot be done again over the other’s word', () => {
    const benches = two();
    benches.first.review.assign(['a'], MONOCYTE);
    benches.second.review.assign(['b'], UNKNOWN);
    benches.second.review.assign(['a'], UNKNOWN);
    benches.second.review.assign(['c'], UNKNOWN);
    while (benches.second.review.history.record.done > 1) benches.second.review.history.undo();
    const { both, names } = merged(benches);
    assert.equal(both.review.history.redo()?.kind, 'assign', 'of another cell');
    assert.equal(both.review.history.redo(), undefined);
    assert.deepEqual(names(), ['Monocyte', 'Unknown', 'Neutrophil', 'Neutrophil']);
    both.review.history.undo();
    assert.deepEqual(names(), ['Monocyte', 'Neutrophil', 'Neutrophil', 'Neutrophil']);
  });

  it('where one has done nothing, is the other’s, with what was undone there', () => {
    const benches = two();
    benches.first.review.assign(['a'], MONOCYTE);
    benches.first.review.history.undo();
    const { both, names } = merged(benches);
    both.review.history.redo();
    assert.equal(names()[0], 'Monocyte');
  });

  it('loses nothing, whatever both have done: own words stand, the others’ cells are all there', () => {
    fc.assert(
      fc.property(script, script, (one, other) => {
        const benches = two();
        for (const step of one) play(benches.first, step);
        for (const step of other) if (!/write|run/.test(step.what)) play(benches.second, step);
        const { both } = merged(benches);
        const { touched } = benches.second.writer.own;
        const own = [...touched].map((id) => benches.second.store.get(id));
        for (const mine of own) assert.deepEqual(both.store.get(mine?.id ?? ''), mine);
        const { gone } = benches.second.writer.own;
        for (const { id } of benches.first.store.all()) assert.ok(gone.has(id) || both.store.get(id));
        let undone = 0;
        while (both.review.history.undo()) undone++;
        while (undone-- > 0) both.review.history.redo();
        for (const mine of own) assert.deepEqual(both.store.get(mine?.id ?? ''), mine);
      }),
    );
  });
});

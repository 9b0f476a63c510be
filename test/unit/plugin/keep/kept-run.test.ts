import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UnfinishedRun } from '../../../../plugin/analysis/unfinished-run.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { JournalReader } from '../../../../plugin/keep/journal-reader.js';
import { JournalWriter, type PendingEntry } from '../../../../plugin/keep/journal-writer.js';
import { keptRun } from '../../../../plugin/keep/interrupted-run/kept-run.js';
import { cellNamed } from './scripted-page.js';

const PLAN = {
  id: 'r1',
  region: { minX: 0, minY: 0, maxX: 900, maxY: 600 },
  packHash: 'p',
  threshold: 0.1,
  micronsPerPixel: 0.25,
  total: 40,
};

/** A tile's border cuts this cell. */
const CUT = 'c9';

/** A run that finds cells, and the journal that is written of it. */
function begun() {
  const cells = new CellStore();
  const writer = new JournalWriter();
  cells.subscribe((change) => writer.note(change));
  const run = new UnfinishedRun(PLAN);
  const tile = (...ids: string[]): void => {
    const added = ids.map((id) => cellNamed(id));
    cells.apply({ added, removed: [] });
    run.take({
      added,
      removed: [],
      cut: ids.filter((id) => id === CUT),
      progress: { done: run.done + 1, total: PLAN.total, failed: 0, elapsedMs: 1 },
    });
  };
  const draft = (): PendingEntry[] =>
    writer.draftAll('s', (id) => cells.get(id), { steps: [], done: 0 }, 'p', run);
  return { run, writer, tile, draft };
}

function read(entries: readonly PendingEntry[]): JournalReader {
  const reader = new JournalReader();
  for (const { entry } of entries) reader.add(entry.seq, structuredClone(entry));
  return reader;
}

const parts = ({ done, failed, changes, claimed }: UnfinishedRun) => ({ done, failed, changes, claimed });

describe('a run in a journal', () => {
  it('comes back as far as it was, with the cells that it claimed', () => {
    const { run, tile, draft } = begun();
    tile('c1', CUT);
    const first = draft();
    tile();
    tile('c2');
    const entries = [...first, ...draft()];
    const back = read(entries).claims.runOf({ run: keptRun(run) });
    assert.deepEqual(back && parts(back), {
      done: 3,
      failed: 0,
      changes: 2,
      claimed: [
        ['c1', false],
        [CUT, true],
        ['c2', false],
      ],
    });
    assert.deepEqual(back?.plan, PLAN);
  });

  it('writes no entry for tiles without cells: the record says how far it is', () => {
    const { run, tile, draft } = begun();
    tile('c1');
    const entries = draft();
    tile();
    assert.deepEqual(draft(), []);
    assert.equal(read(entries).claims.runOf({ run: keptRun(run) })?.done, 2);
  });

  it('is only as far as the cells that were written', () => {
    const { run, tile, draft } = begun();
    tile('c1');
    const written = draft();
    tile('c2');
    const lost = draft();
    assert.equal(lost.length, 1);
    const back = read(written).claims.runOf({ run: keptRun(run) });
    assert.deepEqual(back && parts(back), { done: 1, failed: 0, changes: 1, claimed: [['c1', false]] });
  });

  it('of more cells than fit into one entry is told in the last of them', () => {
    const { run, tile, draft } = begun();
    tile(...Array.from({ length: 600 }, (_, i) => `c${i + 1}`));
    const entries = draft();
    assert.ok(entries.length > 1);
    assert.equal(read(entries.slice(0, -1)).claims.runOf({ run: keptRun(run) }), undefined);
    assert.equal(read(entries).claims.runOf({ run: keptRun(run) })?.claimed.length, 600);
  });

  it('is written again where the entry was taken back', () => {
    const { run, writer, tile, draft } = begun();
    tile('c1');
    const written = draft();
    tile('c2');
    writer.takeBack(draft());
    const again = read([...written, ...draft()]);
    assert.deepEqual(again.claims.runOf({ run: keptRun(run) })?.claimed, [
      ['c1', false],
      ['c2', false],
    ]);
  });

  it('is none where an entry of it is damaged, where it has ended, and where the record is damaged', () => {
    const { run, tile, draft } = begun();
    tile('c1');
    const first = draft();
    tile('c2');
    const entries = [...first, ...draft()];
    const record = { run: keptRun(run) };
    assert.equal(read(entries.slice(1)).claims.runOf(record), undefined);
    assert.equal(read(entries).claims.runOf({}), undefined);
    assert.equal(read(entries).claims.runOf({ run: { ...record.run, id: 'another' } }), undefined);
    for (const damage of [{ region: { minX: NaN } }, { done: 40 }, { total: -1 }, { threshold: 'low' }]) {
      assert.equal(read(entries).claims.runOf({ run: { ...record.run, ...damage } }), undefined);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell } from '../../../../models/domain/cell.js';
import { SmearError } from '../../../../models/domain/errors.js';
import type { AttachedSession } from '../../../../plugin/session/attached-session.js';
import { readOtherReader } from '../../../../plugin/session/other-reader.js';
import { encodeGeoJson, type GeoJsonHeader } from '../../../../plugin/formats/geojson.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { CLASSES, drawnCells } from '../formats/geojson-cells.js';
import { pipelineFinding, slideWithoutPixels, unseenSession } from './unseen-session.js';

const SIDE = 40_000;
const HEADER: GeoJsonHeader = {
  version: '0.1.0',
  pack: 'p',
  packHash: 'h',
  backend: 'wasm',
  threshold: 0.5,
  width: SIDE,
  height: SIDE,
};

const slide = (): SlideReader => slideWithoutPixels('one.tif', { width: SIDE, height: SIDE });

function bench(...cells: Cell[]): AttachedSession {
  const session = unseenSession({
    openPipeline: async () => pipelineFinding([], CLASSES),
    fingerprint: async () => 'this slide',
    now: () => new Date(Date.UTC(2026, 4, 5)),
  });
  session.setSlide(slide());
  session.review.replace(
    'add',
    cells.map((after) => ({ after })),
  );
  return session;
}

const file = (cells: Iterable<Cell>, changes: Partial<GeoJsonHeader> = {}, embedding = true): Blob =>
  new Blob([...encodeGeoJson(cells, { header: { ...HEADER, ...changes }, classes: CLASSES, embedding })]);

const all = (session: AttachedSession): Cell[] => [...session.cells.all()];
const steps = (session: AttachedSession): number => session.review.history.record.done;

describe('an imported file', () => {
  it('saved here gives an empty session the same bench: what was saved again is the same text', async () => {
    const session = bench(...drawnCells(40));
    await session.load();
    session.threshold = 0;
    session.review.reviewer = 'Dr. Weber';
    session.review.assign([all(session)[0]?.id ?? ''], CLASSES[3] ?? assert.fail());
    session.review.reject([all(session)[1]?.id ?? '']);
    const saved = await session.exportGeoJson({ embedding: true });
    const other = bench();
    other.threshold = 0;
    const outcome = await other.importGeoJson(saved);
    assert.deepEqual([outcome.added, outcome.replaced, outcome.skipped], [40, 0, []]);
    const again = await other.exportGeoJson({ embedding: true });
    assert.ok((await again.text()) === (await saved.text()), 'the two files differ');
  });

  it('brings the comment on the slide and who signed it, and the lock with it', async () => {
    const session = bench(...drawnCells(4));
    await session.load();
    session.threshold = 0;
    session.review.confirm(all(session).map(({ id }) => id));
    session.review.caseRecord.comment = 'Toxic granules.\nSeen twice.';
    session.review.caseRecord.slideName = 'S-17.svs';
    session.review.caseRecord.sign('A. Reader', new Date(Date.UTC(2031, 4, 4)));
    session.review.caseRecord.reopen('B. Second', new Date(Date.UTC(2031, 4, 5)), 'one overlooked');
    session.review.caseRecord.sign('B. Second', new Date(Date.UTC(2031, 4, 6)));
    const saved = await session.exportGeoJson({ embedding: true });
    const other = bench();
    other.threshold = 0;
    await other.importGeoJson(saved);
    assert.deepEqual(other.review.caseRecord.data, session.review.caseRecord.data);
    assert.equal(other.review.caseRecord.isLocked, true);
    const again = await other.exportGeoJson({ embedding: true });
    assert.ok((await again.text()) === (await saved.text()), 'the two files differ');
  });

  it('brings no signature to a count that is another, and no word over what the reader wrote', async () => {
    const trace = [{ kind: 'signed', at: '2031-05-04T00:00:00.000Z', by: 'A. Reader' }] as const;
    const confirmed = (count: number): Cell[] =>
      [...drawnCells(count)].map((cell) => ({
        ...cell,
        review: { confirmed: true, at: '2031-05-04T00:00:00.000Z', by: 'A. Reader' },
      }));
    const said = { caseRecord: { comment: 'theirs', trace } };
    const [, second] = confirmed(2);
    const others = bench({ ...(second as Cell), id: globalThis.crypto.randomUUID() });
    others.review.caseRecord.comment = 'mine';
    await others.importGeoJson(file(confirmed(2), said));
    assert.deepEqual(others.review.caseRecord.data, { comment: 'mine' });
    const open = bench();
    open.threshold = 0;
    await open.importGeoJson(file([...confirmed(1), ...[...drawnCells(9)].slice(1)], said));
    assert.deepEqual([open.review.caseRecord.comment, open.review.caseRecord.isLocked], ['theirs', false]);
  });

  it('skips of its words on the slide what is none', async () => {
    for (const caseRecord of [
      'x',
      { comment: 4, slideName: '\u202e', trace: [{ kind: 'signed', at: 'soon', by: 'A' }, 3] },
    ]) {
      const session = bench();
      await session.importGeoJson(file(drawnCells(1), { caseRecord } as unknown as Partial<GeoJsonHeader>));
      assert.deepEqual(session.review.caseRecord.data, {});
    }
  });

  it('brings the resolution that it was saved with to a slide that has none, and to no other', async () => {
    const told = { micronsPerPixel: 0.25, resolutionSource: 'metadata' } as const;
    const session = bench();
    const outcome = await session.importGeoJson(file(drawnCells(3), told));
    assert.deepEqual(outcome.resolution, { micronsPerPixel: 0.25, source: 'given' });
    assert.deepEqual(session.resolution, outcome.resolution);
    const measured = bench();
    measured.setResolution(0.1);
    assert.equal((await measured.importGeoJson(file(drawnCells(3), told))).resolution, undefined);
    assert.equal(measured.resolution?.micronsPerPixel, 0.1);
  });

  it('brings no resolution that no microscope has', async () => {
    for (const micronsPerPixel of [0, -1, 1e-9, 1e9, '0.25']) {
      const session = bench();
      await session.importGeoJson(file(drawnCells(1), { micronsPerPixel } as Partial<GeoJsonHeader>));
      assert.equal(session.resolution, undefined, String(micronsPerPixel));
    }
    const session = bench();
    await session.importGeoJson(
      file(drawnCells(1), { micronsPerPixel: 0.2, resolutionSource: 'guessed' as 'given' }),
    );
    assert.deepEqual(session.resolution, { micronsPerPixel: 0.2, source: 'given' });
  });

  it('is one step, which undo takes back and redo brings again', async () => {
    const mine = [...drawnCells(30, 48, 5)].map((cell): Cell => ({
      ...cell,
      label: CLASSES[1] ?? assert.fail(),
    }));
    const session = bench(...mine);
    const outcome = await session.importGeoJson(file(drawnCells(3000)));
    assert.deepEqual([outcome.added, outcome.replaced, session.cells.size], [2970, 30, 3000]);
    assert.equal(steps(session), 2);
    const after = all(session);
    assert.equal(session.review.history.undo()?.kind, 'import');
    assert.deepEqual(all(session), mine, 'the replaced cells are as they were');
    session.review.history.redo();
    assert.deepEqual(new Set(all(session)), new Set(after));
  });

  it('without what describes the cells keeps that of the cells it replaces', async () => {
    const session = bench(...drawnCells(2));
    await session.importGeoJson(file(drawnCells(3), {}, false));
    assert.deepEqual(
      all(session).map(({ embedding }) => embedding.length),
      [50, 50, 0],
    );
  });

  it('of other models does not bring their descriptions along, and says so', async () => {
    const session = bench();
    const outcome = await session.importGeoJson(file(drawnCells(2), { packHash: 'another' }));
    assert.equal(outcome.otherModels, true);
    assert.deepEqual(
      all(session).map(({ embedding, probabilities }) => [embedding.length, probabilities.length]),
      [
        [0, 4],
        [0, 4],
      ],
    );
  });

  it('of other models is not held against the limits of these, and says nothing of it when saved again', async () => {
    const judged = [...drawnCells(2)].map((cell): Cell => ({ ...cell, novelty: 9, reconstructionError: 5 }));
    for (const embedding of [true, false]) {
      const session = bench();
      await session.importGeoJson(file(judged, { packHash: 'another' }, embedding));
      for (const cell of all(session)) {
        assert.equal('novelty' in cell, false);
        assert.equal(cell.reconstructionError, Number.NaN);
      }
      const saved = await (await session.exportGeoJson({ embedding: true })).text();
      assert.doesNotMatch(saved, /Novelty|Reconstruction error|NaN|Embedding/);
    }
    const session = bench();
    await session.importGeoJson(file(judged));
    assert.deepEqual(
      all(session).map(({ novelty, reconstructionError }) => [novelty, reconstructionError]),
      [
        [9, 5],
        [9, 5],
      ],
    );
  });

  it('leaves to cells that are there all that these models told of them, or nothing of it', async () => {
    const mine = [...drawnCells(2)].map((cell): Cell => ({ ...cell, novelty: 2, reconstructionError: 0.5 }));
    const theirs = mine.map((cell): Cell => ({
      ...cell,
      embedding: new Float32Array(50).fill(0.9),
      novelty: 9,
      reconstructionError: 5,
    }));
    const told = (session: AttachedSession): unknown =>
      all(session).map(({ embedding, novelty, reconstructionError }) => [
        embedding,
        novelty,
        reconstructionError,
      ]);
    const before = bench(...mine);
    const session = bench(...mine);
    await session.importGeoJson(file(theirs, { packHash: 'another' }));
    assert.deepEqual(told(session), told(before), 'of other models');
    const { novelty, ...rest } = mine[0] as Cell;
    void novelty;
    const drawn = { ...rest, embedding: new Float32Array(0), reconstructionError: Number.NaN };
    const unmeasured = bench(...mine);
    await unmeasured.importGeoJson(file([drawn], {}, false));
    assert.deepEqual(told(unmeasured), told(before), 'without what describes the cells');
    const handDrawn = bench(drawn);
    await handDrawn.importGeoJson(file(theirs.slice(0, 1), {}, false));
    assert.deepEqual(
      all(handDrawn).map((cell) => [cell.novelty, cell.reconstructionError]),
      [[9, 5]],
      'of these models, where nothing was told',
    );
  });

  it('makes room for what a person does meanwhile: every step can be taken back in its order', async () => {
    const session = bench(...drawnCells(2));
    const found = all(session);
    const running = session.importGeoJson(file(drawnCells(6000)));
    const stop = session.cells.subscribe(({ added }) => {
      if (added.length < 100) return;
      stop();
      queueMicrotask(() => session.review.reject([added[0]?.id ?? '']));
    });
    await running;
    const left = all(session);
    while (steps(session) > 1) session.review.history.undo();
    assert.deepEqual(all(session), found);
    while (session.review.history.redo());
    assert.deepEqual(new Set(all(session)), new Set(left));
  });
});

describe('a file that cannot come in changes nothing', () => {
  const refused = async (blob: Blob, code: string, signal?: AbortSignal): Promise<string> => {
    const session = bench(...drawnCells(5));
    session.review.reject([all(session)[2]?.id ?? '']);
    session.review.history.undo();
    const [before, record] = [all(session), session.review.history.record];
    let message = '';
    await assert.rejects(session.importGeoJson(blob, { signal }), (error: Error & { code?: string }) => {
      message = error.message;
      return error.code === code || error.name === code;
    });
    assert.deepEqual(all(session), before);
    assert.deepEqual(session.review.history.record, record, 'what was undone can still be done again');
    return message;
  };

  it('because it is of a slide of another size, another slide of the same size, or lies beside it', async () => {
    assert.match(await refused(file(drawnCells(3), { width: 500 }), 'import-wrong-slide'), /500 × 40000/);
    await refused(file(drawnCells(3), { fingerprint: 'that slide' }), 'import-wrong-slide');
    const beside = [...drawnCells(3)].map((cell) => ({
      ...cell,
      outline: cell.outline.map((value) => value + SIDE),
    }));
    assert.match(await refused(file(beside), 'import-wrong-slide'), /3 of its 3 cells lie outside/);
  });

  it('because it is broken, or the reader gives up', async () => {
    const text = await file(drawnCells(50)).text();
    assert.match(await refused(new Blob([text.slice(0, -100)]), 'import-unreadable'), /ends too early/);
    await refused(new Blob([text]), 'AbortError', AbortSignal.abort());
    const during = new AbortController();
    setTimeout(() => during.abort(), 1);
    await refused(file(drawnCells(3000)), 'AbortError', during.signal);
  });

  it('because it is spoilt anywhere', async () => {
    const text = await file(drawnCells(2), {}, false).text();
    const session = bench(...drawnCells(1, 20, 9));
    const before = all(session);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length),
        fc.string({ minLength: 1, maxLength: 3 }),
        async (at, inserted) => {
          const spoilt = new Blob([text.slice(0, at), inserted, text.slice(at + inserted.length)]);
          await session.importGeoJson(spoilt).then(
            ({ added, replaced }) => {
              if (added + replaced > 0) assert.equal(session.review.history.undo()?.kind, 'import');
            },
            (error: unknown) => assert.ok(error instanceof SmearError, String(error)),
          );
          assert.deepEqual(all(session), before);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('and needs an open slide', async () => {
    const session = bench();
    session.setSlide(undefined);
    await assert.rejects(session.importGeoJson(file(drawnCells(1))), { code: 'invalid-argument' });
  });
});

describe('another reader’s file to compare with', () => {
  it('gives that reader’s cells, and changes nothing here', async () => {
    const session = bench(...drawnCells(2));
    await session.load();
    const before = all(session);
    const other = await readOtherReader(file(drawnCells(5), { fingerprint: 'this slide' }), session);
    assert.equal(other.length, 5);
    assert.deepEqual(all(session), before);
  });

  it('is refused where it is of another slide, also one of the same size', async () => {
    const session = bench();
    await session.load();
    for (const header of [{ fingerprint: 'that slide' }, { width: 500 }]) {
      await assert.rejects(
        readOtherReader(file(drawnCells(5), header), session),
        (error) => error instanceof SmearError && error.code === 'import-wrong-slide',
      );
    }
  });
});

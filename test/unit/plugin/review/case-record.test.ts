import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SmearError } from '../../../../models/domain/errors.js';
import { UNKNOWN } from '../../../../models/domain/class-name.js';
import { workListOf } from '../../../../plugin/keep/keep-database.js';
import { reportFileName } from '../../../../plugin/report/report-file-name.js';
import { CaseRecord } from '../../../../plugin/review/case-record.js';
import { cellAt, kindOf } from '../count/counted-cells.js';
import { slideWithoutPixels, unseenSession } from '../session/unseen-session.js';

const AT = new Date('2031-05-04T12:30:00Z');

describe('a signed count', () => {
  function signedSession() {
    const session = unseenSession();
    session.cells.apply({ added: [cellAt('a', 50, 50), cellAt('b', 90, 50, 'Monocyte')], removed: [] });
    session.review.confirm(['a']);
    session.review.caseRecord.sign('A. Reader', AT);
    const refused: string[] = [];
    session.addEventListener('error', (event) => {
      if (event instanceof CustomEvent && event.detail instanceof SmearError) refused.push(event.detail.code);
    });
    return { session, refused };
  }

  it('is locked: nothing that would change it does, and each attempt is told', () => {
    const { session, refused } = signedSession();
    const { review, counting } = session;
    const before = JSON.stringify([session.threshold, counting.record, review.history.record.steps.length]);
    const attempts: (() => unknown)[] = [
      () => review.confirm(['b']),
      () => review.assign(['b'], UNKNOWN),
      () => review.reject(['a']),
      () => review.comment(['a'], 'toxic'),
      () => review.add(cellAt('c', 10, 10).outline, kindOf('Monocyte')),
      () => review.history.undo(),
      () => (counting.limit = 100),
      () => (counting.basis = 'reviewed'),
      () => counting.areas.add({ minX: 0, minY: 0, maxX: 9, maxY: 9 }, 'Area 1'),
      () => (session.threshold = 0.9),
      () => (session.kinds.own = { title: '', kinds: [] }),
      () => (review.caseRecord.comment = 'changed'),
      () => session.clear(),
    ];
    attempts.forEach((attempt, at) => {
      attempt();
      assert.equal(refused.length, at + 1, String(attempt));
    });
    assert.deepEqual(new Set(refused), new Set(['signed-off']));
    assert.equal(
      JSON.stringify([session.threshold, counting.record, review.history.record.steps.length]),
      before,
    );
    assert.equal(session.cells.get('b')?.review, undefined);
    assert.equal(session.cells.size, 2);
  });

  it('refuses files and runs, and says why', async () => {
    const { session } = signedSession();
    session.setSlide(slideWithoutPixels('a.png', { width: 100, height: 100 }));
    session.review.caseRecord.sign('A. Reader', AT);
    const isRefused = (error: unknown): boolean => error instanceof SmearError && error.code === 'signed-off';
    await assert.rejects(session.importGeoJson(new Blob(['{}'])), isRefused);
    await assert.rejects(session.analyzeSlide(), isRefused);
  });

  it('is opened again by name and reason, and both stay on record', () => {
    const { session } = signedSession();
    const { caseRecord } = session.review;
    caseRecord.reopen('B. Second', AT, 'one cell overlooked');
    assert.equal(caseRecord.signature, undefined);
    session.review.confirm(['b']);
    assert.equal(session.cells.get('b')?.review?.confirmed, true);
    caseRecord.sign('B. Second', AT);
    assert.deepEqual(
      caseRecord.trace.map(({ kind, by, reason }) => [kind, by, reason]),
      [
        ['signed', 'A. Reader', undefined],
        ['reopened', 'B. Second', 'one cell overlooked'],
        ['signed', 'B. Second', undefined],
      ],
    );
  });

  it('is found signed again, and another slide begins open', () => {
    const { session } = signedSession();
    session.review.caseRecord.comment = 'not taken';
    const data = JSON.parse(JSON.stringify(session.review.caseRecord.data)) as unknown;
    const again = new CaseRecord();
    again.restore(data);
    assert.deepEqual([again.isLocked, again.signature?.by], [true, 'A. Reader']);
    again.restore();
    assert.deepEqual([again.isLocked, again.trace, again.comment], [false, [], '']);
    for (const foreign of [null, 'x', { trace: [{ kind: 'x' }, 5], comment: 3 }]) {
      again.restore(foreign);
      assert.deepEqual(again.data, {});
    }
  });
});

describe('a comment on a cell', () => {
  it('changes neither its name nor who gave it, and can be taken back', () => {
    const session = unseenSession();
    session.cells.apply({ added: [cellAt('a', 50, 50)], removed: [] });
    session.review.reviewer = 'A. Reader';
    session.review.confirm(['a']);
    session.review.reviewer = 'B. Second';
    session.review.comment(['a'], '  toxic granules ');
    const { review } = session.cells.get('a') ?? {};
    assert.deepEqual([review?.comment, review?.by, review?.confirmed], ['toxic granules', 'A. Reader', true]);
    session.review.assign(['a'], kindOf('Monocyte'));
    assert.equal(session.cells.get('a')?.review?.comment, 'toxic granules');
    session.review.comment(['a'], '');
    assert.equal(session.cells.get('a')?.review?.comment, undefined);
  });
});

describe('the list of slides', () => {
  it('says how far each is, the latest first, and names a file only where the reader wished it', () => {
    const list = workListOf([
      { slide: 'old', changedAt: '2031-05-01T00:00:00Z', reviewer: '' },
      {
        slide: 'signed',
        changedAt: '2031-05-03T00:00:00Z',
        reviewer: 'A. Reader',
        summary: { cells: 212, left: 0 },
        caseRecord: {
          slideName: 'S-17.svs',
          trace: [{ kind: 'signed', at: AT.toISOString(), by: 'A. Reader' }],
        },
      },
      { slide: 'open', changedAt: '2031-05-02T00:00:00Z', reviewer: '', summary: { cells: 100, left: 20 } },
      'no record',
    ]);
    assert.deepEqual(
      list.map(({ slide, name, cells, left, signed }) => [slide, name, cells, left, signed?.by]),
      [
        ['signed', 'S-17.svs', 212, 0, 'A. Reader'],
        ['open', undefined, 100, 20, undefined],
        ['old', undefined, undefined, undefined, undefined],
      ],
    );
  });
});

describe('the name of a report’s file', () => {
  it('has day and sample, and nothing that a file system refuses', () => {
    const day = new Date(2031, 4, 4, 12);
    const of = (sample: string): string => reportFileName({ sample, what: 'report', ending: 'html' }, day);
    assert.equal(of('S-17'), '2031-05-04 S-17 report.html');
    assert.equal(of(' ../a:b\\c?\n. '), '2031-05-04 ..abc report.html');
    assert.equal(of(''), '2031-05-04 report.html');
  });

  it('leaves out what cannot be: numbers of cells, names', () => {
    const odd = [
      { summary: { cells: NaN, left: 0 } },
      { summary: { cells: 3, left: -1 } },
      { summary: { cells: 1e300, left: 0.5 } },
      { summary: 'all' },
      { reviewer: { toString: 1 } },
      { caseRecord: { slideName: 7, trace: [{ kind: 'signed', at: 1, by: 2 }] } },
    ];
    const list = workListOf(odd.map((more) => ({ slide: 's', changedAt: '2031-05-01T00:00:00Z', ...more })));
    assert.deepEqual(
      list,
      odd.map(() => ({ slide: 's', changedAt: '2031-05-01T00:00:00Z' })),
    );
  });
});

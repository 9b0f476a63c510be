import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell } from '../../../../models/domain/cell.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { Counting } from '../../../../plugin/count/counting.js';
import { CaseRecord } from '../../../../plugin/review/case-record.js';
import { className, finerClassName } from '../../../../plugin/words/class-words.js';
import { ADULT_RANGES, withRange, type ReferenceRanges } from '../../../../plugin/count/reference-ranges.js';
import { de } from '../../../../plugin/words/de/strings.js';
import { en } from '../../../../plugin/words/en/strings.js';
import type { Strings } from '../../../../plugin/words/strings.js';
import { cssString, escapeHtml } from '../../../../plugin/report/escape.js';
import { reportDocument, reportPage } from '../../../../plugin/report/report-document.js';
import { buildReport, type ReportFields } from '../../../../plugin/report/report.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { cellAt, CONFIRMED, KINDS } from '../count/counted-cells.js';

const FIELDS: ReportFields = { sample: 'S-17', patient: 'P-4', note: 'Second stain', reviewer: 'A. Reader' };
const NOW = new Date('2031-05-04T12:30:00Z');

function sessionOf(cells: readonly Cell[]): Parameters<typeof buildReport>[0] {
  const store = new CellStore();
  store.apply({ added: cells, removed: [] });
  const slide = { name: 'John Q Public 1961.svs', width: 9000, height: 4000 } as SlideReader;
  return {
    cells: store,
    threshold: 0.5,
    slide,
    resolution: { micronsPerPixel: 0.25, source: 'metadata' },
    info: {
      backend: 'wasm',
      pack: 'smearlens-base 0.2.0',
      packHash: 'ab12',
      classes: KINDS,
      head: 'forest',
      noveltyThreshold: 3.5,
      reconstruction: { mean: 0, std: 1 },
    },
    counting: new Counting({
      cells: store,
      threshold: () => 0.5,
      micronsPerPixel: () => 0.25,
      classes: () => KINDS,
      slide: () => slide,
    }),
  };
}

const confirmed = (by: string, at: string) => ({ ...CONFIRMED, by, at });
const MIXED = [
  cellAt('a', 100, 100, 'Neutrophil', { review: confirmed('A. Reader', '2031-05-04T10:00:00Z') }),
  cellAt('b', 200, 100, 'Neutrophil', { review: confirmed('A. Reader', '2031-05-04T09:00:00Z') }),
  cellAt('c', 300, 100, 'Lymphocyte', { review: confirmed('B. Second', '2031-05-04T11:00:00Z') }),
  cellAt('d', 400, 100, 'Monocyte'),
  cellAt('e', 500, 100, 'Unknown'),
];

function written(
  cells: readonly Cell[],
  {
    fields = FIELDS,
    strings = en,
    prepare,
  }: {
    fields?: ReportFields;
    strings?: Strings;
    prepare?: (session: ReturnType<typeof sessionOf>) => void;
  } = {},
): string {
  const session = sessionOf(cells);
  prepare?.(session);
  const report = buildReport(session, { fields, now: NOW });
  const pictures = new Map(cells.map(({ id }) => [id, `data:image/jpeg;base64,${id}`]));
  return reportDocument(reportPage(report, { strings, pictures, pictureUm: 22, timeZone: 'UTC' }));
}

/** What a person reads: without tags and style. */
function textOf(page: string): string {
  return page
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
}

describe('the report of a count', () => {
  it('holds what was written to single cells, each with its class', () => {
    const said = { ...confirmed('A. Reader', '2031-05-04T10:00:00Z'), comment: 'Auer <rods>?' };
    const cells = [...MIXED, cellAt('f', 600, 100, 'Lymphocyte', { review: said })];
    assert.match(textOf(written(cells)), /Comments on cells Lymphocyte: Auer <rods>\?/);
    assert.ok(!written(cells).includes('<rods>'));
    assert.ok(!textOf(written(MIXED)).includes('Comments on cells'));
  });

  it('says how many cells are confirmed, left and unknown, and who reviewed them when', () => {
    const report = buildReport(sessionOf(MIXED), { fields: FIELDS, now: NOW });
    assert.deepEqual([report.confirmed, report.left, report.unknown, report.isComplete], [3, 2, 1, false]);
    assert.deepEqual(report.reviewers, [
      { by: 'A. Reader', cells: 2, from: '2031-05-04T09:00:00Z', to: '2031-05-04T10:00:00Z' },
      { by: 'B. Second', cells: 1, from: '2031-05-04T11:00:00Z', to: '2031-05-04T11:00:00Z' },
    ]);
  });

  it('names nobody as reviewer of cells that were answered without a name; who signed the count stands for them', () => {
    const unnamed = { confirmed: true, at: '2031-05-04T09:00:00Z' };
    const cells = [...MIXED.slice(0, 1), cellAt('n', 700, 100, 'Monocyte', { review: unnamed })];
    const session = sessionOf(cells);
    const caseRecord = new CaseRecord();
    const say = (strings: Strings): string => {
      const report = buildReport({ ...session, review: { caseRecord } }, { fields: FIELDS, now: NOW });
      return textOf(reportDocument(reportPage(report, { strings, pictures: new Map(), timeZone: 'UTC' })));
    };
    const open = say(en);
    assert.match(open, /Reported by A\. Reader/);
    assert.doesNotMatch(open, /Reviewed by/);
    assert.match(open, /no name entered at the time: 1 cell, [^;]+ UTC(?! *;)/);
    caseRecord.sign('B. Second', NOW);
    assert.match(say(en), /no name entered at the time: 1 cell, .*; signed off by B\. Second/);
    assert.match(say(de), /damals ohne Namensangabe: 1 Zelle, .*; freigegeben von B\. Second/);
  });

  it('never shows a number that nobody has reviewed as if it were', () => {
    const open = textOf(written(MIXED));
    assert.ok(open.includes(en.report.open('2')), open);
    assert.ok(open.includes(en.report.suggested));
    const closed = textOf(written(MIXED.slice(0, 3)));
    assert.ok(closed.includes(en.report.complete) && !closed.includes(en.report.suggested), closed);
  });

  it('calls each share as the count does, and none plainly high while no cell is confirmed', () => {
    const counts = { Monocyte: 30, Neutrophil: 40, Lymphocyte: 19 };
    const cellsOf = (review: Partial<Cell>): Cell[] =>
      Object.entries(counts).flatMap(([name, count]) =>
        Array.from({ length: count }, (_, i) => cellAt(`${name}${i}`, 50 + i * 20, 50, name, review)),
      );
    for (const [review, said, unsaid] of [
      [{}, en.differential.verdicts.maybeHigh, '▲'],
      [{ review: CONFIRMED }, en.differential.verdicts.high, '△'],
    ] as const) {
      const cells = cellsOf(review);
      const verdict = sessionOf(cells).counting.table.lines.find(
        ({ label }) => label.name === 'Monocyte',
      )?.verdict;
      assert.equal(en.differential.verdicts[verdict as 'high' | 'maybeHigh'], said);
      const text = textOf(written(cells));
      const row = /Monocyte \(M\).*?(?=[A-Z][a-z]+ [a-z]* ?\([A-Z])/.exec(text)?.[0] ?? text;
      assert.ok(row.includes(said), row);
      assert.ok(!row.includes(unsaid), row);
    }
  });

  it('gives per cent, interval and range of the reviewed cells, where the reader rests the per cent on them', () => {
    const text = textOf(written(MIXED, { prepare: ({ counting }) => void (counting.basis = 'reviewed') }));
    // 2 of 3 reviewed: 66.7 %, Wilson 20.8 to 93.9.
    assert.ok(/Neutrophil \(N\) 2 66\.7 20\.8 to 93\.9 40 to 80/.test(text), text);
    // None of three cells is no want of monocytes: nothing is said of it.
    assert.ok(text.includes('Monocyte (M) 0 0.0 0.0 to 56.1 2 to 10 1 25.0'), text);
  });

  it('writes each per cent as it is judged: 23 of 80 is 28.8, though binary numbers fall short of 28.75', () => {
    const cells = Array.from({ length: 80 }, (_, i) =>
      cellAt(`c${i}`, 50 + i * 60, 100, i < 23 ? 'Neutrophil' : 'Lymphocyte', { review: CONFIRMED }),
    );
    assert.match(textOf(written(cells)), /Neutrophil \(N\) 23 28\.8 /);
  });

  it('is made though a time that a cell was kept with is none', () => {
    const review = { ...CONFIRMED, by: 'A. Reader', at: '2024-13-30T24:61:00Z' };
    const text = textOf(written([cellAt('a', 100, 100, 'Neutrophil', { review })]));
    assert.ok(text.includes(en.report.reviewerPart('A. Reader', '1', '–', '–')), text);
  });

  it('names models, fingerprint, certainty, resolution and program, and says what it is not for', () => {
    const text = textOf(written(MIXED));
    for (const said of [
      'smearlens-base 0.2.0',
      'ab12',
      en.report.heads['forest'] as string,
      '50%',
      '3.5',
      `0.25 µm/px, ${en.report.resolutionFrom.metadata}`,
      '9,000 × 4,000',
      en.report.notDiagnostic,
    ])
      assert.ok(text.includes(said), `${said} in ${text}`);
    const report = buildReport(sessionOf(MIXED), { fields: FIELDS, now: NOW, adapted: 'Ward 7' });
    const adapted = textOf(reportDocument(reportPage(report, { strings: en, pictures: new Map() })));
    assert.ok(adapted.includes('Ward 7') && adapted.includes(en.report.noPicture), adapted);
    const byOldName = buildReport(sessionOf(MIXED), { fields: FIELDS, now: NOW, taught: 'Ward 7' });
    assert.equal(byOldName.models.adapted, 'Ward 7');
  });

  it('holds what the user typed, and nothing that only the slide knows', () => {
    const page = written(MIXED);
    for (const said of Object.values(FIELDS)) assert.ok(textOf(page).includes(said), said);
    assert.ok(!page.includes('Public'), 'the name of the file stays out');
  });

  it('says where and how far was counted, and by which sizes', () => {
    const text = textOf(
      written(MIXED, {
        prepare: ({ counting }) => {
          counting.areas.add({ minX: 0, minY: 0, maxX: 1000, maxY: 400 }, 'Thin part');
          counting.limit = 2;
          counting.size = { minUm: 3 };
        },
      }),
    );
    assert.ok(text.includes('Thin part (250 × 100 µm)'), text);
    assert.ok(
      text.includes(en.report.countedTo('2')) && text.includes(en.differential.sizeLimits('3', undefined)),
      text,
    );
  });

  it('shows the same examples each time, spread over the walk, of confirmed cells where there are any', () => {
    const cells = Array.from({ length: 40 }, (_, i) =>
      cellAt(`n${i}`, 50 + i * 60, 100, 'Neutrophil', i % 2 === 0 ? { review: CONFIRMED } : {}),
    );
    const chosen = (order: readonly Cell[]) =>
      buildReport(sessionOf(order), { fields: FIELDS, now: NOW, examples: 4 }).examples[0]?.cells.map(
        ({ id }) => id,
      );
    assert.deepEqual(chosen(cells), ['n4', 'n14', 'n24', 'n34']);
    assert.deepEqual(chosen([...cells].reverse()), chosen(cells));
  });

  it('says of examples that no person stands by that they are not reviewed', () => {
    const text = textOf(written(MIXED));
    assert.match(text, /Neutrophils?: 2 of 2(?!,)/);
    assert.ok(text.includes(`Monocyte: 1 of 1, ${en.report.examplesUnreviewed}`), text);
  });

  it('is a page of its own in English and German, for the printer', () => {
    for (const strings of [en, de]) {
      const page = written(MIXED, { strings });
      assert.ok(page.startsWith('<!doctype html>') && page.includes(`lang="${strings.language}"`));
      assert.ok(page.includes('@page') && textOf(page).includes(strings.report.title));
    }
    assert.ok(textOf(written(MIXED, { strings: de })).includes('66,7'));
  });

  it('flags a blast, and says that its range is not the laboratory’s own', () => {
    const blast = [cellAt('b', 60, 50, 'Blast', { review: CONFIRMED }), ...MIXED.slice(0, 1)];
    const ranges = { source: 'Our laboratory', ranges: [{ kind: 'Neutrophil', low: 40, high: 80 }] };
    const text = textOf(written(blast, { prepare: ({ counting }) => void (counting.ranges = ranges) }));
    assert.match(text, /90\.5 0 ▲ high/);
    assert.match(text, new RegExp(`Our laboratory; .*Blast.*: ${en.differential.ranges.adults}`));
    const own = withRange(ranges, 'Blast', { low: 0, high: 100 });
    assert.doesNotMatch(
      textOf(written(blast, { prepare: ({ counting }) => void (counting.ranges = own) })),
      /▲/,
    );
  });

  it('says in its own language where the reference ranges are from, and that they were changed', () => {
    const says = (strings: Strings, ranges: ReferenceRanges): string =>
      textOf(written(MIXED, { strings, prepare: ({ counting }) => void (counting.ranges = ranges) }));
    const changed = withRange(ADULT_RANGES, 'Monocyte', { low: 3, high: 9 });
    for (const strings of [en, de]) {
      const { adults, changedAdults } = strings.differential.ranges;
      assert.ok(says(strings, ADULT_RANGES).includes(strings.report.usualFrom(adults)));
      assert.ok(says(strings, changed).includes(strings.report.usualFrom(changedAdults)));
      assert.ok(says(strings, { ...changed, source: 'Ward 7' }).includes(strings.report.usualFrom('Ward 7')));
    }
    assert.ok(!says(de, ADULT_RANGES).includes(en.differential.ranges.adults));
    const back = withRange(changed, 'Monocyte', { low: 2, high: 10 });
    assert.ok(!says(de, back).includes(de.differential.ranges.changedAdults), 'changed back');
  });

  it('calls the same cells the same throughout', () => {
    for (const { differential, report } of [en, de]) assert.equal(differential.leukocytes, report.total);
  });

  it('says so where nothing was counted', () => {
    assert.ok(textOf(written([])).includes(en.report.nothingCounted));
  });
});

describe('text that others wrote', () => {
  const hostile = '</style><script>alert(1)</script>"\'`&<img src=x onerror=alert(1)>\\';

  it('does nothing in a report, wherever it stands', () => {
    const cell = cellAt('x', 100, 100, hostile, { review: confirmed(hostile, CONFIRMED.at) });
    const page = written([cell], {
      fields: { sample: hostile, patient: hostile, note: hostile, reviewer: hostile },
      prepare: ({ counting }) => {
        counting.areas.add({ minX: 0, minY: 0, maxX: 500, maxY: 500 }, hostile);
        counting.ranges = { source: hostile, ranges: [{ kind: hostile, low: 0, high: 1 }] };
      },
    });
    assert.ok(!/<script|<img src=x|onerror=alert\(1\)>/.test(page), page);
    assert.equal(page.match(/<\/style>/g)?.length, 1);
    assert.ok(textOf(page).includes('alert(1)'), 'it can be read');
  });

  it('is a name as it stands, also where every object has something of that name', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const page = written([cellAt('x', 100, 100, name, { review: CONFIRMED })]);
      assert.ok(textOf(page).includes(`${name} (`), textOf(page));
      assert.equal(className(de, name), name);
      assert.equal(finerClassName(de, `Neutrophil: ${name}`), name);
    }
  });

  it('is escaped for tags, attributes and style sheets, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.ok(!/[<>"'`]/.test(escapeHtml(text)));
        assert.ok(/^"[^"\n\r\f<>]*"$/.test(cssString(text)), cssString(text));
      }),
    );
  });
});

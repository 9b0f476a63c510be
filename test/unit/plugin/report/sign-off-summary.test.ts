import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import { countCells } from '../../../../plugin/count/count-cells.js';
import { countTable } from '../../../../plugin/count/count-table.js';
import { ADULT_RANGES } from '../../../../plugin/count/reference-ranges.js';
import { Kinds } from '../../../../plugin/kinds/kinds.js';
import { de } from '../../../../plugin/words/de/strings.js';
import { en } from '../../../../plugin/words/en/strings.js';
import { signOffSummary } from '../../../../plugin/report/sign-off-summary.js';
import type { Strings } from '../../../../plugin/words/strings.js';
import { cellAt, CONFIRMED, KINDS } from '../count/counted-cells.js';

function summaryOf(strings: Strings, names: readonly string[], sample = '', patient = ''): string {
  const cells: Cell[] = names.map((name, i) => cellAt(`${i}`, 50 + i * 30, 50, name, { review: CONFIRMED }));
  const areas = [{ minX: 0, minY: 0, maxX: 100_000, maxY: 1000 }];
  const count = countCells(cells, { classes: KINDS, threshold: 0.5, areas, rowHeight: 1000 });
  const table = countTable(count, { basis: 'suggested', ranges: ADULT_RANGES });
  const kinds = new Kinds(() => KINDS);
  return signOffSummary(strings, { counting: { count, table }, kinds }, { by: 'A. Reader', sample, patient });
}

const many = (name: string, count: number): string[] => Array.from({ length: count }, () => name);
const HEALTHY = [
  ...many('Neutrophil', 60),
  ...many('Lymphocyte', 30),
  ...many('Monocyte', 6),
  ...many('Eosinophil', 4),
];

describe('what is said before a count is signed', () => {
  it('names who signs, the cells, the sample and the patient', () => {
    const text = summaryOf(en, [...HEALTHY, 'Platelet'], 'S-17', 'P-4');
    for (const part of ['A. Reader', '100 white blood cells', '101 cells', 'S-17', 'P-4'])
      assert.ok(text.includes(part), `${part}: ${text}`);
  });

  it('says that sample and patient are missing', () => {
    assert.equal(summaryOf(en, HEALTHY).match(/not entered/g)?.length, 2);
    assert.equal(summaryOf(de, HEALTHY).match(/nicht angegeben/g)?.length, 2);
  });

  it('names each class outside its range, a single blast too, and says so where there is none', () => {
    assert.match(summaryOf(en, HEALTHY), /reference range: none\./);
    assert.match(summaryOf(en, [...HEALTHY, 'Blast']), /▲\u00a0blast\u00a01\.0% \(high\)/);
    assert.match(summaryOf(de, [...HEALTHY, 'Blast']), /▲\u00a0Blast\u00a01,0\s% \(/);
  });

  it('gives what the range is about, so that no count reads as the per cent', () => {
    const text = summaryOf(en, [...many('Neutrophil', 60), ...many('Lymphocyte', 140), 'Erythroblast']);
    assert.match(text, /neutrophil\u00a030\.0% \(low\)/);
    assert.match(text, /erythroblast\u00a00\.5\/100 WBC \(high\)/);
  });
});

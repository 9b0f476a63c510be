import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../../models/domain/cell.js';
import { countCells } from '../../../../../plugin/count/count-cells.js';
import { countTable, type CountTable } from '../../../../../plugin/count/count-table.js';
import { ADULT_RANGES } from '../../../../../plugin/count/reference-ranges.js';
import { encodeDifferential, TABLE_COLUMNS } from '../../../../../plugin/formats/count/differential-table.js';
import { encodeFhir, type FhirOptions } from '../../../../../plugin/formats/count/fhir-observations.js';
import { LOINC_CODES } from '../../../../../plugin/formats/count/loinc-codes.js';
import { ICSH_KINDS } from '../../../../../plugin/kinds/icsh-kinds.js';
import { lineName } from '../../../../../plugin/words/class-words.js';
import { en } from '../../../../../plugin/words/en/strings.js';
import { cellAt, CONFIRMED, KINDS } from '../../count/counted-cells.js';

/** HL7's own schema of R4, as the package brings it. */
interface SchemaValidator {
  validate(resource: object): readonly { readonly dataPath: string; readonly message: string }[];
}
const Validator = createRequire(import.meta.url)(
  '@asymmetrik/fhir-json-schema-validator',
) as new () => SchemaValidator;

function tableOf(counts: Readonly<Record<string, number>>, isConfirmed = true): CountTable {
  const names = Object.entries(counts).flatMap(([name, count]) => Array.from({ length: count }, () => name));
  const cells: Cell[] = names.map((name, i) =>
    cellAt(`${i}`, 50 + i * 30, 50, name, isConfirmed ? { review: CONFIRMED } : {}),
  );
  const count = countCells(cells, {
    classes: KINDS,
    threshold: 0.5,
    areas: [{ minX: 0, minY: 0, maxX: 100_000, maxY: 1000 }],
    rowHeight: 1000,
  });
  return countTable(count, { basis: 'suggested', ranges: ADULT_RANGES });
}

const DAY = {
  Neutrophil: 10,
  'Neutrophil: Band': 60,
  Lymphocyte: 20,
  'Atypical lymphocyte': 3,
  Monocyte: 60,
  Eosinophil: 4,
  'Hairy cell': 2,
  Blast: 1,
  Erythroblast: 5,
  'Smudge cell': 8,
  Platelet: 4,
  Unknown: 1,
};

let number = 0;
const OPTIONS: FhirOptions = {
  sample: 'S-17',
  patient: 'P-4',
  reviewer: 'A. Reader',
  comment: 'Second stain',
  fingerprint: '9000x4000-ab12',
  rangeFrom: () => 'Our laboratory',
  at: '2031-05-04T12:30:00.000Z',
  isSigned: true,
  program: 'Smearlens 1.0',
  nameOf: (line) => lineName(en, line),
  newId: () => `00000000-0000-4000-8000-${String(++number).padStart(12, '0')}`,
};

interface Observation {
  readonly status: string;
  readonly code: {
    readonly coding?: readonly { readonly system: string; readonly code: string }[];
    readonly text: string;
  };
  readonly valueQuantity?: { readonly value: number; readonly code: string; readonly system: string };
  readonly interpretation?: readonly { readonly coding: readonly { readonly code: string }[] }[];
  readonly referenceRange?: readonly {
    readonly low: { readonly value: number; readonly code: string };
    readonly high: { readonly value: number; readonly code: string };
  }[];
  readonly note?: readonly { readonly text: string }[];
  readonly hasMember?: readonly { readonly reference: string }[];
}
interface Bundle {
  readonly entry: readonly { readonly fullUrl: string; readonly resource: Observation }[];
}

describe('the count as FHIR', () => {
  const bundleOf = (table: CountTable, options: Partial<FhirOptions> = {}): Bundle =>
    encodeFhir(table, { ...OPTIONS, ...options }) as Bundle;
  const byCode = ({ entry }: Bundle, code: string): Observation | undefined =>
    entry.find(({ resource }) => resource.code.coding?.[0]?.code === code)?.resource;

  it('is valid by the JSON schema of the specification, full and empty', () => {
    const validator = new Validator();
    const none = { sample: '', patient: '', reviewer: '', comment: '', rangeFrom: () => '', isSigned: false };
    for (const bundle of [
      bundleOf(tableOf(DAY)),
      bundleOf(tableOf({}), { ...none, fingerprint: undefined }),
    ]) {
      const errors = validator.validate(bundle);
      assert.deepEqual(
        errors.map(({ dataPath, message }) => `${dataPath} ${message}`),
        [],
      );
    }
    const broken = { ...bundleOf(tableOf(DAY)), type: 'no such type' };
    assert.ok(validator.validate(broken).length > 0, 'the schema refuses what is wrong');
  });

  it('holds LOINC’s codes with UCUM units, and the panel its members', () => {
    const bundle = bundleOf(tableOf(DAY));
    const panel = byCode(bundle, '24318-8');
    assert.equal(panel?.hasMember?.length, bundle.entry.length - 1);
    const urls = new Set(bundle.entry.map(({ fullUrl }) => fullUrl));
    assert.ok(panel?.hasMember?.every(({ reference }) => urls.has(reference)));
    // 70 neutrophils of 160 leukocytes.
    assert.deepEqual(byCode(bundle, '26511-6')?.valueQuantity, {
      value: 43.8,
      unit: '%',
      system: 'http://unitsofmeasure.org',
      code: '%',
    });
    assert.equal(byCode(bundle, '19048-8')?.valueQuantity?.code, '/100{WBCs}');
    assert.equal(byCode(bundle, '34992-8')?.valueQuantity?.value, 5);
    assert.equal(byCode(bundle, '13046-8')?.code.text, 'Reactive lymphocyte');
    const hairy = bundle.entry.find(({ resource }) => resource.code.text === 'Hairy cell');
    assert.ok(hairy && hairy.resource.code.coding === undefined, 'what has no code goes out by its name');
    assert.ok(!bundle.entry.some(({ resource }) => ['Platelet', 'Unknown'].includes(resource.code.text)));
  });

  it('says of how many leukocytes a share is, and beside how many the others were counted', () => {
    const bundle = bundleOf(tableOf({ Neutrophil: 3, Blast: 1, Erythroblast: 1 }));
    const noteOf = (code: string): string | undefined => byCode(bundle, code)?.note?.[0]?.text;
    assert.match(noteOf('26511-6') ?? '', /^3 of 4 leukocytes; 95 % CI/);
    assert.equal(noteOf('19048-8'), '1 cell beside 4 leukocytes');
  });

  it('is final and flagged only where a person has signed and confirmed', () => {
    const flagOf = (bundle: Bundle): string | undefined =>
      byCode(bundle, '26485-3')?.interpretation?.[0]?.coding[0]?.code;
    const signed = bundleOf(tableOf(DAY));
    assert.deepEqual([byCode(signed, '26485-3')?.status, flagOf(signed)], ['final', 'H']);
    const open = bundleOf(tableOf(DAY, false), { isSigned: false });
    assert.deepEqual([byCode(open, '26485-3')?.status, flagOf(open)], ['preliminary', undefined]);
  });

  it('flags a single blast and a single erythroblast, each with its range and unit', () => {
    const bundle = bundleOf(tableOf({ Neutrophil: 170, Blast: 1, Erythroblast: 1 }));
    for (const [code, unit] of [
      ['26446-5', '%'],
      ['19048-8', '/100{WBCs}'],
    ] as const) {
      const found = byCode(bundle, code);
      assert.equal(found?.interpretation?.[0]?.coding[0]?.code, 'H', code);
      const range = found.referenceRange?.[0];
      assert.deepEqual(
        [range?.low, range?.high].map((end) => [end?.value, end?.code]),
        [
          [0, unit],
          [0, unit],
        ],
      );
    }
  });

  it('has a code for each kind that LOINC’s panel has, and none twice', () => {
    const codes = Object.values(LOINC_CODES).map(({ code }) => code);
    assert.equal(new Set(codes).size, codes.length);
    const names = new Set(ICSH_KINDS.map(({ name }) => name));
    for (const name of Object.keys(LOINC_CODES)) assert.ok(names.has(name), name);
    // The last sign of a LOINC code is its check digit (Luhn's, mod 10).
    for (const code of codes) assert.equal(checkDigit(code.slice(0, -2)), Number(code.at(-1)), code);
  });
});

function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

describe('the count as a table', () => {
  const words = {
    heads: TABLE_COLUMNS.map((column) => en.signOff.table.heads[column]),
    nameOf: OPTIONS.nameOf,
    verdictOf: (verdict?: string) => verdict ?? '',
    leukocytes: en.differential.leukocytes,
  };

  it('has the lines of the panel, finer ones adding up, and one for all leukocytes', () => {
    const rows = encodeDifferential(tableOf(DAY), words, { form: 'csv' }).trimEnd().split('\r\n');
    const fields = rows.map((row) => row.split(','));
    assert.ok(
      fields.every(({ length }) => length === TABLE_COLUMNS.length),
      rows.join('\n'),
    );
    const of = (name: string): string[] => fields.find(([kind]) => kind === name) ?? assert.fail(name);
    assert.deepEqual(of('Neutrophil').slice(1, 5), ['Neutrophil', 'N', '70', '43.8']);
    assert.equal(Number(of('Band')[3]) + Number(of(en.differential.rest)[3]), Number(of('Neutrophil')[3]));
    assert.equal(of('Monocyte')[10], 'high');
    assert.deepEqual(of('Blast').slice(8, 11), ['0', '0', 'high']);
    assert.equal(of(en.differential.leukocytes)[3], '160');
  });

  it('ends with of whom it is and who signed it, in as many columns', () => {
    const facts = [
      ['Sample', 'S-17, second'],
      ['Patient', '=1+1'],
      ['Sign-off', ''],
    ] as const;
    const plain = encodeDifferential(tableOf(DAY), words, { form: 'csv' });
    const text = encodeDifferential(tableOf(DAY), words, { form: 'csv', facts });
    assert.ok(text.startsWith(plain), 'the lines of the count are as they were');
    const empty = ','.repeat(TABLE_COLUMNS.length - 2);
    assert.deepEqual(text.slice(plain.length).split('\r\n'), [
      `Sample,"S-17, second"${empty}`,
      `Patient,'=1+1${empty}`,
      `Sign-off,${empty}`,
      '',
    ]);
  });

  it('goes to the clipboard as a spreadsheet of the reader’s language reads it', () => {
    const text = encodeDifferential(tableOf(DAY), words, { form: 'tsv', decimal: ',' });
    assert.match(text, /Neutrophil\tNeutrophil\tN\t70\t43,8\t/);
  });

  it('runs nothing as a formula, and keeps its columns whatever a kind is called', () => {
    const hostile = '=HYPERLINK("http://x"),\t"y"';
    const text = encodeDifferential(tableOf({ [hostile]: 3 }), words, { form: 'csv' });
    assert.ok(text.includes(`"'=HYPERLINK(""http://x""),`), text);
  });
});

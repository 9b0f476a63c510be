import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SmearError } from '../../../../models/domain/errors.js';
import { countDifferential } from '../../../../plugin/count/differential.js';
import { withAdded, withKind, withMoved } from '../../../../plugin/kinds/edit-kinds.js';
import { ICSH_KINDS } from '../../../../plugin/kinds/icsh-kinds.js';
import type { KindList } from '../../../../plugin/kinds/kind.js';
import { Kinds } from '../../../../plugin/kinds/kinds.js';
import { kindsToTake, readKindList, writeKindList } from '../../../../plugin/formats/count/kind-list-file.js';
import { className } from '../../../../plugin/words/class-words.js';
import { de } from '../../../../plugin/words/de/strings.js';
import { en } from '../../../../plugin/words/en/strings.js';
import { withOwnNames } from '../../../../plugin/words/class-words.js';
import { cellAt, KINDS } from '../count/counted-cells.js';

const kindsOfPack = (): Kinds => new Kinds(() => KINDS);
const listOf = (kinds: Kinds): KindList => kinds.own ?? { title: '', kinds: kinds.all };

describe('the kinds that cells are called', () => {
  it('are all that ICSH names and what is met beside them, each with a word in both languages', () => {
    const names = ICSH_KINDS.map(({ name }) => className(en, name));
    for (const name of [
      'Segmented neutrophil',
      'Band neutrophil',
      'Eosinophil',
      'Basophil',
      'Lymphocyte',
      'Reactive lymphocyte',
      'Abnormal lymphocyte',
      'Plasma cell',
      'Monocyte',
      'Promonocyte',
      'Blast',
      'Myeloblast',
      'Lymphoblast',
      'Monoblast',
      'Promyelocyte',
      'Myelocyte',
      'Metamyelocyte',
      'Erythroblast',
      'Megakaryocyte nucleus',
      'Platelet',
      'Giant platelet',
      'Platelet clump',
      'Smudge cell',
      'Artefact',
    ])
      assert.ok(names.includes(name), name);
    for (const { name } of ICSH_KINDS) assert.ok(Object.hasOwn(de.classes, name), name);
    assert.equal(new Set(ICSH_KINDS.map(({ code }) => code)).size, ICSH_KINDS.length, 'no code twice');
  });

  it('are few on screen, with the models’ own first and in their order', () => {
    const kinds = kindsOfPack();
    const inUse = kinds.inUse.map(({ name }) => name);
    const own = KINDS.map(({ name }) => name).filter((name) => name !== 'Unknown');
    assert.deepEqual(inUse.slice(0, own.length), own);
    assert.equal(inUse.at(-1), 'Unknown');
    assert.ok(inUse.includes('Atypical lymphocyte') && !inUse.includes('Promonocyte'));
    assert.ok(kinds.named('Promonocyte'), 'the rest can be called by name');
    assert.equal(kinds.inUse, kinds.inUse, 'made once');
  });

  it('are counted among the hundred, per hundred or not at all', () => {
    const cells = [
      'Neutrophil',
      'Neutrophil',
      'Smudge cell',
      'Erythroblast',
      'Artefact',
      'Blast: Myeloblast',
    ];
    const { rows, leukocytes } = countDifferential(
      cells.map((name, i) => cellAt(`${i}`, 50 + i * 30, 50, name)),
      [],
      0.5,
    );
    const row = (name: string) => rows.find(({ label }) => label.name === name);
    assert.equal(leukocytes, 3);
    assert.equal(row('Smudge cell')?.perHundredLeukocytes, (1 / 3) * 100);
    assert.equal(row('Erythroblast')?.perHundredLeukocytes, (1 / 3) * 100);
    assert.equal(row('Artefact')?.perHundredLeukocytes, undefined);
    assert.equal(row('Blast')?.share, 1 / 3);
  });
});

describe('a laboratory’s own list', () => {
  it('adds, renames, hides, colours, orders kinds and says how each is counted', () => {
    const kinds = kindsOfPack();
    let list = withAdded(listOf(kinds), '  Hairy   cell ');
    list = withAdded(list, 'Toxic', 'Neutrophil');
    list = withKind(list, 'Monocyte', { title: 'Mono', color: [1, 2, 3], code: 'MO' });
    list = withKind(list, 'Platelet', { isHidden: true });
    list = withKind(list, 'Smudge cell', { counted: 'no', key: 'g' });
    list = withMoved(list, 'Monocyte', -100);
    kinds.own = list;
    assert.equal(kinds.inUse[0]?.name, 'Monocyte');
    assert.ok(kinds.inUse.some(({ name }) => name === 'Hairy cell'));
    assert.equal(kinds.named('Neutrophil: Toxic')?.counted, 'among');
    assert.ok(!kinds.inUse.some(({ name }) => name === 'Platelet'));
    assert.equal(kinds.countedAs('Smudge cell'), 'no');
    assert.deepEqual(kinds.look({ name: 'Monocyte', code: 'M', color: [9, 9, 9] }).color, [1, 2, 3]);
    const words = withOwnNames(de, list);
    assert.equal(className(words, 'Monocyte'), 'Mono');
    assert.equal(className(words, 'Lymphocyte'), className(de, 'Lymphocyte'));
  });

  it('takes no kind twice, and none without a name', () => {
    const list = listOf(kindsOfPack());
    for (const title of ['', ' : ', 'neutrophil', 'PLASMA CELL']) assert.equal(withAdded(list, title), list);
    const [one, two] = [
      withAdded(list, 'Hairy cell'),
      withAdded(withAdded(list, 'Hairy cell'), 'Hodgkin cell'),
    ];
    assert.equal(one.kinds.at(-1)?.code, 'HC');
    assert.equal(two.kinds.at(-1)?.code, 'HC2');
  });

  it('keeps what it is when it is saved and opened', () => {
    const list = withKind(withAdded(listOf(kindsOfPack()), 'Hairy cell'), 'Monocyte', {
      title: 'Mono',
      key: 'x',
    });
    assert.deepEqual(readKindList(writeKindList(list)), list);
  });

  it('is refused with the place where it makes no sense', () => {
    for (const [text, told] of [
      ['{', /not valid JSON/],
      ['{"kinds":[]}', /smearlens-kinds/],
      ['{"format":"smearlens-kinds","kinds":[{"name":"A","code":"A","color":[1,2,3]}]}', /Class 1/],
    ] as const) {
      assert.throws(
        () => readKindList(text),
        (error) =>
          error instanceof SmearError && error.code === 'kinds-unreadable' && told.test(error.message),
      );
    }
  });

  it('takes from another’s file what it lacks, and nothing that it has chosen itself', () => {
    const kinds = kindsOfPack();
    const own = withKind(listOf(kinds), 'Monocyte', { title: 'Mono' });
    const file = withKind(withAdded(listOf(kinds), 'Hairy cell'), 'Monocyte', { title: 'Their name' });
    const taken = kindsToTake(own, kinds.all, file);
    assert.equal(taken?.kinds.find(({ name }) => name === 'Monocyte')?.title, 'Mono');
    assert.ok(taken?.kinds.some(({ name }) => name === 'Hairy cell'));
    assert.equal(kindsToTake(own, kinds.all, own), undefined);
    assert.equal(kindsToTake(undefined, kinds.all, file), file);
  });
});

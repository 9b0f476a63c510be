import type { Cell, CellClass } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';
import { CellStore } from '../../plugin/cells/cell-store.js';
import { Kinds } from '../../plugin/kinds/kinds.js';
import { Counting } from '../../plugin/count/counting.js';
import type { SlideReader } from '../../plugin/slide/slide-reader.js';
import type { SmearSession } from '../../plugin/session/session.js';
import { className } from '../../plugin/words/class-words.js';
import { en } from '../../plugin/words/en/strings.js';
import { assert, assertEqual } from './assert.js';
import { defineEveryElement } from './panel-steps.js';

await defineEveryElement();

const CLASSES: readonly CellClass[] = [
  { name: 'Neutrophil', code: 'N', color: [0, 114, 178] },
  { name: 'Neutrophil: Band', code: 'NB', color: [86, 180, 233] },
  { name: 'Neutrophil: Segmented', code: 'NS', color: [0, 60, 120] },
  { name: 'Lymphocyte', code: 'L', color: [0, 158, 115] },
];

function cell(id: string, label: CellClass, probabilities: readonly number[]): Cell {
  return {
    id,
    box: { minX: 0, minY: 0, maxX: 10, maxY: 10 },
    outline: Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10),
    nuclei: [],
    score: 0.9,
    label,
    probabilities: Float32Array.from(probabilities),
    embedding: new Float32Array(50),
    reconstructionError: 0.01,
  };
}

const named = (name: string): CellClass => CLASSES.find((label) => label.name === name) ?? UNKNOWN;

/** A session of these cells, the first of them chosen, as far as counts and the cell's own page look at it. */
function sessionOf(cells: readonly Cell[]): SmearSession {
  const store = new CellStore();
  store.apply({ added: cells, removed: [] });
  const info = { classes: CLASSES, reconstruction: { mean: 0.01, std: 0.005 } };
  const counting = new Counting({
    cells: store,
    threshold: () => 0.5,
    micronsPerPixel: () => undefined,
    classes: () => CLASSES,
    slide: () => ({ width: 1000, height: 1000 }) as SlideReader,
  });
  const kinds = new Kinds(() => CLASSES);
  const parts = {
    info,
    classes: CLASSES,
    kinds,
    cells: store,
    counting,
    threshold: 0.5,
    selected: cells[0]?.id,
  };
  return Object.assign(new EventTarget(), parts) as unknown as SmearSession;
}

async function show(name: 'smear-differential' | 'smear-cell', session: SmearSession, lang: string) {
  const element = document.createElement(name);
  element.lang = lang;
  element.session = session;
  document.body.append(element);
  await element.updateComplete;
  const texts = (selector: string): string[] =>
    [...element.renderRoot.querySelectorAll(selector)].map((part) =>
      (part.textContent ?? '').replace(/\s+/g, ' ').trim(),
    );
  element.remove();
  return texts;
}

describe('finer classes', () => {
  const found = [
    cell('a', named('Neutrophil: Segmented'), [0.9, 0.1, 0.8, 0.1]),
    cell('b', named('Neutrophil: Segmented'), [0.9, 0.1, 0.8, 0.1]),
    cell('c', named('Neutrophil'), [0.9, 0.4, 0.5, 0.1]),
    cell('d', named('Lymphocyte'), [0.1, 0, 0.1, 0.9]),
  ];

  it('stand under their coarse class in the count, which counts them too', async () => {
    const texts = await show('smear-differential', sessionOf(found), 'en');
    assertEqual(
      texts('tbody th').map((name, i) => [
        name,
        ...(texts('tbody td:nth-child(3)')[i]?.split(' ').slice(0, 1) ?? []),
      ]),
      [
        ['N Neutrophil', '75.0'],
        ['NS Segmented', '50.0'],
        ['not subdivided', '25.0'],
        ['L Lymphocyte', '25.0'],
      ],
    );
    assertEqual(texts('tbody tr.finer').length, 2);
    assertEqual(texts('tfoot td')[0], '4');
  });

  it('have names of their own in German', async () => {
    const texts = await show('smear-differential', sessionOf(found), 'de');
    assert(texts('tr.finer')[0]?.includes('Segmentkernig'), texts('tr.finer').join());
  });

  it('are weighed against each other under the likeliest coarse class of the chosen cell', async () => {
    const texts = await show('smear-cell', sessionOf(found), 'en');
    assertEqual(texts('.bars li'), ['Neutrophil 90%', 'Segmented 80%', 'Band 10%', 'Lymphocyte 10%']);
    assert(texts('.name')[0]?.includes(className(en, 'Neutrophil: Segmented')));
  });
});

describe('an unknown cell', () => {
  it('is said to be unlike those learnt from, and not to be likely anything', async () => {
    const unknown = cell('a', UNKNOWN, [0.9, 0.1, 0.8, 0.1]);
    const texts = await show('smear-cell', sessionOf([unknown]), 'en');
    const head = texts('.head').join(' ');
    assert(head.includes('Unknown') && head.includes(en.cell.likenessWords[2]), head);
    assert(!head.includes('%'), head);
  });
});

import type { SmearCellCrop } from '../../plugin/elements/cell/smear-cell-crop.js';
import type { SmearReferenceCells } from '../../plugin/elements/cell/smear-reference-cells.js';
import {
  ExampleDatabase,
  MOST_OF_KIND,
  type KeptExample,
} from '../../plugin/keep/reference-cells/example-database.js';
import { pictureWindow, readWindow } from '../../plugin/cells/picture-window.js';
import { de } from '../../plugin/words/de/strings.js';
import { en } from '../../plugin/words/en/strings.js';
import { assert, assertEqual } from './assert.js';
import { drawScriptedSlide, MICRONS_PER_PIXEL } from './panel-scripted-session.js';
import { defineEveryElement } from './panel-steps.js';
import { BASOPHIL, EOSINOPHIL, fresh, openTab, slideNamed, type Tab } from './scripted-tab.js';
import { textOf } from './text-of.js';
import { frames, until } from './waiting.js';

await defineEveryElement();

const DELAY = 20;

/** A slide of its own with twelve cells. */
function openSlide(database: string, width: number): Tab & { readonly ids: string[] } {
  const { picture, cells } = drawScriptedSlide(width, 700, 12);
  const tab = openTab(database, {
    slide: slideNamed(`${width}.png`, picture),
    // What the models say of them, so that some are nearer than others.
    found: cells.map((cell, at) => ({
      ...cell,
      embedding: new Float32Array(50).fill(0.5).fill(at / 12, 0, 9),
    })),
    exampleDelay: DELAY,
  });
  return { ...tab, ids: cells.map(({ id }) => id) };
}

function keptOf(database: string, kind: string): Promise<readonly KeptExample[]> {
  const kept = new ExampleDatabase(`${database}-examples`);
  return kept.ofKind(kind).finally(() => kept.close());
}

async function untilKept(database: string, kind: string, count: number): Promise<readonly KeptExample[]> {
  let found: readonly KeptExample[] = [];
  await until(
    async () => (found = await keptOf(database, kind)).length === count,
    `${count} pictures of ${kind}`,
  );
  return found;
}

/** Work on a slide whose first five cells are eosinophils, closed again. */
async function workOn(database: string, width: number): Promise<void> {
  const tab = openSlide(database, width);
  await tab.session.analyzeSlide();
  tab.session.review.assign(tab.ids.slice(0, 5), EOSINOPHIL);
  await until(
    async () =>
      (await keptOf(database, 'Eosinophil')).filter(({ slide }) => slide.startsWith(`${width}x`)).length ===
      3,
    `three pictures of slide ${width}`,
  );
  await tab.session.dispose();
}

function rowOf(element: SmearReferenceCells, kind: string): HTMLElement {
  const row = element.renderRoot.querySelector<HTMLElement>(`[data-kind="${kind}"]`);
  assert(row, `a row of ${kind}`);
  return row;
}

describe('cells of other slides to hold one against', () => {
  let element: SmearReferenceCells;

  beforeEach(() => {
    document.documentElement.lang = 'en';
    element = document.createElement('smear-reference-cells');
    element.style.cssText = 'width:380px';
    document.body.append(element);
  });

  afterEach(() => element.remove());

  /** Shows a cell that the models hold for an eosinophil. */
  async function choose(tab: Tab & { readonly ids: string[] }): Promise<void> {
    const cell = [...tab.session.cells.all()].find(({ label }) => label.name === 'Eosinophil');
    assert(cell, 'an eosinophil');
    tab.session.selected = cell.id;
    element.session = tab.session;
    await frames();
  }

  it('are shown beside those of this slide, marked, at the same scale, and are the very pixels', async () => {
    const database = fresh();
    await workOn(database, 900);
    const two = openSlide(database, 1000);
    await two.session.analyzeSlide();
    await choose(two);
    const others = (): HTMLElement[] => [
      ...rowOf(element, 'Eosinophil').querySelectorAll<HTMLElement>('[data-from=others] smear-cell-crop'),
    ];
    await until(() => others().length === 3, 'three of the other slide');
    assert(textOf(rowOf(element, 'Eosinophil')).includes(en.cell.otherSlides), textOf(element));
    element.lang = 'de';
    await until(() => textOf(element).includes(de.cell.otherSlides), 'German');
    assertEqual(rowOf(element, 'Eosinophil').querySelectorAll('button').length, 0);

    two.session.review.assign(two.ids.slice(0, 6), EOSINOPHIL);
    await until(
      () => rowOf(element, 'Eosinophil').querySelectorAll('button').length === 2,
      'two of this one',
    );
    assertEqual(others().length, 2);
    const bars = (): (number | undefined)[] =>
      [...rowOf(element, 'Eosinophil').querySelectorAll<SmearCellCrop>('smear-cell-crop')].map(
        (crop) => crop.renderRoot.querySelector('.bar')?.getBoundingClientRect().width,
      );
    await until(() => bars().length === 4 && bars().every(Boolean), 'a scale bar in each of the pictures');
    assertEqual(new Set(bars()).size, 1, `bars of ${bars().join(', ')} px`);

    const [kept] = await keptOf(database, 'Eosinophil').then((all) =>
      all.filter(({ slide }) => slide.startsWith('900x')),
    );
    assert(kept, 'one of the first slide');
    const { picture, cells } = drawScriptedSlide(900, 700, 12);
    const cell = cells.find(({ id }) => id === kept.id);
    assert(cell, 'its cell');
    const window = pictureWindow(cell, MICRONS_PER_PIXEL);
    const read = await readWindow(slideNamed('again', picture), window, 128, new AbortController().signal);
    assert(read, 'a picture');
    const drawn = await createImageBitmap(new Blob([kept.picture], { type: 'image/png' }));
    const context = new OffscreenCanvas(drawn.width, drawn.height).getContext('2d');
    context?.drawImage(drawn, 0, 0);
    const scale = read.tile.width / (read.box.maxX - read.box.minX);
    const [left, top] = [read.box.minX - window.minX, read.box.minY - window.minY].map((side) =>
      Math.round(side * scale),
    ) as [number, number];
    const pixels = context?.getImageData(left, top, read.tile.width, read.tile.height).data;
    assertEqual([...(pixels ?? [])].join(), [...read.tile.data].join(), 'pixels');
    await two.session.dispose();
  });

  it('follow their slide: renamed, rejected and deleted cells go', async () => {
    const database = fresh();
    const { session, ids, keeping } = openSlide(database, 900);
    await session.analyzeSlide();
    session.review.assign(ids.slice(0, 2), EOSINOPHIL);
    await untilKept(database, 'Eosinophil', 2);
    session.review.assign(ids.slice(0, 1), BASOPHIL);
    const [renamed] = await untilKept(database, 'Basophil', 1);
    assertEqual(renamed?.id, ids[0]);
    await untilKept(database, 'Eosinophil', 1);
    session.review.reject(ids.slice(1, 2));
    await untilKept(database, 'Eosinophil', 0);
    session.review.history.undo();
    await untilKept(database, 'Eosinophil', 1);
    await keeping.forget();
    assertEqual(
      [(await keptOf(database, 'Eosinophil')).length, (await keptOf(database, 'Basophil')).length],
      [0, 0],
    );
    keeping.remember();
    await untilKept(database, 'Basophil', 1);
    await session.dispose();
  });

  it('are few: three of a kind from one slide, twelve from all, those taken last', async () => {
    const database = fresh();
    for (const width of [860, 870, 880, 890, 900]) await workOn(database, width);
    const kept = await keptOf(database, 'Eosinophil');
    assertEqual(kept.length, MOST_OF_KIND);
    assert(
      kept.every(({ slide }) => !slide.startsWith('860x')),
      'the first slide’s are gone',
    );
    assert(
      kept.every(({ picture }) => picture.byteLength < 60_000),
      `${kept.map(({ picture }) => picture.byteLength).join(', ')} bytes`,
    );
  });

  it('do not come from the slide itself, opened again, nor where the scale is not known', async () => {
    const database = fresh();
    await workOn(database, 900);
    const again = openSlide(database, 900);
    await again.keeping.ready;
    assertEqual(await again.keeping.examples('Eosinophil'), []);
    again.session.setResolution(0.2);
    await until(
      async () =>
        (await keptOf(database, 'Eosinophil')).every(({ micronsPerPixel }) => micronsPerPixel === 0.2),
      'pictures at the new scale',
    );
    await again.session.dispose();
  });
});

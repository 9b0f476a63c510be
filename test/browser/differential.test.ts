import axe from 'axe-core';
import type OpenSeadragon from 'openseadragon';
import type { Cell } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import type { SmearDifferential } from '../../plugin/elements/count/smear-differential.js';
import type { SmearReport } from '../../plugin/elements/report/smear-report.js';
import { de } from '../../plugin/words/de/strings.js';
import { en } from '../../plugin/words/en/strings.js';
import { assert, assertEqual } from './assert.js';
import { defineEveryElement } from './panel-steps.js';
import { drawScriptedSlide, openViewer, scriptedSession } from './panel-scripted-session.js';
import { textOf } from './text-of.js';
import { frames, until } from './waiting.js';

await defineEveryElement();

function part<E extends HTMLElement = HTMLElement>(root: Element, selector: string): E {
  const found = root.shadowRoot?.querySelector<E>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
}

/** Text of the node's own, and not that of the line under it. */
function isWritten(node: Node): boolean {
  return node instanceof Text && node.data.trim() !== '';
}

function change(input: HTMLInputElement, value: string): void {
  input.value = value;
  input.dispatchEvent(new Event('input'));
  input.dispatchEvent(new Event('change'));
}

describe('the differential in the panel', () => {
  let host: HTMLElement;
  let viewer: OpenSeadragon.Viewer;
  let session: AttachedSession;
  let cells: Cell[];
  let element: SmearDifferential;
  let report: SmearReport;

  beforeEach(async () => {
    document.documentElement.lang = 'en';
    host = document.createElement('div');
    host.style.cssText = 'position:fixed;inset:0 400px 0 0';
    element = document.createElement('smear-differential');
    report = document.createElement('smear-report');
    const column = document.createElement('main');
    column.style.cssText = 'position:fixed;inset:0 0 0 auto;width:380px;overflow:auto;background:#fff';
    column.append(element, report);
    document.body.append(host, column);
    const slide = drawScriptedSlide(1600, 1200, 40);
    cells = slide.cells.map((cell) => ({ ...cell, score: 0.9 }));
    viewer = await openViewer(host, slide.picture, { drawer: 'canvas' });
    session = scriptedSession(viewer, slide.picture, cells, { micronsPerPixel: 0.1 });
    element.session = session;
    report.session = session;
    await session.analyzeSlide();
    await frames();
  });

  afterEach(async () => {
    await session.dispose();
    viewer.destroy();
    element.parentElement?.remove();
    host.remove();
  });

  const choose = async (name: 'limit' | 'basis', value: string): Promise<void> => {
    part<HTMLInputElement>(element, `[name=${name}][value="${value}"]`).click();
    await frames();
  };
  const column = (place: number): number =>
    [...(element.shadowRoot?.querySelectorAll(`tbody tr:not(.finer) td:nth-child(${place})`) ?? [])]
      .map((field) => Number([...field.childNodes].find(isWritten)?.textContent))
      .reduce((sum, value) => sum + value, 0);

  it('shows what is suggested and what is confirmed side by side, and never turns them round by itself', async () => {
    assertEqual([column(2), column(5)], [cells.length, 0]);
    session.review.confirm(cells.slice(0, 10).map(({ id }) => id));
    await frames();
    assertEqual([column(2), column(5)], [cells.length, 10]);
    await choose('basis', 'reviewed');
    assertEqual([column(2), column(5)], [10, cells.length]);
  });

  it('says with one number what is left, and leads there until it is nothing', async () => {
    const all = String(cells.length);
    const left = (count: number): string => en.differential.left(count, String(count), all);
    assert(textOf(element).includes(left(cells.length)), textOf(element));
    session.review.confirm(cells.slice(1).map(({ id }) => id));
    await frames();
    assert(textOf(element).includes(left(1)), textOf(element));
    part<HTMLButtonElement>(element, `button[aria-label="${en.differential.nextUnreviewed}"]`).click();
    assertEqual(session.selected, cells[0]?.id);
    session.review.confirm([cells[0]?.id ?? '']);
    await frames();
    assert(textOf(element).includes(left(0)), textOf(element));
    assert(
      !element.shadowRoot?.querySelector(`button[aria-label="${en.differential.nextUnreviewed}"]`),
      'none',
    );
  });

  it('gives each per cent its interval, and marks one that is unusual in words and shape', async () => {
    session.review.confirm(cells.map(({ id }) => id));
    await frames();
    const unusual = textOf(element);
    assert(/\d+\.\d–\d+\.\d/.test(unusual), unusual);
    const { verdicts } = en.differential;
    assert(new RegExp(`[▲▼] (${verdicts.high}|${verdicts.low}) ?, ref\\. \\d`).test(unusual), unusual);
    assert(
      new RegExp(`[△▽] (${verdicts.maybeHigh}|${verdicts.maybeLow}) ?, ref\\. \\d`).test(unusual),
      unusual,
    );
  });

  it('calls nothing plainly high or low while only some of the cells are reviewed', async () => {
    const kind = cells.filter(({ label }) => label.name === 'Eosinophil').map(({ id }) => id);
    assert(!/[▲▼]/.test(textOf(element)), 'nobody has confirmed anything');
    session.review.confirm(kind);
    await choose('basis', 'reviewed');
    assertEqual(column(2), kind.length);
    const open = textOf(element);
    assert(/△ possibly high ?, ref\. 1 to 6/.test(open) && !/[▲▼]/.test(open), open);
    session.review.confirm(cells.map(({ id }) => id));
    await frames();
    assert(/[▲▼]/.test(textOf(element)), textOf(element));
  });

  it('says a reference range as it was put in, in each language', async () => {
    session.counting.ranges = { source: 'Ours', ranges: [{ kind: 'Neutrophil', low: 0.25, high: 1.5 }] };
    await frames();
    assert(
      textOf(element).includes(en.differential.usual('0.25', '1.5%').replace(/\u00a0/g, ' ')),
      textOf(element),
    );
    element.lang = 'de';
    await element.updateComplete;
    assert(
      textOf(element).includes(de.differential.usual('0,25', '1,5\u00a0%').replace(/\u00a0/g, ' ')),
      textOf(element),
    );
  });

  it('leads to the unknown cells one by one, and lets go of them as they are named', async () => {
    const unknown = cells.filter(({ label }) => label.name === 'Unknown');
    assert(unknown.length > 1, 'there are some');
    for (let left = unknown.length; left > 0; left -= 1) {
      part<HTMLButtonElement>(element, `button[aria-label="${en.differential.nextUnknown}"]`).click();
      assert(
        unknown.some(({ id }) => id === session.selected),
        'an unknown cell is chosen',
      );
      session.review.assign([session.selected ?? ''], {
        name: 'Monocyte',
        code: 'M',
        color: [204, 121, 167],
      });
      await frames();
    }
    assert(!textOf(element).includes(en.differential.unknown(1, '1')), 'none is left');
  });

  it('stops at the leukocyte asked for, in the areas drawn, and says how well these can be read', async () => {
    session.drawRegion = async () => ({ minX: 0, minY: 0, maxX: 1600, maxY: 600 });
    const areas = part(element, 'smear-areas');
    part<HTMLButtonElement>(areas, '.inside > button').click();
    await until(() => session.counting.areas.list.length === 1, 'an area');
    const { readable, thick, thin, blurred } = en.differential.areas;
    const looked = [readable, ...[thick, thin, blurred].map((of) => of('#', '#').split('#')[0] as string)];
    await until(
      () => looked.some((words) => textOf(areas).includes(words)),
      `a word on it: ${textOf(areas)}`,
    );
    await choose('limit', '100');
    const inside = cells.filter(({ box }) => (box.minY + box.maxY) / 2 < 600);
    assertEqual(column(2), inside.length);
    const fewer = en.differential.notReached(String(session.counting.count.suggested.leukocytes), '100');
    assert(textOf(element).includes(fewer), 'says that there are fewer');
    session.counting.limit = 3;
    await frames();
    assert(textOf(element).includes(en.differential.reached('3')), textOf(element));
  });

  it('leaves the list of areas open, and the keyboard in it, when one and the last of them are removed', async () => {
    const areas = part(element, 'smear-areas');
    const box = { minX: 0, minY: 0, maxX: 900, maxY: 900 };
    for (const name of ['One', 'Two']) session.counting.areas.add(box, name);
    await frames();
    assert(part<HTMLDetailsElement>(areas, 'details').open, 'open with the first area');
    const focused = (): string | null | undefined =>
      areas.shadowRoot?.activeElement?.getAttribute('aria-label');
    part(areas, '.remove').focus();
    part(areas, '.remove').click();
    await frames();
    assertEqual(focused(), en.differential.areas.remove('Two'));
    part(areas, '.remove').click();
    await frames();
    assert(part<HTMLDetailsElement>(areas, 'details').open, 'still open');
    assertEqual(areas.shadowRoot?.activeElement?.textContent?.trim(), en.differential.areas.draw);
    session.keys.undo();
    await frames();
    assertEqual(
      session.counting.areas.list.map(({ name }) => name),
      ['Two'],
    );
  });

  it('says beside the button why an area could not be chosen', async () => {
    const areas = part(element, 'smear-areas');
    part<HTMLDetailsElement>(areas, 'details').open = true;
    session.drawRegion = () =>
      Promise.reject(new SmearError('invalid-argument', 'The area lies beside the slide.'));
    part(areas, '.draw').click();
    await frames();
    assert(textOf(part(areas, '.failure')).includes('The area lies beside the slide.'), textOf(areas));
    assertEqual(session.counting.areas.list.length, 0);
  });

  it('adds where red cells lie in one layer as areas, in one step, and analyses just those', async () => {
    const areas = part(element, 'smear-areas');
    const words = en.differential.areas;
    const button = (action: string) => part<HTMLButtonElement>(areas, `[data-action=${action}]`);
    const names = (): string[] => session.counting.areas.list.map(({ name }) => name);
    button('find-monolayer').click();
    await until(() => textOf(areas).includes(words.monolayer.none), 'this slide is too small for one');
    const boxes = [
      { minX: 0, minY: 0, maxX: 800, maxY: 600 },
      { minX: 800, minY: 600, maxX: 1600, maxY: 1200 },
    ];
    session.counting.areas.add({ minX: 5, minY: 5, maxX: 50, maxY: 50 }, words.monolayer.name('2'));
    session.findMonolayer = async ({ onProgress } = {}) => {
      onProgress?.(0.4);
      await frames();
      assert(textOf(areas).includes(words.monolayer.finding('40')), textOf(areas));
      return boxes;
    };
    button('find-monolayer').click();
    await until(() => names().length === 3, 'the areas');
    assertEqual(names(), ['2', '1', '3'].map(words.monolayer.name));
    button('find-monolayer').click();
    await until(
      () => areas.shadowRoot?.querySelector('[data-action=find-monolayer]') !== null,
      'looked again',
    );
    assertEqual(names().length, 3, 'the same places are not added again');
    session.keys.undo();
    assertEqual(names(), [words.monolayer.name('2')]);
    session.keys.redo();
    session.keys.undo();
    session.keys.undo();
    session.keys.redo();
    session.keys.redo();
    session.counting.areas.remove(session.counting.areas.list[0]?.id ?? '');
    await frames();
    const asked: unknown[] = [];
    session.addEventListener('smear-before-analyse', (event) =>
      asked.push((event as CustomEvent).detail.region),
    );
    assertEqual(button('analyse-areas').textContent?.trim(), words.analyse(2));
    button('analyse-areas').click();
    await until(() => asked.length === 2, 'both are analysed');
    assertEqual(asked, boxes);
    await until(() => session.state.kind === 'done', 'the end');
  });

  it('analyses no further area once one is cancelled or paused, or something else is analysed', async () => {
    const other = (): void => void session.analyzeRegion({ minX: 0, minY: 0, maxX: 300, maxY: 300 });
    for (const end of ['cancel', 'pause', 'analyseOther'] as const) {
      session.counting.areas.set(
        [0, 600].map((minY) => ({
          id: `${minY}`,
          name: 'Area',
          box: { minX: 0, minY, maxX: 1600, maxY: minY + 600 },
        })),
      );
      let asked = 0;
      const onAsked = (): void => {
        asked++;
        if (asked === 1) queueMicrotask(() => (end === 'analyseOther' ? other() : session[end]()));
      };
      session.addEventListener('smear-before-analyse', onAsked);
      await session.analyzeAreas();
      session.removeEventListener('smear-before-analyse', onAsked);
      assertEqual(asked, end === 'analyseOther' ? 2 : 1, end);
      session.cancel();
    }
  });

  it('stops looking for a monolayer when asked to, and says why it could not look', async () => {
    const areas = part(element, 'smear-areas');
    part<HTMLDetailsElement>(areas, 'details').open = true;
    const button = (action: string) =>
      areas.shadowRoot?.querySelector<HTMLButtonElement>(`[data-action=${action}]`);
    session.findMonolayer = ({ signal } = {}) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    button('find-monolayer')?.click();
    await until(() => button('stop-looking') !== null, 'it looks');
    button('stop-looking')?.click();
    await until(() => button('find-monolayer') !== null, 'it has stopped');
    assertEqual(areas.shadowRoot?.querySelector('.failure'), null);
    session.findMonolayer = () => Promise.reject(new SmearError('tile-failed', 'Part 7 could not be read.'));
    button('find-monolayer')?.click();
    await until(() => textOf(areas).includes('Part 7 could not be read.'), textOf(areas));
    assertEqual(session.counting.areas.list.length, 0);
  });

  it('draws areas and the way on the slide, above whatever is shown of the cells', async () => {
    session.overlay = 'none';
    await frames();
    const canvas = host.querySelector<HTMLCanvasElement>('canvas.smear-overlay');
    const ink = (): number => {
      const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let count = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i]) count += 1;
      return count;
    };
    assertEqual(ink(), 0);
    session.counting.areas.add({ minX: 200, minY: 200, maxX: 1200, maxY: 1000 }, 'Area 1');
    await frames();
    const framed = ink();
    assert(framed > 500, `${framed} pixels of a frame`);
    session.counting.showsPath = true;
    await frames();
    assert(ink() > framed, 'the way is drawn too');
  });

  it('counts by size, and refuses what is no size', async () => {
    const sizes = part(element, 'smear-size-limits');
    const from = part<HTMLInputElement>(sizes, '[name=minUm]');
    change(from, 'large');
    await frames();
    assertEqual(from.getAttribute('aria-invalid'), 'true');
    assertEqual(session.counting.count.leftOutBySize, 0);
    change(from, '13,5');
    await frames();
    const { leftOutBySize } = session.counting.count;
    assert(leftOutBySize > 0 && leftOutBySize < cells.length, String(leftOutBySize));
    assert(
      textOf(element).includes(en.differential.leftOut(leftOutBySize, String(leftOutBySize))),
      textOf(element),
    );
  });

  it('takes the laboratory’s own ranges, whole pairs only', async () => {
    const ranges = part(element, 'smear-ranges');
    const [low, high] = [
      ...(ranges.shadowRoot?.querySelectorAll<HTMLInputElement>('[data-kind=Monocyte]') ?? []),
    ];
    assert(low && high, 'two fields');
    change(low, '12');
    await frames();
    assert(
      textOf(ranges).includes(en.differential.ranges.invalid('Monocyte')),
      'the first is above the second',
    );
    change(high, '90');
    await frames();
    const own = session.counting.ranges.ranges.find(({ kind }) => kind === 'Monocyte');
    assertEqual(own, { kind: 'Monocyte', low: 12, high: 90 });
  });

  it('shows in its fields what is in force, once what was typed is not taken', async () => {
    session.counting.areas.add({ minX: 0, minY: 0, maxX: 900, maxY: 900 }, 'Thin part');
    await frames();
    const name = part<HTMLInputElement>(part(element, 'smear-areas'), 'li input');
    change(name, ' ');
    await frames();
    assertEqual([name.value, session.counting.areas.list[0]?.name], ['Thin part', 'Thin part']);
    const ranges = part(element, 'smear-ranges');
    const low = part<HTMLInputElement>(ranges, '[data-kind=Monocyte]');
    const usual = low.value;
    change(low, 'abc');
    await frames();
    assertEqual(low.getAttribute('aria-invalid'), 'true');
    [...(ranges.shadowRoot?.querySelectorAll('button') ?? [])]
      .find(({ textContent }) => textContent?.trim() === en.differential.ranges.reset)
      ?.click();
    await frames();
    assertEqual([low.value, low.getAttribute('aria-invalid')], [usual, 'false']);
  });

  it('compares with what the models said', async () => {
    const neutrophils = cells.filter(({ label }) => label.name === 'Neutrophil');
    session.review.assign(
      neutrophils.map(({ id }) => id),
      { name: 'Eosinophil', code: 'E', color: [213, 94, 0] },
    );
    const comparison = part(element, 'smear-comparison');
    part<HTMLDetailsElement>(comparison, 'details').open = true;
    await until(() => textOf(comparison).includes('−') || textOf(comparison).includes('-'), 'a difference');
    const row = [...(comparison.shadowRoot?.querySelectorAll('tbody tr') ?? [])].map((line) =>
      textOf(line),
    )[0];
    assert(/Neutrophil \d+\.\d% 0\.0% −\d+\.\d/.test((row ?? '').trim()), row ?? 'no row');
  });

  it('compares with another reader’s file of the same slide, and changes nothing here', async () => {
    const file = new File([await session.exportGeoJson()], 'second.geojson');
    const before = [...session.cells.all()];
    const comparison = part(element, 'smear-comparison');
    part<HTMLDetailsElement>(comparison, 'details').open = true;
    const input = part<HTMLInputElement>(comparison, '[type=file]');
    const files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event('change'));
    await until(() => textOf(comparison).includes('second.geojson'), 'the other reader');
    assertEqual([...session.cells.all()].length, before.length);
    assert(textOf(comparison).includes(en.differential.compare.overlap), textOf(comparison));
  });

  it('says beside the button that a file to compare with cannot be read, until one can be', async () => {
    const told: string[] = [];
    element.addEventListener('smear-error', ({ detail }) => told.push(detail.code));
    const comparison = part(element, 'smear-comparison');
    part<HTMLDetailsElement>(comparison, 'details').open = true;
    const open = (file: File): void => {
      const input = part<HTMLInputElement>(comparison, '[type=file]');
      const files = new DataTransfer();
      files.items.add(file);
      input.files = files.files;
      input.dispatchEvent(new Event('change'));
    };
    const words = en.errors.words['import-unreadable'];
    open(new File(['{"type":'], 'broken.geojson'));
    await until(() => textOf(comparison).includes(words.title), 'what was wrong');
    assertEqual(part(comparison, '.failure').getAttribute('role'), 'alert');
    assert(textOf(comparison).includes(words.advice), textOf(comparison));
    assertEqual(told, ['import-unreadable']);
    open(new File([await session.exportGeoJson()], 'second.geojson'));
    await until(() => textOf(comparison).includes('second.geojson'), 'the other reader');
    assert(!textOf(comparison).includes(words.title), textOf(comparison));
  });

  it('opens a report with what was typed, pictures at one scale and the reviewer, and closes again', async () => {
    session.review.reviewer = 'A. Reader';
    session.review.confirm(cells.map(({ id }) => id));
    await frames();
    change(part<HTMLInputElement>(report, '[name=sample]'), '<i>S-17</i>');
    await frames();
    [...(report.shadowRoot?.querySelectorAll('button') ?? [])]
      .find((button) => button.textContent?.trim() === en.report.make)
      ?.click();
    await until(() => report.shadowRoot?.querySelector('dialog')?.open === true, 'a dialog');
    const frame = part<HTMLIFrameElement>(report, 'iframe');
    const isThere = (): boolean =>
      frame.contentDocument?.readyState === 'complete' && frame.contentDocument.images.length > 3;
    await until(isThere, 'a page with pictures');
    const page = frame.contentDocument as Document;
    const pictures = [...page.images];
    await until(
      () => pictures.every(({ complete, naturalWidth }) => complete && naturalWidth > 0),
      'they load',
    );
    assertEqual(new Set(pictures.map(({ width }) => width)).size, 1);
    const text = page.body.textContent ?? '';
    for (const said of ['<i>S-17</i>', 'A. Reader', en.report.notDiagnostic, '0.1 µm/px']) {
      assert(text.includes(said), `${said} in ${text}`);
    }
    assertEqual(page.scripts.length, 0);
    part<HTMLDialogElement>(report, 'dialog').close();
    await until(() => !report.shadowRoot?.querySelector('dialog'), 'closed');
  });

  it('forgets what was typed when another slide is opened', async () => {
    change(part<HTMLInputElement>(report, '[name=patient]'), 'P-4');
    await frames();
    viewer.close();
    await frames();
    assertEqual(part<HTMLInputElement>(report, '[name=patient]').value, '');
  });

  it('speaks German too', async () => {
    element.lang = 'de';
    await frames();
    const text = textOf(element);
    assert(text.includes(de.differential.countTo) && text.includes(de.differential.areas.title), text);
    assert(!text.includes(en.differential.countTo), text);
  });

  it('passes the accessibility checks of axe, everything unfolded, light and dark', async () => {
    session.review.confirm(cells.slice(0, 12).map(({ id }) => id));
    session.counting.areas.add({ minX: 0, minY: 0, maxX: 1600, maxY: 900 }, 'Area 1');
    for (const owner of [element, report]) {
      for (const inner of [owner, ...(owner.shadowRoot?.querySelectorAll('*') ?? [])]) {
        const details = inner.shadowRoot?.querySelector('details');
        if (details) details.open = true;
      }
    }
    for (const scheme of ['light', 'dark']) {
      const main = element.parentElement as HTMLElement;
      main.style.colorScheme = scheme;
      main.style.background = scheme === 'light' ? '#fff' : '#1b1d22';
      await frames(12);
      const { violations } = await axe.run(main, { resultTypes: ['violations'] });
      const told = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
      );
      assertEqual(told, [], scheme);
    }
  });
});

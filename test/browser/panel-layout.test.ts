import type { CellClass } from '../../models/domain/cell.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import type { SmearPanel } from '../../plugin/elements/panel/smear-panel.js';
import type { SmearReport } from '../../plugin/elements/report/smear-report.js';
import { assert, assertEqual } from './assert.js';
import { panelBesideViewer } from './panel-beside-viewer.js';
import { openEveryStep, openPane, openStep, STEP_NAMES } from './panel-steps.js';
import { frames } from './waiting.js';

const classOf = (name: string, code: string, red: number): CellClass => ({
  name,
  code,
  color: [red, 114, 178],
});
/** All that the shipped models name, so that the longest words are there. */
const CLASSES: readonly CellClass[] = [
  classOf('Neutrophil', 'N', 0),
  classOf('Neutrophil: Band', 'NB', 10),
  classOf('Neutrophil: Segmented', 'NS', 20),
  classOf('Eosinophil', 'E', 30),
  classOf('Basophil', 'B', 40),
  classOf('Lymphocyte', 'L', 50),
  classOf('Monocyte', 'M', 60),
  classOf('Immature granulocyte', 'IG', 70),
  classOf('Immature granulocyte: Promyelocyte', 'PM', 80),
  classOf('Immature granulocyte: Myelocyte', 'MY', 90),
  classOf('Immature granulocyte: Metamyelocyte', 'MM', 100),
  classOf('Erythroblast', 'NRBC', 110),
];
const CELLS = 60;

/** Everything below, shadow roots included, that is laid out. */
function laidOut(root: Element): HTMLElement[] {
  const inside = [...(root.shadowRoot ?? root).querySelectorAll<HTMLElement>('*')];
  return inside.flatMap((element) => [
    ...(element.checkVisibility() ? [element] : []),
    ...(element.shadowRoot ? laidOut(element) : []),
  ]);
}

function the<E extends HTMLElement = HTMLElement>(root: Element, selector: string): E {
  const found = laidOut(root).find((element) => element.matches(selector));
  if (!found) throw new Error(`nothing on view matches ${selector}`);
  return found as E;
}

const ownText = (element: Element): string =>
  [...element.childNodes]
    .filter((node) => node instanceof Text)
    .map((node) => node.data.trim())
    .join(' ')
    .trim();

/** Texts that a reader cannot see whole: beyond the edge of the panel, or cut within their own box. */
function cutTexts(panel: SmearPanel): string[] {
  const edges = the(panel, '.body').getBoundingClientRect();
  return laidOut(panel)
    .filter((element) => ownText(element) !== '' && !element.closest('.hidden, h2, option'))
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      if (width <= 1) return false;
      const isCut =
        getComputedStyle(element).overflowX !== 'visible' &&
        (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
      return left < edges.left || right > edges.right || isCut;
    })
    .map((element) => `${ownText(element)} (${element.localName}.${element.className})`);
}

/** Words that go on in the next line without a hyphen. */
function brokenWords(elements: Iterable<Element>): string[] {
  const broken: string[] = [];
  for (const element of elements) {
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || element.closest('.hidden, option, style')) continue;
      // A word with a soft hyphen may be broken there.
      for (const { 0: word, index } of (node.textContent ?? '').matchAll(/[\p{L}\u00ad]+/gu)) {
        if (word.includes('\u00ad')) continue;
        const range = element.ownerDocument.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        if (
          new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => top)).size > 1
        )
          broken.push(word);
      }
    }
  }
  return broken;
}

describe('the room that the panel has', () => {
  let panel: SmearPanel;
  let session: AttachedSession;
  let end: () => Promise<void>;

  before(async () => {
    ({ panel, session, end } = await panelBesideViewer({
      slide: [1600, 1200, CELLS],
      cell: (drawn, index) => ({
        ...drawn,
        score: 0.9,
        label: CLASSES[index % CLASSES.length] ?? drawn.label,
      }),
      session: { micronsPerPixel: 0.1, backend: 'wasm', classes: CLASSES },
      room: 420,
    }));
    await session.analyzeSlide();
    await openEveryStep(panel);
  });

  after(() => end());

  for (const lang of ['en', 'de']) {
    for (const width of [320, 360, 420]) {
      it(`is enough for every text, ${lang}, ${width} px wide`, async () => {
        panel.lang = lang;
        panel.width = width;
        session.review.confirm([...session.cells.all()].slice(0, 20).map(({ id }) => id));
        session.selected = [...session.cells.all()][0]?.id;
        for (const step of STEP_NAMES) {
          await openStep(panel, step);
          for (const details of laidOut(panel).filter((element) => element.localName === 'details')) {
            details.removeAttribute('name');
            details.setAttribute('open', '');
          }
          await frames();
          const cut = cutTexts(panel);
          assert(cut.length === 0, `${step}: ${cut.length} cut: ${cut.slice(0, 12).join('; ')}`);
          const body = the(panel, '.step');
          assertEqual(body.scrollWidth, body.clientWidth, `there is no scrolling sideways in ${step}`);
          if (width > 320) assertEqual(brokenWords(laidOut(panel)), [], step);
        }
      });
    }
  }

  it('is left where it was by an answer: what is below the card stays under the pointer', async () => {
    panel.lang = 'de';
    panel.width = 360;
    await openPane(panel, 'gallery');
    const review = the(panel, 'smear-review');
    const tops: string[] = [];
    const measure = async (): Promise<void> => {
      await frames();
      const parts = ['.palette', '.undo', 'smear-tools', '.lower'].map((part) =>
        Math.round(the(part === 'smear-tools' ? panel : review, part).getBoundingClientRect().top),
      );
      tops.push(parts.join(' '));
    };
    session.selected = undefined;
    await measure();
    session.keys.nextDoubtful();
    await measure();
    session.keys.confirm({ goOn: false });
    await measure();
    session.keys.undo();
    await measure();
    assertEqual(new Set(tops).size, 1, tops.join(', '));
  });

  it('is all that it takes: the page around it grows no longer by what is in the panel', () => {
    assertEqual(panel.scrollHeight, panel.clientHeight);
  });

  it('is left over below the last control where the panel is tall, and does not stretch what stands above', async () => {
    await openStep(panel, 'find');
    const { style } = panel;
    const heights = async (height: string): Promise<number[]> => {
      style.height = height;
      await frames();
      return [...the(panel, '.step.find').children].map((part) => part.getBoundingClientRect().height);
    };
    const [low, tall] = [await heights('400px'), await heights('1600px')];
    style.height = '100%';
    assertEqual(tall, low);
  });

  it('is enough for what a list shows of its choices', async () => {
    const pen = document.createElement('canvas').getContext('2d');
    for (const lang of ['en', 'de']) {
      panel.lang = lang;
      panel.width = 360;
      for (const step of STEP_NAMES) {
        await openStep(panel, step);
        for (const select of laidOut(panel).filter((one) => one instanceof HTMLSelectElement)) {
          const { fontSize, fontFamily, paddingLeft } = getComputedStyle(select);
          if (pen) pen.font = `${fontSize} ${fontFamily}`;
          for (const { text } of select.options) {
            const wide = (pen?.measureText(text).width ?? 0) + parseFloat(paddingLeft) + 16;
            assert(wide <= select.clientWidth, `${text}: ${Math.round(wide)} of ${select.clientWidth} px`);
          }
        }
      }
    }
  });

  it('leaves every button and heading at least 24 px to be hit', async () => {
    panel.lang = 'en';
    panel.width = 360;
    const seen: HTMLElement[] = [];
    const low: { step: string; height: number; text: string }[] = [];
    for (const step of STEP_NAMES) {
      await openStep(panel, step);
      seen.push(...laidOut(panel));
      low.push(...lowButtons(step));
    }
    assert(seen.length > 100, `${seen.length} elements`);
    assertEqual(low, []);
  });

  const lowButtons = (step: string): { step: string; height: number; text: string }[] =>
    laidOut(panel)
      .filter((element) => element.matches('button, summary, select') && !element.closest('.hidden'))
      .map((element) => {
        const { height } = element.getBoundingClientRect();
        const around = getComputedStyle(element, '::after');
        const more = around.content === 'none' ? 0 : -parseFloat(around.top) - parseFloat(around.bottom);
        return { step, height: height + (more || 0), text: element.innerText };
      })
      .filter(({ height }) => height < 24);

  it('is scrolled so that nothing stepped to hides under the tabs', async () => {
    await openStep(panel, 'count');
    const body = the(panel, '.step');
    const tabs = the(panel, '.tabs').getBoundingClientRect();
    body.scrollTop = body.scrollHeight;
    // In a low window the name is asked for above the tabs, and nothing scrolls it.
    const request = the(panel, 'smear-name-wanted').shadowRoot;
    const stops = laidOut(panel).filter(
      (one) =>
        one.matches('button:enabled, select:enabled') &&
        !one.closest('.head, .tabs') &&
        one.getRootNode() !== request,
    );
    assert(stops.length > 2, `${stops.length} stops`);
    for (const stop of stops.reverse()) {
      stop.focus();
      await frames(1);
      assert(stop.getBoundingClientRect().top >= tabs.bottom - 1, `${stop.innerText} under the tabs`);
    }
    body.scrollTop = 0;
  });

  it('is shared so that one thing scrolls, and the wheel goes on where a list ends', async () => {
    await openPane(panel, 'gallery');
    const scrollers = laidOut(panel).filter(
      (one) => /auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight + 1,
    );
    // In a low window the gallery is over the slide only.
    const gallery = the(panel, 'smear-review').shadowRoot?.querySelector('smear-gallery')?.shadowRoot;
    const list = gallery?.querySelector<HTMLElement>('.scroller');
    assert(list, 'the gallery has a list');
    for (const scroller of [...scrollers, list, the(panel, '.step')])
      assertEqual(getComputedStyle(scroller).overscrollBehaviorY, 'auto');
  });

  it('is left between the words of a class and the border of its button, also where they take two lines', async () => {
    panel.lang = 'en';
    panel.width = 360;
    await openStep(panel, 'review');
    const names = laidOut(the(panel, '.palette')).filter((one) => one.matches('.name'));
    const lines = names.map((name) => {
      const [outer, inner] = [name.parentElement as HTMLElement, name].map((one) =>
        one.getBoundingClientRect(),
      );
      if (!outer || !inner) throw new Error('nothing is laid out');
      const spare = Math.min(inner.top - outer.top, outer.bottom - inner.bottom);
      assert(spare >= 2.5, `${name.innerText}: ${spare} px`);
      return inner.height;
    });
    assert(Math.max(...lines) > Math.min(...lines) * 1.5, 'some take two lines');
  });

  it('is not spent on the tools before the cells: they stand in one row', async () => {
    for (const lang of ['en', 'de']) {
      panel.lang = lang;
      panel.width = 360;
      await openStep(panel, 'review');
      const tools = [...(the(panel, 'smear-tools').shadowRoot?.querySelectorAll('button') ?? [])];
      assertEqual(tools.length, 5);
      assertEqual(new Set(tools.map((tool) => Math.round(tool.getBoundingClientRect().top))).size, 1, lang);
    }
  });

  it('is that of a sheet of paper in the report, whose table breaks no word and stays within it', async () => {
    panel.lang = 'de';
    panel.width = 360;
    await openStep(panel, 'export');
    const report = the<SmearReport>(panel, 'smear-report');
    the(report, '[data-action=make-report]').click();
    for (let i = 0; i < 200 && report.page === undefined; i += 1) await frames(2);
    const paper = document.createElement('iframe');
    // A4 within its margins.
    paper.style.cssText = 'width:180mm;height:250mm;border:0';
    const loaded = new Promise((resolve) => paper.addEventListener('load', resolve, { once: true }));
    paper.srcdoc = (report.page ?? '').replace('max-width: 190mm', 'max-width: 1mm');
    document.body.append(paper);
    await loaded;
    const table = paper.contentDocument?.querySelector('table');
    const words = brokenWords(table?.querySelectorAll('th, td, span') ?? []);
    const codes = [...(paper.contentDocument?.querySelectorAll<HTMLElement>('dd.code') ?? [])];
    const heights = codes.map((code) => {
      code.textContent = 'x';
      const { height } = code.getBoundingClientRect();
      code.textContent = '0123456789abcdef'.repeat(4);
      return code.getBoundingClientRect().height - height;
    });
    assertEqual(heights, [0, 0], 'fingerprint and checksum keep to one line');
    const [width, room] = [table?.scrollWidth ?? 0, table?.parentElement?.clientWidth ?? 0];
    paper.remove();
    the(report, '.last').click();
    assertEqual(words, []);
    assert(width > 0 && width <= room, `${width} px in ${room}`);
  });

  it('grows with the text of a reader who has it larger', async () => {
    document.documentElement.style.fontSize = '24px';
    panel.width = 320;
    try {
      for (const lang of ['en', 'de']) {
        panel.lang = lang;
        await frames(8);
        assertEqual(panel.clientWidth, 480);
        for (const step of STEP_NAMES) {
          await openStep(panel, step);
          const cut = cutTexts(panel);
          assert(cut.length === 0, `${step}: ${cut.length} cut: ${cut.slice(0, 12).join('; ')}`);
        }
      }
    } finally {
      document.documentElement.style.fontSize = '';
    }
  });

  it('is not left sideways on a phone where the text is twice as large', async () => {
    document.documentElement.style.fontSize = '32px';
    panel.style.maxWidth = '390px';
    panel.lang = 'de';
    try {
      // The review's picture follows the width of the window, not of the panel.
      for (const name of STEP_NAMES.filter((step) => step !== 'review')) {
        await openStep(panel, name);
        await frames(8);
        const { scrollWidth, clientWidth } = the(panel, `.step.${name}`);
        assert(scrollWidth <= clientWidth, `${name}: ${scrollWidth} > ${clientWidth}`);
        assert(clientWidth <= 390, `${clientWidth}`);
      }
    } finally {
      document.documentElement.style.fontSize = '';
      panel.style.maxWidth = '';
    }
  });

  it('holds the table of the count with its last column', async () => {
    panel.lang = 'de';
    panel.width = 360;
    await openStep(panel, 'count');
    const element = the(panel, 'smear-differential');
    const { right } = element.getBoundingClientRect();
    const table = the(element, 'table');
    assert(
      table.getBoundingClientRect().right <= right + 1,
      `${table.getBoundingClientRect().right} > ${right}`,
    );
    assertEqual(table.querySelectorAll('thead th').length, 5);
  });
});

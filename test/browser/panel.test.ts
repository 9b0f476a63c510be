import axe from 'axe-core';
import OpenSeadragon from 'openseadragon';
import type { Cell } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import type { SmearPanel } from '../../plugin/elements/panel/smear-panel.js';
import { de } from '../../plugin/words/de/strings.js';
import { en } from '../../plugin/words/en/strings.js';
import type { Strings } from '../../plugin/words/strings.js';
import { assert, assertEqual } from './assert.js';
import { panelBesideViewer } from './panel-beside-viewer.js';
import { openEveryStep, openPane, openStep, STEP_NAMES } from './panel-steps.js';
import { textOf } from './text-of.js';
import { frames, until } from './waiting.js';

function find<E extends Element = HTMLElement>(root: Element, selector: string): E {
  for (const part of [root, ...deep(root)]) {
    const found = part.shadowRoot?.querySelector<E>(selector);
    if (found) return found;
  }
  throw new Error(`nothing matches ${selector}`);
}

function deep(root: Element): Element[] {
  return [...(root.shadowRoot?.querySelectorAll('*') ?? [])].flatMap((element) => [
    element,
    ...deep(element),
  ]);
}

/** The button of the panel's part that does this. */
function button(root: Element, action: string): HTMLButtonElement {
  return find<HTMLButtonElement>(root, `button[data-action="${action}"]`);
}

describe('<smear-panel>', () => {
  let panel: SmearPanel;
  let viewer: OpenSeadragon.Viewer;
  let session: AttachedSession;
  let cells: Cell[];
  let host: HTMLElement;
  let end: () => Promise<void>;

  beforeEach(async () => {
    ({ panel, host, viewer, session, cells, end } = await panelBesideViewer());
    await openEveryStep(panel);
  });

  afterEach(() => end());

  const shown = (): number => cells.filter(({ score }) => score >= session.threshold).length;
  const cellsShown = (): string => en.count.cells(shown(), String(shown()));

  it('finds the cells on view at the press of its one obvious button', async () => {
    const events: string[] = [];
    for (const name of ['smear-progress', 'smear-cells-change'] as const) {
      document.addEventListener(name, () => events.push(name), { once: true });
    }
    button(panel, 'analyse-view').click();
    await new Promise<void>((resolve) =>
      session.addEventListener('change', () => session.state.kind === 'done' && resolve()),
    );
    await frames();
    assert(textOf(panel).includes(en.find.done(cellsShown())), 'says how many were found');
    assertEqual(events.sort(), ['smear-cells-change', 'smear-progress']);
  });

  it('says each step’s one number in its tab, so that it stands whichever is open', async () => {
    await session.analyzeView();
    session.selected = cells.find(({ score }) => score > 0.6)?.id;
    await frames();
    const said = ['find', 'review', 'count', 'export'].map((name) =>
      textOf(find(panel, `[data-step=${name}] .number`)).trim(),
    );
    const leukocytes = session.counting.count.suggested.leukocytes;
    assertEqual(said, [
      cellsShown(),
      en.panel.left(String(shown())),
      en.panel.counted('0', String(leukocytes)),
      en.panel.exported.none,
    ]);
    // Where only a part is counted, what is left is what is left of it, in every place.
    session.counting.limit = 3;
    await frames();
    const { left, suggested } = session.counting.count;
    assert(left > 0 && left < shown(), `${left} of ${shown()} cells are counted`);
    assertEqual(textOf(find(panel, '[data-step=review] .number')).trim(), en.panel.left(String(left)));
    assertEqual(textOf(find(panel, '[data-step=count] .number')).trim(), en.panel.counted('0', '3'));
    await openStep(panel, 'review');
    const progress = find<HTMLProgressElement>(find(panel, 'smear-review'), 'progress');
    assertEqual([progress.value, progress.max], [0, suggested.total]);
    await openStep(panel, 'count');
    const words = textOf(find(panel, 'smear-differential'));
    assert(words.includes(en.differential.left(left, String(left), String(left))), words);
  });

  it('says in its tab whether the cells are saved as they are', async () => {
    await session.analyzeView();
    await frames();
    const said = (): string => textOf(find(panel, '[data-step=export] .number')).trim();
    button(panel, 'save-geojson').click();
    await until(() => said() === en.panel.exported.current, 'saved');
    session.review.confirm([cells.find(({ score }) => score > 0.6)?.id ?? '']);
    await frames();
    assertEqual(said(), en.panel.exported.outdated);
    session.review.history.undo();
    await frames();
    assertEqual(said(), en.panel.exported.current);
  });

  it('says that the count is signed, until it is exported as it was signed', async () => {
    await session.analyzeSlide();
    await openStep(panel, 'export');
    const said = (): string => textOf(find(panel, '[data-step=export] .number')).trim();
    button(panel, 'save-geojson').click();
    await until(() => said() === en.panel.exported.current, 'exported');
    session.counting.limit = 3;
    await frames();
    assertEqual(said(), en.panel.exported.outdated, 'the table would be another');
    session.review.confirm(cells.map(({ id }) => id));
    session.review.caseRecord.sign('A. Reader', new Date());
    await frames();
    assertEqual(said(), en.panel.exported.signed);
    find(panel, 'smear-count-export').dispatchEvent(
      new CustomEvent('smear-exported', { bubbles: true, composed: true }),
    );
    await frames();
    assertEqual(said(), en.panel.exported.signedCurrent, 'also what left in no file');
    session.review.caseRecord.reopen('A. Reader', new Date());
    await frames();
    assertEqual(said(), en.panel.exported.outdated);
    session.review.caseRecord.comment = 'Second stain';
    await frames();
    assertEqual(said(), en.panel.exported.outdated);
  });

  it('makes no report of nothing, as it saves none, and says why', async () => {
    await openStep(panel, 'export');
    for (const action of ['make-report', 'copy-table', 'save-table', 'save-fhir']) {
      assert(button(panel, action).disabled, action);
      assertEqual(button(panel, action).title, en.signOff.nothing, action);
    }
    await session.analyzeSlide();
    await frames();
    for (const action of ['make-report', 'copy-table', 'save-table', 'save-fhir']) {
      assert(!button(panel, action).disabled, action);
      assertEqual(button(panel, action).title, '', action);
    }
  });

  it('opens the review for the cell that is chosen on the slide, and for the key to the next uncertain one', async () => {
    await session.analyzeView();
    await openStep(panel, 'find');
    session.selected = cells.find(({ score }) => score > 0.6)?.id;
    await frames();
    assertEqual(panel.step, 'review');
    await openStep(panel, 'count');
    session.selected = cells.find(({ score }) => score > 0.7)?.id;
    await frames();
    assertEqual(panel.step, 'count', 'who goes through the count stays there');
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'd', bubbles: true, cancelable: true }));
    await frames();
    assertEqual(panel.step, 'review');
  });

  it('is stepped through with the arrow keys, one tab being reached by Tab', async () => {
    await openStep(panel, 'find');
    const tabs = deep(panel).filter((each) => each.matches('[role=tab]')) as HTMLElement[];
    assertEqual(
      tabs.map((tab) => tab.tabIndex),
      [0, -1, -1, -1, -1],
    );
    tabs[0]?.focus();
    const press = async (key: string): Promise<void> => {
      panel.shadowRoot?.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
      );
      await frames();
    };
    await press('ArrowRight');
    assertEqual([panel.step, panel.shadowRoot?.activeElement?.id], ['review', 'tab-review']);
    await press('End');
    assertEqual(panel.step, 'more');
    await press('ArrowRight');
    assertEqual(panel.step, 'find');
  });

  it('leaves the focus where it was when the mouse presses a button, but takes over what a field holds', async () => {
    await openStep(panel, 'review');
    const presses = (target: Element): boolean =>
      !target.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, composed: true, cancelable: true }));
    await session.analyzeView();
    await frames();
    assert(presses(button(panel, 'next-uncertain')), 'the button takes no focus');
    const field = find<HTMLInputElement>(panel, 'input[name=sample]');
    await openStep(panel, 'export');
    find<HTMLDetailsElement>(find(panel, 'smear-report'), 'details').open = true;
    field.focus();
    assert(!presses(button(panel, 'save-geojson')), 'the field gives it up');
  });

  it('gives the same number of cells to what was found, what undo takes back and what the tab says', async () => {
    await session.analyzeView();
    session.selected = cells.find(({ score }) => score > 0.6)?.id;
    await frames();
    assert(shown() < cells.length, 'some are hidden');
    const text = textOf(panel);
    assert(text.includes(en.review.step('analyse', shown(), String(shown()), undefined)), text);
    assert(text.includes(en.find.done(cellsShown())), text);
  });

  it('says of a refit how many cells have another name, though the probabilities of all changed', async () => {
    await session.analyzeView();
    const [first, ...others] = [...session.cells.all()];
    assert(first && others.length > 3, 'cells');
    const label = { ...first.label, name: 'Monocyte: Promonocyte' };
    const changes = [first, ...others].map((before) => ({
      before,
      after: {
        ...before,
        ...(before === first ? { label } : {}),
        probabilities: before.probabilities.slice(),
      },
    }));
    session.review.history.do({ kind: 'teach', at: '', changes });
    await frames();
    assert(textOf(panel).includes(en.review.step('teach', 1, '1', undefined)), textOf(panel));
  });

  it('says how many cells there are in the tab of what was found, also of work that came back', async () => {
    session.review.replace(
      'import',
      cells.map((after) => ({ after })),
    );
    await frames();
    assert(session.state.kind !== 'done', session.state.kind);
    assertEqual(textOf(find(panel, '[data-step=find] .number')).trim(), cellsShown());
  });

  it('hides, counts and saves by the certainty that the reader sets, at once', async () => {
    await session.analyzeView();
    const slider = find<HTMLInputElement>(panel, 'input[type=range]');
    slider.value = '80';
    slider.dispatchEvent(new Event('input'));
    await frames();
    const saved = JSON.parse(await (await session.exportGeoJson()).text()) as { features: unknown[] };
    assertEqual(saved.features.length, shown());
    assert(shown() < cells.length, 'some are hidden');
    assert(
      textOf(find(panel, 'smear-differential')).includes(en.differential.leukocytes),
      'a differential stands',
    );
    const total = [
      ...(find(panel, 'smear-differential').shadowRoot?.querySelectorAll('tbody td:nth-child(2)') ?? []),
    ]
      .map((field) => Number(field.textContent))
      .reduce((sum, value) => sum + value, 0);
    assertEqual(total, shown());
  });

  it('shows the chosen cell with its pictures, measures and a scale bar, and goes on to the next', async () => {
    await session.analyzeView();
    const selected: (string | undefined)[] = [];
    panel.addEventListener('smear-cell-select', ({ detail }) => selected.push(detail.cell?.id));
    await openPane(panel, 'cell');
    button(panel, 'next-cell').click();
    const drawnAlpha = (): number | undefined => {
      const crop = deep(panel).find(({ id }) => id === 'crop') as HTMLCanvasElement | undefined;
      return crop?.getContext('2d')?.getImageData(crop.width / 2, crop.height / 2, 1, 1).data[3];
    };
    await until(() => drawnAlpha() === 255, 'the picture of the cell');
    const text = textOf(find(panel, 'smear-cell'));
    assert(/\d µm /.test(text) && /µm²/.test(text) && text.includes('5 µm'), text);
    panel.dispatchEvent(new KeyboardEvent('keydown', { key: 'n' }));
    panel.dispatchEvent(new KeyboardEvent('keydown', { key: 'p' }));
    panel.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    assertEqual(selected.length, 4);
    assertEqual(selected[0], selected[2]);
    assertEqual(selected[3], undefined);
  });

  it('takes a resolution from the reader, with a decimal comma too, and refuses nonsense', async () => {
    find(panel, '.edit').click();
    await frames();
    const form = find<HTMLFormElement>(panel, 'form');
    const input = find<HTMLInputElement>(panel, 'input[name=resolution]');
    input.value = 'forty';
    form.requestSubmit();
    await frames();
    assertEqual(input.getAttribute('aria-invalid'), 'true');
    assertEqual(session.resolution, undefined);
    input.value = '0,22';
    form.requestSubmit();
    await frames();
    assertEqual(session.resolution, { micronsPerPixel: 0.22, source: 'given' });
    assert(textOf(panel).includes(en.resolution.given('0.22')), 'says where it is from');
  });

  it('says what happened, what is safe and what to do when something fails', async () => {
    await session.analyzeView();
    const told: string[] = [];
    panel.addEventListener('smear-error', ({ detail }) => told.push(detail.code));
    session.report(new SmearError('slide-forbidden', 'images.example answered without the header.'));
    await frames();
    const text = textOf(find(panel, '.failure'));
    assertEqual(told, ['slide-forbidden']);
    assert(text.includes(en.errors.words['slide-forbidden'].title), text);
    assert(text.includes(en.errors.safe(cellsShown())) && text.includes('images.example'), text);
    find(panel, '.failure .close').click();
    await frames();
    assertEqual(panel.shadowRoot?.querySelectorAll('.failure').length, 0);
  });

  it('says of failures of one kind the newest, and none of a slide that was left', async () => {
    session.report(new SmearError('slide-forbidden', 'one.example answered without the header.'));
    session.report(new SmearError('slide-forbidden', 'two.example answered without the header.'));
    await frames();
    const notices = [...(panel.shadowRoot?.querySelectorAll('.failure') ?? [])].map(textOf);
    assertEqual(notices.length, 1);
    assert(notices[0]?.includes('two.example') === true, String(notices));
    const reader = session.slide;
    session.setSlide(undefined);
    session.setSlide(reader);
    await frames();
    assertEqual(panel.shadowRoot?.querySelectorAll('.failure').length, 0);
  });

  it('lets the reader choose again what computes when the choice does not work', async () => {
    find(panel, '.change').click();
    await frames();
    const choose = (value: string): void => {
      const select = find<HTMLSelectElement>(find(panel, 'smear-setup'), 'select');
      select.value = value;
      select.dispatchEvent(new Event('change'));
    };
    choose('webgpu');
    await frames();
    assertEqual(session.state.kind, 'failed');
    assertEqual(panel.shadowRoot?.querySelectorAll('.failure').length, 1);
    choose('wasm');
    await frames();
    assertEqual(session.state.kind, 'ready');
    assertEqual(panel.shadowRoot?.querySelectorAll('.failure').length, 0, 'the failure is answered');
  });

  it('says so when the cells cannot be saved', async () => {
    await session.analyzeView();
    const told: string[] = [];
    panel.addEventListener('smear-error', ({ detail }) => told.push(detail.code));
    session.exportGeoJson = () => {
      throw new RangeError('out of memory');
    };
    await frames();
    button(panel, 'save-geojson').click();
    await frames();
    assertEqual(told, ['export-failed']);
    const text = textOf(find(panel, '.failure'));
    assert(text.includes(en.errors.words['export-failed'].title), text);
  });

  it('says why there may be nothing, where nothing was found', async () => {
    await session.analyzeRegion({ minX: 0, minY: 0, maxX: 3, maxY: 3 });
    await frames();
    const text = textOf(panel);
    assert(text.includes(en.find.nothingFound), text);
    for (const reason of en.find.nothingFoundReasons) assert(text.includes(reason), reason);
  });

  it('does not call what the reader has rejected less certain finds', async () => {
    await session.analyzeSlide();
    session.threshold = 0.1;
    session.review.reject(cells.map(({ id }) => id));
    await frames();
    const text = textOf(panel);
    assert(
      deep(panel).every((each) => !each.matches('[data-action=show-hidden]')) &&
        !text.includes(en.find.nothingFound),
      text,
    );
  });

  it('says once by voice what a run has found, and nothing of what the reader does afterwards', async () => {
    const spoken = (): string => textOf(find(panel, '[aria-live=polite].hidden')).trim();
    await session.analyzeSlide();
    await frames();
    const ending = spoken();
    assertEqual(ending, en.find.done(en.count.cells(shown(), String(shown()))));
    session.review.reject(cells.slice(0, 2).map(({ id }) => id));
    session.threshold = 0.8;
    await frames();
    assertEqual(spoken(), ending);
  });

  it('keeps the keys of a report that stands before the cells from the cells', async () => {
    await session.analyzeSlide();
    const [first] = cells;
    assert(first, 'a cell');
    session.selected = first.id;
    await openStep(panel, 'export');
    button(panel, 'make-report').click();
    await until(
      () => find(panel, 'smear-report').shadowRoot?.querySelector('dialog')?.open === true,
      'a dialog',
    );
    const print = button(panel, 'print');
    for (const key of ['Delete', '1', 'Escape', 'm']) {
      const stroke = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true });
      print.dispatchEvent(stroke);
      assert(!stroke.defaultPrevented, `${key} is the dialog’s own`);
    }
    assertEqual(session.cells.get(first.id), first);
    assertEqual([session.selected, session.tools.active], [first.id, undefined]);
    find<HTMLDialogElement>(find(panel, 'smear-report'), 'dialog').close();
  });

  it('hears the keys of cells where the page shows it in a dialog of its own', async () => {
    await session.analyzeSlide();
    const dialog = document.createElement('dialog');
    document.body.append(dialog);
    const [first] = cells;
    assert(first, 'a cell');
    dialog.append(panel);
    dialog.showModal();
    session.selected = first.id;
    await frames();
    const stroke = new KeyboardEvent('keydown', {
      key: 'Delete',
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    button(panel, 'change-keys').dispatchEvent(stroke);
    assert(stroke.defaultPrevented, 'the key is answered');
    assertEqual(session.cells.get(first.id)?.review?.rejected, true);
    document.body.append(panel);
    dialog.remove();
  });

  it('says nothing of a cell with the key that is pressed for a class, and leaves text to its field', async () => {
    await session.analyzeSlide();
    const [first] = cells;
    assert(first, 'a cell');
    session.selected = first.id;
    await frames();
    const review = find(panel, 'smear-review');
    button(review, 'change-keys').click();
    await frames();
    const monocyte = deep(review).find((each) => each.getAttribute('title') === 'Monocyte') as HTMLElement;
    monocyte.click();
    await frames();
    const press = (target: Element, key: string): boolean =>
      target.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
      );
    for (const key of ['Delete', 'Backspace', 'Insert']) press(monocyte, key);
    assertEqual(session.cells.get(first.id), first);
    const before = session.keys.keys;
    assert(press(find(panel, 'input[name=reviewer]'), 'r'), 'the field has its letter');
    assertEqual(session.keys.keys, before);
  });

  it('keeps the focus where what was set gives way to what it is', async () => {
    await session.analyzeSlide();
    await frames();
    const setup = find(panel, 'smear-setup');
    const focused = (): string => setup.shadowRoot?.activeElement?.className ?? 'nothing';
    const set = async (end: (form: HTMLFormElement) => void): Promise<void> => {
      find(setup, '.edit').click();
      await frames();
      end(find<HTMLFormElement>(panel, 'form'));
      await frames();
      assertEqual(focused(), 'link edit');
    };
    await set((form) => form.requestSubmit());
    await set((form) => form.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })));
    find(setup, '.change').click();
    await frames();
    assertEqual(setup.shadowRoot?.activeElement?.localName, 'select');
  });

  it('draws what its attribute says on a session that comes later', async () => {
    const own = document.createElement('smear-panel');
    own.setAttribute('overlay', 'heatmap');
    document.body.append(own);
    await own.updateComplete;
    own.session = session;
    await own.updateComplete;
    assertEqual(session.overlay, 'heatmap');
    own.remove();
  });

  it('asks for a slide where none is open', async () => {
    viewer.close();
    await frames();
    assert(textOf(panel).includes(en.find.nothingOpen), 'says that nothing is open');
    assertEqual(session.cells.size, 0);
  });

  it('speaks the language of its place, and changes with it', async () => {
    await session.analyzeView();
    panel.lang = 'de-AT';
    const isGerman = (): boolean => [de.find.view, 'Lymphozyt'].every((word) => textOf(panel).includes(word));
    await until(isGerman, 'German');
    await frames();
    const german = textOf(panel);
    assert(!german.includes(en.find.view), 'no English is left');
    panel.lang = 'fr';
    await frames();
    assert(textOf(panel).includes(en.find.view), 'English where there is no such language');
  });

  it('uses no word that a reader of smears does not know', () => {
    const values = (part: unknown): string[] => {
      if (typeof part === 'function') return [String((part as (...args: unknown[]) => unknown)(2, 'x', 'y'))];
      return typeof part === 'object' && part !== null ? Object.values(part).flatMap(values) : [String(part)];
    };
    const ownWords = ({ insideSentence, ...words }: Strings): unknown => [words, insideSentence('Word')];
    const words = values([en, de].map(ownWords)).join('\n');
    assert(words.includes(en.find.view) && words.includes(de.find.view), 'the words are there');
    for (const jargon of [/\btiles?\b/i, /tensor/i, /backend/i, /threshold/i, /inference/i, /webgpu/i, /!/]) {
      assert(!jargon.test(words), `${jargon} is in the words`);
    }
  });

  it('folds to a strip that still says the count, and can be sized with the keyboard', async () => {
    await session.analyzeView();
    await frames();
    const separator = find(panel, '[role=separator]');
    const before = panel.getBoundingClientRect().width;
    separator.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
    await frames();
    assertEqual(Math.round(panel.getBoundingClientRect().width - before), innerWidth < 700 ? 0 : 20);
    find(panel, 'button.fold').click();
    await frames();
    assert(textOf(find(panel, '.strip')).includes(cellsShown()), 'the strip says the count');
    find(panel, 'button.strip').click();
    await frames();
    assert(textOf(panel).includes(en.find.view), 'everything is back');
  });

  it('keeps its session when it is moved within the page, and other panels keep theirs', async () => {
    const other = document.createElement('smear-panel');
    document.body.append(other);
    host.append(panel);
    await session.analyzeView();
    await frames();
    assert(textOf(panel).includes(en.find.done(cellsShown())), 'still shows its session');
    assert(textOf(other).includes(en.find.nothingOpen), 'the other one has none');
    other.remove();
  });

  it('tells the page that options come too late once it is attached to its viewer', async () => {
    const own = document.createElement('smear-panel');
    const told: string[] = [];
    own.addEventListener('smear-error', ({ detail }) => told.push(`${detail.code}: ${detail.message}`));
    own.options = { openSeadragon: OpenSeadragon, keep: false, packUrl: 'no-pack-here/' };
    own.viewer = viewer;
    host.append(own);
    await own.updateComplete;
    assertEqual(told, [], 'set together they are in time');
    own.options = { openSeadragon: OpenSeadragon, keep: true };
    await own.updateComplete;
    assertEqual(told.length, 1);
    assert(/^invalid-argument: .*set them before/i.test(told[0] ?? ''), String(told));
    own.remove();
  });

  it('passes the accessibility checks of axe, light and dark', async () => {
    await session.analyzeView();
    session.selected = cells.find(({ score }) => score > 0.6)?.id;
    session.overlay = 'both';
    for (const scheme of ['light', 'dark']) {
      panel.style.colorScheme = scheme;
      for (const step of STEP_NAMES) {
        await openStep(panel, step);
        await frames(8);
        const { violations } = await axe.run(panel, { resultTypes: ['violations'] });
        const told = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
        );
        assertEqual(told, [], `${step}, ${scheme}`);
      }
    }
  });
});

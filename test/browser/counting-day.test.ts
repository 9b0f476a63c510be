import axe from 'axe-core';
import type OpenSeadragon from 'openseadragon';
import type { Cell } from '../../models/domain/cell.js';
import type { SmearPanel } from '../../plugin/elements/panel/smear-panel.js';
import type { SmearReview } from '../../plugin/elements/review/smear-review.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import { de } from '../../plugin/words/de/strings.js';
import { en } from '../../plugin/words/en/strings.js';
import { assert, assertEqual } from './assert.js';
import { panelBesideViewer } from './panel-beside-viewer.js';
import { openEveryStep, openStep } from './panel-steps.js';
import { textOf } from './text-of.js';
import { frames, until } from './waiting.js';

const TEXTS = { en, de };

describe('who counts a slide in the panel', () => {
  let panel: SmearPanel;
  let viewer: OpenSeadragon.Viewer;
  let session: AttachedSession;
  let cells: Cell[];
  let end: () => Promise<void>;

  beforeEach(async () => {
    ({ panel, viewer, session, cells, end } = await panelBesideViewer({
      cell: (drawn) => ({ ...drawn, score: 0.9 }),
      session: { micronsPerPixel: 0.1 },
    }));
    await openEveryStep(panel);
    await session.load();
    session.cells.apply({ added: cells, removed: [] });
    await openStep(panel, 'review');
  });

  afterEach(() => end());

  /** The first match in the panel, through shadow roots. */
  const part = <E extends HTMLElement = HTMLElement>(
    selector: string,
    root: Element = panel,
  ): E | undefined => {
    const inside = root.shadowRoot;
    const found = inside?.querySelector<E>(selector);
    if (found) return found;
    for (const child of inside?.querySelectorAll('*') ?? []) {
      const deeper = part<E>(selector, child);
      if (deeper) return deeper;
    }
    return undefined;
  };
  const press = async (key: string, more: KeyboardEventInit = {}, target: Element = document.body) => {
    const event = new KeyboardEvent('keydown', {
      key,
      bubbles: true,
      composed: true,
      cancelable: true,
      ...more,
    });
    target.dispatchEvent(event);
    await frames();
    return event;
  };
  const shift = { shiftKey: true };

  it('opens each tab by its key, wherever the focus is, and has the keys in the tabs', async () => {
    const zoom = viewer.viewport.getRotation();
    for (const [key, step] of [
      ['C', 'count'],
      ['E', 'export'],
      ['F', 'find'],
      ['R', 'review'],
    ] as const) {
      await press(key, shift, viewer.canvas);
      await until(() => panel.step === step, step);
      await frames();
      assert(part(`.tab.${step}`)?.title.includes(`Shift ${key}`), part(`.tab.${step}`)?.title ?? '');
      assertEqual(part(`.tab.${step}`)?.getAttribute('aria-keyshortcuts'), `Shift+${key}`);
      if (step !== 'review') assertEqual(panel.shadowRoot?.activeElement?.id, `tab-${step}`);
    }
    assertEqual(viewer.viewport.getRotation(), zoom, 'the viewer keeps out of it');
    panel.folded = true;
    await press('C', shift);
    assertEqual([panel.step, panel.folded], ['count', false]);
  });

  it('loses no key of a class to the tabs, and names no cell by a tab’s key', async () => {
    const [first] = cells as [Cell];
    session.keys.chosenKeys = { Monocyte: 'f' };
    const label = session.keys.classes.find(({ name }) => name === 'Monocyte');
    assert(label, 'a class');
    session.selected = first.id;
    await press('F', shift);
    assertEqual(session.cells.get(first.id)?.review, undefined);
    await press('f');
    assertEqual(session.cells.get(first.id)?.label.name, 'Monocyte');
    session.keys.chosenKeys = {};
  });

  it('finds comments on cells in the gallery, by their mark and by a filter', async () => {
    const [first, second] = cells as [Cell, Cell];
    session.review.comment([first.id], 'Auer rod?');
    session.review.reject([second.id]);
    session.review.comment([second.id], 'smear artefact');
    await part<SmearReview>('smear-review')?.enlargeGallery(true);
    await frames();
    const tile = (id: string) => part(`.tile[data-id="${id}"]`);
    await until(() => tile(first.id) !== undefined, 'its tile');
    assert(textOf(tile(first.id) as HTMLElement).includes('✎'), 'a mark');
    assert(tile(first.id)?.ariaLabel?.endsWith('comment: Auer rod?'), tile(first.id)?.ariaLabel ?? '');
    assertEqual(tile(first.id)?.title, 'Auer rod?');
    const others = cells.slice(2).flatMap(({ id }) => tile(id) ?? []);
    assert(
      others.every((other) => !textOf(other).includes('✎')),
      'no other has it',
    );
    const review = part<SmearReview>('smear-review') as SmearReview;
    const filter = part<HTMLSelectElement>('select[name=filter]') as HTMLSelectElement;
    filter.value = 'commented';
    filter.dispatchEvent(new Event('change'));
    await frames();
    assertEqual(review.filter, 'commented');
    const shown = [...(part('smear-gallery')?.shadowRoot?.querySelectorAll<HTMLElement>('.tile') ?? [])];
    assertEqual(
      shown.map((one) => one.dataset['id']).sort(),
      [first.id, second.id].sort(),
      'rejected ones too',
    );
    session.review.comment([first.id], '');
    await frames();
    assertEqual(tile(first.id), undefined, 'without its comment');
  });

  it('sees the classes locked once the count is signed, and is told why when one is pressed', async () => {
    session.review.confirm(cells.map(({ id }) => id));
    session.selected = cells[0]?.id;
    await frames();
    const keys = () => [...(part('smear-review')?.shadowRoot?.querySelectorAll('.palette button') ?? [])];
    assert(
      keys().every((one) => one.ariaDisabled !== 'true'),
      'open at first',
    );
    session.review.caseRecord.sign('A. Reader', new Date());
    await frames();
    assert(
      keys().every((one) => one.ariaDisabled === 'true'),
      'locked',
    );
    const said = textOf(part('smear-review') as HTMLElement);
    assert(said.includes(en.review.signed('A. Reader')), said);
    const before = session.cells.get(cells[0]?.id ?? '');
    (keys()[1] as HTMLElement).click();
    await frames();
    assertEqual(session.cells.get(cells[0]?.id ?? ''), before);
    assert(textOf(panel).includes(en.errors.words['signed-off'].title), 'a notice');
    session.review.caseRecord.reopen('A. Reader', new Date());
    await frames();
    assert(
      keys().every((one) => one.ariaDisabled !== 'true'),
      'open again',
    );
  });

  it('is asked for the name at the first answer without one, and nothing is covered or moves for it', async () => {
    const reviewer = (): HTMLElement => part('smear-reviewer[compact]') as HTMLElement;
    const asking = () => part('smear-name-wanted')?.shadowRoot?.querySelector('button');
    const boxes = (...places: string[]) => places.map((one) => part(one)?.getBoundingClientRect() as DOMRect);
    const tops = () =>
      boxes('.tabs', '.card', '.going', '.palette', '.acts', '.lower', '.foot').map(({ top }) => top);
    session.goTo(cells[0]?.id ?? '');
    await frames();
    const before = tops();
    const heights = () => boxes('.step:not([hidden])').map(({ height }) => height);
    const room = heights();
    assertEqual(asking(), null);
    await press('Enter');
    assert(asking()?.textContent?.includes(en.review.reviewerWanted), 'a request');
    assertEqual(tops(), before);
    assert(
      document.activeElement !== panel || !reviewer().shadowRoot?.activeElement,
      'the keys stay with the cells',
    );
    const box = asking()?.getBoundingClientRect() as DOMRect;
    const around = panel.getBoundingClientRect();
    assert(box.left >= around.left && box.right <= around.right, 'all of it in the panel');
    // All that a reader works with is in these. This window is low: there it stands over the slide's name.
    const used = ['smear-reviewer[compact]', '.fold', '.tabs', '.notices', '.step:not([hidden])', '.foot'];
    for (const one of boxes(...used)) {
      const isApart =
        one.top >= box.bottom || one.bottom <= box.top || one.left >= box.right || one.right <= box.left;
      assert(isApart, `${one.top} to ${one.bottom} is covered`);
    }
    assertEqual(heights(), room, 'nothing becomes lower');
    asking()?.click();
    await frames();
    const field = reviewer().shadowRoot?.querySelector('input') as HTMLInputElement;
    assertEqual(reviewer().shadowRoot?.activeElement, field, 'it leads to the field');
    field.value = 'A. Reader';
    field.dispatchEvent(new Event('input'));
    await frames();
    assertEqual(asking(), null, 'answered');
    await press('Enter', {}, field);
    assert(part('.card')?.matches(':focus'), 'and then back to the cell');
    field.value = '';
    field.dispatchEvent(new Event('input'));
    await frames();
    assert(asking(), 'asked again');
    for (const { id } of cells.slice(2, 16)) session.review.reject([id]);
    await frames();
    assertEqual(asking(), null, 'no longer, of who goes on without');
  });

  it('passes the accessibility checks of axe, asked for the name and with the count signed', async () => {
    const check = async (state: string): Promise<void> => {
      for (const scheme of ['light', 'dark']) {
        panel.style.colorScheme = scheme;
        await frames(8);
        const { violations } = await axe.run(panel, { resultTypes: ['violations'] });
        const told = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
        );
        assertEqual(told, [], `${state}, ${scheme}`);
      }
    };
    session.goTo(cells[0]?.id ?? '');
    await press('Enter');
    assert(textOf(panel).includes(en.review.reviewerWanted), 'a request');
    await check('asked');
    session.review.confirm(cells.map(({ id }) => id));
    session.review.caseRecord.sign('A. Reader', new Date());
    await frames();
    for (const step of ['review', 'count', 'export'] as const) {
      await openStep(panel, step);
      await check(`signed, ${step}`);
    }
  });

  for (const language of ['en', 'de'] as const) {
    it(`says in one line that no cell is uncertain any more, and nothing moves for it, ${language}`, async () => {
      panel.lang = language;
      await until(() => textOf(panel).includes(TEXTS[language].review.nextDoubtful), language);
      session.goTo(cells[0]?.id ?? '');
      const tops: string[] = [];
      const measure = async (): Promise<void> => {
        await frames(4);
        const rows = ['.left', '.palette', '.lower'].map((one) => part(one)?.getBoundingClientRect());
        tops.push(rows.map((row) => `${row?.top.toFixed(1)}`).join(' '));
      };
      await measure();
      session.review.confirm(
        cells.filter((cell) => session.keys.priority?.isDoubtful(cell)).map(({ id }) => id),
      );
      await measure();
      session.review.confirm(cells.map(({ id }) => id));
      await measure();
      assertEqual(tops, [tops[0], tops[0], tops[0]]);
    });
  }

  it('is told that no cell is uncertain any more, and what comes next', async () => {
    const going = (): string => textOf(part('.going') as HTMLElement);
    const doubtful = cells.filter((cell) => session.keys.priority?.isDoubtful(cell));
    assert(doubtful.length > 0 && doubtful.length < cells.length, `${doubtful.length} uncertain`);
    assert(!going().includes('✓'), going());
    session.review.confirm(doubtful.map(({ id }) => id));
    await frames();
    const left = String(cells.length - doubtful.length);
    assert(
      going().includes(`✓ ${en.review.doubtfulLeft(0, '0')} ${en.review.nextUnconfirmedCells(left)}`),
      going(),
    );
    session.review.confirm(cells.map(({ id }) => id));
    await frames();
    assert(going().includes(en.review.nextStep('Shift C')), going());
    session.review.caseRecord.sign('A. Reader', new Date());
    await frames();
    assert(going().includes('✓') && !going().includes(en.review.nextStep('Shift C')), going());
  });

  it('finds the slides worked on where slides are found, and scrolls the list of keys by keys', async () => {
    await openStep(panel, 'find');
    assert(part('#step-find smear-work-list'), 'the list of slides');
    assertEqual(part('smear-report')?.shadowRoot?.querySelector('smear-work-list'), null, 'once');
    await press('?', shift);
    await until(() => part('smear-key-list')?.shadowRoot?.querySelector('dialog')?.open === true, 'the list');
    const list = part('smear-key-list')?.shadowRoot;
    const dialog = list?.querySelector('dialog') as HTMLDialogElement;
    assert(dialog.scrollHeight > dialog.clientHeight, 'more than finds room');
    assertEqual([list?.activeElement?.className, dialog.scrollTop], ['groups small', 0]);
    for (const text of ['Shift C', 'open Count']) assert(textOf(dialog).includes(text), text);
    dialog.close();
  });

  it('has the same in German', async () => {
    panel.lang = 'de';
    session.review.confirm([cells[0]?.id ?? '']);
    session.review.caseRecord.sign('A. Leserin', new Date());
    await until(() => textOf(panel).includes(de.review.signed('A. Leserin')), 'the lock');
    assert(textOf(panel).includes(de.review.reviewerWanted), 'the request');
    assert(part('.tab.count')?.title.includes('Umschalt C'), part('.tab.count')?.title ?? '');
  });
});

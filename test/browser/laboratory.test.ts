import axe from 'axe-core';
import type OpenSeadragon from 'openseadragon';
import type { Cell } from '../../models/domain/cell.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import type { SmearPanel } from '../../plugin/elements/panel/smear-panel.js';
import { de } from '../../plugin/words/de/strings.js';
import { en } from '../../plugin/words/en/strings.js';
import { assert, assertEqual } from './assert.js';
import { defineEveryElement, openPane, openStep } from './panel-steps.js';
import { drawScriptedSlide, openViewer, scriptedSession } from './panel-scripted-session.js';
import { textOf } from './text-of.js';
import { frames, until } from './waiting.js';

await defineEveryElement();

/** The first match within the element, through all shadow roots. */
function deep<E extends HTMLElement = HTMLElement>(
  root: Element | ShadowRoot,
  selector: string,
): E | undefined {
  const found = root.querySelector<E>(selector);
  if (found) return found;
  for (const inner of root.querySelectorAll('*')) {
    const deeper = inner.shadowRoot && deep<E>(inner.shadowRoot, selector);
    if (deeper) return deeper;
  }
  return undefined;
}

describe('the bench of one laboratory', () => {
  let host: HTMLElement;
  let viewer: OpenSeadragon.Viewer;
  let session: AttachedSession;
  let cells: Cell[];
  let panel: SmearPanel;

  beforeEach(async () => {
    localStorage.removeItem('smearlens-kinds');
    document.documentElement.lang = 'en';
    host = document.createElement('div');
    host.style.cssText = 'position:fixed;inset:0 400px 0 0';
    panel = document.createElement('smear-panel');
    panel.style.cssText = 'position:fixed;inset:0 0 0 auto;height:100%;background:#fff';
    document.body.append(host, panel);
    const slide = drawScriptedSlide(1600, 1200, 24);
    cells = slide.cells.map((cell) => ({ ...cell, score: 0.9 }));
    viewer = await openViewer(host, slide.picture, { drawer: 'canvas' });
    session = scriptedSession(viewer, slide.picture, cells, { micronsPerPixel: 0.1 });
    panel.session = session;
    await session.analyzeSlide();
    await frames();
  });

  afterEach(async () => {
    localStorage.removeItem('smearlens-kinds');
    panel.remove();
    await session.dispose();
    viewer.destroy();
    host.remove();
  });

  const part = <E extends HTMLElement = HTMLElement>(selector: string): E => {
    const found = panel.shadowRoot && deep<E>(panel.shadowRoot, selector);
    assert(found, selector);
    return found;
  };
  const type = (input: HTMLInputElement, text: string): void => {
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const press = (target: EventTarget, key: string): boolean =>
    target.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
    );

  it('names a cell by a key and a few letters of a class that is not on view', async () => {
    await openPane(panel, 'gallery');
    const id = cells[3]?.id ?? '';
    session.goTo(id);
    await frames();
    press(document.body, 'k');
    await frames();
    const search = part<HTMLInputElement>('smear-kind-search').shadowRoot?.querySelector('input');
    assert(
      search && search === part('smear-kind-search').shadowRoot?.activeElement,
      'the field has the focus',
    );
    type(search, 'plasm');
    await frames();
    const { violations } = await axe.run(part('smear-kind-search'), { resultTypes: ['violations'] });
    assertEqual(
      violations.map((violation) => violation.id),
      [],
    );
    press(search, 'Enter');
    await frames();
    assertEqual(session.cells.get(id)?.label.name, 'Plasma cell');
    assertEqual(session.cells.get(id)?.review?.confirmed, true);
    assert(!deep(panel.shadowRoot as ShadowRoot, 'dialog[open]'), 'closed');
    assert(
      session.keys.classes.some(({ name }) => name === 'Plasma cell'),
      'on view while cells have it',
    );
  });

  it('calls, colours and counts a class as the laboratory does, here and after a reload', async () => {
    await openStep(panel, 'count');
    const editor = part('smear-kinds');
    const details = editor.shadowRoot?.querySelector('details');
    assert(details, 'an editor');
    details.open = true;
    await until(() => editor.shadowRoot?.querySelector('li') !== null, 'the kinds');
    const row = (name: string): HTMLElement => {
      const found = editor.shadowRoot?.querySelector<HTMLElement>(`li[data-kind="${name}"]`);
      assert(found, name);
      return found;
    };
    const { violations } = await axe.run(editor, { resultTypes: ['violations'] });
    assertEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      [],
    );
    type(row('Monocyte').querySelector('[name=title]') as HTMLInputElement, 'Mono');
    await frames();
    const counted = row('Basophil').querySelector('select') as HTMLSelectElement;
    counted.value = 'no';
    counted.dispatchEvent(new Event('change'));
    await frames();
    const table = textOf(part('smear-differential'));
    assert(table.includes('Mono') && !table.includes('Monocyte'), table);
    assertEqual(session.kinds.countedAs('Basophil'), 'no');
    const kept = JSON.parse(localStorage.getItem('smearlens-kinds') ?? '{}') as {
      kinds?: { title?: string }[];
    };
    assert(
      kept.kinds?.some(({ title }) => title === 'Mono'),
      'kept in this browser',
    );
    const file = JSON.parse(await (await session.exportGeoJson()).text()) as {
      smearlens: { kinds?: unknown };
    };
    assert(file.smearlens.kinds, 'goes with the file');
  });

  it('is signed once every cell is confirmed and there is a name, is locked then, and opened again', async () => {
    await openStep(panel, 'export');
    const details = part('smear-report').shadowRoot?.querySelector('details');
    assert(details, 'a report');
    details.open = true;
    await frames();
    const button = (): HTMLButtonElement => part<HTMLButtonElement>('[data-action=sign-off]');
    assert(button().disabled && textOf(part('smear-sign-off')).includes(en.signOff.left('24')), 'not yet');
    session.review.confirm(cells.map(({ id }) => id));
    await frames();
    assert(textOf(part('smear-sign-off')).includes(en.signOff.needsName), textOf(part('smear-sign-off')));
    const name = part('smear-reviewer').shadowRoot?.querySelector<HTMLInputElement>('input');
    assert(name, 'one field for the name');
    button().click();
    await frames();
    assertEqual(part('smear-reviewer').shadowRoot?.activeElement, name, 'the button asks for the name');
    assertEqual(session.review.caseRecord.isLocked, false);
    type(name, 'A. Reader');
    type(part<HTMLInputElement>('[name=sample]'), 'S-17');
    await frames();
    button().click();
    await frames();
    assert(
      textOf(part('smear-sign-off')).includes('Signed off by A. Reader'),
      textOf(part('smear-sign-off')),
    );
    assert(part<HTMLInputElement>('[name=sample]').readOnly, 'the sample was signed with the count');
    assert(!textOf(part('smear-report')).includes(en.report.identityLater), 'all is signed');
    type(part<HTMLInputElement>('[name=patient]'), 'P-4');
    await frames();
    assert(textOf(part('smear-report')).includes(en.report.identityLater), 'the patient came after that');
    session.review.reject([cells[0]?.id ?? '']);
    await frames();
    assertEqual(session.cells.get(cells[0]?.id ?? '')?.review?.rejected, undefined);
    assert(textOf(panel).includes(en.errors.words['signed-off'].title), 'says why');
    for (const scheme of ['light', 'dark']) {
      panel.style.colorScheme = scheme;
      panel.style.background = scheme === 'light' ? '#fff' : '#1b1d22';
      await frames(12);
      const { violations } = await axe.run(part('smear-report'), { resultTypes: ['violations'] });
      assertEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        [],
      );
    }
    type(part<HTMLInputElement>('[name=reason]'), 'one overlooked');
    part('[data-action=reopen]').click();
    await frames();
    assertEqual(session.review.caseRecord.isLocked, false);
    assert(textOf(part('smear-sign-off')).includes('one overlooked'), 'stays on record');
  });

  it('counts a saved table as saved, and tells the page its name', async () => {
    await openStep(panel, 'export');
    const names: string[] = [];
    panel.addEventListener('smear-saved', ({ detail }) => names.push(detail.fileName));
    part('[data-action=save-table]').click();
    await frames();
    assertEqual(names.length, 1);
    assert(names[0]?.endsWith('.csv') === true, String(names[0]));
    const tab = textOf(part('[role=tab][aria-selected=true]'));
    assert(!tab.includes(en.panel.exported.none), tab);
  });

  it('says all of it in German', async () => {
    panel.lang = 'de';
    await openStep(panel, 'count');
    assert(textOf(part('smear-kinds')).includes(de.kinds.title), textOf(part('smear-kinds')));
    await openStep(panel, 'export');
    assert(textOf(part('smear-sign-off')).includes(de.signOff.sign), textOf(part('smear-sign-off')));
    assert(textOf(part('smear-count-export')).includes(de.signOff.table.fhir), 'FHIR');
  });
});

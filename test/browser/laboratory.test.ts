import axe from 'axe-core';
import type { Cell } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';
import { focusedElement } from '../../overlays/tools/focused-element.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import { withKind } from '../../plugin/kinds/edit-kinds.js';
import type { SmearReview } from '../../plugin/elements/review/smear-review.js';
import type { SmearPanel } from '../../plugin/elements/panel/smear-panel.js';
import { keyMeaningsDe } from '../../plugin/words/de/key-meanings.js';
import { keyMeaningsEn } from '../../plugin/words/en/key-meanings.js';
import { de } from '../../plugin/words/de/strings.js';
import { en } from '../../plugin/words/en/strings.js';
import { assert, assertEqual } from './assert.js';
import { defineEveryElement, openPane, openStep } from './panel-steps.js';
import { panelBesideViewer } from './panel-beside-viewer.js';
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
  let session: AttachedSession;
  let cells: Cell[];
  let panel: SmearPanel;
  let end: () => Promise<void>;

  beforeEach(async () => {
    localStorage.removeItem('smearlens-kinds');
    ({ panel, session, cells, end } = await panelBesideViewer({
      cell: (drawn) => ({ ...drawn, score: 0.9 }),
      session: { micronsPerPixel: 0.1 },
    }));
    panel.style.background = '#fff';
    await session.analyzeSlide();
    await frames();
  });

  afterEach(async () => {
    localStorage.removeItem('smearlens-kinds');
    await end();
  });

  const part = <E extends HTMLElement = HTMLElement>(selector: string): E => {
    const found = panel.shadowRoot && deep<E>(panel.shadowRoot, selector);
    assert(found, selector);
    return found;
  };
  const focused = (): HTMLElement | null => focusedElement(document) as HTMLElement | null;
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
    type(name, '');
    await frames();
    type(part<HTMLInputElement>('[name=reason]'), 'one overlooked');
    part('[data-action=reopen]').click();
    await frames();
    assertEqual(session.review.caseRecord.isLocked, true);
    assertEqual(part('smear-reviewer').shadowRoot?.activeElement, name, 'it is known who opens it');
    type(name, 'B. Second');
    press(name, 'Enter');
    await frames();
    assertEqual(focused()?.dataset['action'], 'reopen', 'back to what asked for the name');
    press(part('[name=reason]'), 'Enter');
    await frames();
    assertEqual(session.review.caseRecord.isLocked, false);
    const record = textOf(part('smear-sign-off'));
    assert(record.includes('Reopened by B. Second') && record.includes('one overlooked'), record);
    assert(!record.includes(en.signOff.locked), 'what was signed before is not locked any more');
    assert(!textOf(panel).includes(en.errors.words['signed-off'].title), 'nor is it said to be');
  });

  it('goes on with a key when a field has been left with Enter or Escape', async () => {
    session.goTo(cells[0]?.id ?? '');
    await openPane(panel, 'cell');
    const comment = part<HTMLInputElement>('[name=comment]');
    for (const [key, text] of [
      ['Enter', 'ring-shaped'],
      ['Escape', 'second look'],
    ] as const) {
      comment.focus();
      comment.value = text;
      comment.dispatchEvent(new Event('change'));
      press(comment, key);
      await frames();
      assertEqual(session.cells.get(cells[0]?.id ?? '')?.review?.comment, text);
      assertEqual(focused()?.className, 'card', key);
      assertEqual(session.selected, cells[0]?.id);
    }
    const name = part('smear-reviewer').shadowRoot?.querySelector<HTMLInputElement>('input');
    name?.focus();
    press(name as HTMLInputElement, 'Enter');
    await frames();
    assertEqual(focused()?.className, 'card', 'the name');
  });

  it('leads to the comment by a key, and back to where the reader was when it is left', async () => {
    await openPane(panel, 'gallery');
    const id = cells[0]?.id ?? '';
    session.goTo(id);
    await frames();
    part('.card').focus();
    press(focused() as HTMLElement, 'c');
    await until(() => focused()?.getAttribute('name') === 'comment', 'the field');
    const field = focused() as HTMLInputElement;
    field.value = 'ring-shaped';
    field.dispatchEvent(new Event('change'));
    press(field, 'Enter');
    await until(() => focused()?.className === 'card', 'the card');
    assertEqual(session.cells.get(id)?.review?.comment, 'ring-shaped');
    const review = part<SmearReview>('smear-review');
    assertEqual(review.pane, 'gallery');
    await review.enlargeGallery();
    await until(() => focused()?.dataset['id'] === id, 'its tile in the enlarged gallery');
    press(focused() as HTMLElement, 'c');
    await until(() => focused()?.getAttribute('name') === 'comment', 'the field again');
    await frames();
    assertEqual(focused()?.getAttribute('name'), 'comment', 'no tile takes the focus away');
    press(focused() as HTMLElement, 'Escape');
    await until(() => focused()?.dataset['id'] === id, 'the same tile');
    assert(part('smear-gallery').hasAttribute('large'), 'the gallery is over the slide as before');
    await review.enlargeGallery();
    await openStep(panel, 'count');
    panel.folded = true;
    press(document.body, 'c');
    await until(() => focused()?.getAttribute('name') === 'comment', 'from wherever the reader is');
    assert(!panel.folded, 'what is typed must be seen');
  });

  it('lists its keys by a key, in both languages, unless the page has a list of its own', async () => {
    await openPane(panel, 'gallery');
    session.goTo(cells[0]?.id ?? '');
    await frames();
    part('.card').focus();
    const list = (): HTMLElement | undefined =>
      part('smear-key-list').shadowRoot?.querySelector<HTMLElement>('dialog') ?? undefined;
    for (const [lang, meanings] of [
      ['en', keyMeaningsEn],
      ['de', keyMeaningsDe],
    ] as const) {
      panel.lang = lang;
      await frames();
      press(focused() as HTMLElement, '?');
      await until(() => list() !== undefined, 'the list');
      await until(() => textOf(list() as HTMLElement).includes(meanings.actions.cells.comment), lang);
      assert(textOf(list() as HTMLElement).includes(meanings.places.gallery), lang);
      const { violations } = await axe.run(part('smear-key-list'), { resultTypes: ['violations'] });
      assertEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        [],
      );
      press(focused() as HTMLElement, '1');
      assertEqual(session.cells.get(cells[0]?.id ?? '')?.review, undefined, 'no key answers a cell');
      // What the browser does for Escape.
      (list() as HTMLDialogElement).close();
      await until(() => list() === undefined, 'closed');
      assertEqual(focused()?.className, 'card', 'the focus is where it was');
    }
    panel.addEventListener('smear-key-list', (event) => event.preventDefault(), { once: true });
    press(focused() as HTMLElement, '?');
    await frames(8);
    assertEqual(list(), undefined);
    await openStep(panel, 'export');
    const note = part<HTMLTextAreaElement>('[name=note]');
    note.focus();
    assert(press(note, '?'), 'a question mark in a text stays one');
  });

  it('says which class has another key since its own was given to something else', async () => {
    await openStep(panel, 'count');
    session.kinds.own = withKind({ title: '', kinds: session.kinds.all }, 'Monocyte', { key: 'c' });
    const details = part('smear-kinds').shadowRoot?.querySelector('details');
    assert(details, 'an editor');
    details.open = true;
    await until(() => textOf(part('smear-kinds')).includes('C now does something else'), 'the note');
    assert(
      textOf(part('smear-kinds')).includes(
        `Key of monocyte: ${session.keys.keys['Monocyte']?.toUpperCase()}`,
      ),
    );
  });

  it('has the comment on a cell on view above its pictures', async () => {
    session.goTo(cells[0]?.id ?? '');
    await openPane(panel, 'cell');
    const top = (selector: string): number => part(selector).getBoundingClientRect().top;
    assert(top('[name=comment]') < top('smear-cell-pictures'), 'needs no scrolling');
  });

  it('keeps the focus: with the card where D leads to it, with the open tab, with the report that was asked for', async () => {
    await openStep(panel, 'review');
    await openStep(panel, 'find');
    part('[data-action=analyse-slide]').focus();
    press(focused() as HTMLElement, 'd');
    await until(() => focused()?.className === 'card', 'the card');
    part('.tab.review').focus();
    part('.tab.export').click();
    await frames();
    assertEqual(focused()?.dataset['step'], 'export');
    await openStep(panel, 'export');
    part('[data-action=make-report]').focus();
    part('[data-action=make-report]').click();
    await until(() => Boolean(panel.shadowRoot && deep(panel.shadowRoot, 'dialog[open]')), 'the report');
    const frame = part<HTMLIFrameElement>('iframe');
    await until(() => (frame.contentDocument?.body?.childElementCount ?? 0) > 0, 'its page');
    press(part('[data-action=print]'), 'PageDown');
    await until(() => (frame.contentWindow?.scrollY ?? 0) > 0, 'a page further down');
    part('[data-action=close]').click();
    await frames();
    assertEqual(focused()?.dataset['action'], 'make-report');
  });

  it('says of a confirmed unknown cell that it is confirmed', async () => {
    const { id } = cells[0] as Cell;
    await openPane(panel, 'gallery');
    session.review.assign([id], UNKNOWN);
    session.goTo(id);
    await frames();
    const card = textOf(part('.card'));
    assert(card.includes(en.review.status.confirmed) && !card.includes('?'), card);
    assert(textOf(part('.undo')).includes('Undo Unknown'), 'the new class is not cut off');
  });

  it('says that nothing is uncertain where all is confirmed, before the models are there', async () => {
    session.review.confirm(cells.map(({ id }) => id));
    Object.defineProperty(session, 'info', { value: undefined });
    await openStep(panel, 'review');
    session.dispatchEvent(new CustomEvent('change'));
    await frames();
    assert(textOf(part('.going')).includes(en.review.doubtfulLeft(0, '0')), textOf(part('.going')));
    assert(textOf(part('.going')).includes(en.review.nextUnconfirmed), textOf(part('.going')));
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

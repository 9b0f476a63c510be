import axe from 'axe-core';
import type OpenSeadragon from 'openseadragon';
import type { Cell } from '../../models/domain/cell.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import type { SmearGallery } from '../../plugin/elements/gallery/smear-gallery.js';
import type { SmearReview } from '../../plugin/elements/review/smear-review.js';
import { en } from '../../plugin/words/en/strings.js';
import { assert, assertEqual, assertNear } from './assert.js';
import { defineEveryElement } from './panel-steps.js';
import { CLASSES, drawScriptedSlide, openViewer, scriptedSession } from './panel-scripted-session.js';
import { frames, until } from './waiting.js';

await defineEveryElement();

describe('the review section', () => {
  let review: SmearReview;
  let session: AttachedSession;
  let viewer: OpenSeadragon.Viewer;
  let host: HTMLElement;
  let cells: Cell[];

  beforeEach(async () => {
    localStorage.removeItem('smearlens-class-keys');
    document.documentElement.lang = 'en';
    host = document.createElement('div');
    host.style.cssText = 'position:fixed;inset:0 400px 0 0';
    review = document.createElement('smear-review');
    review.style.cssText = 'position:fixed;inset:0 0 0 auto;width:360px;overflow:auto';
    document.body.append(host, review);
    const slide = drawScriptedSlide(2400, 1800, 60);
    cells = slide.cells.map((cell) => ({ ...cell, score: 0.9 }));
    viewer = await openViewer(host, slide.picture, { drawer: 'canvas' });
    session = scriptedSession(viewer, slide.picture, cells, { micronsPerPixel: 0.1 });
    await session.load();
    review.session = session;
    session.cells.apply({ added: cells, removed: [] });
    await until(() => tiles().length > 0, 'tiles');
    await frames();
  });

  afterEach(async () => {
    await session.dispose();
    viewer.destroy();
    review.remove();
    host.remove();
  });

  const gallery = (): SmearGallery => {
    const found = review.shadowRoot?.querySelector('smear-gallery');
    assert(found, 'the gallery');
    return found;
  };
  const inGallery = <E extends HTMLElement>(selector: string): E[] => [
    ...(gallery().shadowRoot?.querySelectorAll<E>(selector) ?? []),
  ];
  const scroller = (): HTMLElement => inGallery('.scroller')[0] as HTMLElement;
  const tiles = (): HTMLElement[] =>
    review.shadowRoot?.querySelector('smear-gallery') ? inGallery('.tile') : [];
  const onView = (): HTMLElement[] => {
    const view = scroller().getBoundingClientRect();
    return tiles()
      .filter((tile) => {
        const { top, bottom } = tile.getBoundingClientRect();
        return top >= view.top && bottom <= view.bottom;
      })
      .sort((one, other) => place(one) - place(other));
  };
  const place = (tile: HTMLElement): number => {
    const { top, left } = tile.getBoundingClientRect();
    return top * 10_000 + left;
  };
  const idOf = (tile: HTMLElement | undefined): string => tile?.dataset['id'] ?? '';
  const tileOf = (id: string): HTMLElement | undefined => tiles().find((tile) => idOf(tile) === id);
  const focused = (): HTMLElement | null => gallery().shadowRoot?.activeElement as HTMLElement | null;
  const press = async (target: HTMLElement, key: string, more: KeyboardEventInit = {}): Promise<void> => {
    target.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }),
    );
    await frames();
  };
  const click = async (target: HTMLElement | undefined, more: MouseEventInit = {}): Promise<void> => {
    target?.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, ...more }));
    await frames();
  };
  const button = (said: string): HTMLButtonElement => {
    const found = [...(review.shadowRoot?.querySelectorAll('button') ?? [])].find((each) =>
      `${each.ariaLabel ?? ''} ${each.textContent ?? ''}`.includes(said),
    );
    assert(found, `a button that says ${said}`);
    return found;
  };
  const words = (element: Element): string => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
  const text = (): string => (review.shadowRoot?.textContent ?? '').replace(/\s+/g, ' ');

  it('shows each cell at one physical scale, named with its certainty and standing', async () => {
    const tile = onView()[0];
    const cell = session.cells.get(idOf(tile));
    assert(cell && tile, 'a tile');
    assert(
      new RegExp(`^${cell.label.name}, \\d+\\s?%, (unconfirmed|unknown)$`).test(tile.ariaLabel ?? '') ||
        tile.ariaLabel === 'Unknown, unknown',
      tile.ariaLabel ?? '',
    );
    await until(() => tileOf(cell.id)?.querySelector('canvas') !== null, 'its crop');
    const canvas = tileOf(cell.id)?.querySelector('canvas');
    assert(canvas, 'a canvas');
    // The disc is the cell; its width in the crop is its width in µm over the 22 µm of the crop.
    const pixels = canvas.getContext('2d')?.getImageData(0, canvas.height >> 1, canvas.width, 1).data;
    const isCell = (i: number): boolean => (pixels?.[i * 4 + 2] ?? 0) > (pixels?.[i * 4] ?? 0) + 6;
    const dark = Array.from({ length: canvas.width }, (_, i) => i).filter(isCell);
    const width = ((dark.at(-1) ?? 0) - (dark[0] ?? 0) + 1) / canvas.width;
    const trueWidth = ((cell.box.maxX - cell.box.minX) / 1.05) * 0.1;
    assertNear(width * 22, trueWidth, 1.5, 'width in µm');
  });

  it('goes to the cell that is clicked, and shows the cell that is chosen on the slide', async () => {
    const first = onView()[0];
    await click(first);
    assertEqual(session.selected, idOf(first));
    assertEqual([...session.selection.ids], [idOf(first)]);
    const hidden = cells.find(({ id }) => !tileOf(id));
    assert(hidden, 'a cell that is not in the page');
    session.selected = hidden.id;
    await frames();
    assert(
      onView().some((tile) => idOf(tile) === hidden.id),
      'the chosen cell is on view',
    );
    assert(!session.selection.has(idOf(first)), 'the former choice is let go');
  });

  it('chooses several with Ctrl, Shift, and a frame dragged around them', async () => {
    const [a, b, c] = onView();
    await click(a);
    await click(c, { ctrlKey: true });
    assertEqual(session.selection.ids.size, 2);
    await click(a);
    await click(c, { shiftKey: true });
    assertEqual([...session.selection.ids].sort(), [idOf(a), idOf(b), idOf(c)].sort());
    session.selection.clear();
    await frames();
    const [from, to] = [onView()[0], onView()[2]].map((tile) => tile?.getBoundingClientRect());
    const send = (type: string, x: number, y: number): boolean =>
      scroller().dispatchEvent(
        new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, clientX: x, clientY: y }),
      );
    scroller().setPointerCapture = () => undefined;
    send('pointerdown', (from?.left ?? 0) - 5, (from?.top ?? 0) + 5);
    send('pointermove', (to?.right ?? 0) - 5, (to?.top ?? 0) + 20);
    await frames();
    assert(inGallery('.band').length === 1, 'the frame is drawn');
    send('pointerup', (to?.right ?? 0) - 5, (to?.top ?? 0) + 20);
    await frames();
    assertEqual(session.selection.ids.size, 3);
    assertEqual(inGallery('.band').length, 0);
  });

  it('is walked, answered and undone with the keyboard alone', async () => {
    const first = onView()[0] as HTMLElement;
    first.focus();
    await press(first, 'ArrowRight');
    const second = session.selected as string;
    assert(second !== idOf(first) && idOf(focused() ?? undefined) === second, 'focus follows');
    const before = session.cells.get(second)?.label.name;
    const other = CLASSES.find(({ name }) => name !== before && name !== 'Unknown');
    await press(focused() as HTMLElement, session.keys.keys[other?.name ?? ''] as string);
    assertEqual(session.cells.get(second)?.label.name, other?.name);
    const third = session.selected;
    assert(third !== second && idOf(focused() ?? undefined) === third, 'the next cell is at hand');
    await press(focused() as HTMLElement, 'Enter');
    assertEqual(session.cells.get(third as string)?.review?.confirmed, true);
    assert(focused(), 'the focus stays in the gallery');
    await press(focused() as HTMLElement, 'z', { ctrlKey: true });
    await press(focused() as HTMLElement, 'z', { ctrlKey: true });
    assertEqual(session.cells.get(second)?.label.name, before);
    await press(focused() as HTMLElement, 'y', { ctrlKey: true });
    assertEqual(session.cells.get(second)?.label.name, other?.name);
    assertEqual(inGallery('.tile[tabindex="0"]').length, 1, 'one stop of the Tab key');
  });

  it('goes along its rows as they are answered, across classes too, and leaves none chosen after the last', async () => {
    const [a, b, c] = [cells[0], cells[1], cells[2]] as [Cell, Cell, Cell];
    const called = (cell: Cell, at: number): Cell => ({ ...cell, label: CLASSES[at] ?? cell.label });
    session.cells.apply({
      added: [called(a, 0), called(b, 1), called(c, 1)],
      removed: cells.map(({ id }) => id),
    });
    await frames();
    const row = onView().map(idOf);
    assertEqual(row.length, 3);
    tileOf(row[0] as string)?.click();
    await frames();
    const key = session.keys.keys['Monocyte'] as string;
    for (const [at, id] of row.entries()) {
      assertEqual(session.selected, id, `before answer ${at + 1}`);
      await press(focused() ?? scroller(), key);
    }
    assertEqual(session.selected, undefined);
    await press(focused() ?? scroller(), session.keys.keys['Eosinophil'] as string);
    assertEqual(
      row.map((id) => session.cells.get(id)?.label.name),
      row.map(() => 'Monocyte'),
    );
  });

  it('confirms one class with a double click on its button, and not the one that comes to that place', async () => {
    gallery().filter = 'suggested';
    await frames();
    const button = (): HTMLElement => inGallery('[data-action=confirm-all]')[0] as HTMLElement;
    const first = gallery().shadowRoot?.querySelectorAll('.group').length ?? 0;
    button().dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, detail: 1 }));
    await frames();
    const { confirmed } = session.tally.at(session.threshold);
    assert(confirmed > 0 && confirmed < cells.length && first > 1, `${confirmed} of ${cells.length}`);
    button().dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, detail: 2 }));
    await frames();
    assertEqual(session.tally.at(session.threshold).confirmed, confirmed);
  });

  it('makes its pictures larger and smaller by a key, and keeps the cell that is looked at on view', async () => {
    const width = (): number => tiles()[0]?.getBoundingClientRect().width ?? 0;
    const usual = width();
    const [last] = onView().slice(-1);
    last?.click();
    await frames();
    for (let step = 0; step < 2; step++) await press(focused() ?? scroller(), '+');
    assert(width() > usual * 1.4, `${width()} px, usually ${usual}`);
    assert(
      onView().some((tile) => idOf(tile) === session.selected),
      'the chosen cell is on view',
    );
    for (let step = 0; step < 2; step++) await press(focused() ?? scroller(), '-');
    assertEqual(width(), usual);
  });

  it('opens, enlarged, at the cell that is looked at', async () => {
    session.selected = idOf(tiles().at(-1)) || cells.at(-1)?.id;
    await frames();
    gallery().enlarge();
    await frames(8);
    assert(
      onView().some((tile) => idOf(tile) === session.selected),
      'the chosen cell is on view',
    );
    gallery().enlarge(false);
    await frames();
  });

  it('keeps the tile with the focus on view when it is made large and small again, whichever cell was chosen', async () => {
    const [first, last] = [cells[0]?.id ?? '', tiles().at(-1)];
    await click(last);
    const stoodOn = idOf(focused() ?? undefined);
    assertEqual(stoodOn, idOf(last));
    await press(focused() ?? scroller(), 'a', { ctrlKey: true });
    for (const chosen of [undefined, first]) {
      session.selected = chosen;
      await frames();
      gallery().renderRoot.querySelector<HTMLElement>('.tile[tabindex="0"]')?.focus();
      const focusedId = idOf(focused() ?? undefined);
      for (const large of [true, false]) {
        gallery().enlarge(large);
        await frames(8);
        assertEqual(idOf(focused() ?? undefined), focusedId, 'the focus stays');
        assert(
          onView().some((tile) => idOf(tile) === focusedId),
          `on view, ${large ? 'large' : 'small'}`,
        );
      }
    }
  });

  it('hears the same keys on the slide', async () => {
    await press(viewer.canvas, 'd', { code: 'KeyD' });
    const doubtful = session.selected;
    assert(doubtful !== undefined, 'a doubtful cell is chosen');
    await press(viewer.canvas, 'Enter', { code: 'Enter' });
    assertEqual(session.cells.get(doubtful)?.review?.confirmed, true);
    assert(session.selected !== doubtful, 'and the next one comes');
    await press(viewer.canvas, 'z', { code: 'KeyZ', ctrlKey: true });
    assertEqual(session.cells.get(doubtful)?.review, undefined);
  });

  it('gives the keys back to a tile when an undo brings back what was chosen together', async () => {
    const first = onView()[0] as HTMLElement;
    first.focus();
    await press(first, 'ArrowRight');
    for (let i = 0; i < 6; i++) await press(focused() as HTMLElement, 'ArrowRight', { shiftKey: true });
    assert(session.selection.ids.size > 4, `${session.selection.ids.size} are chosen`);
    const chosen = [...session.selection.ids];
    await press(focused() as HTMLElement, 'Delete');
    await press(focused() as HTMLElement, 'z', { ctrlKey: true });
    assert(focused(), 'a tile has the focus');
    await press(focused() as HTMLElement, 'z', { ctrlKey: true, shiftKey: true });
    assert(
      chosen.every((id) => session.cells.get(id)?.review?.rejected),
      'done again',
    );
    assert(focused(), 'and has it still');
  });

  it('hears the keys of a page on which nothing has the focus, unless a dialog is open', async () => {
    await press(document.body, 'd');
    const doubtful = session.selected;
    assert(doubtful !== undefined, 'a doubtful cell is chosen');
    await press(document.body, 'n');
    const next = session.selected;
    assert(next !== doubtful, 'the next one');
    const dialog = document.createElement('dialog');
    document.body.append(dialog);
    dialog.showModal();
    await press(document.body, 'n');
    dialog.remove();
    assertEqual(session.selected, next);
    const other = document.createElement('smear-review');
    document.body.append(other);
    await press(document.body, 'n');
    other.remove();
    assertEqual(session.selected, next, 'with two of them nobody knows which is meant');
  });

  it('hears the keys of the page while a button of the page has the focus, but not what a field or dialog has', async () => {
    const on = async (html: string, key: string): Promise<string | undefined> => {
      const part = document.createElement('div');
      part.innerHTML = html;
      document.body.append(part);
      const target = part.querySelector<HTMLElement>('[data-target]');
      assert(target, 'what has the focus');
      await press(target, key);
      part.remove();
      return session.selected;
    };
    const first = await on('<button data-target>Zoom in</button>', 'n');
    assert(first !== undefined, 'the key is heard after a click on a toolbar');
    const second = await on('<button data-target>Keys</button>', 'n');
    assert(second !== first, 'and after a dialog has given the focus back to its button');
    await on('<button data-target>Zoom in</button>', 'Enter');
    assertEqual(session.review.history.undoable, undefined, 'Enter presses the button');
    for (const own of [
      '<input data-target>',
      '<div contenteditable data-target></div>',
      '<ul role="listbox"><li role="option" tabindex="0" data-target></li></ul>',
      '<dialog open><button data-target></button></dialog>',
      '<div role="dialog"><button data-target></button></div>',
      '<some-field tabindex="0" data-target></some-field>',
    ]) {
      assertEqual(await on(own, 'n'), second, own);
    }
  });

  it('keeps the keys in the enlarged gallery after an undo', async () => {
    gallery().large = true;
    await frames();
    const tile = onView()[0] as HTMLElement;
    await click(tile);
    const answered = session.selected as string;
    await press(focused() as HTMLElement, 'Delete');
    await press(focused() as HTMLElement, 'z', { ctrlKey: true });
    assertEqual(session.cells.get(answered)?.review, undefined);
    assert(focused()?.classList.contains('tile'), 'a tile has the focus');
    const before = session.selected;
    await press(focused() as HTMLElement, 'ArrowRight');
    assert(session.selected !== before, 'and answers the arrows');
    gallery().large = false;
  });

  it('leaves keys to a field in which somebody types', async () => {
    session.selected = cells[0]?.id;
    await frames();
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    for (const key of ['1', 'd', 'Delete', 'Enter']) await press(field, key);
    await press(field, 'z', { ctrlKey: true });
    assertEqual(session.selected, cells[0]?.id);
    assertEqual(session.review.history.undoable, undefined);
    field.remove();
    session.review.reviewer = 'Dr. Weber';
    session.review.confirm([cells[0]?.id ?? '']);
    assertEqual(session.cells.get(cells[0]?.id ?? '')?.review?.by, 'Dr. Weber');
  });

  it('says why a cell is worth a look, and leads on when it is confirmed', async () => {
    button(en.review.nextDoubtful).click();
    await frames();
    const first = session.selected as string;
    const card = review.shadowRoot?.activeElement;
    assert(card?.classList.contains('card'), 'the card has the focus, so that Enter answers');
    const [reason] = session.keys.reasons(session.cells.get(first) as Cell);
    const why = reason
      ? en.review.reason(
          reason.kind,
          'names' in reason
            ? reason.names.map((name, at) =>
                at > 0 || reason.kind === 'finer' ? en.insideSentence(name) : name,
              )
            : [],
        )
      : en.review.noReason;
    assert(text().includes(why), text().slice(0, 400));
    await press(card as HTMLElement, 'Enter');
    assertEqual(session.cells.get(first)?.review?.confirmed, true);
    assert(session.selected !== first, 'the next one');
    assert(text().includes(en.review.confirmed('1', '60')), text().slice(0, 80));
  });

  it('goes to the one cell whose step is undone or done again, and moves nothing for many', async () => {
    const [one, other] = [cells[3]?.id ?? '', cells[40]?.id ?? ''];
    session.review.assign([one], CLASSES[4] as (typeof CLASSES)[0]);
    session.selected = other;
    await frames();
    button(en.review.undo).click();
    await frames();
    assertEqual(session.selected, one);
    session.selected = other;
    await press(review, 'y', { ctrlKey: true });
    assertEqual(session.selected, one);
    session.review.confirm(cells.slice(0, 20).map(({ id }) => id));
    session.selected = other;
    await press(review, 'z', { ctrlKey: true });
    assertEqual(session.selected, other);
  });

  it('brings the first doubtful cell as near as it brings the later ones', async () => {
    const across = (): number => {
      const { minX, maxX } = session.cells.get(session.selected ?? '')?.box ?? { minX: 0, maxX: 0 };
      const image = viewer.world.getItemAt(0);
      const view = image.viewportToImageRectangle(viewer.viewport.getBounds(false));
      return Math.min(view.width, view.height) / (maxX - minX);
    };
    host.style.cssText = 'position:fixed;left:0;top:0;width:1000px;height:800px';
    await until(() => viewer.viewport.getContainerSize().x === 1000, 'the viewer in its new size');
    // Cells are some 50 px across, as on a field of view as a whole.
    viewer.viewport.fitBounds(viewer.world.getItemAt(0).imageToViewportRectangle(0, 0, 2400, 1800), true);
    await frames();
    const jumps: number[] = [];
    for (let i = 0; i < 5; i++) {
      await press(review, 'd');
      jumps.push(across());
    }
    assert(Math.max(...jumps) < 11.5, `cells across the view: ${jumps.map((n) => n.toFixed(1)).join(', ')}`);
  });

  it('says what undoing would take back', async () => {
    session.review.assign([cells[0]?.id ?? '', cells[1]?.id ?? ''], CLASSES[4] as (typeof CLASSES)[0]);
    await frames();
    const named = en.review.step('assign', 2, '2', 'monocyte');
    const undo = button(en.review.undo);
    // In short on the button: the class is not cut off.
    assertEqual(words(undo), `${en.review.undo} ${en.count.cells(2, '2')}: Monocyte`);
    assertEqual(undo.title, `${en.review.undo}: ${named}`);
    assertEqual(undo.ariaLabel, `${en.review.undo}: ${en.count.cells(2, '2')}: Monocyte`);
    undo.click();
    await frames();
    assertEqual(button(en.review.redo).ariaLabel, `${en.review.redo}: ${named}`);
  });

  it('confirms a class as a whole, and keeps cells that are not counted at the end, to be taken back', async () => {
    const head = inGallery<HTMLButtonElement>('.head button')[0];
    const name = inGallery('.group')[0]?.dataset['group'];
    const wanted = cells.filter(({ label }) => label.name === name);
    head?.click();
    await frames();
    assert(
      wanted.every(({ id }) => session.cells.get(id)?.review?.confirmed),
      'all of the class',
    );
    assertEqual(session.review.history.undoable?.changes.length, wanted.length);
    session.selected = cells[5]?.id;
    await press(review, 'Delete');
    scroller().scrollTop = scroller().scrollHeight;
    await frames();
    const last = inGallery('.group').at(-1);
    assert(last?.textContent?.includes(en.review.gallery.notCounted), last?.textContent ?? '');
    session.selected = cells[5]?.id;
    await frames();
    button(en.review.restore).click();
    await frames();
    assertEqual(session.cells.get(cells[5]?.id ?? '')?.review?.rejected, undefined);
  });

  it('chooses with Ctrl and A the cells that are counted, and none that is not', async () => {
    session.review.reject([cells[2]?.id ?? '']);
    await frames();
    await click(onView()[0]);
    await press(focused() as HTMLElement, 'a', { ctrlKey: true });
    const { ids } = session.selection;
    assertEqual([ids.size, ids.has(cells[2]?.id ?? '')], [cells.length - 1, false]);
  });

  it('takes cells that are dragged onto a class', async () => {
    const [a, b] = onView();
    await click(a);
    await click(b, { ctrlKey: true });
    const carried = new DataTransfer();
    const drag = (target: Element | undefined, type: string): void => {
      target?.dispatchEvent(
        new DragEvent(type, { bubbles: true, composed: true, cancelable: true, dataTransfer: carried }),
      );
    };
    drag(a, 'dragstart');
    const target = button('Basophil');
    drag(target, 'dragover');
    await frames();
    assert(button('Basophil').classList.contains('target'), 'the target is marked');
    drag(button('Basophil'), 'drop');
    await frames();
    assertEqual(session.cells.get(idOf(a))?.label.name ?? 'Basophil', 'Basophil');
    assertEqual(
      [...session.selection.ids].map((id) => session.cells.get(id)?.label.name),
      ['Basophil', 'Basophil'],
    );
  });

  it('offers the same by menu, at a right click or the menu key', async () => {
    const tile = onView()[1] as HTMLElement;
    const id = idOf(tile);
    tile.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, composed: true, cancelable: true }));
    await frames();
    const menu = inGallery('smear-cell-menu')[0];
    const items = [...(menu?.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    assertEqual(menu?.shadowRoot?.activeElement, items[0]);
    const eosinophil = items.find((item) => item.textContent?.includes('Eosinophil'));
    eosinophil?.click();
    await frames();
    assertEqual(session.cells.get(id)?.label.name, 'Eosinophil');
    assertEqual(menu?.shadowRoot?.querySelectorAll('.menu').length, 0);
  });

  it('closes its menu for a key that may lead to another cell, and leaves the focus to what was pressed beside it', async () => {
    const open = async (): Promise<ShadowRoot> => {
      const tile = onView()[1] as HTMLElement;
      tile.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, composed: true, cancelable: true }));
      await frames();
      const root = inGallery('smear-cell-menu')[0]?.shadowRoot;
      assert(root, 'where the menu opens');
      assert(root.querySelector('.menu'), 'a menu');
      return root;
    };
    session.keys.nextDoubtful();
    await frames();
    const byKey = await open();
    await press(byKey.activeElement as HTMLElement, 'd');
    assertEqual(byKey.querySelectorAll('.menu').length, 0);
    const beside = await open();
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    beside.querySelector<HTMLElement>('.menu')?.hidePopover();
    await frames();
    assertEqual(beside.querySelectorAll('.menu').length, 0);
    assert(document.activeElement === field, 'the field keeps the focus');
    field.remove();
  });

  it('lets the reader choose other keys, and keeps them', async () => {
    button(en.review.changeKeys).click();
    await frames();
    button('Monocyte').click();
    await frames();
    assert(text().includes(en.review.pressKey('monocyte')), text());
    await press(review, 'd');
    assert(text().includes(en.review.keyTaken('d')), 'D is taken');
    await press(review, 'x');
    assertEqual(session.keys.keys['Monocyte'], 'x');
    button(en.review.keysDone).click();
    session.selected = cells[3]?.id;
    await frames();
    await press(review, 'x');
    assertEqual(session.cells.get(cells[3]?.id ?? '')?.label.name, 'Monocyte');
    const again = document.createElement('smear-review');
    session.keys.chosenKeys = {};
    again.session = session;
    document.body.append(again);
    await frames();
    assertEqual(session.keys.keys['Monocyte'], 'x');
    again.remove();
  });

  it('keeps in its place what the reader looks at while others come and go above it', async () => {
    scroller().scrollTop = 500;
    await frames();
    const looked = onView()[4] as HTMLElement;
    const before = looked.getBoundingClientRect().top;
    const group = session.cells.get(idOf(looked))?.label;
    const first = inGallery('.group')[0]?.dataset['group'];
    const more = cells.slice(0, 23).map((cell, index) => ({
      ...cell,
      id: `10000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      label: CLASSES[0] as (typeof CLASSES)[0],
    }));
    assert(group && group.name !== CLASSES[0]?.name, `looks at ${group?.name} below ${first}`);
    session.cells.apply({ added: more, removed: [] });
    await frames();
    assertNear(tileOf(idOf(looked))?.getBoundingClientRect().top, before, 1, 'its place');
  });

  it('holds a bounded number of tiles however many cells there are, and redraws only those', async () => {
    // What is drawn on the slide is not the question here.
    session.overlay = 'none';
    const many = Array.from({ length: 100_000 }, (_, index) => ({
      ...(cells[index % cells.length] as Cell),
      id: `20000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    }));
    session.cells.apply({ added: many, removed: [] });
    await frames();
    const most = Math.ceil(scroller().clientHeight / 80 + 9) * 5;
    for (const part of [0, 0.31, 0.77, 1]) {
      scroller().scrollTop = part * scroller().scrollHeight;
      await frames();
      assert(tiles().length <= most, `${tiles().length} tiles at ${part}`);
      assert(onView().length >= 8, `${onView().length} tiles on view at ${part}`);
    }
    const kept = onView();
    session.review.confirm([idOf(kept[0])]);
    await frames();
    assert(
      kept.every((tile) => tile.isConnected),
      'no tile is made anew for one that changed',
    );
  });

  it('draws no other tile again for a picture that comes', async () => {
    let drawn = 0;
    gallery().addController({ hostUpdated: () => (drawn += 1) });
    scroller().scrollTop = scroller().scrollHeight;
    await frames();
    await until(() => onView().every((tile) => tile.querySelector('canvas')), 'all pictures');
    assert(onView().length > 4 && drawn <= 2, `${drawn} times for ${onView().length} pictures`);
  });

  it('draws further pictures where those scrolled far away stood, each the one of its own cell', async () => {
    session.overlay = 'none';
    const many = Array.from({ length: 2000 }, (_, index) => ({
      ...(cells[index % cells.length] as Cell),
      id: `30000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    }));
    session.cells.apply({ added: many, removed: [] });
    const seen = new Set<HTMLCanvasElement>();
    const shown = new Map<string, string>();
    let pictures = 0;
    const picture = (tile: HTMLElement): HTMLCanvasElement | null => tile.querySelector('canvas');
    for (let part = 0; pictures < 700; part++) {
      scroller().scrollTop = part * scroller().clientHeight;
      await frames();
      await until(() => onView().every(picture), 'all pictures on view');
      for (const tile of onView()) {
        const canvas = picture(tile) as HTMLCanvasElement;
        const { box } = session.cells.get(idOf(tile)) as Cell;
        const [where, drawn] = [`${box.minX} ${box.minY}`, canvas.toDataURL()];
        // Many tiles show the same place of the slide: what is drawn there the first time is drawn there always.
        assertEqual(drawn === (shown.get(where) ?? drawn), true, `the picture at ${where}`);
        shown.set(where, drawn);
        seen.add(canvas);
        pictures++;
      }
    }
    assert(shown.size > 20, `${shown.size} places`);
    assert(seen.size < 520, `${seen.size} canvases for ${pictures} pictures`);
  });

  it('passes the accessibility checks of axe, light and dark', async () => {
    session.review.confirm([cells[0]?.id ?? '']);
    session.review.reject([cells[1]?.id ?? '']);
    session.selected = cells[2]?.id;
    for (const scheme of ['light', 'dark']) {
      review.style.colorScheme = scheme;
      review.style.background = scheme === 'dark' ? '#1b1d22' : '#fff';
      await frames(12);
      const { violations } = await axe.run(review, { resultTypes: ['violations'] });
      const told = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
      );
      assertEqual(told, [], scheme);
    }
  });
});

import type { Cell } from '../../models/domain/cell.js';
import type { SmearMapPlot } from '../../plugin/elements/map/smear-map-plot.js';
import type { SmearMap } from '../../plugin/elements/map/smear-map.js';
import type { SmearNeighbours } from '../../plugin/elements/map/smear-neighbours.js';
import { en } from '../../plugin/words/en/strings.js';
import type { MapPoints } from '../../plugin/neighbours/map-points.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import { assert, assertEqual } from './assert.js';
import { defineEveryElement } from './panel-steps.js';
import { CLASSES, drawScriptedSlide, openViewer, scriptedSession } from './panel-scripted-session.js';
import { until } from './waiting.js';

await defineEveryElement();

/** Each kind's cells lie around a direction of their own. */
function described(cells: readonly Cell[]): Cell[] {
  return cells.map((cell, index) => {
    const kind = CLASSES.findIndex(({ name }) => name === cell.label.name);
    const embedding = Float32Array.from(
      { length: 50 },
      (_, i) => (i === kind ? 1 : 0) + 0.2 * Math.sin(index * 7 + i * i),
    );
    return { ...cell, score: 0.9, embedding };
  });
}

describe('cells like this, and the map', () => {
  let session: AttachedSession;
  let host: HTMLElement;
  let end: () => Promise<void>;

  beforeEach(async () => {
    host = document.createElement('div');
    host.style.cssText = 'width:360px';
    const stage = document.createElement('div');
    stage.style.cssText = 'width:500px;height:400px';
    document.body.append(stage, host);
    const { picture, cells } = drawScriptedSlide(1600, 1200, 60);
    const viewer = await openViewer(stage, picture);
    session = scriptedSession(viewer, picture, described(cells), { backend: 'wasm' });
    await session.analyzeSlide();
    end = async () => {
      await session.dispose();
      viewer.destroy();
      stage.remove();
      host.remove();
    };
  });

  afterEach(() => end());

  async function show<E extends HTMLElement & { session: unknown; updateComplete: Promise<boolean> }>(
    name: string,
    more: Partial<E> = {},
  ): Promise<E> {
    const element = document.createElement(name) as E;
    Object.assign(element, { session, lang: 'en', ...more });
    host.append(element);
    await element.updateComplete;
    return element;
  }

  async function drawnMap(): Promise<{ map: SmearMap; plot: SmearMapPlot; canvas: HTMLCanvasElement }> {
    const map = await show<SmearMap>('smear-map', { open: true });
    await until(() => map.renderRoot.querySelector('smear-map-plot') !== null, 'the map', 60_000);
    const plot = map.renderRoot.querySelector('smear-map-plot') as SmearMapPlot;
    await plot.updateComplete;
    const canvas = plot.renderRoot.querySelector('canvas') as HTMLCanvasElement;
    // Events made by a script belong to no pointer that could be held.
    canvas.setPointerCapture = () => undefined;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return { map, plot, canvas };
  }

  function inked(canvas: HTMLCanvasElement): number {
    const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
    let count = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] !== 0) count++;
    return count;
  }

  function pointer(
    canvas: HTMLCanvasElement,
    type: string,
    x: number,
    y: number,
    more: PointerEventInit = {},
  ): void {
    const box = canvas.getBoundingClientRect();
    canvas.dispatchEvent(
      new PointerEvent(type, {
        clientX: box.left + x * box.width,
        clientY: box.top + y * box.height,
        bubbles: true,
        ...more,
      }),
    );
  }

  it('has the colours that the laboratory gave its classes, in points and legend', async () => {
    const { map, plot, canvas } = await drawnMap();
    const own: readonly [number, number, number] = [1, 99, 7];
    const isIn = (): boolean => {
      const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
      for (let i = 0; i < data.length; i += 4) {
        if (own.every((part, channel) => data[i + channel] === part)) return true;
      }
      return false;
    };
    assert(!isIn(), 'not before');
    session.kinds.own = {
      title: 'Laboratory',
      kinds: session.kinds.all.map((kind) =>
        kind.name === CLASSES[0]?.name ? { ...kind, color: own } : kind,
      ),
    };
    await Promise.all([map.updateComplete, plot.updateComplete]);
    await until(isIn, 'the points in the colour of the laboratory');
    assert(
      map.renderRoot.querySelector('.legend')?.innerHTML.includes('rgb(1 99 7)') === true,
      'the legend too',
    );
  });

  it('shows pictures of the most alike cells, and a click goes to one', async () => {
    const first = [...session.cells.all()][0] as Cell;
    session.goTo(first.id);
    const list = await show<SmearNeighbours>('smear-neighbours');
    const buttons = [...list.renderRoot.querySelectorAll<HTMLButtonElement>('li button')];
    assertEqual(buttons.length, 12);
    assert(
      buttons.every((button) => /, similarity \d/.test(button.getAttribute('aria-label') ?? '')),
      'each says what it is and how alike',
    );
    const { shown } = session.tally.at(session.threshold);
    assert(list.renderRoot.textContent?.includes(`among ${shown} cells`) === true, 'says among how many');
    const alike = session.nearest.to(first.id, 1)[0]?.cell;
    assertEqual(alike?.label.name, first.label.name);
    const canvas = buttons[0]?.querySelector('canvas') as HTMLCanvasElement;
    await until(() => inked(canvas) > 1000, 'the picture of the cell', 60_000);
    buttons[0]?.click();
    assertEqual(session.selected, alike?.id);
  });

  it('chooses the cell and those like it together', async () => {
    const first = [...session.cells.all()][0] as Cell;
    session.goTo(first.id);
    const list = await show<SmearNeighbours>('smear-neighbours');
    list.renderRoot.querySelector<HTMLButtonElement>('.row button')?.click();
    assertEqual(session.selection.ids.size, 13);
    assert(session.selection.has(first.id), 'the cell itself is among them');
    await list.updateComplete;
    assertEqual(list.renderRoot.querySelectorAll('[aria-pressed="true"]').length, 12);
  });

  it('makes no map before it is opened', async () => {
    const map = await show<SmearMap>('smear-map');
    await new Promise((resolve) => setTimeout(resolve, 200));
    assertEqual(map.renderRoot.querySelector('smear-map-plot, progress'), null);
  });

  it('draws the map once opened, says how it was made, and shows a threshold at once', async () => {
    const { map, canvas } = await drawnMap();
    assert(/UMAP of all 60 cells/.test(map.renderRoot.textContent ?? ''), 'the method is named');
    const all = inked(canvas);
    assert(all > 500, `${all} pixels are painted`);
    session.threshold = 0.95;
    await until(() => inked(canvas) < all / 10, 'the points to go', 60_000);
    const { shown } = session.tally.at(0.95);
    assert(
      (map.renderRoot.textContent ?? '').includes(en.map.shownOfAll(String(shown), '60')),
      'how many are shown',
    );
  });

  it('chooses together what its list shows, though kinds come and go, and it is folded meanwhile', async () => {
    const { map } = await drawnMap();
    const lists = (): HTMLSelectElement[] => [...map.renderRoot.querySelectorAll('select')];
    const choose = (select: HTMLSelectElement | undefined, value: string): void => {
      assert(select, 'a list');
      select.value = value;
      select.dispatchEvent(new Event('change'));
    };
    const options = [...(lists()[1]?.options ?? [])].map(({ value }) => value);
    const [, earlier, later] = options;
    assert(earlier && later, `kinds to choose: ${String(options)}`);
    choose(lists()[0], 'error');
    choose(lists()[1], later);
    await map.updateComplete;
    const label = session.classes.find(({ name }) => name === later);
    assert(label, later);
    const ofKind = (name: string): string[] =>
      [...session.cells.all()].filter((cell) => cell.label.name === name).map(({ id }) => id);
    session.review.assign(ofKind(earlier), label);
    await map.updateComplete;
    await until(
      () => ![...(lists()[1]?.options ?? [])].some(({ value }) => value === earlier),
      'the kind to go',
    );
    assertEqual(
      lists().map(({ value }) => value),
      ['error', later],
    );
    map.open = false;
    await map.updateComplete;
    map.open = true;
    await map.updateComplete;
    assertEqual(
      lists().map(({ value }) => value),
      ['error', later],
    );
    const button = [...map.renderRoot.querySelectorAll('button')].find(
      ({ textContent }) => textContent?.trim() === en.map.chooseButton,
    );
    button?.click();
    assertEqual([...session.selection.ids].sort(), ofKind(later).sort());
  });

  it('chooses with a lasso, adds with Shift, and clicking goes to the cell', async () => {
    const { plot, canvas } = await drawnMap();
    const corners: readonly (readonly [number, number])[] = [
      [-0.1, -0.1],
      [1.1, -0.1],
      [1.1, 1.1],
      [-0.1, 1.1],
    ];
    pointer(canvas, 'pointerdown', -0.1, -0.1);
    for (const [x, y] of corners) pointer(canvas, 'pointermove', x, y);
    pointer(canvas, 'pointerup', -0.1, 1.1);
    assertEqual(session.selection.ids.size, 60);
    session.selection.clear();
    const place = (plot.points as MapPoints).placeOf(5);
    pointer(canvas, 'pointerdown', place.x, place.y, { shiftKey: true });
    pointer(canvas, 'pointerup', place.x, place.y, { shiftKey: true });
    assertEqual(session.selection.ids.size, 1);
    pointer(canvas, 'pointerdown', place.x, place.y);
    pointer(canvas, 'pointerup', place.x, place.y);
    assert(session.selected !== undefined, 'a cell is gone to');
  });

  it('is worked by keyboard alone', async () => {
    const { map, canvas } = await drawnMap();
    const press = (key: string): boolean =>
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    press('ArrowRight');
    press('ArrowRight');
    press('Enter');
    assert(session.selected !== undefined, 'Enter goes to the cell');
    press(' ');
    assertEqual(session.selection.ids.size, 1);
    const kinds = map.renderRoot.querySelectorAll('select')[1] as HTMLSelectElement;
    kinds.value = 'Neutrophil';
    kinds.dispatchEvent(new Event('change'));
    const choose = [...map.renderRoot.querySelectorAll('button')].find(
      ({ dataset }) => dataset['action'] === 'select',
    );
    choose?.click();
    const neutrophils = [...session.cells.all()].filter(({ label }) => label.name === 'Neutrophil');
    assertEqual(session.selection.ids.size, neutrophils.length);
  });

  it('says how many newer cells are not on it', async () => {
    const { map } = await drawnMap();
    const one = [...session.cells.all()][0] as Cell;
    session.review.replace('import', [{ after: { ...one, id: crypto.randomUUID() } }]);
    await map.updateComplete;
    assert((map.renderRoot.textContent ?? '').includes(en.map.newer(1, '1')), 'it is said');
  });
});

import { polygonArea } from '../../models/domain/rings/polygon.js';
import axe from 'axe-core';
import type OpenSeadragon from 'openseadragon';
import type { Cell } from '../../models/domain/cell.js';
import { boxCentre, type Point } from '../../models/domain/geometry.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import { isSimpleRing } from '../../models/domain/rings/simple-ring.js';
import type { ToolName } from '../../overlays/tools/tool-name.js';
import { de } from '../../plugin/words/de/strings.js';
import { ENGLISH_TOOL_WORDS as said } from '../../plugin/words/en/tools.js';
import { assert, assertEqual, assertNear, rejection } from './assert.js';
import { defineEveryElement } from './panel-steps.js';
import {
  drawScriptedSlide,
  MICRONS_PER_PIXEL,
  openViewer,
  scriptedSession,
} from './panel-scripted-session.js';
import { until } from './waiting.js';

await defineEveryElement();

/** Fails where axe finds anything serious. */
async function accessible(element: Element): Promise<void> {
  const { violations } = await axe.run(element);
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assertEqual(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    [],
  );
}

const WIDTH = 1600;
const HEIGHT = 1200;

const nextFrame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
const settle = async (frames = 4): Promise<void> => {
  for (let i = 0; i < frames; i += 1) await nextFrame();
};

/** Resolves when the slide has come to rest. */
async function restOf({ viewport }: OpenSeadragon.Viewer): Promise<void> {
  await until(() => {
    const [now, goal] = [viewport.getCenter(true), viewport.getCenter(false)];
    return now.distanceTo(goal) < 1e-6 && Math.abs(viewport.getZoom(true) - viewport.getZoom(false)) < 1e-6;
  }, 'the slide at rest');
}

describe('tools on the slide', () => {
  let element: HTMLElement;
  let viewer: OpenSeadragon.Viewer;
  let session: AttachedSession;
  let cells: Cell[];
  let touch = false;

  beforeEach(async () => {
    touch = false;
    element = document.createElement('div');
    element.style.cssText = 'position:fixed;left:20px;top:10px;width:800px;height:600px';
    document.body.append(element);
    const slide = drawScriptedSlide(WIDTH, HEIGHT, 12);
    cells = slide.cells;
    viewer = await openViewer(element, slide.picture, { drawer: 'canvas' });
    session = scriptedSession(viewer, slide.picture, cells, {
      backend: 'wasm',
      threshold: 0.1,
      keep: false,
      micronsPerPixel: MICRONS_PER_PIXEL,
    });
    await session.load();
    await settle();
  });

  afterEach(async () => {
    await session.dispose();
    viewer.destroy();
    element.remove();
  });

  const cell = (index: number): Cell => {
    const found = cells[index];
    assert(found, `scripted cell ${index}`);
    return found;
  };
  const middle = (index: number): Point => boxCentre(cell(index).box);
  const cover = (): HTMLElement => {
    const found = viewer.canvas.querySelector<HTMLElement>('.smear-tool');
    assert(found, 'a tool lies over the slide');
    // Pointers that a script makes cannot be captured.
    found.setPointerCapture = () => undefined;
    return found;
  };
  const isOff = (): boolean => viewer.canvas.querySelector('.smear-tool') === null;
  const hint = (): string => cover().querySelector('.smear-tool-note span')?.textContent ?? '';
  const spoken = (): string => viewer.canvas.querySelector('.smear-spoken')?.textContent ?? '';
  const screenOf = ({ x, y }: Point): OpenSeadragon.Point =>
    viewer.viewport.pixelFromPoint(viewer.world.getItemAt(0).imageToViewportCoordinates(x, y, true), true);

  function send(type: string, at: Point, more: PointerEventInit = {}, target: Element = cover()): void {
    const bounds = viewer.canvas.getBoundingClientRect();
    const place = screenOf(at);
    target.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        cancelable: true,
        pointerId: 7,
        pointerType: touch ? 'touch' : 'mouse',
        isPrimary: true,
        button: type === 'pointermove' ? -1 : 0,
        buttons: type === 'pointerup' ? 0 : 1,
        clientX: bounds.left + place.x,
        clientY: bounds.top + place.y,
        ...more,
      }),
    );
  }
  const click = (at: Point): void => {
    send('pointerdown', at);
    send('pointerup', at);
  };
  function drag(places: readonly Point[], more: PointerEventInit = {}): void {
    const [first, ...others] = places;
    assert(first, 'somewhere to begin');
    send('pointerdown', first, more);
    for (const place of others) send('pointermove', place, more);
    send('pointerup', places.at(-1) ?? first, more);
  }
  const around = ({ x, y }: Point, radius: number, count = 40): Point[] =>
    Array.from({ length: count }, (_, i) => {
      const angle = (i / count) * 2 * Math.PI;
      return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
    });
  const key = (name: string, more: KeyboardEventInit = {}): void => {
    const target = viewer.canvas.querySelector('.smear-tool') ?? viewer.canvas;
    target.dispatchEvent(
      new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more }),
    );
  };
  const only = (): Cell => {
    assertEqual(session.cells.size, 1, 'cells on the slide');
    return [...session.cells.all()][0] as Cell;
  };
  const ringOf = ({ outline }: Cell): [number, number][] =>
    Array.from({ length: outline.length / 2 }, (_, i) => [outline[i * 2] ?? 0, outline[i * 2 + 1] ?? 0]);

  describe('a missed cell', () => {
    it('is added where the reader clicks, chosen, and named by the next key', async () => {
      key('a');
      assertEqual(session.tools.active, 'add');
      click(middle(2));
      await settle();
      const added = only();
      // The models are sure of it: it comes with their name, which nobody has confirmed.
      assertEqual(added.label.name, cell(2).label.name);
      assertEqual(added.review?.confirmed ?? false, false);
      assertEqual(session.selected, added.id);
      assertEqual(spoken(), said.added(cell(2).label.name));
      key('1');
      assertEqual(session.cells.get(added.id)?.label.name, 'Neutrophil');
      assertEqual(session.tools.active, 'add', 'the tool stays for the next cell');
      click(middle(3));
      await settle();
      assertEqual(session.cells.size, 2);
      key('Escape');
      await settle();
      assert(isOff(), 'the tool is away');
      assertEqual(session.tools.active, undefined);
      session.review.history.undo();
      session.review.history.undo();
      assertEqual(session.cells.size, 1, 'each cell was one step, its naming another');
    });

    it('is told where there is none, and nothing changes', async () => {
      session.tools.toggle('add');
      click({ x: 8, y: 8 });
      await settle();
      assertEqual(hint(), said.nothingFound);
      assertEqual(spoken(), said.nothingFound);
      assertEqual(session.cells.size, 0);
      click({ x: -80, y: 8 });
      await settle();
      assertEqual(hint(), said.notOnSlide);
      assertEqual(session.review.history.undoable, undefined);
    });

    it('is not added twice, and comes back where it was hidden or rejected', async () => {
      await session.analyzeSlide();
      const count = session.cells.size;
      const { id } = cell(4);
      assertEqual(await session.addCellAt(middle(4)), { kind: 'there', id });
      session.review.reject([id]);
      assertEqual(await session.addCellAt(middle(4)), { kind: 'brought-back', id });
      assertEqual(session.cells.get(id)?.review?.rejected, undefined);
      session.threshold = 0.99;
      const hidden = cells.findIndex((one) => one.id !== id && one.score < 0.99);
      assertEqual((await session.addCellAt(middle(hidden))).kind, 'brought-back');
      assertEqual(session.cells.size, count);
    });

    it('can be found with the keyboard alone', async () => {
      key('a');
      const goal = screenOf(middle(5));
      const steps = (from: number, to: number, less: string, more: string): void => {
        for (let i = 0; i < Math.round(Math.abs(to - from) / 4); i += 1) key(to < from ? less : more);
      };
      steps(400, goal.x, 'ArrowLeft', 'ArrowRight');
      steps(300, goal.y, 'ArrowUp', 'ArrowDown');
      key('Enter');
      await settle();
      const { x, y } = boxCentre(only().box);
      assertNear(x, middle(5).x, 1);
      assertNear(y, middle(5).y, 1);
    });

    it('leaves the tool in the hand where the models could not look', async () => {
      const errors: unknown[] = [];
      session.addEventListener('error', (event) => errors.push((event as CustomEvent).detail.message));
      const pipeline = await session.load();
      pipeline.findAt = () => Promise.reject(new Error('out of memory'));
      session.tools.toggle('add');
      click(middle(1));
      await settle();
      assertEqual(errors.length, 1);
      assertEqual(session.tools.active, 'add');
      assertEqual(hint(), said.failed);
    });
  });

  describe('a drawn cell', () => {
    it('has the outline of the free line, closed and simple, in level-0 pixels', async () => {
      const drawn = session.drawCell();
      drag(around({ x: 700, y: 500 }, 80));
      const id = await drawn;
      assertEqual(only().id, id);
      assertNear(polygonArea(only().outline) / (Math.PI * 80 ** 2), 1, 0.04, 'area');
      assert(isSimpleRing(only().outline), 'the ring is simple');
      assert(only().outline.length < 120, `${only().outline.length / 2} vertices`);
      assertEqual(only().review?.outlined, true);
      assertEqual(only().label.name, 'Unknown');
      assertEqual(session.selected, id);
      assert(isOff(), 'the tool is away');
    });

    it('can be set corner by corner and closed at the first one, by finger too', async () => {
      touch = true;
      const drawn = session.drawCell();
      const corners = around({ x: 700, y: 500 }, 90, 6);
      for (const corner of corners) click(corner);
      const [first] = corners;
      assert(first, 'a first corner');
      click({ x: first.x + 15, y: first.y - 10 });
      await drawn;
      assertEqual(only().outline.length / 2, 6);
    });

    it('can be drawn with the keyboard alone', async () => {
      const drawn = session.drawCell();
      for (const arrow of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) {
        key(' ');
        key(arrow, { shiftKey: true });
      }
      key(' ');
      key('Enter');
      await drawn;
      assertNear(polygonArea(only().outline), 64 ** 2, 40, 'area');
    });

    it('has all keys to itself: Ctrl+Z takes the last corner back, and nothing happens to other cells', async () => {
      await session.analyzeSlide();
      session.selected = cell(0).id;
      session.review.assign([cell(0).id], { name: 'Basophil', code: 'B', color: [0, 0, 0] });
      const [before, steps] = [session.cells.get(cell(0).id), session.review.history.record.done];
      const drawn = session.drawCell();
      const corner = (arrow: string): void => {
        key(' ');
        key(arrow, { shiftKey: true });
      };
      corner('ArrowRight');
      corner('ArrowDown');
      corner('ArrowLeft');
      key(' ');
      // One corner too many, far off: it would make the line cross itself.
      for (let i = 0; i < 4; i += 1) key('ArrowRight', { shiftKey: true });
      key('ArrowUp', { shiftKey: true });
      key(' ');
      key('z', { ctrlKey: true });
      for (const more of [{ ctrlKey: true }, { ctrlKey: true, shiftKey: true }]) key('y', more);
      key('Z', { ctrlKey: true, shiftKey: true });
      for (const name of ['Delete', '1', 'n', 'd', 'm']) key(name);
      assertEqual(session.tools.active, 'draw');
      assertEqual(session.cells.get(cell(0).id), before);
      assertEqual(session.review.history.record.done, steps);
      key('Enter');
      const id = await drawn;
      assertNear(
        polygonArea(session.cells.get(id ?? '')?.outline ?? new Float64Array()),
        64 ** 2,
        40,
        'area',
      );
    });

    it('is told of where it is too small or crosses itself, and can be drawn again', async () => {
      const drawn = session.drawCell();
      drag(around({ x: 700, y: 500 }, 7));
      assertEqual(hint(), said.tooSmall);
      const eight = Array.from({ length: 60 }, (_, i) => {
        const angle = (i / 60) * 2 * Math.PI;
        return { x: 700 + 120 * Math.sin(angle), y: 500 + 120 * Math.sin(2 * angle) };
      });
      drag(eight);
      assertEqual(hint(), said.crossesItself);
      assertEqual(session.cells.size, 0);
      drag(around({ x: 700, y: 500 }, 80));
      assert((await drawn) !== undefined, 'the third one was taken');
    });

    it('is given up with Escape, with its button, and by another tool', async () => {
      const byKey = session.drawCell();
      key('Escape');
      assertEqual(await byKey, undefined);
      const byButton = session.drawCell();
      const buttons = [...cover().querySelectorAll('button')];
      assertEqual(buttons.map(({ textContent }) => textContent).join(), [said.close, said.cancel].join());
      buttons[1]?.click();
      assertEqual(await byButton, undefined);
      const byOther = session.drawCell();
      const measuring = session.measure();
      assertEqual(await byOther, undefined);
      assertEqual(viewer.canvas.querySelectorAll('.smear-tool').length, 1);
      session.tools.stop();
      assertEqual(await measuring, undefined);
      assertEqual(session.cells.size, 0);
    });
  });

  describe('an outline', () => {
    let id: string;

    beforeEach(async () => {
      await session.analyzeSlide();
      id = cell(6).id;
      session.selected = id;
      await settle();
    });

    it('is pulled by a handle, and kept with Enter as one step', async () => {
      const before = cell(6);
      key('o');
      assertEqual(session.tools.active, 'adjust');
      const [x, y] = [before.outline[0] ?? 0, before.outline[1] ?? 0];
      drag([
        { x, y },
        { x: x + 20, y },
        { x: x + 40, y },
      ]);
      key('Enter');
      await settle();
      const after = session.cells.get(id);
      assert(after, 'the cell is there');
      assertNear(after.box.maxX, Math.max(before.box.maxX, x + 40), 8, 'right edge');
      assert(polygonArea(after.outline) > polygonArea(before.outline) * 1.03, 'it has grown');
      assert(isSimpleRing(after.outline), 'it is simple');
      assertEqual(after.review?.outlined, true);
      session.review.history.undo();
      assertEqual(session.cells.get(id), before);
    });

    it('is adjusted with the keyboard alone: Tab, arrows by one pixel of the screen, Shift by ten', async () => {
      const before = cell(6);
      key('o');
      key('Tab');
      const handles = Array.from({ length: 13 }, (_, i) => 12 + i);
      const count = handles.find((of) => spoken() === said.handle(2, of));
      assert(count, spoken());
      key('Tab', { shiftKey: true });
      assertEqual(spoken(), said.handle(1, count));
      const scale = screenOf({ x: 1, y: 0 }).x - screenOf({ x: 0, y: 0 }).x;
      for (let i = 0; i < 3; i += 1) key('ArrowRight', { shiftKey: true });
      for (let i = 0; i < 5; i += 1) key('ArrowRight');
      key('ArrowLeft', { shiftKey: true });
      key('z', { ctrlKey: true });
      key('Enter');
      await settle();
      const after = session.cells.get(id);
      const x = before.outline[0] ?? 0;
      assertNear(
        Math.max(...ringOf(after as Cell).map((place) => place[0])),
        x + 35 / scale,
        1,
        'right edge',
      );
    });

    it('stays as it is when given up, or kept without a change', async () => {
      key('o');
      key('ArrowRight', { shiftKey: true });
      key('Escape');
      await settle();
      key('o');
      key('Enter');
      await settle();
      assertEqual(session.cells.get(id) === cell(6), true);
      assert(isOff(), 'the tool is away');
    });

    it('is not kept where it crosses itself', async () => {
      key('o');
      // Well beyond the other side of the cell: a small overshoot at the end of a line would be cut off.
      const { box } = session.cells.get(id) as Cell;
      const across = screenOf({ x: box.maxX, y: 0 }).x - screenOf({ x: box.minX, y: 0 }).x;
      for (let i = 0; i < (1.6 * across) / 10; i += 1) key('ArrowLeft', { shiftKey: true });
      key('Enter');
      assertEqual(hint(), said.crossesItself);
      assertEqual(session.tools.active, 'adjust');
      assertEqual(session.cells.get(id) === cell(6), true);
    });

    it('asks for a cell where none is chosen', async () => {
      session.selected = undefined;
      key('o');
      await settle();
      assertEqual(spoken(), said.chooseFirst);
      assert(isOff(), 'no tool was started');
    });
  });

  describe('a lasso', () => {
    beforeEach(async () => {
      await session.analyzeSlide();
      await settle();
    });
    const chosen = (): string[] => [...session.selection.ids].sort();

    it('chooses the cells whose centre lies inside; with Ctrl as well as those chosen', async () => {
      const lasso = session.lasso();
      const from = middle(0);
      const to = middle(1);
      const band = [
        { x: from.x - 20, y: from.y - 20 },
        { x: to.x + 20, y: to.y - 20 },
        { x: to.x + 20, y: to.y + 20 },
        { x: from.x - 20, y: from.y + 20 },
      ];
      drag(band);
      assertEqual(await lasso, 2);
      assertEqual(chosen(), [cell(0).id, cell(1).id].sort());
      assertEqual(spoken(), said.chosen(2));
      const more = session.lasso();
      drag(around(middle(7), 30), { ctrlKey: true });
      await more;
      assertEqual(chosen(), [cell(0).id, cell(1).id, cell(7).id].sort());
      const other = session.lasso();
      drag(around(middle(7), 30));
      await other;
      assertEqual(chosen(), [cell(7).id]);
    });

    it('begins with a drag with Shift held, without moving the slide; a click so adds and takes away', async () => {
      const centre = viewer.viewport.getCenter(false);
      const shift = { shiftKey: true };
      // The press reaches the slide before there is a sheet; capture is only for real pointers.
      const capture = Element.prototype.setPointerCapture;
      Element.prototype.setPointerCapture = () => undefined;
      try {
        const ring = around(middle(2), 40);
        send('pointerdown', ring[0] as Point, shift, viewer.canvas);
        for (const place of ring) send('pointermove', place, shift);
        send('pointerup', ring[0] as Point, shift);
        await settle();
        assertEqual(chosen(), [cell(2).id]);
        for (const expected of [[cell(2).id, cell(3).id].sort(), [cell(2).id]]) {
          send('pointerdown', middle(3), shift, viewer.canvas);
          send('pointerup', middle(3), shift);
          await settle();
          assertEqual(chosen(), expected);
        }
      } finally {
        Element.prototype.setPointerCapture = capture;
      }
      assert(isOff(), 'the tool is away');
      assertEqual(viewer.viewport.getCenter(false), centre);
    });

    it('passes over cells that are hidden', async () => {
      session.threshold = 1;
      const lasso = session.lasso();
      drag(around({ x: 800, y: 600 }, 590));
      assertEqual(await lasso, 0);
    });
  });

  describe('a ruler', () => {
    it('says the length in µm, the same at any zoom', async () => {
      for (const zoom of [1, 3]) {
        viewer.viewport.zoomTo(zoom, undefined, true);
        await settle();
        const measured = session.measure();
        drag([
          { x: 700, y: 500 },
          { x: 760, y: 540 },
          { x: 820, y: 590 },
        ]);
        assertEqual(spoken(), '15 µm');
        key('Escape');
        const length = await measured;
        assertNear(length?.microns, 15, 1e-6);
        assertNear(length?.pixels, 150, 1e-6);
      }
      assertEqual(session.cells.size, 0);
    });

    it('takes hold of an end again', async () => {
      const measured = session.measure();
      drag([
        { x: 700, y: 500 },
        { x: 800, y: 500 },
      ]);
      drag([
        { x: 702, y: 500 },
        { x: 600, y: 500 },
      ]);
      key('m');
      await measured;
      assertEqual(spoken(), '20 µm');
    });

    it('is laid with the keyboard alone', async () => {
      key('m');
      key(' ');
      for (let i = 0; i < 3; i += 1) key('ArrowRight', { shiftKey: true });
      key(' ');
      const scale = screenOf({ x: 1, y: 0 }).x - screenOf({ x: 0, y: 0 }).x;
      assertNear(parseFloat(spoken()), (96 / scale) * MICRONS_PER_PIXEL, 0.1);
      assert(spoken().endsWith('µm'), spoken());
    });
  });

  describe('what a person said of a cell', () => {
    /** Share of the outline that is drawn in the class colour (not its halo), 0 where nothing is drawn. */
    const lineShare = async (id: string): Promise<number> => {
      await settle(6);
      const drawn = viewer.canvas.querySelector<HTMLCanvasElement>('.smear-overlay');
      const now = session.cells.get(id);
      assert(drawn && now, 'the overlay and the cell');
      const ratio = drawn.width / drawn.clientWidth;
      const points = ringOf(now).flatMap(([x, y], i, ring) => {
        const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y];
        return [0, 0.25, 0.5, 0.75].map((part) => ({ x: x + (nextX - x) * part, y: y + (nextY - y) * part }));
      });
      const isLine = (point: Point): boolean => {
        const place = screenOf(point);
        const data = drawn
          .getContext('2d')
          ?.getImageData(Math.round(place.x * ratio), Math.round(place.y * ratio), 1, 1).data;
        const away = now.label.color.map((channel, i) => Math.abs(channel - (data?.[i] ?? 0)));
        return (data?.[3] ?? 0) > 200 && Math.max(...away) < 70;
      };
      return points.filter(isLine).length / points.length;
    };

    it('shows in its line at once: broken, solid, dotted, or none; undo takes it back step by step', async () => {
      await session.analyzeSlide();
      const neutrophil = cells.find(({ label }) => label.name === 'Neutrophil');
      assert(neutrophil, 'a neutrophil');
      const { id } = neutrophil;
      viewer.viewport.zoomTo(2, undefined, true);
      session.goTo(id);
      session.selected = undefined;
      await restOf(viewer);
      const suggested = await lineShare(id);
      session.review.confirm([id]);
      const confirmed = await lineShare(id);
      session.review.assign([id], { name: 'Unknown', code: '?', color: [128, 128, 128] });
      const unknown = await lineShare(id);
      session.review.reject([id]);
      assertEqual(await lineShare(id), 0, 'a rejected cell is not drawn');
      const all = `${confirmed.toFixed(2)} ${suggested.toFixed(2)} ${unknown.toFixed(2)}`;
      // Of the points that a whole line covers: how many that are depends on where pixels lie.
      const [broken, dotted] = [suggested / confirmed, unknown / confirmed];
      assert(confirmed > 0.5 && broken < 0.9 && broken > dotted + 0.1 && dotted > 0.05, all);
      for (const before of [unknown, confirmed, suggested]) {
        session.review.history.undo();
        assertNear(await lineShare(id), before, 0.02);
      }
    });
  });

  describe('whichever it is', () => {
    const pan = async (): Promise<number> => {
      const before = viewer.viewport.getCenter(false);
      const target = viewer.canvas;
      send('pointerenter', { x: 800, y: 600 }, {}, target);
      send('pointerdown', { x: 800, y: 600 }, {}, viewer.canvas.querySelector('.smear-tool') ?? target);
      for (const x of [780, 740, 700])
        send('pointermove', { x, y: 600 }, {}, viewer.canvas.querySelector('.smear-tool') ?? target);
      send('pointerup', { x: 700, y: 600 }, {}, viewer.canvas.querySelector('.smear-tool') ?? target);
      await settle();
      return Math.abs(viewer.viewport.getCenter(false).x - before.x);
    };

    it('keeps the slide still under a drag, and lets it go afterwards', async () => {
      viewer.viewport.zoomTo(3, undefined, true);
      session.tools.toggle('measure');
      cover();
      assertEqual(await pan(), 0);
      key('Escape');
      await settle();
      assert((await pan()) > 0.001, 'a drag pans again');
    });

    it('lets the wheel zoom', async () => {
      session.tools.toggle('measure');
      const before = viewer.viewport.getZoom(false);
      cover().dispatchEvent(
        new WheelEvent('wheel', {
          deltaY: -120,
          clientX: 400,
          clientY: 300,
          bubbles: true,
          cancelable: true,
        }),
      );
      await settle();
      assert(viewer.viewport.getZoom(false) > before, 'the slide came nearer');
      assertEqual(session.tools.active, 'measure');
    });

    it('goes to a cell or area where it is seen, also where the image itself is mirrored', async () => {
      const image = viewer.world.getItemAt(0);
      image.setFlip(true);
      await session.analyzeSlide();
      viewer.viewport.zoomTo(4, undefined, true);
      const found = [...session.cells.all()].find(({ box }) => boxCentre(box).x < WIDTH / 3);
      assert(found, 'a cell that lies well beside the middle');
      session.goTo(found.id);
      const seen = image.viewportToImageCoordinates(viewer.viewport.getCenter(false));
      assertNear(WIDTH - seen.x, boxCentre(found.box).x, 30);
      assertNear(seen.y, boxCentre(found.box).y, 30);
      const region = { minX: 1200, minY: 300, maxX: 1400, maxY: 400 };
      session.goToRegion(region);
      const middleX = image.viewportToImageCoordinates(viewer.viewport.getCenter(false)).x;
      assertNear(WIDTH - middleX, 1300, 30);
    });

    it('lets it go after an error too', async () => {
      viewer.viewport.zoomTo(3, undefined, true);
      const drawing = session.drawCell();
      const { add } = session.review;
      session.review.add = () => {
        throw new Error('full');
      };
      drag(around({ x: 800, y: 600 }, 60));
      assertEqual(String(await rejection(drawing)), 'Error: full');
      session.review.add = add;
      assert(isOff(), 'the tool is away');
      assertEqual(session.tools.active, undefined);
      assert((await pan()) > 0.001, 'a drag pans again');
    });

    it('gives up a line for a second finger, which pans and zooms the slide', async () => {
      touch = true;
      const drawn = session.drawCell();
      const [ring, zoom] = [around({ x: 700, y: 500 }, 80), viewer.viewport.getZoom(true)];
      send('pointerdown', ring[0] as Point);
      for (const place of ring.slice(0, 12)) send('pointermove', place);
      send('pointerdown', { x: 500, y: 500 }, { pointerId: 8, isPrimary: false });
      for (const x of [460, 420, 380]) send('pointermove', { x, y: 500 }, { pointerId: 8, isPrimary: false });
      send('pointerup', { x: 380, y: 500 }, { pointerId: 8, isPrimary: false });
      send('pointerup', ring[12] as Point);
      assert(viewer.viewport.getZoom(true) > zoom * 1.1, 'the slide came nearer');
      assertEqual(session.cells.size, 0);
      drag(around({ x: 700, y: 500 }, 60));
      assert((await drawn) !== undefined, 'the next line counts');
    });

    it('is out of the way of a finger when put away: a tap chooses, also just beside a cell, a drag pans', async () => {
      await session.analyzeSlide();
      touch = true;
      viewer.viewport.zoomTo(1, undefined, true);
      await settle();
      const canvas = viewer.canvas;
      const { box, id } = cell(5);
      const scale = screenOf({ x: 1, y: 0 }).x - screenOf({ x: 0, y: 0 }).x;
      const tap = { x: box.maxX + 8 / scale, y: (box.minY + box.maxY) / 2 };
      send('pointerenter', tap, {}, canvas);
      send('pointerdown', tap, {}, canvas);
      send('pointerup', tap, {}, canvas);
      assertEqual(session.selected, id);
      assert((await pan()) > 0.001, 'a drag pans');
      assertEqual(session.selected, id);
    });

    it('is one at a time, with drawing a region among them', async () => {
      const region = session.drawRegion();
      assertEqual(session.tools.active, 'region');
      const measured = session.measure();
      assertEqual(await region, undefined);
      assertEqual(viewer.canvas.querySelectorAll('.smear-region, .smear-tool').length, 1);
      const next = session.drawRegion();
      assertEqual(await measured, undefined);
      assertEqual(viewer.canvas.querySelectorAll('.smear-region, .smear-tool').length, 1);
      session.tools.stop();
      assertEqual(await next, undefined);
    });

    it('drawn as a region it has a button to give up, and gives the focus back to what was pressed', async () => {
      const areas = document.createElement('smear-areas');
      const find = document.createElement('smear-find');
      for (const part of [areas, find]) {
        part.session = session;
        document.body.append(part);
        await part.updateComplete;
      }
      const focused = (): Element | null | undefined => document.activeElement?.shadowRoot?.activeElement;
      const details = areas.renderRoot.querySelector('details');
      assert(details, 'the areas');
      details.open = true;
      const add = areas.renderRoot.querySelector<HTMLButtonElement>('.inside > button');
      assert(add, 'a button to add one');
      const start = async (): Promise<void> => {
        add.focus();
        add.click();
        await settle();
        assertEqual(document.activeElement, cover());
      };
      await start();
      cover().querySelector('button')?.click();
      await settle();
      assert(isOff(), 'given up with the button');
      assertEqual(session.counting.areas.list.length, 0);
      assertEqual(focused(), add);
      await start();
      key('ArrowRight');
      key('Enter');
      await settle();
      assertEqual(session.counting.areas.list.length, 1);
      assertEqual(focused(), add);
      await start();
      add.click();
      await settle();
      assert(isOff(), 'given up by pressing again');

      const [stop, region] = find.renderRoot.querySelectorAll<HTMLButtonElement>('.buttons button');
      assert(stop && region, 'buttons to analyse');
      region.focus();
      region.click();
      await settle();
      key('ArrowRight');
      key('Enter');
      await settle();
      assertEqual(focused(), stop, 'what stops the run that began');
      while (session.state.kind !== 'done') await settle();
      await settle();
      assertEqual(focused(), stop);
      areas.remove();
      find.remove();
    });

    it('has a button in the panel that is pressed while it is at work', async () => {
      const bar = document.createElement('smear-tools');
      bar.session = session;
      bar.lang = 'de';
      document.body.append(bar);
      await bar.updateComplete;
      const button = (name: ToolName): HTMLButtonElement => {
        const all = [...bar.renderRoot.querySelectorAll('button')];
        const found = all.find(({ textContent }) => textContent?.includes(de.tools.names[name]));
        assert(found, `a button ${name}`);
        return found;
      };
      assertEqual(button('adjust').disabled, true, 'there is no cell whose outline could be pulled');
      button('measure').click();
      await bar.updateComplete;
      assertEqual(button('measure').getAttribute('aria-pressed'), 'true');
      button('add').click();
      await bar.updateComplete;
      assertEqual(session.tools.active, 'add');
      assertEqual(button('measure').getAttribute('aria-pressed'), 'false');
      button('add').dispatchEvent(
        new KeyboardEvent('keydown', { key: 'a', bubbles: true, composed: true, cancelable: true }),
      );
      await settle();
      await bar.updateComplete;
      assertEqual(button('add').getAttribute('aria-pressed'), 'false');
      session.dispatchEvent(new CustomEvent('change'));
      await accessible(bar);
      bar.remove();
    });

    it('ends with the slide it works on, and with the session', async () => {
      const drawing = session.drawCell();
      session.setSlide(undefined);
      assertEqual(await drawing, undefined);
      assert(isOff(), 'the tool is away');
    });

    it('gives the focus back, and writes its hint in text that grows with the page', async () => {
      viewer.canvas.focus();
      session.tools.toggle('lasso');
      assertEqual(document.activeElement, cover());
      const note = cover().querySelector<HTMLElement>('.smear-tool-note');
      const size = (): number => parseFloat(getComputedStyle(note as HTMLElement).fontSize);
      const before = size();
      document.documentElement.style.fontSize = '200%';
      assertNear(size(), before * 2, 0.1);
      assert((note?.getBoundingClientRect().right ?? 0) <= 820, 'it stays within the slide');
      await accessible(cover());
      document.documentElement.style.fontSize = '';
      key('Escape');
      assertEqual(document.activeElement, viewer.canvas);
    });
  });
});

import OpenSeadragon from 'openseadragon';
import type { RgbaTile } from '../../models/domain/tile.js';
import type { Cell } from '../../models/domain/cell.js';
import { applyAffine } from '../../overlays/viewport/affine.js';
import { CellOverlay } from '../../overlays/cell-overlay.js';
import { HeatmapCache, type HeatmapSource } from '../../overlays/layers/heatmap-cache.js';
import { drawBox } from '../../overlays/tools/region-drawing.js';
import { ViewportSync, type SyncedFrame } from '../../overlays/viewport/viewport-sync.js';
import { CellStore } from '../../plugin/cells/cell-store.js';
import { assert, assertEqual, assertNear, rejection } from './assert.js';
import { drawScriptedSlide, openViewer } from './panel-scripted-session.js';

const WIDTH = 1600;
const HEIGHT = 1200;
/** Blue squares on the drawn slide, at level-0 points that are no mirror or turn of each other. */
const MARKS = [
  { x: 300, y: 260 },
  { x: 1240, y: 420 },
  { x: 700, y: 910 },
];

function host(): HTMLElement {
  const element = document.createElement('div');
  element.style.cssText = 'position:fixed;left:20px;top:10px;width:640px;height:420px';
  document.body.append(element);
  return element;
}

function markedSlide(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  assert(context, 'a canvas to draw on');
  context.fillStyle = '#eee6e2';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = '#0000ff';
  for (const { x, y } of MARKS) context.fillRect(x - 14, y - 14, 28, 28);
  return canvas;
}

const nextFrame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));

async function settle(viewer: OpenSeadragon.Viewer): Promise<void> {
  viewer.forceRedraw();
  for (let i = 0; i < 4; i += 1) await nextFrame();
}

/** Whether the viewer itself has drawn the blue mark at a place in CSS pixels of its canvas. */
function isMarkAt(viewer: OpenSeadragon.Viewer, x: number, y: number): boolean {
  const drawn = viewer.drawer.canvas as HTMLCanvasElement;
  const ratio = drawn.width / drawn.clientWidth;
  const pixel = drawn.getContext('2d')?.getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data;
  return pixel !== undefined && (pixel[2] ?? 0) > 180 && (pixel[0] ?? 255) < 90;
}

type Pose = [name: string, take: (viewer: OpenSeadragon.Viewer) => void];

const POSES: readonly Pose[] = [
  ['as opened', () => undefined],
  [
    'zoomed and panned',
    ({ viewport }) =>
      void viewport.zoomTo(1.3, undefined, true).panTo(new OpenSeadragon.Point(0.45, 0.36), true),
  ],
  ['turned by 33°', ({ viewport }) => void viewport.setRotation(33, true)],
  ['mirrored', ({ viewport }) => void viewport.setFlip(true)],
  ['turned and mirrored', ({ viewport }) => void viewport.setRotation(-70, true).setFlip(true)],
  [
    'with an image that is moved, turned and mirrored itself',
    ({ world }) => {
      const image = world.getItemAt(0);
      image.setPosition(new OpenSeadragon.Point(0.08, -0.05), true);
      image.setWidth(0.8, true);
      image.setRotation(20, true);
      image.setFlip(true);
    },
  ],
  ['in a smaller window', ({ element }) => void (element.style.width = '410px')],
];

const blank = (side: number): RgbaTile => ({
  width: side,
  height: side,
  data: new Uint8ClampedArray(side * side * 4),
});

describe('the overlay', () => {
  let viewer: OpenSeadragon.Viewer;
  let element: HTMLElement;

  afterEach(() => {
    viewer.destroy();
    element.remove();
  });

  for (const [name, take] of POSES) {
    it(`lies on the slide: ${name}`, async () => {
      element = host();
      viewer = await openViewer(element, markedSlide(), { drawer: 'canvas' });
      const sync = new ViewportSync(
        viewer,
        () => viewer.world.getItemAt(0),
        () => undefined,
      );
      take(viewer);
      for (let i = 0; i < 12; i += 1) await settle(viewer);
      const transform = sync.transform;
      assert(transform, 'a transform while a slide is open');
      const seen = MARKS.map((mark) => applyAffine(transform, mark)).filter(
        ({ x, y }) => x > 12 && y > 12 && x < element.clientWidth - 12 && y < element.clientHeight - 12,
      );
      assert(seen.length > 0, 'at least one mark is on view');
      for (const { x, y } of seen) assert(isMarkAt(viewer, x, y), `the mark is drawn at ${x}, ${y}`);
      sync.dispose();
    });
  }

  it('is painted in the very frame in which the viewer moves, at the place the viewer is at', async () => {
    element = host();
    viewer = await openViewer(element, markedSlide(), { drawer: 'canvas', animationTime: 0.3 });
    const painted: SyncedFrame[] = [];
    const sync = new ViewportSync(
      viewer,
      () => viewer.world.getItemAt(0),
      (frame) => painted.push(frame),
    );
    await settle(viewer);
    let frames = 0;
    viewer.addHandler('animation', () => {
      const last = painted.at(-1);
      const truth = viewer.world
        .getItemAt(0)
        .imageToViewportCoordinates(new OpenSeadragon.Point(700, 910), true);
      const there = viewer.viewport.pixelFromPoint(truth, true);
      const here = last && applyAffine(last.transform, { x: 700, y: 910 });
      assertNear(here?.x ?? NaN, there.x, 1e-6);
      assertNear(here?.y ?? NaN, there.y, 1e-6);
      frames += 1;
    });
    viewer.viewport.panBy(new OpenSeadragon.Point(0.2, 0.1)).zoomBy(1.6);
    await new Promise((resolve) => viewer.addOnceHandler('animation-finish', resolve));
    assert(frames > 3, `the movement took ${frames} frames`);
    sync.dispose();
  });

  it('follows the screen’s pixel density and takes its canvas away again', async () => {
    element = host();
    viewer = await openViewer(element, markedSlide());
    const sync = new ViewportSync(
      viewer,
      () => viewer.world.getItemAt(0),
      () => undefined,
    );
    await settle(viewer);
    assertEqual(sync.canvas.width, Math.round(640 * devicePixelRatio));
    sync.dispose();
    sync.dispose();
    assertEqual(viewer.canvas.querySelectorAll('.smear-overlay').length, 0);
  });
});

describe('cells on the slide', () => {
  let viewer: OpenSeadragon.Viewer;
  let element: HTMLElement;
  let cells: Cell[];
  let store: CellStore;
  let overlay: CellOverlay;
  let chosen: (string | undefined)[];
  let steps: string[];
  let heatmaps: HeatmapSource;
  let errorOf: (cell: Cell) => number | undefined;
  let isShown: (cell: Cell) => boolean;

  beforeEach(async () => {
    element = host();
    const slide = drawScriptedSlide(WIDTH, HEIGHT, 12);
    cells = slide.cells;
    viewer = await openViewer(element, slide.picture, { drawer: 'canvas' });
    store = new CellStore();
    store.apply({ added: cells, removed: [] });
    chosen = [];
    steps = [];
    heatmaps = async () => [];
    errorOf = () => undefined;
    isShown = () => true;
    overlay = new CellOverlay({
      viewer,
      image: () => viewer.world.getItemAt(0),
      cells: store,
      isShown: (cell) => isShown(cell),
      standing: () => 'suggested',
      isChosen: () => false,
      areas: () => ({ areas: [], path: [] }),
      describe: ({ label }) => `${label.name}, 80 %`,
      heatmaps: (asked, signal) => heatmaps(asked, signal),
      errorOf: (cell) => errorOf(cell),
      onSelect: (id) => {
        chosen.push(id);
        overlay.selected = id;
      },
      onKey: ({ key }) => key === 'n' && steps.push(key) > 0,
      onError: () => undefined,
    });
    await settle(viewer);
  });

  afterEach(() => {
    overlay.dispose();
    viewer.destroy();
    element.remove();
  });

  const canvas = (): HTMLCanvasElement => {
    const found = viewer.canvas.querySelector<HTMLCanvasElement>('.smear-overlay');
    assert(found, 'the overlay’s canvas');
    return found;
  };

  /** Opacity of the overlay at a level-0 point. */
  const alphaAt = (x: number, y: number): number => {
    const point = screenOf(x, y);
    const pixel = canvas()
      .getContext('2d')
      ?.getImageData(Math.round(point.x), Math.round(point.y), 1, 1).data;
    return pixel?.[3] ?? 0;
  };

  const screenOf = (x: number, y: number): OpenSeadragon.Point =>
    viewer.viewport.pixelFromPoint(
      viewer.world.getItemAt(0).imageToViewportCoordinates(new OpenSeadragon.Point(x, y), true),
      true,
    );

  const middle = (cell: Cell): { x: number; y: number } => ({
    x: (cell.box.minX + cell.box.maxX) / 2,
    y: (cell.box.minY + cell.box.maxY) / 2,
  });

  const first = (): Cell => {
    const cell = cells[0];
    assert(cell, 'a scripted cell');
    return cell;
  };

  function press(from: { x: number; y: number }, to = from): void {
    const bounds = viewer.canvas.getBoundingClientRect();
    const send = (type: string, place: { x: number; y: number }, buttons: number): void => {
      const target = screenOf(place.x, place.y);
      viewer.canvas.dispatchEvent(
        new PointerEvent(type, {
          bubbles: true,
          pointerId: 1,
          pointerType: 'mouse',
          isPrimary: true,
          button: type === 'pointermove' ? -1 : 0,
          buttons,
          clientX: bounds.left + target.x,
          clientY: bounds.top + target.y,
        }),
      );
    };
    send('pointerenter', from, 0);
    send('pointermove', from, 0);
    send('pointerdown', from, 1);
    if (to !== from)
      for (const part of [0.3, 0.6, 1]) {
        send('pointermove', { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }, 1);
      }
    send('pointerup', to, 0);
  }

  it('are marked in the colours that the page sets, and at the next draw in those that it sets anew', async () => {
    const page = document.documentElement;
    const cell = first();
    overlay.selected = cell.id;
    /** The colour of the frame's corner above and left of the chosen cell. */
    const corner = async (): Promise<number[]> => {
      overlay.invalidate();
      await settle(viewer);
      const { x, y } = screenOf(cell.box.minX, cell.box.minY);
      const picture = canvas().getContext('2d');
      return [...(picture?.getImageData(Math.round(x - 7), Math.round(y - 7), 1, 1).data ?? [])].slice(0, 3);
    };
    const isNear = (colour: number[], wanted: readonly number[]): boolean =>
      wanted.every((value, i) => Math.abs((colour[i] ?? NaN) - value) < 40);
    try {
      const usual = await corner();
      assert(isNear(usual, [255, 255, 255]), `white without a wish of the page: ${usual.join()}`);
      page.style.setProperty('--smear-slide-line', 'rgb(255 0 0)');
      const red = await corner();
      assert(isNear(red, [255, 0, 0]), `red as the page says: ${red.join()}`);
      page.style.setProperty('--smear-slide-line', 'light-dark(rgb(0 0 255), rgb(0 255 0))');
      page.style.colorScheme = 'light';
      const light = await corner();
      assert(isNear(light, [0, 0, 255]), `blue on a light page: ${light.join()}`);
      page.style.colorScheme = 'dark';
      const dark = await corner();
      assert(isNear(dark, [0, 255, 0]), `green on a dark page: ${dark.join()}`);
      viewer.element.style.setProperty('--smear-slide-line', 'rgb(255 0 255)');
      const own = await corner();
      assert(isNear(own, [255, 0, 255]), `what the viewer itself says comes first: ${own.join()}`);
    } finally {
      page.style.removeProperty('--smear-slide-line');
      page.style.colorScheme = '';
    }
  });

  it('are outlined and never filled', () => {
    const cell = first();
    let onLine = 0;
    for (let i = 0; i < cell.outline.length; i += 2) {
      if (alphaAt(cell.outline[i] ?? 0, cell.outline[i + 1] ?? 0) > 60) onLine += 1;
    }
    assert(onLine > cell.outline.length / 4, `${onLine} of ${cell.outline.length / 2} vertices are drawn`);
    assertEqual(alphaAt(middle(cell).x, middle(cell).y), 0);
  });

  it('are seen as they are while H is held, without outline and label', async () => {
    const { outline } = first();
    const drawn = (): number => {
      let onLine = 0;
      for (let i = 0; i < outline.length; i += 2) {
        if (alphaAt(outline[i] ?? 0, outline[i + 1] ?? 0) > 60) onLine += 1;
      }
      return onLine;
    };
    const before = drawn();
    assert(before > 0, 'the outline is drawn');
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'h' }));
    await nextFrame();
    await nextFrame();
    assertEqual(drawn(), 0);
    window.dispatchEvent(new KeyboardEvent('keyup', { key: 'h' }));
    await nextFrame();
    await nextFrame();
    assertEqual(drawn(), before);
  });

  it('show their heat map inside the outline and nowhere else, and give it up while H is held', async () => {
    heatmaps = async (asked) =>
      asked.map(({ id, box }) => ({
        cellId: id,
        box,
        crop: blank(8),
        rebuilt: blank(8),
        error: new Float32Array(64).fill(1),
      }));
    overlay.mode = 'heatmap';
    for (let i = 0; i < 8; i += 1) await nextFrame();
    const cell = first();
    const alpha = alphaAt(middle(cell).x, middle(cell).y);
    assert(alpha > 100 && alpha < 200, `the map lies on the cell and hides no nucleus: ${alpha}`);
    assertEqual(alphaAt(cell.box.minX + 2, cell.box.minY + 2), 0);
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'h' }));
    await nextFrame();
    await nextFrame();
    assertEqual(alphaAt(middle(cell).x, middle(cell).y), 0);
    window.dispatchEvent(new KeyboardEvent('keyup', { key: 'h' }));
    await nextFrame();
    await nextFrame();
    assertEqual(alphaAt(middle(cell).x, middle(cell).y), alpha);
  });

  it('leave none out of the heat map: one without a map has a ring, the brighter the larger its error', async () => {
    const [one, other] = [first(), cells.find((cell) => cell.id !== first().id) as Cell];
    errorOf = ({ id }) => (id === one.id ? 1 : id === other.id ? 0 : undefined);
    overlay.mode = 'heatmap';
    for (let i = 0; i < 4; i += 1) await nextFrame();
    const onRing = ({ box }: Cell): [number, number] => {
      const radius = Math.max(box.maxX - box.minX, box.maxY - box.minY) / 2;
      return [(box.minX + box.maxX) / 2 + radius, (box.minY + box.maxY) / 2];
    };
    for (const cell of [one, other]) {
      assert(alphaAt(...onRing(cell)) > 150, `a ring around ${cell.id}`);
      assertEqual(alphaAt(middle(cell).x, middle(cell).y), 0);
    }
  });

  it('ask for heat maps in small batches, once for each cell', async () => {
    const batches: string[][] = [];
    heatmaps = async (asked) => {
      batches.push(asked.map(({ id }) => id));
      return [];
    };
    overlay.mode = 'both';
    for (let i = 0; i < 12; i += 1) await nextFrame();
    assert(
      batches.every((batch) => batch.length <= 8),
      'no batch is large',
    );
    assertEqual(batches.flat().length, cells.length);
    assertEqual(new Set(batches.flat()).size, cells.length);
  });

  it('ask for the heat map of a cell again where the models see it otherwise or its outline is another, and not where it is named', async () => {
    const asked: string[] = [];
    const cache = new HeatmapCache(
      async (batch) => {
        asked.push(...batch.map(({ id }) => id));
        return [];
      },
      () => undefined,
      () => undefined,
    );
    const cell = first();
    const askedFor = async (wanted: Cell): Promise<number> => {
      cache.want([wanted]);
      for (let i = 0; i < 4; i += 1) await nextFrame();
      return asked.length;
    };
    assertEqual(await askedFor(cell), 1);
    assertEqual(await askedFor({ ...cell, review: { confirmed: true, at: '' } }), 1);
    assertEqual(await askedFor({ ...cell, embedding: Float32Array.from(cell.embedding) }), 2);
    assertEqual(await askedFor({ ...cell, box: { ...cell.box } }), 3);
    cache.clear();
  });

  it('ask for no heat map twice while more cells are on view than can be kept', async () => {
    const asked: string[] = [];
    const cache = new HeatmapCache(
      async (batch) => {
        asked.push(...batch.map(({ id }) => id));
        return batch.map(({ id, box }) => ({
          cellId: id,
          box,
          crop: blank(1),
          rebuilt: blank(1),
          error: new Float32Array(1),
        }));
      },
      () => undefined,
      () => undefined,
    );
    const crowd = Array.from({ length: 500 }, (_, index) => ({ ...first(), id: `crowd ${index}` }));
    for (let frame = 0; frame < 3; frame += 1) {
      cache.want(crowd);
      for (const { id } of crowd.toReversed()) cache.get(id);
      for (let i = 0; i < 20; i += 1) await nextFrame();
    }
    assertEqual(asked.length, new Set(asked).size);
    assert(asked.length >= 400, `${asked.length} maps were made`);
    cache.clear();
  });

  it('are chosen by a click and let go by a click beside them; a drag chooses nothing', async () => {
    const cell = first();
    press(middle(cell));
    assertEqual(chosen.at(-1), cell.id);
    press({ x: 5, y: 5 });
    assertEqual(chosen.at(-1), undefined);
    assertEqual(chosen.length, 2);
    press(middle(cell), { x: middle(cell).x + 300, y: middle(cell).y + 60 });
    assertEqual(chosen.length, 2);
  });

  it('say their full name when pointed at', () => {
    const bounds = viewer.canvas.getBoundingClientRect();
    const { x, y } = screenOf(middle(first()).x, middle(first()).y);
    viewer.canvas.dispatchEvent(
      new PointerEvent('pointermove', { clientX: bounds.left + x, clientY: bounds.top + y, bubbles: true }),
    );
    const tip = viewer.canvas.querySelector<HTMLElement>('.smear-tooltip');
    assertEqual(tip?.textContent, `${first().label.name}, 80 %`);
    assertEqual(tip?.style.visibility, 'visible');
    assertEqual(viewer.canvas.style.cursor, 'pointer');
    viewer.canvas.dispatchEvent(new PointerEvent('pointerleave'));
    assertEqual(tip?.style.visibility, 'hidden');
    assertEqual(viewer.canvas.style.cursor, '');
  });

  it('go with the slide in the same frame and are as sharp when it rests as if they had been drawn there', async () => {
    store.clear();
    const many = drawScriptedSlide(WIDTH, HEIGHT, 60).cells;
    store.apply({ added: many, removed: [] });
    overlay.invalidate();
    await settle(viewer);
    const show = ({ x, y }: { x: number; y: number }, zoom: number): void => {
      viewer.viewport.zoomTo(zoom, undefined, true).panTo(new OpenSeadragon.Point(x, y), true);
      viewer.forceRedraw();
    };
    const picture = (): Uint8ClampedArray =>
      canvas().getContext('2d')?.getImageData(0, 0, 640, 420).data ?? new Uint8ClampedArray();
    const place = { x: 0.5131, y: 0.3713 };
    show(place, 1.1);
    await settle(viewer);
    overlay.invalidate();
    await settle(viewer);
    const drawnThere = picture();
    const onLine = (): number =>
      many.filter(({ outline }) => alphaAt(outline[0] ?? 0, outline[1] ?? 0) > 60).length;
    const before = onLine();
    assert(before > 15, `${before} outlines are seen`);
    for (const [way, zoom] of [
      [0.0037, 1.1],
      [0.0071, 1.1],
      [0.0071, 1.2],
    ] as const) {
      const seen = new Promise<number>((resolve) =>
        viewer.addOnceHandler('update-viewport', () => resolve(onLine())),
      );
      show({ x: place.x + way, y: place.y }, zoom);
      const lines = await seen;
      assert(lines > before * 0.7, `${lines} of ${before} in that frame`);
    }
    show(place, 1.1);
    await until(
      () => picture().every((value, i) => value === drawnThere[i]),
      'not a pixel differs from before',
    );
  });

  it('are drawn anew when a graphics card that was lost has come back', async () => {
    store.clear();
    store.apply({ added: drawScriptedSlide(WIDTH, HEIGHT, 60).cells, removed: [] });
    overlay.invalidate();
    await settle(viewer);
    let drawn = 0;
    const { transferToImageBitmap } = OffscreenCanvas.prototype;
    OffscreenCanvas.prototype.transferToImageBitmap = function (this: OffscreenCanvas) {
      drawn += 1;
      return transferToImageBitmap.call(this);
    };
    try {
      await settle(viewer);
      assertEqual(drawn, 0);
      canvas().dispatchEvent(new Event('contextrestored'));
      await settle(viewer);
      assert(drawn > 4, `${drawn} pictures were drawn`);
    } finally {
      OffscreenCanvas.prototype.transferToImageBitmap = transferToImageBitmap;
    }
  });

  /** A small cell on every few pixels of the slide. */
  function crowdOf(count: number): Cell[] {
    const many = drawScriptedSlide(400, 300, 1).cells[0];
    assert(many, 'a cell to multiply');
    return Array.from({ length: count }, (_, index) => {
      const [dx, dy] = [(index % 160) * 10 - many.box.minX, Math.floor(index / 160) * 9.5 - many.box.minY];
      const scale = 0.14;
      return {
        ...many,
        id: `c${index}`,
        box: {
          minX: many.box.minX + dx,
          minY: many.box.minY + dy,
          maxX: many.box.minX + dx + 22,
          maxY: many.box.minY + dy + 22,
        },
        outline: many.outline.map((value, i) =>
          i % 2 === 0
            ? (value - many.box.minX) * scale + many.box.minX + dx
            : (value - many.box.minY) * scale + many.box.minY + dy,
        ),
      };
    });
  }

  function fill(count: number): Cell[] {
    const crowd = crowdOf(count);
    store.clear();
    store.apply({ added: crowd, removed: [] });
    overlay.invalidate();
    return crowd;
  }

  /** Lets frames go by, as many as a busy machine needs, until what is waited for is there. */
  async function until(isSo: () => boolean, what: string): Promise<void> {
    for (let i = 0; i < 600 && !isSo(); i += 1) await nextFrame();
    assert(isSo(), what);
  }

  it('stay at hand when twenty thousand are on view', async () => {
    fill(20_000);
    await settle(viewer);
    const started = performance.now();
    const rounds = 5;
    for (let i = 0; i < rounds; i += 1) {
      viewer.viewport.panBy(new OpenSeadragon.Point(0.001, 0), true);
      viewer.forceRedraw();
      await nextFrame();
      canvas().getContext('2d')?.getImageData(0, 0, 1, 1);
    }
    const each = (performance.now() - started) / rounds;
    console.log(`20,000 cells: ${each.toFixed(0)} ms a frame`);
    assert(each < 1000, `a frame took ${each} ms`);
  });

  it('are dots that go with the slide in the same frame, and vanish where they are no longer shown', async () => {
    fill(20_000);
    /** Between two columns of the crowd's left half, and in its right half; both on view before and after. */
    const isDrawn = (x: number): boolean => {
      const row = Array.from({ length: 40 }, (_, i) => alphaAt(x + i, 600));
      return row.some((alpha) => alpha > 150);
    };
    // What was drawn before must be gone first.
    await settle(viewer);
    await until(() => isDrawn(500) && isDrawn(1000), 'the crowd is drawn');
    assert(!isDrawn(-60), 'nothing is drawn beside the slide');
    const moved = new Promise<boolean>((resolve) =>
      // After the overlay, which has painted by then.
      viewer.addOnceHandler('update-viewport', () => resolve(isDrawn(1000) && !isDrawn(-60))),
    );
    viewer.viewport.panBy(new OpenSeadragon.Point(-0.15, 0), true);
    viewer.forceRedraw();
    assert(await moved, 'in that frame the dots are where the slide is');
    isShown = ({ box }) => box.maxX < 800;
    overlay.invalidate();
    await until(() => !isDrawn(1000), 'what is hidden is gone');
    assert(isDrawn(500), 'and the rest is still there');
  });

  it('are true counts where even dots would run together, whatever part of them is shown', async () => {
    fill(20_000);
    viewer.viewport.zoomTo(0.2, undefined, true);
    const context = canvas().getContext('2d');
    assert(context, 'the overlay’s context');
    let written: number[] = [];
    context.clearRect = (...box) => {
      written = [];
      CanvasRenderingContext2D.prototype.clearRect.apply(context, box);
    };
    context.fillText = (text) => void written.push(Number(text));
    const total = (): number => written.reduce((sum, count) => sum + count, 0);
    await until(() => total() > 0, 'counts are written');
    assertEqual(total(), 20_000);
    isShown = ({ id }) => Number(id.slice(1)) % 4 === 0;
    overlay.invalidate();
    await until(() => total() < 20_000, 'counted anew');
    assertEqual(total(), 5000);
    store.apply({ added: [], removed: ['c0', 'c4'] });
    overlay.invalidate();
    await until(() => total() < 5000, 'and again');
    assertEqual(total(), 4998);
  });
});

describe('a region drawn on the slide', () => {
  const drag = (cover: Element, type: string, clientX: number, clientY: number): boolean =>
    cover.dispatchEvent(
      new PointerEvent(type, { pointerId: 1, clientX, clientY, button: 0, bubbles: true, isPrimary: true }),
    );

  function start(signal?: AbortSignal): {
    element: HTMLElement;
    drawn: ReturnType<typeof drawBox>;
    cover: HTMLElement;
  } {
    const element = host();
    const drawn = drawBox(element, { hint: 'Drag', cancel: 'Cancel', signal });
    const cover = element.querySelector<HTMLElement>('.smear-region');
    assert(cover, 'a sheet to draw on');
    cover.setPointerCapture = () => undefined;
    return { element, drawn, cover };
  }

  it('is the rectangle between press and release, in the host’s pixels', async () => {
    const { element, drawn, cover } = start();
    drag(cover, 'pointerdown', 220, 110);
    drag(cover, 'pointermove', 180, 150);
    drag(cover, 'pointerup', 120, 210);
    assertEqual(await drawn, { minX: 100, minY: 100, maxX: 200, maxY: 200 });
    assertEqual(element.childElementCount, 0);
    element.remove();
  });

  it('keeps the keys that end it from whatever has the focus next', async () => {
    for (const key of ['Enter', 'Escape', 'ArrowRight']) {
      const { element, cover } = start();
      const stroke = new KeyboardEvent('keydown', { key, cancelable: true });
      cover.dispatchEvent(stroke);
      assert(stroke.defaultPrevented, `${key} presses nothing else`);
      element.remove();
    }
  });

  it('is given up with Escape, and can be drawn with the keyboard alone', async () => {
    const given = start();
    given.cover.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    assertEqual(await given.drawn, undefined);
    given.element.remove();
    const typed = start();
    typed.cover.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    typed.cover.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    assertEqual(await typed.drawn, { minX: 176, minY: 105, maxX: 496, maxY: 315 });
    typed.element.remove();
  });

  it('rejects with the reason of whoever stops it, and leaves nothing behind', async () => {
    const stop = new AbortController();
    const { element, drawn } = start(stop.signal);
    const reason = new Error('another rectangle');
    stop.abort(reason);
    assertEqual(await rejection(drawn), reason);
    assertEqual(element.childElementCount, 0);
    element.remove();
  });
});

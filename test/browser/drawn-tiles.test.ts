import type { Cell } from '../../models/domain/cell.js';
import { boxCentre, fullExtent, type Box } from '../../models/domain/geometry.js';
import { DrawnTiles } from '../../overlays/crowd/drawn-tiles.js';
import type { DrawingJob } from '../../overlays/crowd/tile-drawing.js';
import {
  affineScale,
  applyAffine,
  invertAffine,
  transformBox,
  type Affine,
} from '../../overlays/viewport/affine.js';
import type { SyncedFrame } from '../../overlays/viewport/viewport-sync.js';
import { assert, assertEqual } from './assert.js';
import { drawScriptedSlide } from './panel-scripted-session.js';

const [WIDTH, HEIGHT] = [600, 400];
const PLACED = { a: 0.5, b: 0, c: 0, d: 0.5, e: 0, f: 0 };

/** A view with tiles, and a red square on each place that has been asked for. */
class TiledView {
  readonly context: CanvasRenderingContext2D;
  readonly tiles: DrawnTiles;
  /** Level-0 boxes of the tiles that were drawn since last asked. */
  drawn: Box[] = [];
  asked = 0;
  #cell = drawScriptedSlide(400, 300, 1).cells[0] as Cell;

  constructor() {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [WIDTH, HEIGHT];
    this.context = canvas.getContext('2d') as CanvasRenderingContext2D;
    this.tiles = new DrawnTiles(() => void (this.asked += 1));
  }

  /** Shows squares of 20 level-0 pixels around these places; gives how many tiles were drawn for it. */
  show(
    transform: Affine,
    places: readonly (readonly [number, number])[],
    job: Partial<DrawingJob> = {},
  ): number {
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, WIDTH, HEIGHT);
    this.drawn = [];
    this.asked = 0;
    const back = invertAffine(transform) as Affine;
    const region = transformBox(back, fullExtent({ width: WIDTH, height: HEIGHT }));
    const frame = {
      context: this.context,
      transform,
      scale: affineScale(transform),
      pixelRatio: 1,
      width: WIDTH,
      height: HEIGHT,
      region,
    } as unknown as SyncedFrame;
    this.tiles.paint(frame, {
      revision: 1,
      linesPx: 1000,
      isWhole: true,
      cellsIn: (region) => {
        this.drawn.push(region);
        return places.map(([x, y]) => ({
          ...this.#cell,
          box: { minX: x - 10, minY: y - 10, maxX: x + 10, maxY: y + 10 },
        }));
      },
      paint: ({ context, transform, scale }, cells) => {
        context.fillStyle = 'red';
        for (const { box } of cells) {
          const { x, y } = applyAffine(transform, boxCentre(box));
          context.fillRect(x - 10 * scale, y - 10 * scale, 20 * scale, 20 * scale);
        }
      },
      ...job,
    });
    return this.drawn.length;
  }

  alphaAt(transform: Affine, x: number, y: number): number {
    const at = applyAffine(transform, { x, y });
    return this.context.getImageData(Math.floor(at.x), Math.floor(at.y), 1, 1).data[3] ?? 0;
  }
}

const moved = (by: number): Affine => ({ ...PLACED, e: PLACED.e - by });
const zoomed = (by: number): Affine => ({ ...PLACED, a: PLACED.a * by, d: PLACED.d * by });

describe('outlines in tiles', () => {
  const places = [
    [300, 300],
    [511, 260],
    [900, 700],
  ] as const;

  it('are drawn once each, and lie on the slide wherever it has gone', () => {
    const view = new TiledView();
    assertEqual(view.show(PLACED, places), 6);
    for (const by of [0, 3, 40, 41, 80.4]) {
      if (by > 0) view.show(moved(by), places);
      for (const [x, y] of places) assertEqual(view.alphaAt(moved(by), x, y), 255);
      assertEqual(view.alphaAt(moved(by), 300, 340), 0);
    }
    assertEqual(view.show(moved(80), places), 0);
    view.tiles.clear();
  });

  it('meet at the edge of a tile without a gap', () => {
    const view = new TiledView();
    view.show(PLACED, [[512, 100]]);
    view.show(moved(7), [[512, 100]]);
    const { data } = view.context.getImageData(512 / 2 - 7 - 5, 45, 10, 1);
    assertEqual(
      Array.from({ length: 10 }, (_, i) => data[i * 4 + 3]),
      Array.from({ length: 10 }, () => 255),
    );
    view.tiles.clear();
  });

  it('stand in larger and smaller while the view zooms, and are drawn at its scale when it rests', async () => {
    const view = new TiledView();
    view.show(PLACED, places);
    for (const by of [1.1, 1.3, 1.6]) {
      assertEqual(view.show(zoomed(by), places), 0);
      assertEqual(view.alphaAt(zoomed(by), 300, 300), 255);
    }
    assertEqual(view.asked, 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assertEqual(view.asked, 1);
    assert(view.show(zoomed(1.6), places) > 0, 'drawn anew');
    assertEqual(view.alphaAt(zoomed(1.6), 300, 300), 255);
    view.tiles.clear();
  });

  it('are drawn at once where something about the cells changed, all of them', () => {
    const view = new TiledView();
    view.show(PLACED, places);
    view.show(PLACED, [[400, 300]], { revision: 2 });
    assertEqual([view.alphaAt(PLACED, 300, 300), view.alphaAt(PLACED, 400, 300)], [0, 255]);
    view.tiles.clear();
  });

  it('come a few in each frame where they are too many for one, those of before in their place meanwhile', () => {
    const view = new TiledView();
    const slow = { linesPx: 100_000, isWhole: false } as const;
    const many = [...places, [20, 20] as const];
    const wait = (cells: DrawingJob['paint']): DrawingJob['paint'] => {
      return (frame, inside) => {
        const until = performance.now() + 4;
        while (performance.now() < until);
        cells(frame, inside);
      };
    };
    const paint = wait(({ context }) => {
      context.fillStyle = 'blue';
      context.fillRect(0, 0, 64, 64);
    });
    while (view.show(PLACED, many, slow) > 0);
    assertEqual(view.asked, 0);
    const drawn = view.show(PLACED, many, { ...slow, revision: 2, paint });
    assert(drawn < 10, `${drawn} tiles in one frame`);
    assertEqual(view.asked, 1);
    const colourAt = (x: number, y: number): number[] => [...view.context.getImageData(x, y, 1, 1).data];
    assertEqual(colourAt(300, 200), [0, 0, 255, 255]);
    assertEqual(colourAt(10, 10), [255, 0, 0, 255]);
    let frames = 1;
    while (view.asked > 0) {
      view.show(PLACED, many, { ...slow, revision: 2, paint });
      frames += 1;
    }
    assert(frames > 5, `${frames} frames`);
    assertEqual(colourAt(10, 10), [0, 0, 255, 255]);
    view.tiles.clear();
  });

  it('are kept while the view goes on, and let go of when it is far away, so that memory stays bounded', () => {
    const view = new TiledView();
    const first = view.show(PLACED, places);
    // What lies ahead is drawn as far as a frame's time allows: on a slow machine the rest comes with the next ones.
    const there = (): number => view.show(moved(300), places) + view.show(PLACED, places);
    for (let round = 0; round < 20 && there() > 0; round += 1);
    assertEqual(view.show(moved(300), places), 0);
    for (let by = 100; by <= 6000; by += 100) view.show(moved(by), places);
    assert(view.show(PLACED, places) >= first, 'the first ones are drawn again');
    view.tiles.clear();
  });
});

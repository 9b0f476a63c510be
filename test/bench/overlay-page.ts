import * as annotorious from '@annotorious/openseadragon';
import OpenSeadragon from 'openseadragon';
import { seededRandom } from '../../models/domain/seeded-random.js';
import type { Cell } from '../../models/domain/cell.js';
import { reviewStatusOf } from '../../models/domain/review-status.js';
import { CellOverlay } from '../../overlays/cell-overlay.js';
import { cellAt } from '../../overlays/hit-testing.js';
import { CellStore } from '../../plugin/cells/cell-store.js';
import { isShown } from '../../plugin/cells/is-shown.js';
import { CLASSES, wavyRing } from '../unit/plugin/formats/geojson-cells.js';
import { polygonBounds } from '../../models/domain/rings/polygon.js';

/** What draws the outlines, or nothing beside the viewer itself. */
export type Contestant = 'Smearlens' | 'Annotorious' | 'plain SVG' | 'viewer alone';

/** How the view moves: over the whole slide, an eighth or a thirty-second of its width; or from all of it to the last. */
export type Movement = 'pan whole' | 'pan far' | 'pan near' | 'zoom';

/** What is used of Annotorious, whose declarations do not resolve under this compiler's settings. */
interface Annotator {
  setAnnotations(annotations: readonly unknown[], replace?: boolean): void;
  readonly state: { readonly store: { getAt(x: number, y: number): unknown } };
}

interface AnnotoriousModule {
  createOSDAnnotator(viewer: OpenSeadragon.Viewer, options?: object): Annotator;
}

const WIDTH = 40_000;
const HEIGHT = 30_000;
const CELL_RADIUS = 30;
const CORNERS = 48;
const SHARE: Readonly<Record<Exclude<Movement, 'zoom'>, number>> = {
  'pan whole': 1,
  'pan far': 1 / 8,
  'pan near': 1 / 32,
};

let viewer: OpenSeadragon.Viewer;
let cells: readonly Cell[] = [];
let pick: ((x: number, y: number) => unknown) | undefined;

const nextFrame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));

/** A white slide with so many cells to be drawn, and the viewer on it. */
async function open(count: number): Promise<void> {
  const random = seededRandom(1);
  cells = Array.from({ length: count }, (_, index): Cell => {
    const outline = wavyRing(random() * WIDTH, random() * HEIGHT, CELL_RADIUS, CORNERS, random);
    return {
      id: `cell-${index}`,
      box: polygonBounds(outline),
      outline,
      nuclei: [],
      score: 1,
      label: CLASSES[index % CLASSES.length] as (typeof CLASSES)[number],
      probabilities: new Float32Array(0),
      embedding: new Float32Array(0),
      reconstructionError: 0,
    };
  });
  const white = document.createElement('canvas');
  white.width = white.height = 8;
  const context = white.getContext('2d') as CanvasRenderingContext2D;
  context.fillStyle = '#eee';
  context.fillRect(0, 0, 8, 8);
  const tile = white.toDataURL();
  const element = document.getElementById('viewer') as HTMLElement;
  viewer = OpenSeadragon({ element, drawer: 'canvas', showNavigationControl: false, animationTime: 0 });
  const opened = new Promise((resolve) => viewer.addOnceHandler('open', resolve));
  viewer.open({
    width: WIDTH,
    height: HEIGHT,
    tileSize: 8192,
    minLevel: 12,
    maxLevel: 16,
    getTileUrl: () => tile,
  } as unknown as OpenSeadragon.TileSourceSpecifier);
  await opened;
  await settled();
}

async function settled(): Promise<void> {
  for (let frame = 0; frame < 30; frame++) await nextFrame();
}

const draw: Readonly<Record<Contestant, () => void>> = {
  Smearlens: () => {
    const store = new CellStore();
    store.apply({ added: cells, removed: [] });
    new CellOverlay({
      viewer,
      image: () => viewer.world.getItemAt(0),
      cells: store,
      isShown: (cell) => isShown(cell, 0.5),
      standing: reviewStatusOf,
      isChosen: () => false,
      areas: () => ({ areas: [], path: [], end: undefined }),
      describe: ({ label }) => label.name,
      heatmaps: async () => [],
      onSelect: () => undefined,
      onKey: () => false,
      onError: (error) => console.error(error),
    });
    pick = (x, y) => cellAt(store, { x, y }, 4, (cell) => isShown(cell, 0.5));
  },
  Annotorious: () => {
    const annotator = (annotorious as unknown as AnnotoriousModule).createOSDAnnotator(viewer, {
      style: ({ bodies: [body] }: { readonly bodies: readonly { readonly value: string }[] }) => ({
        stroke: body?.value,
        strokeWidth: 1.5,
        fillOpacity: 0,
      }),
    });
    annotator.setAnnotations(cells.map(asAnnotation), true);
    pick = (x, y) => annotator.state.store.getAt(x, y);
  },
  'plain SVG': () => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none';
    const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    for (const { outline, label } of cells) {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      path.setAttribute('d', `M${outline.join(' ')}Z`);
      path.setAttribute('fill', 'none');
      path.setAttribute('stroke', `rgb(${label.color.join(' ')})`);
      path.setAttribute('stroke-width', '1.5');
      path.setAttribute('vector-effect', 'non-scaling-stroke');
      group.append(path);
    }
    svg.append(group);
    viewer.canvas.append(svg);
    const place = (): void => {
      const image = viewer.world.getItemAt(0);
      const from = viewer.viewport.pixelFromPoint(image.imageToViewportCoordinates(0, 0), true);
      const to = viewer.viewport.pixelFromPoint(image.imageToViewportCoordinates(WIDTH, 0), true);
      group.setAttribute('transform', `translate(${from.x} ${from.y}) scale(${(to.x - from.x) / WIDTH})`);
    };
    viewer.addHandler('update-viewport', place);
    place();
  },
  'viewer alone': () => undefined,
};

function asAnnotation({ id, outline, box, label }: Cell): unknown {
  const points = Array.from({ length: outline.length / 2 }, (_, i) => [outline[2 * i], outline[2 * i + 1]]);
  const bodies = [{ id: `${id}-body`, annotation: id, value: `rgb(${label.color.join()})` }];
  return {
    id,
    bodies,
    target: { annotation: id, selector: { type: 'POLYGON', geometry: { bounds: box, points } } },
  };
}

/** Hands the cells over; resolves when the browser has had two frames for them. */
async function show(contestant: Contestant): Promise<void> {
  draw[contestant]();
  viewer.forceRedraw();
  await nextFrame();
  await nextFrame();
}

/** Goes through so many frames, each with the view at another place. */
async function move(movement: Movement, frames: number): Promise<void> {
  const { viewport } = viewer;
  for (let frame = 0; frame < frames; frame++) {
    const part = frame / frames;
    const share = movement === 'zoom' ? (1 / 32) ** part : SHARE[movement];
    const turn = part * 2 * Math.PI;
    const way = movement === 'zoom' ? 0 : 0.2 * share;
    viewport.zoomTo(1 / share, undefined, true);
    viewport.panTo(
      new OpenSeadragon.Point(0.5 + way * Math.cos(turn), (0.5 * HEIGHT) / WIDTH + way * Math.sin(turn)),
      true,
    );
    viewer.forceRedraw();
    await nextFrame();
  }
}

/** Asks for the cell at so many places, half of them the middle of one; gives how many were found. */
function pickMany(times: number): number {
  if (!pick) return 0;
  const random = seededRandom(2);
  let found = 0;
  for (let i = 0; i < times; i++) {
    const { minX, maxX, minY, maxY } = (cells[Math.floor(random() * cells.length)] as Cell).box;
    const [x, y] =
      i % 2 === 0 ? [(minX + maxX) / 2, (minY + maxY) / 2] : [random() * WIDTH, random() * HEIGHT];
    if (pick(x, y)) found++;
  }
  return found;
}

Object.assign(window, { open, show, settled, move, pickMany });

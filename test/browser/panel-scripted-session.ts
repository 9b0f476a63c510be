import { seededRandom } from '../../models/domain/seeded-random.js';
import OpenSeadragon from 'openseadragon';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import type { Box } from '../../models/domain/geometry.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import { composeSession, type ComposeOptions } from '../../plugin/session/attach.js';
import type { SessionPipeline } from '../../plugin/session/session-parts.js';
import { createImageReader } from '../../plugin/slide/image-reader.js';
import type { SlideReader } from '../../plugin/slide/slide-reader.js';

export const CLASSES: readonly CellClass[] = [
  { name: 'Neutrophil', code: 'N', color: [0, 114, 178] },
  { name: 'Eosinophil', code: 'E', color: [213, 94, 0] },
  { name: 'Basophil', code: 'B', color: [0, 0, 0] },
  { name: 'Lymphocyte', code: 'L', color: [0, 158, 115] },
  { name: 'Monocyte', code: 'M', color: [204, 121, 167] },
  { name: 'Immature granulocyte', code: 'IG', color: [240, 228, 66] },
  { name: 'Unknown', code: '?', color: [128, 128, 128] },
];

export const MICRONS_PER_PIXEL = 0.1;

/** A drawn field with a disc for each cell, and the cells themselves: what a perfect model would find. */
export function drawScriptedSlide(
  width: number,
  height: number,
  count: number,
): { picture: HTMLCanvasElement; cells: Cell[] } {
  const picture = document.createElement('canvas');
  picture.width = width;
  picture.height = height;
  const context = picture.getContext('2d');
  if (!context) throw new Error('This browser has no canvas.');
  const random = seededRandom(7);
  context.fillStyle = 'rgb(238 232 228)';
  context.fillRect(0, 0, width, height);
  for (let i = 0; i < (width * height) / 9000; i += 1) {
    const [x, y] = [random() * width, random() * height];
    const shade = context.createRadialGradient(x, y, 4, x, y, 37);
    shade.addColorStop(0, 'rgb(226 190 190 / 0.9)');
    shade.addColorStop(0.8, 'rgb(205 146 150 / 0.9)');
    shade.addColorStop(1, 'rgb(205 146 150 / 0)');
    context.fillStyle = shade;
    context.beginPath();
    context.arc(x, y, 37, 0, Math.PI * 2);
    context.fill();
  }
  const cells = Array.from({ length: count }, (_, index) =>
    scriptedCell(index, count, width, height, random),
  );
  for (const cell of cells) {
    const { minX, maxX, minY, maxY } = cell.box;
    const [x, y, r] = [(minX + maxX) / 2, (minY + maxY) / 2, (maxX - minX) / 2];
    context.fillStyle = 'rgb(205 190 222)';
    trace(context, cell.outline);
    context.fill();
    context.fillStyle = 'rgb(92 52 132)';
    for (const turn of [0, 2.1, 4.2]) {
      context.beginPath();
      context.arc(x + Math.cos(turn) * r * 0.35, y + Math.sin(turn) * r * 0.35, r * 0.36, 0, Math.PI * 2);
      context.fill();
    }
  }
  return { picture, cells };
}

function scriptedCell(
  index: number,
  count: number,
  width: number,
  height: number,
  random: () => number,
): Cell {
  const columns = Math.ceil(Math.sqrt((count * width) / height));
  const rows = Math.ceil(count / columns);
  const radius = 55 + random() * 25;
  const x = ((index % columns) + 0.3 + random() * 0.4) * (width / columns);
  const y = (Math.floor(index / columns) + 0.3 + random() * 0.4) * (height / rows);
  const ring: number[] = [];
  const wave = random() * 6;
  for (let i = 0; i < 48; i += 1) {
    const angle = (i / 48) * Math.PI * 2;
    const r = radius * (1 + 0.05 * Math.sin(3 * angle + wave));
    ring.push(x + Math.cos(angle) * r, y + Math.sin(angle) * r);
  }
  const kind = Math.floor(random() * CLASSES.length);
  const label = CLASSES[kind] ?? { name: 'Unknown', code: '?', color: [128, 128, 128] };
  const certainty = 0.5 + random() * 0.49;
  const probabilities = Float32Array.from(CLASSES, (_, i) =>
    i === kind ? certainty : (1 - certainty) / (CLASSES.length - 1),
  );
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    box: {
      minX: x - radius * 1.05,
      minY: y - radius * 1.05,
      maxX: x + radius * 1.05,
      maxY: y + radius * 1.05,
    },
    outline: Float64Array.from(ring),
    nuclei: [0.45, -0.45].map((aside) =>
      Float64Array.from(ring, (value, i) => {
        const middle = i % 2 === 0 ? x : y;
        return middle + (value - middle) * 0.3 + (i % 2 === 0 ? aside * radius : 0);
      }),
    ),
    score: 0.3 + random() * 0.69,
    label,
    probabilities,
    embedding: new Float32Array(50),
    reconstructionError: 0.02 + random() * 0.02,
  };
}

function trace(context: CanvasRenderingContext2D, ring: Float64Array): void {
  context.beginPath();
  for (let i = 0; i < ring.length; i += 2) context.lineTo(ring[i] ?? 0, ring[i + 1] ?? 0);
  context.closePath();
}

export interface ScriptedOptions {
  /** Milliseconds that each of the ten parts of a run takes; 0 answers at once. */
  readonly paceMs?: number;
  readonly backend?: string;
  readonly classes?: readonly CellClass[];
}

/** A pipeline that finds the scripted cells in ten parts. */
export function scriptedPipeline(
  cells: readonly Cell[],
  { paceMs = 0, backend = 'webgpu', classes = CLASSES }: ScriptedOptions = {},
): SessionPipeline {
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, paceMs));
  return {
    info: {
      backend,
      pack: 'scripted',
      packHash: '0',
      classes,
      reconstruction: { mean: 0.02, std: 0.01 },
    },
    async *analyze(_slide, region, { signal, continues }) {
      const inside = cells.filter(({ box }) => touches(box, region));
      const parts = 10;
      for (let part = continues?.done ?? 0; part < parts; part += 1) {
        await pause();
        signal.throwIfAborted();
        yield {
          added: inside.filter((_, index) => index % parts === part),
          removed: [],
          progress: {
            done: part + 1,
            total: parts,
            failed: 0,
            elapsedMs: (part + 1) * paceMs,
            remainingMs: (parts - part - 1) * 20_000,
          },
        };
      }
    },
    findResolution: async () => ({ micronsPerPixel: MICRONS_PER_PIXEL, source: 'estimated' }),
    reconstruct: async (slide, asked, options) =>
      Promise.all(asked.map((cell) => scriptedReconstruction(slide, cell, options.signal))),
    findAt: async (_slide, { x, y }) => {
      await pause();
      const here = cells.find(({ box }) => x > box.minX && x < box.maxX && y > box.minY && y < box.maxY);
      return here && withoutId(here);
    },
    dispose: async () => undefined,
  };
}

function withoutId({ id, ...found }: Cell): Omit<Cell, 'id'> {
  void id;
  return found;
}

async function scriptedReconstruction(slide: SlideReader, cell: Cell, signal?: AbortSignal) {
  const size = 64;
  const crop = await slide.read({ region: cell.box, width: size, height: size }, { signal });
  const data = new Uint8ClampedArray(crop.data);
  const error = new Float32Array(size * size);
  for (let i = 0; i < error.length; i += 1) {
    const [x, y] = [(i % size) - size * 0.65, Math.floor(i / size) - size * 0.35];
    error[i] = 0.16 * Math.exp(-(x * x + y * y) / 160) + 0.002;
    data[i * 4] = ((data[i * 4] ?? 0) + 200) / 2;
  }
  const rebuilt: RgbaTile = { width: size, height: size, data };
  return { cellId: cell.id, box: cell.box, crop, rebuilt, error };
}

function touches(one: Box, other: Box): boolean {
  return one.minX < other.maxX && one.maxX > other.minX && one.minY < other.maxY && one.maxY > other.minY;
}

/** A viewer in `host` that shows the picture, open and drawn. */
export async function openViewer(
  host: HTMLElement,
  picture: HTMLCanvasElement,
  options: Partial<OpenSeadragon.Options> = {},
): Promise<OpenSeadragon.Viewer> {
  const url = picture.toDataURL('image/jpeg', 0.9);
  const viewer = OpenSeadragon({
    element: host,
    showNavigationControl: false,
    animationTime: 0.2,
    ...options,
  });
  await new Promise<void>((resolve, reject) => {
    viewer.addOnceHandler('open', () => resolve());
    viewer.addOnceHandler('open-failed', (event) => reject(new Error(event.message)));
    viewer.open({ type: 'image', url } as unknown as OpenSeadragon.TileSourceSpecifier);
  });
  return viewer;
}

/** The viewer's session over the scripted models. */
export function scriptedSession(
  viewer: OpenSeadragon.Viewer,
  picture: HTMLCanvasElement,
  cells: readonly Cell[],
  options: ComposeOptions & ScriptedOptions = {},
): AttachedSession {
  const context = picture.getContext('2d');
  if (!context) throw new Error('This browser has no canvas.');
  const { width, height } = picture;
  const { data } = context.getImageData(0, 0, width, height);
  const reader = createImageReader({ name: 'scripted.png', width, height, data } as Parameters<
    typeof createImageReader
  >[0]);
  return composeSession(
    viewer,
    // No test may find what another has kept.
    { slide: reader, keep: false, preload: true, ...options },
    async ({ backend }) => {
      if (backend === 'webgpu') throw new SmearError('no-backend', 'There is no graphics card here.');
      return scriptedPipeline(cells, options);
    },
    () => reader,
  );
}

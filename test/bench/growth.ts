/**
 * How time and memory grow: with the area of a slide (1 to 64 times 0.04 mm²) and with the number of cells (a thousand to a
 * million), drawn as curves into the documentation.
 *
 *   ORT_DISABLE_TELEMETRY=1 node --expose-gc --import tsx test/bench/growth.ts [--pictures docs/guide/pictures]
 *
 * Areas: the road with the shipped models over a drawn smear that repeats, its resolution given, in this thread. Cells: put
 * into a session's store and counted; written as GeoJSON and read back by stream. Processor time; memory is what is held after a
 * collection, above what was held before.
 */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fullExtent } from '../../models/domain/geometry.js';
import type { RgbaTile, TileRequest } from '../../models/domain/tile.js';
import { pipelineOver } from '../../plugin/analysis/pipeline.js';
import { CellStore } from '../../plugin/cells/cell-store.js';
import { countCells } from '../../plugin/count/count-cells.js';
import { usualCounting } from '../../plugin/kinds/kind-list.js';
import { encodeGeoJson } from '../../plugin/formats/geojson.js';
import { resampleArea } from '../../plugin/slide/resample.js';
import type { SlideReader } from '../../plugin/slide/slide-reader.js';
import type { InferenceClient } from '../../plugin/worker/inference-client.js';
import { readResult } from '../../viewer-shell/results/read-result.js';
import { localFiles } from '../../viewer-shell/storage/local-files.js';
import { drawSmear } from '../../viewer-shell/web/sample/draw-smear.js';
import { CLASSES, drawnCells, HEADER } from '../unit/plugin/formats/geojson-cells.js';
import { openShippedModels } from './speed/run-bench.js';
import { growthPicture, type Curve } from './growth-picture.js';

const MICRONS_PER_PIXEL = 0.25;
/** Of the smear that repeats: 0.04 mm². */
const SIDE = 800;
const TIMES = [1, 4, 16, 64];
const CELLS = [1e3, 1e4, 1e5, 1e6];

interface Cost {
  readonly seconds: number;
  readonly megabytes: number;
}

const held = (): number => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
};

async function costOf(work: () => unknown): Promise<Cost> {
  const before = held();
  const start = process.cpuUsage();
  // What it gives is held until the memory was looked at.
  const result = await work();
  const { user, system } = process.cpuUsage(start);
  const megabytes = held() - before;
  return { seconds: (user + system) / 1e6, megabytes: result === undefined ? 0 : megabytes };
}

/** A slide on which the picture repeats, so many pixels on each side; none of it is in memory but the picture. */
function repeated(picture: RgbaTile, side: number): SlideReader {
  const pixelAt = (x: number, y: number): number =>
    ((y % picture.height) * picture.width + (x % picture.width)) * 4;
  const copy = (left: number, top: number, width: number, height: number, step: number): RgbaTile => {
    const data = new Uint8ClampedArray(width * height * 4);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = pixelAt(Math.floor(left + x * step), Math.floor(top + y * step));
        data.set(picture.data.subarray(from, from + 4), (y * width + x) * 4);
      }
    }
    return { width, height, data };
  };
  return {
    name: 'drawn',
    width: side,
    height: side,
    levels: [{ width: side, height: side, downsample: 1 }],
    read: async ({ region, width, height }: TileRequest) => {
      const step = (region.maxX - region.minX) / width;
      // An overview is read off single pixels: a slide has a level for it.
      if (step > 2) return copy(region.minX, region.minY, width, height, step);
      const [left, top] = [Math.floor(region.minX), Math.floor(region.minY)];
      const part = copy(left, top, Math.ceil(region.maxX) - left, Math.ceil(region.maxY) - top, 1);
      const { minX, minY, maxX, maxY } = region;
      return resampleArea(
        part,
        { minX: minX - left, minY: minY - top, maxX: maxX - left, maxY: maxY - top },
        width,
        height,
      );
    },
    dispose: () => undefined,
  };
}

async function overAreas(
  inference: InferenceClient,
): Promise<{ costs: Cost[]; tiles: number[]; found: number[] }> {
  const { pixels } = drawSmear({
    seed: 5,
    width: SIDE,
    height: SIDE,
    micronsPerPixel: MICRONS_PER_PIXEL,
    leukocytes: 4,
  });
  const data = new Uint8ClampedArray(SIDE * SIDE * 4).fill(255);
  pixels.forEach((byte, i) => (data[Math.floor(i / 3) * 4 + (i % 3)] = byte));
  const picture = { width: SIDE, height: SIDE, data };
  const costs: Cost[] = [];
  const found: number[] = [];
  let tiles: number[] = [];
  for (const times of [1, ...TIMES]) {
    const slide = repeated(picture, SIDE * Math.sqrt(times));
    const held0 = held();
    const start = process.cpuUsage();
    let cells = 0;
    tiles = [];
    for await (const tile of pipelineOver(inference).analyze(slide, fullExtent(slide), {
      micronsPerPixel: MICRONS_PER_PIXEL,
    })) {
      if (tile.failed) throw tile.failed;
      cells += tile.added.length - tile.removed.length;
      tiles.push(process.memoryUsage.rss() / 1e6);
    }
    const { user, system } = process.cpuUsage(start);
    costs.push({ seconds: (user + system) / 1e6, megabytes: held() - held0 });
    found.push(cells);
  }
  // The first one warms up.
  return { costs: costs.slice(1), tiles, found: found.slice(1) };
}

async function overCells(folder: string) {
  const path = join(folder, 'cells.geojson');
  const rows: { cells: number; store: Cost; count: Cost; written: Cost; read: Cost; bytes: number }[] = [];
  for (const cells of [CELLS[0] as number, ...CELLS]) {
    const drawn = await costOf(() => {
      let last;
      for (const cell of drawnCells(cells)) last = cell;
      return last;
    });
    const store = new CellStore();
    const kept = await costOf(() => {
      store.apply({ added: [...drawnCells(cells)], removed: [] });
      return store;
    });
    const countedAs = usualCounting;
    const counted = await costOf(() =>
      countCells(store.all(), {
        classes: CLASSES,
        threshold: 0.5,
        areas: [{ minX: 0, minY: 0, maxX: 1e9, maxY: 1e9 }],
        rowHeight: 800,
        countedAs,
      }),
    );
    store.clear();
    const written = await costOf(() =>
      localFiles.write(path, encodeGeoJson(drawnCells(cells), { header: HEADER, classes: CLASSES })),
    );
    let seen = 0;
    const read = await costOf(() =>
      readResult(localFiles, path, { classes: CLASSES, newId: () => '', at: '', onCell: () => void seen++ }),
    );
    if (seen !== cells) throw new Error(`${seen} of ${cells} cells came back.`);
    const own = ({ seconds, megabytes }: Cost): Cost => ({
      seconds: Math.max(0, seconds - drawn.seconds),
      megabytes,
    });
    rows.push({
      cells,
      store: own(kept),
      count: counted,
      written: own(written),
      read,
      bytes: (await stat(path)).size,
    });
  }
  return rows.slice(1);
}

const inference = await openShippedModels('onnxruntime');
const { costs, tiles, found } = await overAreas(inference);
await inference.dispose();
console.log('| area, mm² | tiles as one | cells | s of processor | s a mm² | MB held |');
const mm2 = TIMES.map((times) => times * (SIDE * MICRONS_PER_PIXEL * 1e-3) ** 2);
costs.forEach(({ seconds, megabytes }, at) =>
  console.log(
    `| ${mm2[at]?.toFixed(2)} | ${TIMES[at]} | ${found[at]} | ${seconds.toFixed(2)} | ${(seconds / (mm2[at] as number)).toFixed(1)} | ${megabytes.toFixed(1)} |`,
  ),
);
const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;
const eighth = Math.ceil(tiles.length / 8);
console.log(
  `memory of the process over the ${tiles.length} tiles of the largest: ${mean(tiles.slice(eighth, 2 * eighth)).toFixed(0)} MB in the second eighth, ${mean(tiles.slice(-eighth)).toFixed(0)} in the last`,
);
const folder = await mkdtemp(join(tmpdir(), 'smearlens-growth-'));
try {
  const rows = await overCells(folder);
  console.log('| cells | store s | MB | count s | written s | read s | MB/s written, read |');
  for (const { cells, store, count, written, read, bytes } of rows)
    console.log(
      `| ${cells} | ${store.seconds.toFixed(2)} | ${store.megabytes.toFixed(1)} | ${count.seconds.toFixed(3)} | ${written.seconds.toFixed(2)} | ${read.seconds.toFixed(2)} | ${(bytes / 1e6 / written.seconds).toFixed(0)}, ${(bytes / 1e6 / read.seconds).toFixed(0)} |`,
    );
  const at = process.argv.indexOf('--pictures');
  if (at > 0) {
    const into = process.argv[at + 1] as string;
    const curve = (name: string, values: readonly number[]): Curve => ({ name, values });
    await writeFile(
      join(into, 'growth-area.svg'),
      growthPicture({
        title: 'Area',
        unit: 'mm²',
        along: mm2,
        curves: [
          curve(
            'analysis, s of processor',
            costs.map(({ seconds }) => seconds),
          ),
        ],
      }),
    );
    await writeFile(
      join(into, 'growth-cells.svg'),
      growthPicture({
        title: 'Cells',
        unit: 'cells',
        along: CELLS,
        curves: [
          curve(
            'kept in the session, s',
            rows.map(({ store }) => store.seconds),
          ),
          curve(
            'counted, s',
            rows.map(({ count }) => count.seconds),
          ),
          curve(
            'written as GeoJSON, s',
            rows.map(({ written }) => written.seconds),
          ),
          curve(
            'read back, s',
            rows.map(({ read }) => read.seconds),
          ),
          curve(
            'memory in the session, GB',
            rows.map(({ store }) => store.megabytes / 1000),
          ),
        ],
      }),
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

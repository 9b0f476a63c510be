/**
 * How long GeoJSON of many cells with nuclei takes, written and read back, on Node and in Chromium:
 *
 *   node --import tsx test/bench/geojson.ts [cells, 100000 by default] [--browser] [--gdal]
 *
 * `--browser` measures in Chromium, with the longest task of the page; `--gdal` has `ogrinfo` check every polygon.
 */
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGeoJson } from '../../plugin/formats/read-geojson.js';
import { writeGeoJson } from '../../plugin/formats/write-geojson.js';
import { CLASSES, drawnCells, HEADER } from '../unit/plugin/formats/geojson-cells.js';
import { invalidPolygons } from '../unit/plugin/formats/ogr-validity.js';
import { benchInChromium } from './geojson-browser.js';

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  console.log(
    `${what}: ${seconds(performance.now() - start)}, of the processor ${seconds((user + system) / 1000)}`,
  );
  return result;
}

const count = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 100_000);
console.log(`${count} cells of 48 corners with two lobes of 24`);
if (process.argv.includes('--browser')) {
  console.log(await benchInChromium(count));
} else {
  const cells = [...drawnCells(count)];
  const file = await timed('written', () => writeGeoJson(cells, { header: HEADER, classes: CLASSES }));
  console.log(`${(file.size / 1e6).toFixed(0)} MB`);
  const at = new Date(0).toISOString();
  const read = await timed('read', () =>
    readGeoJson(file, { classes: CLASSES, newId: () => crypto.randomUUID(), at }),
  );
  console.log(`${read.cells.length} cells back, ${read.skipped.length} reasons to skip any`);
  if (process.argv.includes('--gdal')) {
    const folder = await mkdtemp(join(tmpdir(), 'smearlens-'));
    const path = join(folder, 'cells.geojson');
    await writeFile(path, Buffer.from(await file.arrayBuffer()));
    console.log(await timed('checked by GDAL', () => invalidPolygons(path)));
    await rm(folder, { recursive: true });
  }
}

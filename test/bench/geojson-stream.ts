/**
 * A million cells as GeoJSON, out and in by stream: how many megabytes a second of processor time, and the memory meanwhile.
 *
 *   node --import tsx test/bench/geojson-stream.ts [cells, 1000000 by default] [--browser] [--json file]
 *
 * On Node to a file and back, each in a process of its own; with `--browser` in Chromium to the origin's private files
 * and back, on the page's own thread. Cells are drawn one by one while they are written, which is measured apart and
 * taken off. Memory is told at each tenth of the way: it is bounded where the last ones are as the first.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeGeoJson } from '../../plugin/formats/geojson.js';
import { readResult } from '../../viewer-shell/results/read-result.js';
import { localFiles } from '../../viewer-shell/storage/local-files.js';
import { CLASSES, drawnCells, HEADER } from '../unit/plugin/formats/geojson-cells.js';
import { streamInChromium } from './geojson-stream-browser.js';

/** Of one way. */
export interface StreamFigures {
  readonly way: string;
  readonly cells: number;
  readonly cpuSeconds: number;
  /** Megabytes at each tenth of the way. */
  readonly memory: readonly number[];
}

/** Calls back at each tenth of the way. */
function tenths(total: number, onTenth: () => void): () => void {
  let done = 0;
  return () => {
    if (++done % Math.max(1, Math.floor(total / 10)) === 0) onTenth();
  };
}

function* noted<T>(items: Iterable<T>, note: () => void): Generator<T, void, void> {
  for (const item of items) {
    note();
    yield item;
  }
}

async function measureHere(way: string, count: number, path: string): Promise<StreamFigures> {
  const memory: number[] = [];
  const note = tenths(count, () => memory.push(Math.round(process.memoryUsage.rss() / 1e6)));
  const before = process.cpuUsage();
  let cells = 0;
  if (way === 'drawn') {
    for (const cell of noted(drawnCells(count), note)) cells += cell.id === '' ? 0 : 1;
  } else if (way === 'written') {
    const drawn = noted(drawnCells(count), note);
    await localFiles.write(path, encodeGeoJson(drawn, { header: HEADER, classes: CLASSES }));
    cells = count;
  } else {
    const onCell = (): void => {
      cells++;
      note();
    };
    await readResult(localFiles, path, { classes: CLASSES, newId: () => '', at: '', onCell });
  }
  const { user, system } = process.cpuUsage(before);
  return { way, cells, cpuSeconds: (user + system) / 1e6, memory };
}

function measureApart(way: string, count: number, path: string): StreamFigures {
  const program = ['--import', 'tsx', fileURLToPath(import.meta.url), '--measure', way, String(count), path];
  const { stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  if (!stdout) throw new Error(`${way}: ${stderr}`);
  return JSON.parse(stdout) as StreamFigures;
}

function tell(where: string, bytes: number, [drawn, written, read]: readonly StreamFigures[]): void {
  const speed = (seconds: number): string => `${(bytes / 1e6 / seconds).toFixed(1)} MB/s`;
  if (!drawn || !written || !read) throw new Error('A way was not measured.');
  const own = written.cpuSeconds - drawn.cpuSeconds;
  console.log(`${where}: ${read.cells} cells, ${(bytes / 1e6).toFixed(0)} MB`);
  console.log(`  written: ${own.toFixed(1)} s of processor, ${speed(own)}; MB ${written.memory.join(' ')}`);
  const seconds = read.cpuSeconds;
  console.log(`  read: ${seconds.toFixed(1)} s of processor, ${speed(seconds)}; MB ${read.memory.join(' ')}`);
}

const words = process.argv.slice(2);
if (words[0] === '--measure') {
  const [, way = '', count = '', path = ''] = words;
  console.log(JSON.stringify(await measureHere(way, Number(count), path)));
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const count = Number(words.find((word) => /^\d+$/.test(word)) ?? 1_000_000);
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-bench-'));
  try {
    const path = join(folder, 'cells.geojson');
    const ways = ['drawn', 'written', 'read'].map((way) => measureApart(way, count, path));
    const node = { bytes: (await stat(path)).size, ways };
    tell('Node', node.bytes, ways);
    const browser = words.includes('--browser') ? await streamInChromium(count) : undefined;
    if (browser) tell('Chromium', browser.bytes, browser.ways);
    const json = words.includes('--json') ? words[words.indexOf('--json') + 1] : undefined;
    if (json) await writeFile(json, `${JSON.stringify({ count, node, browser }, null, 1)}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

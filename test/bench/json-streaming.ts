/**
 * How JSON of many cells is best taken apart: `JSON.parse` of the whole, our `JsonElements`, and the streaming parser
 * `@streamparser/json`, which is not installed here and whose entry is given by its path. Every one runs in a process of
 * its own, and hands each feature on as an object:
 *
 *   node --import tsx test/bench/json-streaming.ts [cells, 100000 by default] [path of @streamparser/json]
 *
 * Prints the processor's time, the longest stretch in which a page could not answer (by the clock), and the most
 * memory above what the process had before; the median of three runs each.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { JsonElements, parsePart } from '../../plugin/formats/json-elements.js';
import { textOfUtf8 } from '../../plugin/formats/utf8-text.js';
import { writeGeoJson } from '../../plugin/formats/write-geojson.js';
import { CLASSES, drawnCells, HEADER } from '../unit/plugin/formats/geojson-cells.js';

const PIECE_BYTES = 64 * 1024;
interface StreamingParser {
  onValue: (found: { readonly value?: unknown; readonly stack: readonly unknown[] }) => void;
  write(piece: Uint8Array): void;
}

interface StreamingModule {
  readonly JSONParser: new (options: object) => StreamingParser;
}

interface Figures {
  readonly features: number;
  readonly cpuSeconds: number;
  readonly longestMs: number;
  readonly megabytes: number;
}

/** Feeds the file in pieces and gives the longest time that one of them took, in milliseconds. */
function longestPush(file: string, push: (piece: Uint8Array) => void): number {
  const handle = openSync(file, 'r');
  let longest = 0;
  for (;;) {
    const piece = new Uint8Array(PIECE_BYTES);
    const length = readSync(handle, piece);
    if (length === 0) break;
    const start = performance.now();
    push(piece.subarray(0, length));
    longest = Math.max(longest, performance.now() - start);
  }
  closeSync(handle);
  return longest;
}

type Reading = { readonly features: number; readonly longestMs: number };

const readings: Record<string, (file: string, path: string) => Promise<Reading>> = {
  'JSON.parse of the whole': async (file) => {
    const start = performance.now();
    const { features } = JSON.parse(readFileSync(file, 'utf8')) as { features: unknown[] };
    return { features: features.length, longestMs: performance.now() - start };
  },
  'JsonElements and JSON.parse of each feature': async (file) => {
    let features = 0;
    const reader = new JsonElements({
      lists: new Set(['features']),
      longest: 4_000_000,
      onElement: (text, at) => {
        if (parsePart(textOfUtf8(text), at)) features++;
      },
      onMember: () => undefined,
      onTooLong: () => undefined,
    });
    const longestMs = longestPush(file, (piece) => reader.push(piece));
    reader.end();
    return { features, longestMs };
  },
  '@streamparser/json': async (file, path) => {
    const { JSONParser } = (await import(pathToFileURL(resolve(path)).href)) as StreamingModule;
    let features = 0;
    const parser = new JSONParser({
      paths: ['$.features.*'],
      keepStack: false,
      stringBufferSize: PIECE_BYTES,
    });
    parser.onValue = ({ value }) => {
      if (value) features++;
    };
    return { longestMs: longestPush(file, (piece) => parser.write(piece)), features };
  },
};

async function measureHere(name: string, file: string, path: string): Promise<Figures> {
  const [before, cpu] = [process.resourceUsage().maxRSS, process.cpuUsage()];
  const { features, longestMs } = await (readings[name] as (typeof readings)[string])(file, path);
  const { user, system } = process.cpuUsage(cpu);
  const megabytes = (process.resourceUsage().maxRSS - before) / 1000;
  return { features, cpuSeconds: (user + system) / 1e6, longestMs, megabytes };
}

function measureApart(name: string, file: string, path: string): Figures {
  const program = ['--import', 'tsx', fileURLToPath(import.meta.url), '--measure', name, file, path];
  const { stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  if (!stdout) throw new Error(`${name}: ${stderr}`);
  return JSON.parse(stdout) as Figures;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number;

async function measureAll(count: number, path: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-'));
  const file = join(folder, 'cells.geojson');
  const written = await writeGeoJson([...drawnCells(count)], { header: HEADER, classes: CLASSES });
  await writeFile(file, Buffer.from(await written.arrayBuffer()));
  console.log(`${count} cells, ${(written.size / 1e6).toFixed(0)} MB`);
  for (const name of Object.keys(readings)) {
    if (name.startsWith('@') && path === '') continue;
    const runs = [1, 2, 3].map(() => measureApart(name, file, path));
    const of = (figure: keyof Figures): number => median(runs.map((run) => run[figure]));
    console.log(
      `${name}: ${of('features')} features, ${of('cpuSeconds').toFixed(2)} s of the processor,` +
        ` ${of('longestMs').toFixed(0)} ms at the longest, ${of('megabytes').toFixed(0)} MB more`,
    );
  }
  await rm(folder, { recursive: true });
}

const words = process.argv.slice(2);
if (words[0] === '--measure') {
  const [, name = '', file = '', path = ''] = words;
  console.log(JSON.stringify(await measureHere(name, file, path)));
} else {
  const [count = '100000', path = ''] = words;
  await measureAll(Number(count), path);
}

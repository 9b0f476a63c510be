/**
 * One slide of 9,600 × 6,720 pixels, 210 real fields with 0 to 3 white cells each, through this build's command and through
 * that of another checkout, in turns:
 *
 *   SMEARLENS_DATA=<folder> node --import tsx test/bench/slide-race.ts <other smearlens.js> [rounds, 3] [threads, 2]
 *
 * Prints seconds of the clock and of processors, the ratios to the other command, and how many of its cells are found here again, with
 * the same name or another.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { median } from '../accuracy/bootstrap.js';
import { loadImageSet } from '../accuracy/image-set.js';

const COLUMNS = 15;
const ROWS = 14;
const [FIELD_WIDTH, FIELD_HEIGHT] = [640, 480];
const MICRONS_PER_PIXEL = '0.074';

interface Run {
  readonly clock: number;
  readonly processors: number;
}

interface FoundCell {
  readonly x: number;
  readonly y: number;
  readonly name: string;
}

const data = process.env['SMEARLENS_DATA'];
const [other, rounds = '3', threads = '2'] = process.argv.slice(2);
if (!data || !other)
  throw new Error('SMEARLENS_DATA and the other command are needed: see the head of this file.');

const folder = await mkdtemp(join(tmpdir(), 'smearlens-race-'));
try {
  const slide = await layFields(join(data, 'bccd'));
  const racers = new Map([
    ['other, wasm', [other, '--backend', 'wasm']],
    ['wasm', ['dist/node/smearlens.js', '--backend', 'wasm']],
    ['onnxruntime', ['dist/node/smearlens.js', '--backend', 'onnxruntime']],
  ]);
  const runs = new Map<string, Run[]>([...racers.keys()].map((name) => [name, []]));
  for (let round = 0; round < Number(rounds); round++) {
    for (const [name, words] of racers) {
      const run = await analyze(slide, name, words);
      runs.get(name)?.push(run);
      console.log(`${name}: ${run.clock.toFixed(1)} s, ${run.processors.toFixed(1)} s of processors`);
    }
  }
  const before = await cellsOf('other, wasm');
  for (const [name, each] of runs) {
    const clock = median(each.map((run) => run.clock));
    const processors = median(each.map((run) => run.processors));
    const ratio = median(
      each.map((run, round) => (runs.get('other, wasm')?.[round]?.clock ?? 0) / run.clock),
    );
    const cells = await cellsOf(name);
    const again = before.map((cell) => ({
      cell,
      here: cells.find((one) => Math.hypot(one.x - cell.x, one.y - cell.y) < 40),
    }));
    const found = again.filter(({ here }) => here);
    const named = found.filter(({ cell, here }) => here?.name === cell.name);
    console.log(
      `${name}: median ${clock.toFixed(1)} s, ${processors.toFixed(1)} s of processors, ${ratio.toFixed(2)} times as fast; ` +
        `${cells.length} cells; of the other's ${before.length}, ${found.length} are found and ${named.length} have the same name`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function layFields(set: string): Promise<string> {
  const images = [...(await loadImageSet(set, 'train')).images, ...(await loadImageSet(set, 'val')).images];
  const fields = images.slice(0, COLUMNS * ROWS);
  const slide = join(folder, 'slide.tif');
  const size = { width: COLUMNS * FIELD_WIDTH, height: ROWS * FIELD_HEIGHT };
  await sharp({ create: { ...size, channels: 3, background: '#e8e0e8' } })
    .composite(
      fields.map(({ file }, index) => ({
        input: file,
        left: (index % COLUMNS) * FIELD_WIDTH,
        top: Math.floor(index / COLUMNS) * FIELD_HEIGHT,
      })),
    )
    .tiff({ tile: true, tileWidth: 512, tileHeight: 512, pyramid: true, compression: 'jpeg', quality: 92 })
    .toFile(slide);
  const truth = fields.reduce((sum, { leukocytes }) => sum + leukocytes.length, 0);
  console.log(
    `${size.width} × ${size.height} pixels, ${fields.length} fields with ${truth} marked white cells`,
  );
  return slide;
}

async function analyze(slide: string, name: string, words: readonly string[]): Promise<Run> {
  const [command = '', ...more] = words;
  const out = join(folder, `${name}.geojson`);
  await rm(out, { force: true });
  const usage = 'TIMEFORMAT="took %R %U %S"; time "$@"; ';
  const given = [
    command,
    'analyze',
    slide,
    '--out',
    out,
    '--workers',
    threads,
    '--mpp',
    MICRONS_PER_PIXEL,
    ...more,
  ];
  const child = spawn('bash', ['-c', usage, 'bash', process.execPath, ...given], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${errors}`);
  const [, clock, user, system] = /took ([\d.]+) ([\d.]+) ([\d.]+)/.exec(errors) ?? [];
  return { clock: Number(clock), processors: Number(user) + Number(system) };
}

async function cellsOf(name: string): Promise<readonly FoundCell[]> {
  const { features } = JSON.parse(await readFile(join(folder, `${name}.geojson`), 'utf8')) as {
    features: {
      geometry: { coordinates: number[][][] };
      properties: { classification?: { name: string } };
    }[];
  };
  return features.map(({ geometry, properties }) => {
    const ring = geometry.coordinates[0] ?? [];
    const mean = (axis: 0 | 1): number =>
      ring.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / Math.max(1, ring.length);
    return { x: mean(0), y: mean(1), name: properties.classification?.name ?? '' };
  });
}

/**
 * What a whole slide costs the command: a drawn smear, repeated over a pyramid of 20,000 × 20,000 pixels, of which one
 * shard is analysed with the real models and one thread. Needs a build, and about 0.5 GB of disk:
 *
 *   npm run build && node --import tsx test/bench/whole-slide.ts [width of the slide, 20000] [shards, 40]
 *
 * Prints processor seconds and the most memory (of the process, with the thread of the models), for a field of 64 × 64
 * pixels, which is little more than opening the models, and for the shard; and what follows for a square millimetre.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { drawSmear } from '../../viewer-shell/web/sample/draw-smear.js';

const [width = 20_000, shards = 40] = process.argv.slice(2).map(Number);
const MICRONS_PER_PIXEL = 0.25;
const COMMAND = 'dist/node/smearlens.js';
/** Each process tells its own; the threads are in it. */
const PEAK = `data:text/javascript,${encodeURIComponent(
  `import { isMainThread } from 'node:worker_threads';
  if (isMainThread) process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS + '\\n'));`,
)}`;

const folder = await mkdtemp(join(tmpdir(), 'smearlens-bench-'));
try {
  const slide = join(folder, 'slide.tif');
  const field = await drawSlide(slide);
  console.log(`${width} × ${width} pixels, ${((await stat(slide)).size / 1e6).toFixed(0)} MB`);
  const opening = await analyze(field, '--mpp', String(MICRONS_PER_PIXEL));
  const shard = await analyze(slide, '--shard', `1/${shards}`, '--mpp', String(MICRONS_PER_PIXEL));
  tell('opening the models', opening);
  tell(`one shard of ${shards}`, shard);
  const mm2 = (width * MICRONS_PER_PIXEL) ** 2 / 1e6 / shards;
  console.log(
    `${((shard.seconds - opening.seconds) / mm2).toFixed(1)} s of processors for each mm² of smear`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Gives a small field beside it. */
async function drawSlide(slide: string): Promise<string> {
  const side = Math.min(width, 2560);
  const size = { width: side, height: side };
  const smear = drawSmear({ seed: 7, ...size, micronsPerPixel: MICRONS_PER_PIXEL, featheredEdge: false });
  const picture = join(folder, 'smear.png');
  const raw = { width: smear.width, height: smear.height, channels: 3 } as const;
  await sharp(smear.pixels, { raw }).png({ compressionLevel: 1 }).toFile(picture);
  const background = { r: 240, g: 238, b: 240 };
  await sharp({ create: { width, height: width, channels: 3, background }, limitInputPixels: false })
    .composite([{ input: picture, tile: true, gravity: 'northwest' }])
    .tiff({ tile: true, tileWidth: 512, tileHeight: 512, pyramid: true, compression: 'jpeg', quality: 85 })
    .toFile(slide);
  const field = join(folder, 'field.png');
  await sharp(picture).extract({ left: 0, top: 0, width: 64, height: 64 }).toFile(field);
  return field;
}

async function analyze(input: string, ...more: string[]): Promise<{ seconds: number; bytes: number }> {
  const usage = 'TIMEFORMAT="took %U %S"; time "$@"; ';
  const words = [COMMAND, 'analyze', input, '--out', join(folder, 'out'), '--workers', '1', ...more];
  const child = spawn('bash', ['-c', usage, 'bash', process.execPath, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: `--import=${PEAK}`, LC_ALL: 'C' },
  });
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`analyze ended with ${code}: ${errors}`);
  const [, user, system] = /took ([\d.]+) ([\d.]+)/.exec(errors) ?? [];
  const peaks = [...errors.matchAll(/peak (\d+)/g)].map(([, kilobytes]) => Number(kilobytes) * 1024);
  return { seconds: Number(user) + Number(system), bytes: peaks.reduce((sum, bytes) => sum + bytes, 0) };
}

function tell(what: string, { seconds, bytes }: { readonly seconds: number; readonly bytes: number }): void {
  console.log(
    `${what}: ${seconds.toFixed(1)} s of processors, ${(bytes / 1e6).toFixed(0)} MB with its decoder`,
  );
}

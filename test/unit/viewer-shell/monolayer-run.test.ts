import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import sharp from 'sharp';
import { drawDiscField, runCommand } from './drawn-field.js';

let folder = '';
const at = (...place: string[]): string => join(folder, ...place);
const WIDTH = 1600;
const HEIGHT = 1100;
/** Left of it red cells lie side by side, right of it on each other. */
const EDGE = 900;
const CELLS = [
  [200, 200],
  [500, 700],
  [1300, 500],
] as const;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smearlens-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Discs of 7 µm at 0.5 µm a pixel, and three dark ones that are found as cells: two left, one right of the edge. */
async function drawSmear(edge = EDGE): Promise<void> {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const pitch = x < edge ? 18 : 9;
      const isCell = CELLS.some(([atX, atY]) => Math.hypot(x - atX, y - atY) < 24);
      const isRed = Math.hypot((x % pitch) - 9, (y % pitch) - 9) < 7 || x >= edge;
      pixels.set(
        isCell ? [60, 30, 90] : isRed ? (x < edge ? [220, 165, 170] : [150, 80, 90]) : [240, 238, 240],
        (y * WIDTH + x) * 3,
      );
    }
  }
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
  await sharp(pixels, { raw }).png().toFile(at('smear.png'));
}

const analyze = (...more: string[]) => [
  'analyze',
  at('smear.png'),
  '--out',
  at('out'),
  '--mpp',
  '0.5',
  '--monolayer',
  ...more,
];
interface Written {
  readonly smearlens: {
    readonly run: { readonly settings: object; readonly monolayer?: Record<string, number> };
  };
  readonly features: readonly {
    readonly geometry: { readonly coordinates: readonly (readonly number[][])[] };
  }[];
}
const written = async (place: string): Promise<Written> =>
  JSON.parse(await readFile(at(place), 'utf8')) as Written;

describe('smearlens analyze --monolayer', () => {
  it('keeps to the largest place where red cells lie side by side, and writes which', async () => {
    await drawSmear();
    const { code, stderr } = await runCommand(analyze());
    assert.equal(code, 0, stderr);
    const { smearlens, features } = await written('out/smear.png.geojson');
    const { minX = NaN, minY = NaN, maxX = NaN, maxY = NaN } = smearlens.run.monolayer ?? {};
    assert.ok(minX === 0 && minY === 0 && maxX <= EDGE && maxX >= EDGE - 256 && maxY >= HEIGHT - 256);
    assert.equal(features.length, 2);
    for (const { geometry } of features) {
      const xs = geometry.coordinates.flat().map(([x]) => x as number);
      assert.ok((Math.min(...xs) + Math.max(...xs)) / 2 <= maxX);
    }
    const { stdout } = await runCommand(['summary', at('out')]);
    assert.ok(stdout.includes(`,${((maxX * maxY * 0.25) / 1e6).toFixed(4)},`), stdout);
    assert.match((await runCommand(analyze('--json'))).stdout, /"wasThere":true/);
    for (const shard of ['1/3', '2/3', '3/3']) await runCommand(analyze('--shard', shard));
    await runCommand(['merge', at('out'), '--out', at('merged')]);
    assert.equal(
      await readFile(at('merged/smear.png.geojson'), 'utf8'),
      await readFile(at('out/smear.png.geojson'), 'utf8'),
    );
  });

  it('says where there is none, and takes all of a picture that is too small to hold one', async () => {
    await drawSmear(0);
    const { code, stderr } = await runCommand(analyze());
    assert.equal(code, 1);
    assert.match(stderr, /No monolayer was found: red cells overlap or lie far apart everywhere\./);
    await drawDiscField(at('smear.png'), { width: 400, height: 300, pitch: 180 });
    assert.equal((await runCommand(analyze())).code, 0);
    assert.equal((await written('out/smear.png.geojson')).smearlens.run.monolayer, undefined);
  });

  it('is not asked for together with a region', async () => {
    const { code, stderr } = await runCommand(analyze('--region', '0,0,50,50'));
    assert.deepEqual([code, stderr.includes('Use either --region or --monolayer.')], [2, true]);
  });
});

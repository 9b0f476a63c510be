import assert from 'node:assert/strict';
import { chmod, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, it } from 'node:test';
import sharp from 'sharp';
import { SmearError } from '../../../models/domain/errors.js';
import { pipelineOver } from '../../../plugin/analysis/pipeline.js';
import { checkPack } from '../../../plugin/node-entry.js';
import { WorkerPool } from '../../../plugin/worker/worker-pool.js';
import type { Surroundings } from '../../../viewer-shell/command-line/analyze.js';
import { main } from '../../../viewer-shell/command-line/main.js';
import { describeEnding } from '../../../viewer-shell/command-line/report.js';
import { openStorage } from '../../../viewer-shell/storage/storage.js';
import { workers } from '../plugin/worker/channel-workers.js';
import { DISC_INFO, discInference, discSlide } from '../disc-slide.js';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command with models that see dark discs; everything else is as it is. */
async function smearlens(words: readonly string[], overrides: Partial<Surroundings> = {}): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const code = await main(words, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    signal: new AbortController().signal,
    openPipeline: async () => pipelineOver(discInference()),
    storage: openStorage(),
    checkPack,
    assets: pathToFileURL(`${folder}/shipped/`),
    ...overrides,
  });
  return { code, ...written };
}

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smearlens-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A PNG of 400 × 300 pixels with so many discs of 12 µm at 0.1 µm per pixel. */
async function drawField(name: string, discs: number): Promise<string> {
  const places = Array.from({ length: discs }, (_, i) => ({ x: 80 + i * 130, y: 150, radius: 60 }));
  const region = { minX: 0, minY: 0, maxX: 400, maxY: 300 };
  const slide = discSlide(places, { width: 400, height: 300 });
  const { data } = await slide.read({ region, width: 400, height: 300 });
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await sharp(data, { raw: { width: 400, height: 300, channels: 4 } })
    .png()
    .toFile(path);
  return path;
}

/** Does the work while nobody may look into the place; the superuser, who always may, works as nobody meanwhile. */
async function shutting<T>(place: string, work: () => Promise<T>): Promise<T> {
  await chmod(folder, 0o777);
  await chmod(join(folder, place), 0);
  const isSuperuser = process.geteuid?.() === 0;
  if (isSuperuser) process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    if (isSuperuser) process.seteuid?.(0);
    await chmod(join(folder, place), 0o700);
  }
}

async function readResult(...place: string[]) {
  return JSON.parse(await readFile(join(folder, ...place), 'utf8')) as {
    smearlens: Record<string, unknown>;
    features: { properties: { measurements: Record<string, number> } }[];
  };
}

const filesIn = async (...place: string[]): Promise<string[]> =>
  (await readdir(join(folder, ...place), { recursive: true }).catch(() => [])).sort();

describe('smearlens analyze', () => {
  it('writes <name with extension>.geojson into the output folder and says what it found', async () => {
    const { code, stdout } = await smearlens([
      'analyze',
      await drawField('smear.png', 2),
      '--out',
      join(folder, 'out'),
      '--mpp',
      '0.1',
    ]);
    assert.equal(code, 0);
    assert.match(stdout, /smear\.png: 2 cells \(2 Lymphocyte\); 0\.1 µm per pixel, as given/);
    const { smearlens: header, features } = await readResult('out', 'smear.png.geojson');
    assert.equal(features.length, 2);
    assert.equal(header.resolutionSource, 'given');
    assert.equal(header.micronsPerPixel, 0.1);
    assert.deepEqual([header.width, header.height, header.threshold], [400, 300, 0.5]);
    const diameter = features[0]?.properties.measurements['Cell: Max diameter µm'] ?? 0;
    assert.ok(Math.abs(diameter - 12) < 0.5);
  });

  it('writes to a file that is named as one', async () => {
    const out = join(folder, 'here.geojson');
    const { code } = await smearlens(['analyze', await drawField('a.png', 1), '--out', out, '--mpp', '0.1']);
    assert.equal(code, 0);
    assert.equal((await readResult('here.geojson')).features.length, 1);
  });

  it('counts a field without cells as a success and writes an empty collection', async () => {
    const { code } = await smearlens([
      'analyze',
      await drawField('bare.png', 0),
      '--out',
      join(folder, 'out'),
    ]);
    assert.equal(code, 0);
    const { features, smearlens: header } = await readResult('out', 'bare.png.geojson');
    assert.deepEqual(features, []);
    assert.equal('micronsPerPixel' in header, false);
  });

  it('mirrors subfolders, and names what it skipped', async () => {
    await drawField('in/b.png', 1);
    await drawField('in/deep/er/a.png', 1);
    await writeFile(join(folder, 'in/notes.txt'), 'nothing to see');
    const { code, stdout } = await smearlens([
      'analyze',
      join(folder, 'in'),
      '--out',
      join(folder, 'out'),
      '--mpp',
      '0.1',
    ]);
    assert.equal(code, 0);
    assert.deepEqual(
      (await filesIn('out')).filter((name) => name.endsWith('.geojson')),
      ['b.png.geojson', 'deep/er/a.png.geojson'],
    );
    assert.match(stdout, /notes\.txt: skipped/);
  });

  it('passes over a subfolder into which it cannot look, tells of it, and analyses the rest', async () => {
    await drawField('in/a.png', 1);
    await drawField('in/z.png', 1);
    await drawField('in/private/hidden.png', 1);
    const words = ['analyze', join(folder, 'in'), '--out', join(folder, 'out'), '--mpp', '0.1'];
    const { code, stdout } = await shutting('in/private', () => smearlens(words));
    assert.equal(code, 0);
    assert.deepEqual(await filesIn('out'), ['a.png.geojson', 'z.png.geojson']);
    assert.match(stdout, /private: skipped, this folder cannot be read/);
  });

  it('fails a folder that was named and into which it cannot look, and analyses the others', async () => {
    await drawField('in/hidden.png', 1);
    const other = await drawField('a.png', 1);
    const words = ['analyze', join(folder, 'in'), other, '--out', join(folder, 'out'), '--mpp', '0.1'];
    const { code, stderr } = await shutting('in', () => smearlens(words));
    assert.equal(code, 1);
    assert.deepEqual(await filesIn('out'), ['a.png.geojson', 'in.failed.json']);
    assert.match(stderr, /in: failed\./);
  });

  it('exits with 1 when an input fails, leaves a note and no output for it, and analyses the others', async () => {
    await drawField('in/good.png', 1);
    await writeFile(join(folder, 'in/text.svs'), 'I am no slide');
    const words = ['analyze', join(folder, 'in'), join(folder, 'missing.png'), '--out', join(folder, 'out')];
    const { code, stderr } = await smearlens([...words, '--mpp', '0.1']);
    assert.equal(code, 1);
    assert.deepEqual(await filesIn('out'), ['good.png.geojson', 'text.svs.failed.json']);
    assert.match(stderr, /text\.svs: failed\. .*text file/);
    assert.match(stderr, /missing\.png: failed/);
  });

  it('analyses all others where one input ends every worker that looks at it', async () => {
    for (let i = 0; i < 8; i++) await drawField(`in/${i}.png`, i === 2 ? 3 : 1);
    const mortal = discInference({
      analyse: async (asked, options) => {
        const findings = await discInference().ask('analyse', asked, options);
        if (findings.count === 3) throw new SmearError('backend-lost', 'The device was lost.');
        return findings;
      },
    });
    const nowhere = { packUrl: 'file:///pack/', wasmUrl: 'file:///wasm/' };
    for (const count of [1, 3]) {
      const { spawn, running } = workers(async () => mortal);
      const openPipeline = async () => pipelineOver(await WorkerPool.open(spawn, nowhere, count), count);
      const words = ['analyze', join(folder, 'in'), '--out', join(folder, `out ${count}`), '--mpp', '0.1'];
      const { code, stdout } = await smearlens([...words, '--workers', String(count)], { openPipeline });
      assert.equal(code, 1);
      assert.match(stdout, /7 inputs analysed, 1 failed/);
      const results = (await filesIn(`out ${count}`)).filter((name) => name.endsWith('.geojson'));
      assert.equal(results.length, 7);
      assert.equal(running(), 0);
    }
  });

  it('fails an input of which a part fails, since its counts would look whole', async () => {
    const failing = discInference({
      analyse: () => Promise.reject(new SmearError('tile-failed', 'A piece is missing.')),
    });
    const { code, stderr } = await smearlens(
      ['analyze', await drawField('a.png', 1), '--out', join(folder, 'out'), '--mpp', '0.1'],
      { openPipeline: async () => pipelineOver(failing) },
    );
    assert.equal(code, 1);
    assert.match(stderr, /A piece is missing\./);
    assert.deepEqual(await filesIn('out'), ['a.png.failed.json']);
  });

  it('prints one line of JSON per input, in the order of the inputs', async () => {
    const paths = [await drawField('z.png', 2), join(folder, 'missing.png'), await drawField('a.png', 1)];
    const { stdout } = await smearlens([
      'analyze',
      ...paths,
      '--out',
      join(folder, 'out'),
      '--mpp',
      '0.1',
      '--json',
    ]);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      lines.map(({ input }) => input),
      paths,
    );
    assert.deepEqual(
      lines.map(({ cells }) => cells),
      [2, undefined, 1],
    );
    assert.equal((lines[1]?.error as { code: string }).code, 'slide-not-found');
  });

  it('analyses only the region that is asked for', async () => {
    const field = await drawField('a.png', 3);
    const words = ['analyze', field, '--out', join(folder, 'out'), '--mpp', '0.1'];
    await smearlens([...words, '--region', '0,0,150,300']);
    assert.equal((await readResult('out', 'a.png.geojson')).features.length, 1);
  });

  it('adds the embedding when asked', async () => {
    const words = ['analyze', await drawField('a.png', 1), '--out', join(folder, 'out'), '--mpp', '0.1'];
    await smearlens([...words, '--embedding']);
    const [feature] = (await readResult('out', 'a.png.geojson')).features;
    assert.ok(feature && 'Embedding 49' in feature.properties.measurements);
  });

  it('exits with 130 when it is cancelled, and leaves nothing half written', async () => {
    const cancel = new AbortController();
    const waiting = discInference({
      analyse: (_, { signal }) => {
        queueMicrotask(() => cancel.abort());
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      },
    });
    const { code } = await smearlens(
      ['analyze', await drawField('a.png', 1), '--out', join(folder, 'out'), '--mpp', '0.1'],
      { signal: cancel.signal, openPipeline: async () => pipelineOver(waiting) },
    );
    assert.equal(code, 130);
    assert.deepEqual(await filesIn('out'), []);
  });

  it('names cells with the head that is asked for, and records which', async () => {
    const asked: unknown[] = [];
    const openPipeline: Surroundings['openPipeline'] = async ({ head } = {}) => {
      asked.push(head);
      return pipelineOver(discInference({ info: { ...DISC_INFO, head } }));
    };
    const path = await drawField('a.png', 1);
    const words = ['analyze', path, '--out', join(folder, 'out'), '--mpp', '0.1'];
    await smearlens(words, { openPipeline });
    assert.equal((await readResult('out', 'a.png.geojson')).smearlens.head, 'forest');
    await smearlens([...words, '--head', 'linear'], { openPipeline });
    assert.equal((await readResult('out', 'a.png.geojson')).smearlens.head, 'linear');
    assert.deepEqual(asked, ['forest', 'linear']);
  });

  it('tells finer kinds behind their coarse one', () => {
    const result = {
      output: 'a.geojson',
      cells: 9,
      counts: { Lymphocyte: 3, Neutrophil: 2, 'Neutrophil: Segmented': 2, 'Neutrophil: Band': 2 },
      pack: 'discs 1',
      packHash: '0',
      backend: 'wasm',
      elapsedMs: 1,
    };
    assert.match(
      describeEnding('a.png', { ok: true, result }),
      /9 cells \(6 Neutrophil \(2 Segmented, 2 Band\), 3 Lymphocyte\);/,
    );
  });

  it('exits with 1 when the models cannot be opened', async () => {
    const { code, stderr } = await smearlens(
      ['analyze', await drawField('a.png', 1), '--out', join(folder, 'out')],
      {
        openPipeline: () => Promise.reject(new SmearError('pack-corrupt', 'The pack is damaged.')),
      },
    );
    assert.equal(code, 1);
    assert.match(stderr, /The pack is damaged\./);
  });
});

describe('smearlens copy-assets', () => {
  it('copies worker scripts, WebAssembly and models into a folder, and says what to set', async () => {
    const shipped = join(folder, 'shipped');
    for (const path of [
      'inference-worker.js',
      'map-worker.js',
      'wasm/a.wasm',
      'packs/base/manifest.json',
      'define.js',
    ]) {
      await mkdir(join(shipped, path, '..'), { recursive: true });
      await writeFile(join(shipped, path), path);
    }
    const to = join(folder, 'public', 'smearlens');
    const { code, stdout } = await smearlens(['copy-assets', to]);
    assert.equal(code, 0);
    assert.match(stdout, /asset-url/);
    assert.equal(await readFile(join(to, 'packs/base/manifest.json'), 'utf8'), 'packs/base/manifest.json');
    assert.deepEqual((await readdir(to)).toSorted(), [
      'inference-worker.js',
      'map-worker.js',
      'packs',
      'wasm',
    ]);
  });

  it('exits with 1 where nothing can be copied, and says why', async () => {
    const { code, stderr } = await smearlens(['copy-assets', join(folder, 'public')]);
    assert.equal(code, 1);
    assert.match(stderr, /could not be copied/);
  });
});

describe('smearlens check-pack', () => {
  it('exits with 1 where a pack cannot be used, and says all that is wrong, a line each', async () => {
    await writeFile(join(folder, 'manifest.json'), '{ "format": 1, "name": "ours", "version": "1.0.0" }');
    const { code, stdout, stderr } = await smearlens(['check-pack', folder]);
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /no usable “micronsPerPixel”.*\n.*no usable “tileSizes”/);
  });

  it('exits with 0 where nothing is wrong', async () => {
    const { code, stdout } = await smearlens(['check-pack', folder], { checkPack: async () => [] });
    assert.equal(code, 0);
    assert.match(stdout, /is a pack that works/);
  });
});

describe('wrong usage', () => {
  const WRONG: readonly (readonly string[])[] = [
    [],
    ['analyze'],
    ['analyze', 'a.png'],
    ['count', 'a.png', '--out', 'out'],
    ['analyze', 'a.png', '--out', 'out', '--frobnicate'],
    ['analyze', 'a.png', '--out', 'out', '--mpp', '0'],
    ['analyze', 'a.png', '--out', 'out', '--mpp', 'fine'],
    ['analyze', 'a.png', '--out', 'out', '--region', '1,2,3'],
    ['analyze', 'a.png', '--out', 'out', '--region', '0,0,10,0'],
    ['analyze', 'a.png', '--out', 'out', '--threshold', '0.001'],
    ['analyze', 'a.png', '--out', 'out', '--workers', '1.5'],
    ['analyze', 'a.png', '--out', 'out', '--backend', 'abacus'],
    ['analyze', 'a.png', '--out', 'out', '--head', 'tail'],
    ['analyze', 'a.png', 'b.png', '--out', 'one.geojson'],
    ['analyze', 'x/a.png', 'y/a.png', '--out', 'out'],
    ['copy-assets'],
    ['copy-assets', 'one', 'two'],
    ['check-pack'],
  ];

  for (const words of WRONG) {
    it(`exits with 2 on: smearlens ${words.join(' ')}`, async () => {
      const { code, stdout, stderr } = await smearlens(words);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.notEqual(stderr, '');
    });
  }

  it('is not to ask for help or the version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    assert.equal((await smearlens(['--version'])).stdout, `${version}\n`);
    const help = await smearlens(['analyze', '--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /--mpp/);
  });
});

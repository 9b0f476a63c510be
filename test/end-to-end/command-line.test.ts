import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import type * as NodeEntry from '../../plugin/node-entry.js';
import { discSlide } from '../unit/disc-slide.js';

const COMMAND = resolve('dist/node/smearlens.js');
const DATA = process.env.SMEARLENS_DATA;
const FIELD = { width: 640, height: 480 };

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command as a process of its own; `onStart` may send it signals. */
function smearlens(
  words: readonly string[],
  onStart?: (stop: () => void) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ran> {
  const child = spawn(process.execPath, [COMMAND, ...words], { env });
  const written = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (written.stdout += String(text)));
  child.stderr.on('data', (text) => (written.stderr += String(text)));
  onStart?.(() => child.kill('SIGINT'));
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => done({ code, ...written }));
  });
}

interface Collection {
  readonly smearlens: {
    readonly backend: string;
    readonly resolutionSource?: string;
    readonly packHash: string;
  };
  readonly features: readonly {
    readonly properties: { readonly measurements: Readonly<Record<string, number>> };
  }[];
}

let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smearlens-'));
});

after(() => rm(folder, { recursive: true, force: true }));

async function readCollection(path: string): Promise<Collection> {
  return JSON.parse(await readFile(path, 'utf8')) as Collection;
}

/** Dark discs on white: enough to keep the models busy, whatever they make of it. */
async function drawDiscs(name: string, size = FIELD): Promise<string> {
  const discs = Array.from({ length: 12 }, (_, i) => ({
    x: 80 + (i % 4) * 150,
    y: 80 + Math.floor(i / 4) * 140,
    radius: 50,
  }));
  const region = { minX: 0, minY: 0, maxX: size.width, maxY: size.height };
  const { data } = await discSlide(discs, size).read({ region, ...size });
  const path = join(folder, name);
  await sharp(data, { raw: { ...size, channels: 4 } })
    .png()
    .toFile(path);
  return path;
}

describe('the command and the outside', () => {
  it('keeps no number of the device and no report of its use in the home of who runs it', async () => {
    const home = await mkdtemp(join(folder, 'home-'));
    const input = await drawDiscs('nobody-is-told.png');
    // ONNX Runtime is silent by itself where it takes the machine for a test machine, as by CI
    const env = { PATH: process.env.PATH, HOME: home };
    const { code, stderr } = await smearlens(
      ['analyze', input, '--out', join(folder, 'nobody-is-told.geojson'), '--mpp', '0.25'],
      undefined,
      env,
    );
    assert.equal(code, 0, stderr);
    const { smearlens: header } = await readCollection(join(folder, 'nobody-is-told.geojson'));
    assert.equal(header.backend, 'onnxruntime');
    assert.deepEqual(await readdir(home, { recursive: true }), []);
  });
});

describe('the built command', () => {
  it('analyses a picture with the shipped models and says with which', async () => {
    const out = join(folder, 'discs.geojson');
    const { code, stderr } = await smearlens([
      'analyze',
      await drawDiscs('discs.png'),
      '--out',
      out,
      '--mpp',
      '0.1',
    ]);
    assert.equal(code, 0, stderr);
    const { smearlens: header } = await readCollection(out);
    assert.equal(header.backend, 'onnxruntime');
    assert.match(header.packHash, /^[0-9a-f]{64}$/);
  });

  it('refuses a pack whose weights are not what its manifest says', async () => {
    const pack = join(folder, 'pack');
    await cp('models/packs/base', pack, { recursive: true });
    const weights = join(pack, 'detector.safetensors');
    const bytes = await readFile(weights);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(weights, bytes);
    const words = [
      'analyze',
      await drawDiscs('a.png'),
      '--out',
      join(folder, 'none'),
      '--pack',
      pack,
      '--json',
    ];
    const { code, stdout } = await smearlens(words);
    assert.equal(code, 1);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    assert.equal(error.code, 'pack-corrupt');
    assert.match(error.message, /detector\.safetensors/);
  });

  it('ends with 130 at Ctrl+C and leaves no half result', async () => {
    const input = join(folder, 'many');
    await mkdir(input);
    const one = await drawDiscs('one.png');
    await Promise.all(Array.from({ length: 300 }, (_, i) => cp(one, join(input, `${i}.png`))));
    const out = join(folder, 'cancelled');
    // What is still being written has another name.
    const results = async () =>
      (await readdir(out).catch(() => [])).filter((name) => name.endsWith('.geojson')).length;
    // The models compute at nearly any moment: ended in the middle, their library would abort the process.
    for (let time = 0; time < 3; time++) {
      const before = await results();
      const { code, stderr } = await smearlens(
        ['analyze', input, '--out', out, '--mpp', '0.1'],
        (stop) =>
          void (async () => {
            const end = Date.now() + 120_000;
            while ((await results()) === before && Date.now() < end) await delay(50);
            await delay(70 * time);
            stop();
          })(),
      );
      assert.equal(code, 130, stderr);
      assert.ok((await results()) > before);
    }
    const left = await readdir(out);
    assert.ok(left.length > 0 && left.length < 300);
    assert.deepEqual(
      left.filter((name) => !name.endsWith('.geojson')),
      [],
    );
  });
});

describe('the pipeline on Node', () => {
  it('holds as many tensors after a run, a reconstruction and an abort as before', async () => {
    const { CellStore, createPipeline, openSlideFile } = (await import(
      resolve('dist/node/node-entry.js')
    )) as typeof NodeEntry;
    const pipeline = await createPipeline({ backend: 'wasm' });
    try {
      const slide = await openSlideFile(await drawDiscs('tensors.png'));
      const region = { minX: 0, minY: 0, maxX: 640, maxY: 480 };
      const options = { threshold: 0.01, micronsPerPixel: 0.1 };
      const before = await pipeline.tensorCount();
      assert.ok(before > 0);
      const store = new CellStore();
      for await (const result of pipeline.analyze(slide, region, options)) store.apply(result);
      assert.ok(store.size > 0);
      await pipeline.reconstruct(slide, [...store.all()].slice(0, 5));
      const stopping = AbortSignal.timeout(5);
      const aborted = (async () => {
        for await (const result of pipeline.analyze(slide, region, { ...options, signal: stopping }))
          store.apply(result);
      })();
      await aborted.catch((error: unknown) => assert.equal(error, stopping.reason));
      assert.equal(await pipeline.tensorCount(), before);
    } finally {
      await pipeline.dispose();
    }
  });
});

describe('real fields', { skip: DATA === undefined && 'SMEARLENS_DATA is not set' }, () => {
  interface Coco {
    readonly images: readonly { readonly id: number; readonly file_name: string; readonly split: string }[];
    readonly annotations: readonly {
      readonly image_id: number;
      readonly category_id: number;
      readonly bbox: readonly number[];
    }[];
    readonly categories: readonly { readonly id: number; readonly name: string }[];
  }

  it('show their leukocytes where people boxed them, with no resolution given', async () => {
    const set = join(DATA ?? '', 'bccd');
    const { images, annotations, categories } = JSON.parse(
      await readFile(join(set, 'annotations.json'), 'utf8'),
    ) as Coco;
    const leukocyte = categories.find(({ name }) => /wbc|leukocyte/i.test(name))?.id;
    const chosen = images.filter(({ split }) => split === 'val').slice(0, 8);
    const out = join(folder, 'real');
    const paths = chosen.map(({ file_name }) => join(set, 'images', file_name.replace(/^images\//, '')));
    const { code, stderr } = await smearlens(['analyze', ...paths, '--out', out]);
    assert.equal(code, 0, stderr);
    let boxes = 0;
    let met = 0;
    for (const [index, image] of chosen.entries()) {
      const { features, smearlens: header } = await readCollection(
        join(out, `${paths[index]?.split('/').at(-1)}.geojson`),
      );
      assert.equal(header.resolutionSource, 'estimated');
      for (const { bbox, ...annotation } of annotations) {
        if (annotation.image_id !== image.id || annotation.category_id !== leukocyte) continue;
        const [x = 0, y = 0, width = 0, height = 0] = bbox;
        boxes++;
        met += features.some(({ properties: { measurements } }) => {
          const at = (key: string): number => measurements[`Box: ${key} px`] ?? 0;
          const dx = at('X') + at('Width') / 2 - (x + width / 2);
          const dy = at('Y') + at('Height') / 2 - (y + height / 2);
          return Math.abs(dx) < width / 4 && Math.abs(dy) < height / 4;
        })
          ? 1
          : 0;
      }
    }
    assert.ok(boxes >= 8);
    assert.ok(met / boxes >= 0.85, `${met} of ${boxes} leukocytes were met`);
  });
});

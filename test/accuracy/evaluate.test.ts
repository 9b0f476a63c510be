import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { drawSmear } from '../../viewer-shell/web/sample/draw-smear.js';
import type { FigureRow } from './figures-file.js';

const run = promisify(execFile);
const FIELD = { width: 640, height: 480, micronsPerPixel: 0.125, leukocytes: 3 };

function evaluate(...words: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, ['--import', 'tsx', 'test/accuracy/evaluate.ts', ...words]);
}

describe('npm run evaluate on a set that it has never seen', { timeout: 300_000 }, () => {
  let data = '';

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'smearlens-data-'));
    const kinds: string[] = [];
    const images: object[] = [];
    const annotations: object[] = [];
    await mkdir(join(data, 'drawn', 'images'), { recursive: true });
    for (const id of [0, 1, 2]) {
      const { pixels, truth, ...size } = drawSmear({ ...FIELD, seed: 7001 + id });
      const file_name = `field-${id}.png`;
      await sharp(pixels, { raw: { ...size, channels: 3 } }).toFile(join(data, 'drawn', 'images', file_name));
      images.push({ id, file_name, ...size });
      for (const { class: kind, box, outline } of truth.cells) {
        if (!kinds.includes(kind)) kinds.push(kind);
        const [minX, minY, maxX, maxY] = box;
        const bbox = [minX, minY, maxX - minX, maxY - minY];
        annotations.push({ image_id: id, category_id: kinds.indexOf(kind), bbox, segmentation: [outline] });
      }
    }
    const categories = kinds.map((name, id) => ({ id, name }));
    const info = { micronsPerPixel: FIELD.micronsPerPixel };
    await writeFile(
      join(data, 'drawn', 'annotations.json'),
      JSON.stringify({ info, images, annotations, categories }),
    );
  });
  after(() => rm(data, { recursive: true, force: true }));

  it('counts its cells through the built command, says the figures and draws the errors', async (test) => {
    const out = join(data, 'figures.json');
    const errors = join(data, 'errors');
    const { stdout } = await evaluate('--data', data, '--mpp', 'given', '--out', out, '--errors', errors);
    const rows = JSON.parse(await readFile(out, 'utf8')) as Record<string, FigureRow>;
    const { given, estimated } = rows['default']?.sets['drawn'] ?? {};
    assert.equal(estimated, undefined);
    assert.equal(given?.micronsPerPixel, FIELD.micronsPerPixel);
    const { detection, outlines, classification } = given ?? {};
    assert.ok(detection && outlines && classification);
    assert.deepEqual([detection.images, detection.ap50.n, classification.accuracy.n], [3, 9, 9]);
    assert.ok(detection.recall.value >= 8 / 9 && outlines.dice.value > 0.8, stdout);
    assert.equal(outlines.dice.n + outlines.unmatched, 9);
    assert.match(rows['default']?.packHash ?? '', /^[0-9a-f]{64}$/);
    assert.match(
      stdout,
      new RegExp(`\\| drawn \\| given \\(0\\.125\\) \\| 3, 9 \\| ${detection.ap50.value.toFixed(3)} `),
    );
    const pictures = await readdir(join(errors, 'drawn-given'));
    const index = JSON.parse(await readFile(join(errors, 'drawn-given', 'index.json'), 'utf8')) as unknown[];
    assert.equal(pictures.length, index.length + 1);
    test.diagnostic(`AP50 ${detection.ap50.value.toFixed(3)}, Dice ${outlines.dice.value.toFixed(3)}`);
  });

  it('says what is wrong and ends with 2, before it computes anything', async () => {
    const refused = async (...words: readonly string[]): Promise<string> => {
      const failure = (await evaluate(...words).catch((error: unknown) => error)) as {
        code: number;
        stderr: string;
      };
      assert.equal(failure.code, 2);
      return failure.stderr;
    };
    assert.match(await refused('--data', data, '--sets', 'bccd'), /has no set “bccd”\. It has drawn\./);
    assert.match(await refused('--data', data, '--mpp', 'perhaps'), /--mpp takes given, none or both/);
    assert.match(await refused('--data', join(data, 'drawn', 'images', 'nothing')), /is not there/);
  });
});

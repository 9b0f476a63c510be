import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { EXPORT_ENDINGS } from '../../../plugin/node-entry.js';
import { findInputs } from '../../../viewer-shell/command-line/find-inputs.js';
import { placeOutputs } from '../../../viewer-shell/command-line/place-outputs.js';
import { formatPlace } from '../../../viewer-shell/results/write-result.js';
import { shardPlace } from '../../../viewer-shell/results/task.js';
import { openStorage } from '../../../viewer-shell/storage/storage.js';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smearlens-names-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, content: string | Uint8Array = 'x'): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), content);
}

describe('a folder that is searched', () => {
  it('gives its pictures, and names what macOS and Deep Zoom keep beside them as skipped', async () => {
    const appleDouble = Buffer.from('0005160700020000', 'hex');
    for (const path of ['in/a.png', 'in/deep/b.tif', 'in/own_files/c.png', 'in/z_files.png']) await put(path);
    for (const path of ['in/._a.png', 'in/deep/._b.tif', 'in/__MACOSX/._a.png']) await put(path, appleDouble);
    for (const path of ['in/s.dzi', 'in/s_files/0/0_0.png', 'in/t.xml', 'in/t_files/0/0_0.jpg'])
      await put(path);
    const { inputs, skipped } = await findInputs([join(folder, 'in')], openStorage());
    assert.deepEqual(
      inputs.map(({ place }) => place),
      ['a.png', 'deep/b.tif', 'own_files/c.png', 'z_files.png'],
    );
    assert.deepEqual(
      skipped.map((path) => relative(join(folder, 'in'), path)),
      ['._a.png', '__MACOSX', 'deep/._b.tif', 's.dzi', 's_files', 't.xml', 't_files'],
    );
  });
});

describe('results of files that were named one by one', () => {
  const place = (root: string, ...paths: string[]) =>
    placeOutputs(
      paths.map((path) => ({ path, place: basename(path) })),
      paths,
      join(folder, 'out'),
      { formats: [], inShards: false, root },
    );

  it('keep the folders below the root, so that slides of one name in two folders do not meet', async () => {
    const one = join(folder, 'in/one/smear.png');
    assert.deepEqual(
      await place(join(folder, 'in'), one, relative('.', join(folder, 'in/..two/smear.png'))),
      [join(folder, 'out/one/smear.png.geojson'), join(folder, 'out/..two/smear.png.geojson')],
    );
    assert.deepEqual(await place('s3://slides/study', 's3://slides/study/one/a.tif'), [
      join(folder, 'out/one/a.tif.geojson'),
    ]);
  });

  it('have no place where a file does not lie below the root', async () => {
    for (const [root, path] of [
      [join(folder, 'in'), join(folder, 'other/a.png')],
      [join(folder, 'in'), 's3://slides/a.tif'],
      ['s3://slides/study', 's3://slides/study2/a.tif'],
    ] as const)
      assert.match(JSON.stringify(await place(root, path)), /does not lie below --root/);
  });
});

describe('the names of results', () => {
  const formats = ['csv', 'coco', 'dicom'] as const;
  const placed = async (names: readonly string[], inShards = false) => {
    const inputs = names.map((name) => ({ path: name, place: join('deep', name) }));
    const outputs = await placeOutputs(inputs, names, join(folder, 'out'), { formats, inShards });
    return 'wrong' in outputs ? assert.fail(outputs.wrong) : outputs;
  };

  it('are those of the slides, up to the longest that fits', async () => {
    const longest = `${'n'.repeat(255 - '.geojson'.length - '.coco.json'.length + '.geojson'.length - 4)}.png`;
    const [output = ''] = await placed([longest]);
    assert.equal(basename(output), `${longest}.geojson`);
  });

  it('fit where a slide’s own name leaves no room, also beside it and in letters of several bytes', async () => {
    for (const letter of ['n', 'ü', '細', '🩸']) {
      const name = `${letter.repeat(Math.floor(246 / Buffer.byteLength(letter)))}.tif`;
      for (const inShards of [false, true]) {
        const [output = ''] = await placed([name], inShards);
        const files = [output, ...formats.map((format) => formatPlace(output, format))];
        if (inShards) files.push(shardPlace(output, { number: 99_999, count: 100_000 }));
        for (const file of files) {
          assert.ok(Buffer.byteLength(basename(file)) <= 255, file);
          await put(relative(folder, file));
        }
        assert.ok(basename(output).startsWith(letter.repeat(20)), 'people recognise it');
      }
    }
    assert.equal(Object.keys(EXPORT_ENDINGS).length, formats.length, 'all that can lie beside it');
  });

  it('stay apart where the slides’ names differ at the end only, and are the same each time', async () => {
    const names = ['1.tif', '2.tif'].map((end) => 'n'.repeat(246) + end);
    const outputs = await placed(names);
    assert.equal(new Set(outputs).size, 2);
    assert.deepEqual(await placed(names), outputs);
  });
});

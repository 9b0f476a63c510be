import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { classOfLabel } from '../../accuracy/cell-classes.js';
import { chooseByHash, loadImageSet } from '../../accuracy/image-set.js';
import { parseCellFile, likeliest } from '../../accuracy/found-cells.js';
import { drawNonBlood } from '../../accuracy/non-blood-fields.js';
import { writeDrawnSet } from './drawn-set.js';

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function draw(...args: Parameters<typeof writeDrawnSet>): Promise<string> {
  const folder = await writeDrawnSet(...args);
  folders.push(dirname(folder));
  return folder;
}

async function annotate(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-set-'));
  folders.push(folder);
  await writeFile(join(folder, 'annotations.json'), text);
  return folder;
}

describe('the labels of other sets', () => {
  const cases: readonly (readonly [string, string | undefined, (string | undefined)?])[] = [
    ['neutrophil', 'Neutrophil'],
    ['Segmented_Neutrophils', 'Neutrophil', 'Neutrophil: Segmented'],
    ['NGB', 'Neutrophil', 'Neutrophil: Band'],
    ['bilobed promyelocyte', 'Immature granulocyte', 'Immature granulocyte: Promyelocyte'],
    ['metamyelocyte', 'Immature granulocyte', 'Immature granulocyte: Metamyelocyte'],
    ['MYO', 'Immature granulocyte', 'Immature granulocyte: Myelocyte'],
    ['basophilic erythroblasts', 'Erythroblast'],
    ['Lymphocytes', 'Lymphocyte'],
    ['atypical lymphocyte', undefined],
    ['monoblasts', 'Blast'],
    ['lymphoblast', 'Blast'],
    ['smudge cell', undefined],
    ['WBC', undefined],
    ['platelet', undefined],
  ];
  for (const [label, coarse, fine] of cases) {
    it(`“${label}” is ${fine ?? coarse ?? 'no class of the product'}`, () => {
      assert.deepEqual(classOfLabel(label), coarse && { coarse, ...(fine ? { fine } : {}) });
    });
  }

  it('take a finer name from the subtype, but no other class', () => {
    assert.deepEqual(classOfLabel('neutrophil', 'band neutrophil'), {
      coarse: 'Neutrophil',
      fine: 'Neutrophil: Band',
    });
    assert.deepEqual(classOfLabel('neutrophil', 'myelocyte'), { coarse: 'Neutrophil' });
  });
});

describe('a folder in the data layout', () => {
  it('is measured on its split test, else val, else on all', async () => {
    const images = (...splits: (string | undefined)[]) =>
      splits.map((split, i) => ({ name: `${i}.png`, split }));
    const count = async (folder: string, split?: string) => (await loadImageSet(folder, split)).images.length;
    assert.equal(await count(await draw('a', images('train', 'test', 'val', 'test'))), 2);
    assert.equal(await count(await draw('b', images('train', 'val'))), 1);
    assert.equal(await count(await draw('c', images(undefined, undefined, undefined))), 3);
    const folder = await draw('d', images('train', 'val'));
    assert.equal(await count(folder, 'train'), 1);
    await assert.rejects(count(folder, 'test'), /d has no split “test”; it has train, val/);
  });

  it('takes the resolution that it says over its red cells, and none where neither is there', async () => {
    const red = [{ name: 'a.png', boxes: [['red blood cell', [0, 0, 60, 40]] as const] }];
    const said = await loadImageSet(await draw('said', red, { micronsPerPixel: 0.2 }));
    assert.deepEqual([said.micronsPerPixel, said.measured], [0.2, true]);
    const derived = await loadImageSet(await draw('derived', red));
    assert.deepEqual([derived.micronsPerPixel, derived.measured], [0.125, true]);
    assert.deepEqual(derived.images[0]?.leukocytes, []);
    const none = await loadImageSet(await draw('none', [{ name: 'a.png' }]));
    assert.deepEqual([none.micronsPerPixel, none.measured], [undefined, false]);
  });

  it('says nothing of what its file says null of', async () => {
    const folder = await draw('nulls', [{ name: 'a.png', label: 'monocyte' }]);
    const file = join(folder, 'annotations.json');
    const written = JSON.parse(await readFile(file, 'utf8')) as { images: Record<string, unknown>[] };
    for (const image of written.images) Object.assign(image, { subtype: null, mask: null, split: null });
    await writeFile(file, JSON.stringify(written));
    const [image] = (await loadImageSet(folder)).images;
    assert.deepEqual([image?.label, image?.subtype, image?.mask], ['monocyte', undefined, undefined]);
  });

  it('is refused with the file and the fault named', async () => {
    const refusals: readonly (readonly [string, RegExp])[] = [
      ['{', /annotations\.json is no JSON/],
      ['{"images": []}', /lists no images/],
      ['{"images": [{"id": 1}]}', /image \(id 1\) without file_name/],
      ['{"images": [{"id": 1, "file_name": "a.png", "label": 7}]}', /image \(id 1\) whose label is no text/],
      [
        '{"images": [{"id": 1, "file_name": "lost.png"}]}',
        /lost\.png is named in annotations\.json and is not there/,
      ],
      [
        '{"images": [{"id": 1, "file_name": "a"}], "annotations": [{"image_id": 2}]}',
        /annotation \(number 1\) for the image 2, which it does not list/,
      ],
    ];
    for (const [text, fault] of refusals) await assert.rejects(loadImageSet(await annotate(text)), fault);
    await assert.rejects(loadImageSet('/nowhere'), /annotations\.json cannot be read/);
  });

  it('gives the same few images whatever their order', async () => {
    const images = Array.from({ length: 30 }, (_, i) => ({ name: `${i}.png` }));
    const { images: listed } = await loadImageSet(await draw('many', images));
    const few = chooseByHash(listed, 7);
    assert.deepEqual(chooseByHash([...listed].reverse(), 7), few);
    assert.equal(new Set(few).size, 7);
    assert.notDeepEqual(few, listed.slice(0, 7));
  });
});

describe('what the command line wrote', () => {
  const square = (x: number) => [
    [
      [x, 0],
      [x + 2, 0],
      [x + 2, 2],
      [x, 0],
    ],
  ];
  const written = (nucleusGeometry: object, measurements: object) =>
    JSON.stringify({
      smearlens: { pack: 'p', packHash: 'h', micronsPerPixel: 0.1 },
      features: [
        {
          geometry: { type: 'Polygon', coordinates: square(0) },
          nucleusGeometry,
          properties: {
            classification: { name: 'Unknown' },
            measurements: {
              'Detection probability': 0.9,
              'Reconstruction error': 0.1,
              'Box: X px': 1,
              'Box: Y px': 2,
              'Box: Width px': 3,
              'Box: Height px': 4,
              ...measurements,
            },
          },
        },
      ],
    });

  it('is read with a nucleus in one part or in several', () => {
    const parts = (geometry: object) => parseCellFile(written(geometry, {})).cells[0]?.nuclei;
    assert.deepEqual(parts({ type: 'Polygon', coordinates: square(4) }), [[4, 0, 6, 0, 6, 2]]);
    assert.deepEqual(parts({ type: 'MultiPolygon', coordinates: [square(4), square(8)] }), [
      [4, 0, 6, 0, 6, 2],
      [8, 0, 10, 0, 10, 2],
    ]);
  });

  it('gives a coarse class the sum of its finer ones, or its own where that is written', () => {
    const best = (measurements: object) => {
      const [cell] = parseCellFile(written({ type: 'Polygon', coordinates: square(4) }, measurements)).cells;
      return cell && likeliest(cell);
    };
    const leaves = { 'Probability: Neutrophil: Band': 0.25, 'Probability: Neutrophil: Segmented': 0.375 };
    assert.deepEqual(best({ ...leaves, 'Probability: Monocyte': 0.375 }), {
      name: 'Neutrophil',
      probability: 0.625,
    });
    assert.deepEqual(best({ 'Probability: Neutrophil': 0.625, ...leaves }), {
      name: 'Neutrophil',
      probability: 0.625,
    });
  });
});

describe('fields that are no blood', () => {
  it('are of five kinds, no two the same, and the same at every run', () => {
    const fields = drawNonBlood(50);
    const bytes = fields.map(({ pixels }) => Buffer.from(pixels).toString('base64'));
    assert.equal(new Set(bytes).size, 50);
    assert.equal(new Set(fields.map(({ name }) => name.split('-')[0])).size, 5);
    assert.deepEqual(
      drawNonBlood(7).map(({ pixels }) => Buffer.from(pixels).toString('base64')),
      bytes.slice(0, 7),
    );
  });
});

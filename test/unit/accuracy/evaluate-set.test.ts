import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Figure } from '../../accuracy/bootstrap.js';
import type { Analyse, AnalyseOptions } from '../../accuracy/command-line.js';
import { writeErrors } from '../../accuracy/error-pictures.js';
import { evaluateSet } from '../../accuracy/evaluate-set.js';
import type { FoundImage } from '../../accuracy/found-cells.js';
import { measureNovelty } from '../../accuracy/held-out.js';
import { loadImageSet } from '../../accuracy/image-set.js';
import { foundCell, foundImage, writeDrawnSet, type DrawnImage } from './drawn-set.js';

const folders: string[] = [];

async function drawnSet(name: string, images: readonly DrawnImage[], info?: object) {
  const folder = await writeDrawnSet(name, images, info);
  folders.push(dirname(folder));
  return loadImageSet(folder);
}

/** A product that finds what is written, by file name, and remembers how it was called. */
function product(answers: Readonly<Record<string, FoundImage>>) {
  const calls: AnalyseOptions[] = [];
  const analyse: Analyse = async (files, options) => {
    calls.push(options);
    return files.map((file) => answers[basename(file)] ?? foundImage([]));
  };
  return { analyse, calls };
}

const plain = { given: false, wrongResolution: [], masked: false, novelty: undefined };

function near(figure: Figure | undefined, value: number, n: number): void {
  assert.ok(figure && Math.abs(figure.value - value) < 1e-9, `${figure?.value} instead of ${value}`);
  assert.equal(figure.n, n);
  assert.ok(figure.low <= value && value <= figure.high, `${value} in ${figure.low} to ${figure.high}`);
}

after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

const FIELDS: readonly DrawnImage[] = [
  {
    name: 'a.png',
    boxes: [
      ['WBC', [10, 10, 20, 20], true],
      ['WBC', [60, 10, 20, 20], true],
      ['RBC', [0, 50, 50, 30]],
    ],
  },
  { name: 'empty.png' },
  { name: 'c.png', boxes: [['WBC', [10, 40, 40, 20]]] },
];
const ON_FIELDS = {
  'a.png': foundImage(
    [foundCell([10, 10, 20, 20], 0.9, { outline: [10, 10, 30, 10, 30, 20, 10, 20] })],
    0.15,
  ),
  'empty.png': foundImage([foundCell([5, 5, 20, 20], 0.8)]),
  'c.png': foundImage(
    [foundCell([10, 40, 40, 20], 0.7), foundCell([70, 40, 9, 9], 0.9, { className: 'Platelet' })],
    0.18,
  ),
};

describe('a set of fields that was never seen', () => {
  it('has its cells counted as worked out by hand', async () => {
    const { figures } = await evaluateSet(
      await drawnSet('fields', FIELDS),
      plain,
      product(ON_FIELDS).analyse,
    );
    const { detection, outlines, resolution, classification } = figures;
    assert.equal(detection?.images, 3);
    // Precision 1 up to recall 1/3 (34 of 101 points), 2/3 up to recall 2/3 (33 points), then nothing.
    near(detection?.ap50, (34 + 33 * (2 / 3)) / 101, 3);
    near(detection?.ap5095, (34 + 33 * (2 / 3)) / 101, 3);
    near(detection?.precision, 2 / 3, 3);
    near(detection?.recall, 2 / 3, 3);
    near(detection?.f1, 2 / 3, 3);
    near(detection?.precisionAtRecall95, 0, 3);
    near(detection?.recallAtOneFalsePositive, 2 / 3, 3);
    // The outline is the upper half of the one matched cell that has a polygon.
    near(outlines?.dice, 2 / 3, 1);
    near(outlines?.iou, 1 / 2, 1);
    assert.equal(outlines?.unmatched, 1);
    // Red cells of 50 px are 7.5 µm: 0.15 µm per pixel.
    near(resolution?.medianRatio, 1.1, 2);
    near(resolution?.within12, 0.5, 2);
    assert.equal(resolution?.notEstimated, 1);
    assert.equal(classification, undefined);
  });

  it('is run with the resolution of its red cells where that is given, and with it wrong where asked', async () => {
    const { analyse, calls } = product(ON_FIELDS);
    const options = { ...plain, given: true, wrongResolution: [0.6] };
    const { figures } = await evaluateSet(await drawnSet('fields', FIELDS), options, analyse);
    assert.deepEqual(
      calls.map(({ micronsPerPixel }) => micronsPerPixel?.toFixed(3)),
      ['0.150', '0.090'],
    );
    near(figures.wrongResolution?.['0.6'], (34 + 33 * (2 / 3)) / 101, 3);
    assert.equal(figures.resolution, undefined);
  });

  it('has its errors drawn and listed', async () => {
    const set = await drawnSet('fields', FIELDS);
    const folder = await mkdtemp(join(tmpdir(), 'smearlens-errors-'));
    folders.push(folder);
    const evaluated = await evaluateSet(set, plain, product(ON_FIELDS).analyse);
    assert.equal(await writeErrors(set, evaluated, folder), 2);
    const index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as {
      file: string;
      kind: string;
    }[];
    assert.deepEqual(
      index.map(({ kind }) => kind),
      ['false-positive', 'miss'],
    );
    const files = await readdir(folder);
    for (const { file } of index) assert.ok(files.includes(file), file);
    assert.match(index[0]?.file ?? '', /false-positive_0\.80_said-Neutrophil_empty/);
  });
});

describe('a set of labelled cells that was never seen', () => {
  const images: readonly DrawnImage[] = [
    { name: 'band.png', label: 'Neutrophils', subtype: 'band neutrophil' },
    { name: 'segmented.png', label: 'SNE' },
    { name: 'strange.png', label: 'lymphocyte' },
    { name: 'sub/missed.png', label: 'Lymphocyte' },
    { name: 'smudge.png', label: 'smudge cell' },
  ];
  const answer = (className: string, band: number, segmented: number, lymphocyte: number): FoundImage => {
    const probabilities = new Map([
      ['Neutrophil: Band', band],
      ['Neutrophil: Segmented', segmented],
      ['Lymphocyte', lymphocyte],
    ]);
    const far = foundCell([0, 0, 10, 10], 0.99, { className: 'Monocyte' });
    const faint = foundCell([45, 35, 10, 10], 0.4, { className: 'Monocyte' });
    return foundImage([far, faint, foundCell([35, 30, 20, 20], 0.8, { className, probabilities })]);
  };
  const answers = {
    'band.png': answer('Neutrophil: Band', 0.6, 0.3, 0.1),
    'segmented.png': answer('Neutrophil', 0.5, 0.4, 0.1),
    'strange.png': answer('Unknown', 0.1, 0.1, 0.8),
    'smudge.png': answer('Lymphocyte', 0, 0, 1),
  };

  it('has its names counted as worked out by hand, by the confident cell nearest the middle', async () => {
    const { figures } = await evaluateSet(await drawnSet('cells', images), plain, product(answers).analyse);
    const { classification: c, detection } = figures;
    assert.equal(detection, undefined);
    near(c?.accuracy, 2 / 4, 4);
    near(c?.likeliestAccuracy, 3 / 4, 4);
    near(c?.balancedAccuracy, (1 + 0) / 2, 4);
    near(c?.macroF1, (1 + 0) / 2, 4);
    near(c?.recall['Neutrophil'], 1, 2);
    near(c?.calibrationError, (2 * 0.1 + 0.2) / 3, 3);
    near(c?.fine?.neutrophil, 1 / 2, 2);
    assert.deepEqual(c?.confusion, { Neutrophil: { Neutrophil: 2 }, Lymphocyte: { Unknown: 1, nothing: 1 } });
    assert.deepEqual([c?.unknown, c?.notFound, c?.leftOut], [1, 1, { 'smudge cell': 1 }]);
  });

  it('is named once more with all but the outlines masked', async () => {
    const { analyse, calls } = product(answers);
    const { figures } = await evaluateSet(
      await drawnSet('cells', images),
      { ...plain, masked: true },
      analyse,
    );
    assert.equal(calls.length, 2);
    // The masked pictures go by other names, on which this product finds nothing.
    near(figures.masked?.accuracy, 0, 4);
  });

  it('takes the categories of boxes for labels where images have none', async () => {
    const boxes = [
      ['neutrophil', [0, 0, 20, 20]],
      ['eosinophil', [60, 0, 20, 20]],
    ] as const;
    const found = {
      'two.png': foundImage([foundCell([1, 1, 18, 18], 0.9), foundCell([61, 1, 18, 18], 0.9)]),
    };
    const { figures } = await evaluateSet(
      await drawnSet('boxed', [{ name: 'two.png', boxes }]),
      plain,
      product(found).analyse,
    );
    near(figures.classification?.accuracy, 1 / 2, 2);
    near(figures.detection?.ap50, 1, 2);
  });

  it('is refused in words where there is nothing to measure', async () => {
    const set = await drawnSet('nothing', [{ name: 'a.png', label: 'parasite' }]);
    const { analyse, calls } = product({});
    await assert.rejects(evaluateSet(set, plain, analyse), /nothing has neither boxes .* nor labels/);
    assert.equal(calls.length, 0);
  });
});

describe('a class held out', () => {
  const named = Array.from({ length: 10 }, (_, i) => {
    const coarse = i < 5 ? 'Monocyte' : 'Basophil';
    const cell = foundCell([0, 0, 9, 9], 0.9, {
      embedding: [i < 5 ? 0 : 10],
      // Monocytes 0.5 to 0.9, basophils 0.1 to 0.5: one tie in 25 pairs.
      reconstructionError: (i < 5 ? 5 + i : i - 4) / 10,
      novelty: 0.25,
    });
    return { image: i, truth: { coarse }, said: coarse, cell };
  });
  const head = {
    whitening: [[1]],
    means: [[0], [10]],
    classes: ['Monocyte', 'Basophil'],
    distance: { mean: 0, deviation: 1 },
    error: { mean: 0, deviation: 1 },
    weights: [1, 0],
    threshold: 1,
  } as const;

  it('stands out by its reconstruction error in as many pairs as counted', () => {
    const { reconstructionError, novelty } = measureNovelty(10, named, undefined);
    assert.equal(reconstructionError?.classes['Monocyte']?.toFixed(6), (24.5 / 25).toFixed(6));
    assert.equal(reconstructionError?.classes['Basophil']?.toFixed(6), (0.5 / 25).toFixed(6));
    near(reconstructionError?.mean, 0.5, 10);
    assert.equal(novelty, undefined);
  });

  it('stands out wholly by its distance where its own mean is left out', () => {
    const { novelty, noveltyDifference } = measureNovelty(10, named, head);
    assert.deepEqual(novelty?.classes, { Monocyte: 1, Basophil: 1 });
    assert.equal(noveltyDifference, 0.25);
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Figure } from '../../accuracy/bootstrap.js';
import type { SetFigures } from '../../accuracy/evaluate-set.js';
import { readOptions } from '../../accuracy/evaluate-options.js';
import { mergeFigures, mergeRow, type FigureFile, type FigureRow } from '../../accuracy/figures-file.js';
import { findFalls, toBaseline } from '../../accuracy/subset.js';

const figure = (value: number): Figure => ({ value, low: value - 0.1, high: value + 0.1, n: 72 });

function figures(ap50: number): SetFigures {
  const half = figure(0.5);
  return {
    images: 72,
    micronsPerPixel: 0.074,
    detection: {
      images: 72,
      ap50: figure(ap50),
      ap5095: half,
      precision: half,
      recall: half,
      f1: half,
      precisionAtRecall95: half,
      recallAtOneFalsePositive: half,
    },
  };
}

function row(packHash: string, set: string, ap50: number, way: 'given' | 'estimated' = 'given'): FigureRow {
  const entry = {
    commands: [`evaluate ${set} ${way}`],
    date: '2026-01-01',
    split: 'test',
    [way]: figures(ap50),
  };
  return { pack: 'base', packHash, sets: { [set]: entry } };
}

const empty: FigureFile = { format: 1, rows: {} };

describe('figures of several runs', () => {
  it('come together in a row as long as the pack is the same', () => {
    const first = mergeRow(empty, 'default', row('aaa', 'bccd', 0.9));
    const both = mergeRow(first, 'default', row('aaa', 'bcdd', 0.8));
    assert.deepEqual(Object.keys(both.rows['default']?.sets ?? {}), ['bccd', 'bcdd']);
    const other = mergeRow(both, 'default', row('bbb', 'bcdd', 0.7));
    assert.deepEqual(Object.keys(other.rows['default']?.sets ?? {}), ['bcdd']);
  });

  it('of one set are replaced where measured again, and stay where not', () => {
    const first = mergeRow(
      mergeRow(empty, 'default', row('aaa', 'bccd', 0.9)),
      'default',
      row('aaa', 'bccd', 0.6, 'estimated'),
    );
    const again = mergeRow(first, 'default', row('aaa', 'bccd', 0.95));
    const entry = again.rows['default']?.sets['bccd'];
    assert.equal(entry?.given?.detection?.ap50.value, 0.95);
    assert.equal(entry?.estimated?.detection?.ap50.value, 0.6);
    assert.deepEqual(entry?.commands, ['evaluate bccd given', 'evaluate bccd estimated']);
  });

  it('leave the other rows alone', () => {
    const both = mergeRow(
      mergeRow(empty, 'default', row('aaa', 'bccd', 0.9)),
      'unsupervised',
      row('bbb', 'bccd', 0.8),
    );
    assert.deepEqual(Object.keys(both.rows), ['default', 'unsupervised']);
  });
});

describe('the model card', () => {
  let pack = '';
  before(async () => {
    pack = await mkdtemp(join(tmpdir(), 'smearlens-pack-'));
    await writeFile(join(pack, 'manifest.json'), '{"files": [{"path": "forest.json"}]}');
    await writeFile(
      join(pack, 'MODEL_CARD.md'),
      '# A pack\n\nBefore.\n\n<!-- figures -->\nold\n<!-- /figures -->\n\nAfter.\n',
    );
  });
  after(() => rm(pack, { recursive: true, force: true }));
  const card = () => readFile(join(pack, 'MODEL_CARD.md'), 'utf8');

  it('gets tables between its marks and keeps what stands around them', async () => {
    await mergeFigures(pack, 'default', row('aaa', 'bccd', 0.9));
    const text = await card();
    assert.match(
      text,
      /^# A pack\n\nBefore\.\n\n<!-- figures -->\n[\s\S]*\n<!-- \/figures -->\n\nAfter\.\n$/,
    );
    assert.doesNotMatch(text, /\nold\n/);
    assert.match(text, /\| bccd test \| given \(0\.074\) \| 72, 72 \| 0\.900 \[0\.800, 1\.000\] \|/);
    assert.doesNotMatch(text, /row by row/);
  });

  it('sets rows beside each other, with a dash where one was not measured', async () => {
    await mergeFigures(pack, 'AE-CFE as published', row('bbb', 'bcdd', 0.4));
    const text = await card();
    assert.match(text, /\| default \| 0\.900 \[0\.800, 1\.000\] \| – \|/);
    assert.match(text, /\| AE-CFE as published \| – \| 0\.400 \[0\.300, 0\.500\] \|/);
  });

  it('is left alone where the manifest lists its hash', async () => {
    const before = await card();
    await writeFile(join(pack, 'manifest.json'), '{"files": [{"path": "MODEL_CARD.md"}]}');
    assert.match(
      await mergeFigures(pack, 'default', row('aaa', 'bccd', 0.1)),
      /is not: the manifest lists its hash/,
    );
    assert.equal(await card(), before);
    assert.match(await readFile(join(pack, 'figures.json'), 'utf8'), /"value": 0\.1/);
  });
});

describe('the command on record', () => {
  it('holds what decides the figures and no folder of the machine', async () => {
    const words = [
      '--data',
      'test',
      '--sets',
      '',
      '--non-blood',
      '--row',
      'AE-CFE as published',
      '--out',
      '/tmp/f.json',
    ];
    assert.equal(
      (await readOptions(words))?.command,
      'npm run evaluate -- --data <folder> --sets "" --non-blood --row "AE-CFE as published"',
    );
  });
});

describe('the baseline of the subset', () => {
  const measured = (ap50: number) => ({
    packHash: 'aaa',
    figures: { ap50: figure(ap50), dice: figure(0.9), accuracy: figure(0.8) },
  });

  it('lets a figure fall by its standard error and no further', () => {
    const baseline = toBaseline(measured(0.9), '2026-01-01');
    // An interval 0.2 wide is a standard error of 0.051.
    assert.deepEqual(findFalls(measured(0.85), baseline), []);
    assert.match(
      findFalls(measured(0.84), baseline)[0] ?? '',
      /^ap50 fell from 0\.900 to 0\.840, its noise is 0\.051\.$/,
    );
    assert.deepEqual(findFalls(measured(1), baseline), []);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { WhiteBalance } from '../../../../models/pack/pack-manifest.js';
import {
  DENSITY_STEP,
  LEAST_SHARE_IN_LOBES,
  MOST_LOBES,
  NUCLEUS_PICTURE_PX,
} from '../../../../plugin/stain/nucleus-stain.js';

/** The constants at the top of a Python module: numbers and tuples of numbers. */
function constantsOf(path: string): Record<string, unknown> {
  const text = readFileSync(path, 'utf8');
  const found: Record<string, unknown> = {};
  for (const [, names = '', values = ''] of text.matchAll(/^([A-Z][A-Z_, ]*) = ([^#\n]+)/gm)) {
    const list = names.split(', ');
    // What is computed (1 / 3) is no literal and is left out.
    if (!/^[\d.,() ]+$/.test(values)) continue;
    const literal = JSON.parse(`[${values.trim().replaceAll('(', '[').replaceAll(')', ']')}]`) as unknown[];
    list.forEach((name, at) => (found[name] = literal[at]));
  }
  return found;
}

const balancePy = readFileSync('models/training/balance.py', 'utf8');
const training = constantsOf('models/training/balance.py');
const { whiteBalance } = JSON.parse(readFileSync('models/packs/base/manifest.json', 'utf8')) as {
  readonly whiteBalance: WhiteBalance;
};

describe('the rules of stain', () => {
  it('of the shipped pack are those that its models were trained with', () => {
    assert.deepEqual(whiteBalance, {
      percentile: training['PERCENTILE'],
      glass: training['GLASS'],
      most: training['MOST'],
      redCells: {
        density: training['RED_CELL'],
        largestPower: training['LARGEST_POWER'],
        hue: training['HUE'],
        stained: training['STAINED'],
        darkest: training['DARKEST'],
        leastStained: training['LEAST_STAINED'],
        mostRed: training['MOST_RED'],
      },
      nuclei: {
        density: training['NUCLEUS'],
        largestPower: training['NUCLEUS_POWER'],
        strength: training['NUCLEUS_STRENGTH'],
        hue: training['NUCLEUS_HUE'],
        stained: training['STAINED'],
        leastShare: training['LEAST_NUCLEUS'],
      },
    });
  });

  it('by which a nucleus is recognised are the same in TypeScript and in Python', () => {
    assert.equal(training['LOBES'], MOST_LOBES);
    assert.equal(training['LEAST_IN_LOBES'], LEAST_SHARE_IN_LOBES);
    // Python's steps of density are a factor, and its caller brings the picture to size.
    assert.ok(balancePy.includes(`density.mean(2) * ${1 / DENSITY_STEP}`));
    assert.ok(balancePy.includes(`at most ${NUCLEUS_PICTURE_PX} pixels a side`));
  });
});

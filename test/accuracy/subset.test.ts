import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyseFiles } from './command-line.js';
import { showFigure } from './figure-tables.js';
import { findFalls, measureSubset, missingSets, readBaseline } from './subset.js';

const data = process.env['SMEARLENS_DATA'];
const missing = data === undefined ? [] : missingSets(data);
const skip =
  data === undefined
    ? 'SMEARLENS_DATA is not set'
    : missing.length > 0 && `SMEARLENS_DATA lacks ${missing.join(', ')}`;

describe('the built command on sixty fixed images', { skip, timeout: 390_000 }, () => {
  it('finds, outlines and names cells no worse than its baseline', async (test) => {
    const measured = await measureSubset(data ?? '', analyseFiles);
    for (const [name, figure] of Object.entries(measured.figures)) {
      test.diagnostic(`${name} ${showFigure(figure)}, n = ${figure.n}`);
    }
    assert.deepEqual(
      findFalls(measured, await readBaseline()),
      [],
      'After a change that is meant: npm run evaluate -- --subset --baseline',
    );
  });
});

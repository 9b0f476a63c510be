import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { decodeGeoJson } from '../../../plugin/formats/decode-geojson.js';
import { encodeGeoJson } from '../../../plugin/formats/geojson.js';
import { readResult } from '../../../viewer-shell/results/read-result.js';
import { localFiles } from '../../../viewer-shell/storage/local-files.js';
import { CLASSES, drawnCells } from '../plugin/formats/geojson-cells.js';

const HEADER = { version: '0', pack: 'drawn', packHash: '0', backend: 'none', threshold: 0.5 };
const decoding = { classes: CLASSES, newId: () => '', at: '' };

describe('a result of many cells', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smearlens-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('is read piece by piece, a cell that is cut between two of them too', async () => {
    const place = join(folder, 'many.geojson');
    const header = { ...HEADER, width: 100_000, height: 100_000 };
    const text = () => encodeGeoJson(drawnCells(2500), { header, classes: CLASSES });
    await localFiles.write(place, text());
    assert.ok((await stat(place)).size > 4 * 1024 * 1024, 'longer than one piece');
    const read = await readResult(localFiles, place, decoding);
    assert.equal(read.cells.length, 2500);
    assert.deepEqual(read, decodeGeoJson([...text()].join(''), decoding));
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AttachedSession } from '../../../../../plugin/session/attached-session.js';
import { ADULT_RANGES } from '../../../../../plugin/count/reference-ranges.js';
import { countingToTake } from '../../../../../plugin/formats/count/take-counting.js';
import { decodeCounting, encodeCounting } from '../../../../../plugin/formats/count/counting-member.js';
import { encodeGeoJson } from '../../../../../plugin/formats/geojson.js';
import { CLASSES, drawnCells } from '../geojson-cells.js';
import { slideWithoutPixels, unseenSession } from '../../session/unseen-session.js';

const SIDE = 10_000;
const SLIDE = { width: SIDE, height: SIDE };
const BOX = { minX: 100, minY: 200, maxX: 4000, maxY: 3000 };

function bench(): AttachedSession {
  const session = unseenSession();
  session.setSlide(slideWithoutPixels('one.tif', SLIDE));
  return session;
}

/** A file of some cells whose `smearlens` member says that of the count. */
function file(counting: unknown): Blob {
  const header = {
    version: '0',
    pack: '',
    packHash: '',
    backend: '',
    threshold: 0.5,
    ...SLIDE,
    counting: counting as never,
  };
  return new Blob([...encodeGeoJson(drawnCells(9), { header, classes: CLASSES })]);
}

const chosen = (session: AttachedSession) => encodeCounting(session.counting.record);

describe('how a count is made, in a GeoJSON file', () => {
  const ranges = { source: 'Our laboratory', ranges: [{ kind: 'Neutrophil', low: 0.25, high: 71.5 }] };

  it('comes to another reader as it was: areas, limit, basis, sizes and ranges', async () => {
    const session = bench();
    const { counting } = session;
    counting.areas.add(BOX, 'Feathered edge');
    counting.areas.add({ minX: -50, minY: 0, maxX: 900, maxY: 900 }, 'Corner');
    Object.assign(counting, { limit: 200, basis: 'suggested', size: { minUm: 8 }, ranges });
    const other = bench();
    assert.equal((await other.importGeoJson(file(chosen(session)))).countsAnew, true);
    assert.deepEqual(chosen(other), chosen(session));
    assert.equal((await other.importGeoJson(file(chosen(session)))).countsAnew, false, 'it is so already');
    assert.deepEqual(
      other.counting.areas.list.map(({ name }) => name),
      ['Feathered edge', 'Corner'],
    );
  });

  it('is left out where nothing was chosen, and changes nothing where a file says nothing', async () => {
    const session = bench();
    assert.equal(chosen(session), undefined);
    assert.equal((await session.importGeoJson(file(undefined))).countsAnew, false);
    assert.deepEqual([chosen(session), session.counting.ranges], [undefined, ADULT_RANGES]);
  });

  it('never overwrites what the reader has chosen', async () => {
    const session = bench();
    session.counting.areas.add(BOX, 'mine');
    session.counting.limit = 100;
    const theirs = { areas: [{ name: 'theirs', box: { ...BOX, minX: 0 } }], limit: 500, ranges };
    await session.importGeoJson(file(theirs));
    const { areas, limit, ranges: taken } = session.counting.record;
    assert.deepEqual([areas.map(({ name }) => name), limit, taken], [['mine'], 100, ranges]);
  });

  it('is skipped part by part where it is not sound, and the cells come in all the same', async () => {
    const session = bench();
    const outcome = await session.importGeoJson(
      file({
        areas: [
          { name: 'good\u202Ename\n', box: BOX },
          { name: 'inside out', box: { ...BOX, maxX: 0 } },
          { name: 'beside', box: { minX: 20_000, minY: 0, maxX: 20_010, maxY: 10 } },
          { name: 'endless', box: { minX: -1e300, minY: -1e300, maxX: 1e300, maxY: 1e300 } },
          { name: 'no numbers', box: { minX: '0', minY: null, maxX: [], maxY: {} } },
          null,
        ],
        limit: -3,
        basis: 'constructor',
        size: { minUm: 'a', maxUm: -1 },
        ranges: { source: 'x', ranges: [{ kind: 'Neutrophil', low: 80, high: 40 }] },
        else: 'unknown',
      }),
    );
    assert.equal(outcome.added, 9);
    assert.deepEqual(chosen(session), { areas: [{ name: 'good name', box: BOX }] });
  });

  it('can be gone on with, whatever stands in the file', () => {
    const { counting } = bench();
    const part = fc.jsonValue();
    const member = fc.record({ areas: fc.array(part), limit: part, basis: part, size: part, ranges: part });
    fc.assert(
      fc.property(fc.oneof(part, member), (value) => {
        const taken = countingToTake(counting, decodeCounting(value, SLIDE));
        if (taken) counting.restore(taken);
      }),
    );
  });
});

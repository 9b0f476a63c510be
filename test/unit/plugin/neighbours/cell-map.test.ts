import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { mapCells, type CellMap } from '../../../../plugin/neighbours/cell-map.js';
import { mapInWorker } from '../../../../plugin/neighbours/map-in-worker.js';
import { serveMap } from '../../../../plugin/neighbours/map-worker.js';
import { principalComponents } from '../../../../plugin/neighbours/principal-components.js';
import { seededRandom } from '../../../../models/domain/seeded-random.js';
import { writeUnitRow, type UnitRows } from '../../../../plugin/neighbours/unit-rows.js';
import type { WorkerHandle } from '../../../../plugin/worker/worker-handle.js';

const WIDTH = 10;
const KINDS = 3;

/** Rows of three kinds in turn, each around a direction of its own. */
function threeKinds(count: number): UnitRows {
  const random = seededRandom(5);
  const rows = { data: new Float32Array(count * WIDTH), width: WIDTH, count };
  for (let row = 0; row < count; row++) {
    const vector = Array.from({ length: WIDTH }, (_, i) => (i === row % KINDS ? 1 : 0) + random() * 0.2);
    writeUnitRow(rows, row, vector);
  }
  return rows;
}

/** The share of rows whose nearest other row on the map is of the same kind. */
function kept({ places }: CellMap): number {
  const count = places.length / 2;
  let same = 0;
  for (let row = 0; row < count; row++) {
    let [nearest, least] = [-1, Infinity];
    for (let other = 0; other < count; other++) {
      const apart = Math.hypot(
        (places[row * 2] ?? 0) - (places[other * 2] ?? 0),
        (places[row * 2 + 1] ?? 0) - (places[other * 2 + 1] ?? 0),
      );
      if (other !== row && apart < least) [nearest, least] = [other, apart];
    }
    if (nearest % KINDS === row % KINDS) same++;
  }
  return same / count;
}

function isInUnitSquare({ places }: CellMap): boolean {
  return places.every((value) => value >= -1e-6 && value <= 1 + 1e-6);
}

describe('the map of the cells', () => {
  it('lays like cells beside each other', async () => {
    const map = await mapCells(threeKinds(120));
    assert.equal(map.method, 'umap');
    assert.equal(map.placedByUmap, 120);
    assert.ok(kept(map) > 0.97, `${kept(map)}`);
    assert.ok(isInUnitSquare(map));
  });

  it('is the same for the same seed and cells, and another for another seed', async () => {
    const rows = threeKinds(60);
    const [one, again, other] = [
      await mapCells(rows, { seed: 4 }),
      await mapCells(rows, { seed: 4 }),
      await mapCells(rows, { seed: 5 }),
    ];
    assert.deepEqual(one.places, again.places);
    assert.notDeepEqual(one.places, other.places);
  });

  it('of very many is laid out from a sample, and the rest come beside those they are most like', async () => {
    const map = await mapCells(threeKinds(400), { umapUpTo: 100, sample: 60 });
    assert.equal(map.method, 'umap-sample');
    assert.equal(map.placedByUmap, 60);
    assert.equal(map.places.length, 800);
    assert.ok(kept(map) > 0.97, `${kept(map)}`);
    assert.ok(isInUnitSquare(map));
  });

  it('of a handful shows the two directions in which they differ most, and says so', async () => {
    for (const count of [0, 1, 2, 9, 16]) {
      const map = await mapCells(threeKinds(count));
      assert.equal(map.method, 'principal');
      assert.equal(map.places.length, count * 2);
      assert.ok(isInUnitSquare(map), `${count}`);
    }
  });

  it('of cells that are all alike is a map all the same', async () => {
    const rows = { data: new Float32Array(40 * WIDTH), width: WIDTH, count: 40 };
    for (let row = 0; row < 40; row++)
      writeUnitRow(
        rows,
        row,
        Array.from({ length: WIDTH }, () => 1),
      );
    assert.ok(isInUnitSquare(await mapCells(rows)));
    assert.ok(isInUnitSquare(await mapCells(rows, { umapUpTo: 20, sample: 20 })));
  });

  it('is given up at once when nobody waits for it, with the reason', async () => {
    const giving = new AbortController();
    const reason = new Error('folded');
    let steps = 0;
    const making = mapCells(threeKinds(200), {
      signal: giving.signal,
      sliceMs: 0,
      onProgress: () => {
        if (++steps === 30) giving.abort(reason);
      },
    });
    await assert.rejects(making, (error) => error === reason);
    assert.equal(steps, 30);
  });

  it('tells how far it is, ever further', async () => {
    const parts: number[] = [];
    await mapCells(threeKinds(150), {
      umapUpTo: 100,
      sample: 60,
      sliceMs: 0,
      onProgress: (part) => parts.push(part),
    });
    assert.ok(parts.length > 100);
    assert.deepEqual(
      parts,
      parts.toSorted((one, other) => one - other),
    );
    assert.ok((parts.at(-1) ?? 0) > 0.95 && (parts.at(-1) ?? 2) <= 1);
  });
});

describe('the map in a worker', () => {
  /** A worker on a channel within this process; one that dies at once where `alive` is false. */
  function channelWorker(alive = true): { worker: WorkerHandle; ended: () => boolean } {
    const { port1, port2 } = new MessageChannel();
    let ended = false;
    if (alive) {
      serveMap({
        postMessage: (message) => port2.postMessage(message),
        onMessage: (listener) => void port2.on('message', listener),
      });
    }
    return {
      ended: () => ended,
      worker: {
        postMessage: (message) => port1.postMessage(message),
        onMessage: (listener) => void port1.on('message', listener),
        onDeath: (listener) => {
          if (!alive) setTimeout(() => listener(new Error('blocked')));
        },
        terminate: () => {
          ended = true;
          port1.close();
        },
      },
    };
  }

  it('is the same map, and the worker ends with it', async () => {
    const rows = threeKinds(60);
    const { worker, ended } = channelWorker();
    const map = await mapInWorker(rows, { seed: 3 }, () => worker);
    assert.deepEqual(map.places, (await mapCells(rows, { seed: 3 })).places);
    assert.equal(ended(), true);
  });

  it('ends the worker when given up', async () => {
    const giving = new AbortController();
    const { worker, ended } = channelWorker();
    const making = mapInWorker(threeKinds(60), { signal: giving.signal }, () => worker);
    giving.abort(new Error('closed'));
    await assert.rejects(making, /closed/);
    assert.equal(ended(), true);
  });

  it('comes on the page where no worker may start', async () => {
    const { worker } = channelWorker(false);
    const map = await mapInWorker(threeKinds(40), {}, () => worker);
    assert.equal(map.places.length, 80);
  });
});

describe('principal components', () => {
  it('find the direction in which the rows differ most, and leave out what does not differ', () => {
    const rows = { data: Float32Array.of(1, 3, 0, 1, 1, 0, 1, -1, 0, 1, -3, 0), width: 3, count: 4 };
    const found = principalComponents(rows, 2);
    const expected = [3, 0, 1, 0, -1, 0, -3, 0];
    found.forEach((value, i) => assert.ok(Math.abs(value - (expected[i] ?? 0)) < 1e-5, `${found}`));
  });
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import type { Entry } from './race.js';
import { runShortBench } from './run-bench.js';

/** What one contestant takes of another's time at most, as measured when the figure was last meant to change. */
interface Bound {
  readonly what: string;
  readonly name: string;
  readonly ratio: number;
}

/** A ratio that has become so much worse is no noise: these are medians of processor time, interleaved. */
const TOLERANCE = 1.5;

describe('the road is as fast beside its peers as it was', () => {
  let entries: readonly Entry[];
  let bounds: readonly Bound[];

  before(async () => {
    bounds = JSON.parse(await readFile(new URL('./baseline.json', import.meta.url), 'utf8')) as Bound[];
    entries = await runShortBench();
  });

  it('in every stage and in estimating the resolution, within a third', () => {
    assert.ok(bounds.length >= 5);
    for (const { what, name, ratio } of bounds) {
      const entry = entries.find((other) => other.what === what && other.name === name);
      assert.ok(entry, `${what} by ${name} was measured`);
      const now = `${entry.ratio.toFixed(3)} times the first one’s time, and ${ratio} before`;
      assert.ok(entry.ratio <= ratio * TOLERANCE, `${what} by ${name} takes ${now}`);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Box } from '../../../../models/domain/geometry.js';
import { PlaceIndex } from '../../../../plugin/cells/place-index.js';

interface Thing {
  readonly name: number;
  readonly box: Box;
}

const touch = (a: Box, b: Box): boolean =>
  a.minX <= b.maxX && a.minY <= b.maxY && a.maxX >= b.minX && a.maxY >= b.minY;

const boxOf = (coordinate: fc.Arbitrary<number>, length: fc.Arbitrary<number>): fc.Arbitrary<Box> =>
  fc
    .tuple(coordinate, coordinate, length, length)
    .map(([x, y, width, height]) => ({ minX: x, minY: y, maxX: x + width, maxY: y + height }));

/** Mostly where cells lie, whole numbers among them so that edges meet; now and then where nothing should. */
const box = fc.oneof(
  { weight: 8, arbitrary: boxOf(fc.integer({ min: -600, max: 600 }), fc.integer({ min: 0, max: 300 })) },
  { weight: 4, arbitrary: boxOf(fc.double({ min: -1e4, max: 1e4 }), fc.double({ min: 0, max: 3000 })) },
  { weight: 1, arbitrary: boxOf(fc.double({ noNaN: true }), fc.double({ min: 0, max: 1e9, noNaN: true })) },
);

describe('an index of places', () => {
  it('finds what touches a region, whatever came, moved and went before', () => {
    const step = fc.record({ thing: fc.nat(20), at: fc.option(box, { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.array(box, { minLength: 1 }), (script, looks) => {
        const index = new PlaceIndex<Thing>();
        const known = new Map<number, { place: number; thing: Thing }>();
        for (const { thing: name, at } of script) {
          const here = known.get(name);
          if (!at) {
            if (here) index.remove(here.place);
            known.delete(name);
            continue;
          }
          const thing = { name, box: at };
          if (here) index.replace(here.place, thing);
          known.set(name, { place: here?.place ?? index.add(thing), thing });
        }
        for (const { place, thing } of known.values()) assert.equal(index.at(place), thing);
        for (const look of looks) {
          const expected = [...known.values()].filter(({ thing }) => touch(thing.box, look));
          assert.deepEqual(
            index
              .within(look)
              .map(({ name }) => name)
              .toSorted((a, b) => a - b),
            expected.map(({ thing }) => thing.name).toSorted((a, b) => a - b),
          );
        }
      }),
    );
  });

  it('gives the places of what has gone to what comes, and is as new when it was emptied', () => {
    const index = new PlaceIndex<Thing>();
    const at = (name: number): Thing => ({ name, box: { minX: 0, minY: 0, maxX: 1, maxY: 1 } });
    const [first, second] = [index.add(at(1)), index.add(at(2))];
    index.remove(first);
    assert.equal(index.add(at(3)), first);
    assert.deepEqual(
      [index.at(first), index.at(second)].map(({ name }) => name),
      [3, 2],
    );
    index.clear();
    assert.deepEqual(index.within({ minX: -9, minY: -9, maxX: 9, maxY: 9 }), []);
    assert.equal(index.add(at(4)), 0);
  });
});

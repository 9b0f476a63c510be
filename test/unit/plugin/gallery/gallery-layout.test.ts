import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  layOut,
  moveFrom,
  placesBetween,
  shapeFor,
  tileBox,
  tilesBetween,
  tilesInside,
} from '../../../../plugin/gallery/layout.js';

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
const widths = fc.integer({ min: 60, max: 900 });

function every(counts: readonly number[]) {
  return counts.flatMap((size, group) => Array.from({ length: size }, (_, at) => ({ group, at })));
}

describe('the layout of the gallery', () => {
  it('gives every cell a place inside its section, and no two the same', () => {
    fc.assert(
      fc.property(sizes, widths, (counts, width) => {
        const shape = shapeFor(width, { least: 74, em: 13 });
        const layout = layOut(counts, shape);
        const boxes = every(counts).map((place) => ({ place, box: tileBox(layout, place) }));
        const seen = new Set(boxes.map(({ box }) => `${box.minX} ${box.minY}`));
        assert.equal(seen.size, boxes.length);
        for (const { place, box } of boxes) {
          const section = layout.sections[place.group];
          assert.ok(section && box.minY >= section.top + shape.headHeight);
          assert.ok(section && box.maxY <= section.top + section.height);
          assert.ok(box.maxX <= Math.max(width, 24));
        }
      }),
    );
  });

  it('shows exactly the rows that touch the view', () => {
    fc.assert(
      fc.property(sizes, widths, fc.integer({ min: 0, max: 3000 }), (counts, width, top) => {
        const layout = layOut(counts, shapeFor(width, { least: 74, em: 13 }));
        const bottom = top + 250;
        const shown = new Set(
          tilesBetween(layout, top, bottom).flatMap(({ section, from, to }) =>
            Array.from({ length: to - from }, (_, i) => `${section} ${from + i}`),
          ),
        );
        for (const place of every(counts)) {
          const { minY, maxY } = tileBox(layout, place);
          const isOnView = maxY > top && minY < bottom;
          assert.equal(shown.has(`${place.group} ${place.at}`), isOnView, JSON.stringify({ place, top }));
        }
      }),
    );
  });

  it('has a whole row on view in a low room, as far as smaller pictures and a lower head make room', () => {
    const heightOf = ({ headHeight, tileHeight, gap }: ReturnType<typeof shapeFor>): number =>
      headHeight + tileHeight + gap;
    const usual = shapeFor(334, { least: 74, em: 13 });
    assert.deepEqual(shapeFor(334, { least: 74, em: 13, height: 400 }), usual);
    assert.ok(heightOf(usual) > 118, 'this room is low');
    const low = shapeFor(334, { least: 74, em: 13, height: 118 });
    assert.ok(heightOf(low) <= 118, JSON.stringify(low));
    assert.ok(low.tileWidth >= 50, 'what is on the pictures can be seen');
    assert.deepEqual(shapeFor(334, { least: 74, em: 13, height: 50 }), usual, 'nothing is gained there');
  });

  it('shows a few dozen of a hundred thousand', () => {
    const layout = layOut([60_000, 30_000, 10_000], shapeFor(320, { least: 74, em: 13 }));
    const shown = tilesBetween(layout, 700_000, 700_400).reduce((sum, { from, to }) => sum + to - from, 0);
    assert.ok(shown > 0 && shown <= 28, `${shown} tiles`);
  });
});

describe('a frame around tiles', () => {
  it('takes the tiles it touches', () => {
    const layout = layOut([10, 10], shapeFor(320, { least: 74, em: 13 }));
    const [one, two] = [tileBox(layout, { group: 0, at: 1 }), tileBox(layout, { group: 0, at: 2 })];
    const band = { minX: one.maxX - 5, minY: one.minY + 5, maxX: two.minX + 5, maxY: one.maxY - 5 };
    assert.deepEqual(tilesInside(layout, band), [
      { group: 0, at: 1 },
      { group: 0, at: 2 },
    ]);
  });

  it('takes none between two tiles', () => {
    const layout = layOut([10], shapeFor(320, { least: 74, em: 13 }));
    const { maxX, minY } = tileBox(layout, { group: 0, at: 0 });
    assert.deepEqual(
      tilesInside(layout, { minX: maxX + 1, minY: minY + 5, maxX: maxX + 4, maxY: minY + 9 }),
      [],
    );
  });
});

describe('moving in the gallery', () => {
  const layout = layOut([6, 3], shapeFor(320, { least: 74, em: 13 }));
  const moves = [
    ['right', { group: 0, at: 5 }, { group: 1, at: 0 }],
    ['left', { group: 1, at: 0 }, { group: 0, at: 5 }],
    ['left', { group: 0, at: 0 }, { group: 0, at: 0 }],
    ['down', { group: 0, at: 0 }, { group: 0, at: 4 }],
    ['down', { group: 0, at: 3 }, { group: 0, at: 5 }],
    ['down', { group: 0, at: 5 }, { group: 1, at: 1 }],
    ['up', { group: 1, at: 2 }, { group: 0, at: 5 }],
    ['down', { group: 1, at: 1 }, { group: 1, at: 1 }],
    ['end', { group: 0, at: 1 }, { group: 0, at: 5 }],
    ['last', { group: 0, at: 1 }, { group: 1, at: 2 }],
    ['pagedown', { group: 0, at: 1 }, { group: 0, at: 5 }],
  ] as const;
  for (const [move, from, to] of moves) {
    it(`${move} from ${from.group}/${from.at} leads to ${to.group}/${to.at}`, () => {
      assert.deepEqual(moveFrom(layout, from, move, 400), to);
    });
  }

  it('reaches every cell by going right, and comes back by going left', () => {
    let place = { group: 0, at: 0 };
    const walked = [place];
    for (let i = 0; i < 8; i++) walked.push((place = moveFrom(layout, place, 'right', 0)));
    assert.deepEqual(walked, every([6, 3]));
    for (let i = 0; i < 8; i++) place = moveFrom(layout, place, 'left', 0);
    assert.deepEqual(place, { group: 0, at: 0 });
  });

  it('takes in everything between two cells, whichever was first', () => {
    const [one, other] = [
      { group: 0, at: 4 },
      { group: 1, at: 1 },
    ];
    const between = [one, { group: 0, at: 5 }, { group: 1, at: 0 }, other];
    assert.deepEqual(placesBetween(layout, one, other), between);
    assert.deepEqual(placesBetween(layout, other, one), between);
  });
});

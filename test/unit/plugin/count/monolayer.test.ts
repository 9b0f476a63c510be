import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boxHeight, boxWidth, intersectBoxes, type Box } from '../../../../models/domain/geometry.js';
import { seededRandom } from '../../../../models/domain/seeded-random.js';
import { areaOf, largestRectangle } from '../../../../plugin/count/largest-rectangles.js';
import { findMonolayer } from '../../../../plugin/count/monolayer.js';
import { createImageReader } from '../../../../plugin/slide/image-reader.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { drawSmear } from '../../../../viewer-shell/web/sample/draw-smear.js';

const MICRONS_PER_PIXEL = 0.5;
/** Of a part of a made slide, pixels: 512 µm. */
const PART = 1024;
const GLASS = [240, 238, 240] as const;
type Part = 'glass' | 'thin' | 'one layer' | 'two layers' | 'three layers';

const layer = drawSmear({ seed: 1, width: PART, height: PART, micronsPerPixel: MICRONS_PER_PIXEL }).pixels;
/** The same smear upright, upside down and lying on its side. */
const layers = [
  (x: number, y: number) => y * PART + x,
  (x: number, y: number) => (PART - 1 - y) * PART + PART - 1 - x,
  (x: number, y: number) => x * PART + y,
].map((place) =>
  Uint8Array.from({ length: PART * PART * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return layer[place(pixel % PART, Math.floor(pixel / PART)) * 3 + (i % 3)] as number;
  }),
);

/** Smears on each other: what one lets through falls on the next (Beer and Lambert). */
function stacked(count: number): Uint8Array {
  const light = Float32Array.from(layers[0] as Uint8Array);
  for (const layer of layers.slice(1, count)) {
    for (let i = 0; i < light.length; i++) {
      const glass = GLASS[i % 3] as number;
      light[i] = ((light[i] as number) * Math.min(glass, layer[i] as number)) / glass;
    }
  }
  return Uint8Array.from(light);
}

/** Of three parts in ten of a layer, the rest bare: cells far apart. */
function thinned(): Uint8Array {
  const random = seededRandom(1);
  const across = PART / 32;
  const isKept = Array.from({ length: across * across }, () => random() < 0.3);
  return layer.map((value, i) => {
    const [x, y] = [Math.floor(i / 3) % PART, Math.floor(i / 3 / PART)];
    return isKept[Math.floor(y / 32) * across + Math.floor(x / 32)] ? value : (GLASS[i % 3] as number);
  });
}

const drawn = new Map<Part, Uint8Array>();
function pixelsOf(part: Part): Uint8Array {
  const made =
    drawn.get(part) ??
    {
      glass: () => Uint8Array.from(layer, (_, i) => GLASS[i % 3] as number),
      thin: thinned,
      'one layer': () => layer,
      'two layers': () => stacked(2),
      'three layers': () => stacked(3),
    }[part]();
  drawn.set(part, made);
  return made;
}

/** A slide of square parts, and where each of them lies. */
function slideOf(rows: readonly (readonly Part[])[]): { slide: SlideReader; places: (part: Part) => Box[] } {
  const [width, height] = [(rows[0] as readonly Part[]).length * PART, rows.length * PART];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  rows.forEach((parts, row) =>
    parts.forEach((part, column) => {
      const pixels = pixelsOf(part);
      for (let y = 0; y < PART; y++) {
        for (let x = 0; x < PART; x++) {
          const [from, to] = [(y * PART + x) * 3, ((row * PART + y) * width + column * PART + x) * 4];
          for (let channel = 0; channel < 3; channel++) data[to + channel] = pixels[from + channel] as number;
        }
      }
    }),
  );
  const places = (wanted: Part): Box[] =>
    rows.flatMap((parts, row) =>
      parts.flatMap((part, column) =>
        part === wanted
          ? [{ minX: column * PART, minY: row * PART, maxX: (column + 1) * PART, maxY: (row + 1) * PART }]
          : [],
      ),
    );
  return { slide: createImageReader({ name: 'made smear', width, height, data }), places };
}

const size = (box: Box): number => boxWidth(box) * boxHeight(box);
function shared(areas: readonly Box[], places: readonly Box[]): number {
  return areas
    .flatMap((area) => places.map((place) => intersectBoxes(area, place)))
    .reduce((sum, box) => sum + (box ? size(box) : 0), 0);
}

const find = (slide: SlideReader) => findMonolayer(slide, { micronsPerPixel: MICRONS_PER_PIXEL });
const G = 'glass';
const T = 'thin';
const M = 'one layer';
const TWO = 'two layers';
const THREE = 'three layers';

describe('where red cells lie in one layer', () => {
  const smears: readonly (readonly (readonly Part[])[])[] = [
    [
      [THREE, TWO, M, T, G],
      [THREE, TWO, M, T, G],
    ],
    [
      [M, M, TWO],
      [M, M, THREE],
      [G, T, T],
    ],
    [
      [G, G, G, G],
      [G, M, M, G],
      [G, THREE, T, G],
    ],
  ];
  for (const [number, rows] of smears.entries()) {
    it(`is found on a made smear of thick, thin and good parts (${number + 1})`, async (t) => {
      const { slide, places } = slideOf(rows);
      const areas = await find(slide);
      const all = areas.reduce((sum, area) => sum + size(area), 0);
      const good = shared(areas, places(M));
      const wanted = places(M).reduce((sum, place) => sum + size(place), 0);
      t.diagnostic(
        `${(good / wanted).toFixed(2)} of the good part, ${(good / all).toFixed(2)} of what is found is good`,
      );
      assert.ok(good >= 0.8 * wanted, `${good / wanted} of the good part is found`);
      assert.ok(good >= 0.95 * all, `${good / all} of what is found is good`);
    });
  }

  it('is found in the same places when the resolution is told a half or twice of what it is', async () => {
    const { slide, places } = slideOf([[M, M, TWO, G]]);
    for (const micronsPerPixel of [0.25, 1]) {
      const areas = await findMonolayer(slide, { micronsPerPixel });
      assert.ok(shared(areas, places(M)) >= 0.7 * 2 * PART ** 2, JSON.stringify(areas));
      assert.equal(shared(areas, [...places(TWO), ...places(G)]), 0);
    }
  });

  it('is found in the light and stain of another microscope', async () => {
    const { slide, places } = slideOf([[TWO, M, M, T]]);
    const dim: SlideReader = {
      ...slide,
      width: slide.width,
      height: slide.height,
      read: async (request, options) => {
        const tile = await slide.read(request, options);
        return {
          ...tile,
          data: tile.data.map((value, i) => (i % 4 === 3 ? value : 200 * (value / 240) ** 1.4)),
        };
      },
    };
    const areas = await find(dim);
    assert.ok(shared(areas, places(M)) >= 0.8 * 2 * PART ** 2, JSON.stringify(areas));
    assert.equal(shared(areas, [...places(TWO), ...places(T)]), 0);
  });

  it('is nowhere on bare glass, in thick blood, where cells lie far apart, or on a slide of 0.1 mm', async () => {
    for (const part of [G, THREE, TWO, T] as const) {
      assert.deepEqual(await find(slideOf([[part, part]]).slide), [], part);
    }
    const { slide } = slideOf([[M]]);
    assert.deepEqual(await findMonolayer(slide, { micronsPerPixel: 0.1 }), []);
  });

  it('ends with the reason of an abort, and tells how far it has come', async () => {
    const { slide } = slideOf([[M, M]]);
    const shares: number[] = [];
    await findMonolayer(slide, { micronsPerPixel: 0.5, onProgress: (share) => shares.push(share) });
    assert.equal(shares.at(-1), 1);
    const reason = new Error('not now');
    await assert.rejects(
      findMonolayer(slide, { micronsPerPixel: 0.5, signal: AbortSignal.abort(reason) }),
      (error) => error === reason,
    );
  });
});

describe('the largest rectangle of free squares', () => {
  it('is as large as the largest that trying all of them finds', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 300; round++) {
      const [columns, rows] = [1 + Math.floor(random() * 7), 1 + Math.floor(random() * 7)];
      const free = Uint8Array.from({ length: columns * rows }, () => (random() < 0.7 ? 1 : 0));
      const leastSide = 1 + Math.floor(random() * 3);
      const isFree = (left: number, top: number, right: number, bottom: number): boolean => {
        for (let y = top; y < bottom; y++)
          for (let x = left; x < right; x++) if (free[y * columns + x] !== 1) return false;
        return true;
      };
      let most = 0;
      for (let top = 0; top < rows; top++)
        for (let bottom = top + leastSide; bottom <= rows; bottom++)
          for (let left = 0; left < columns; left++)
            for (let right = left + leastSide; right <= columns; right++)
              if (isFree(left, top, right, bottom)) most = Math.max(most, (right - left) * (bottom - top));
      const found = largestRectangle({ columns, rows, free }, leastSide);
      assert.equal(found ? areaOf(found) : 0, most);
      if (found) assert.ok(isFree(found.left, found.top, found.right, found.bottom));
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fullExtent } from '../../../../models/domain/geometry.js';
import type { RgbaTile } from '../../../../models/domain/tile.js';
import { mayHoldNucleus, strongestNucleus } from '../../../../plugin/analysis/nucleus-screen.js';
import type { ColourBalance } from '../../../../plugin/stain/colour-balance.js';
import { drawnSmear, NUCLEUS, redCells, type StainedDisc } from '../red-cells/drawn-smear.js';

const SIDE = 512;
const MICRONS_PER_PIXEL = 0.25;
const BALANCE: ColourBalance = { glass: 237, gains: [1, 1, 1], powers: [1.1, 1, 0.9] };
const SURE = { balance: BALANCE, threshold: 0.5 };

async function tileOf(...discs: StainedDisc[]): Promise<RgbaTile> {
  const slide = drawnSmear(SIDE, SIDE, [...redCells(SIDE, SIDE, 14), ...discs]);
  return slide.read({ region: fullExtent(slide), width: SIDE, height: SIDE });
}

const nucleusAt = (x: number, y: number, radius = 14): StainedDisc => ({
  x,
  y,
  radius,
  colour: NUCLEUS,
  pallor: 0,
});

describe('a tile that is looked at', () => {
  it('is one with a nucleus, wherever it lies, down to half the size of a lymphocyte’s', async () => {
    for (let at = 0; at < 24; at++) {
      const tile = await tileOf(nucleusAt(16 + ((at * 131) % 480), 16 + ((at * 197) % 480), 8 + (at % 8)));
      assert.ok(mayHoldNucleus(tile, MICRONS_PER_PIXEL, SURE), `nucleus ${at}`);
    }
  });

  it('is not one of red cells, platelets or glass', async () => {
    const platelets = Array.from({ length: 20 }, (_, i) => nucleusAt(20 + ((i * 97) % 470), 20 + i * 24, 3));
    for (const tile of [await tileOf(), await tileOf(...platelets), glass()]) {
      assert.ok(!mayHoldNucleus(tile, MICRONS_PER_PIXEL, SURE));
    }
  });

  it('is any where the stain of the slide is not known, or less sure cells are asked for', async () => {
    const tile = await tileOf();
    assert.ok(mayHoldNucleus(tile, MICRONS_PER_PIXEL, { threshold: 0.5, balance: undefined }));
    const unknown: ColourBalance = { ...BALANCE, powers: [1, 1, 1] };
    assert.ok(mayHoldNucleus(tile, MICRONS_PER_PIXEL, { threshold: 0.5, balance: unknown }));
    assert.ok(mayHoldNucleus(tile, MICRONS_PER_PIXEL, { threshold: 0.49, balance: BALANCE }));
  });

  it('is any that is too small to be judged; what is transparent says nothing', () => {
    assert.equal(strongestNucleus({ ...glass(), width: 16, height: 16 }, MICRONS_PER_PIXEL, 237), Infinity);
    const outside = { ...glass(), data: new Uint8ClampedArray(SIDE * SIDE * 4) };
    assert.equal(strongestNucleus(outside, MICRONS_PER_PIXEL, 237), 0);
  });
});

function glass(): RgbaTile {
  return { width: SIDE, height: SIDE, data: new Uint8ClampedArray(SIDE * SIDE * 4).fill(237) };
}

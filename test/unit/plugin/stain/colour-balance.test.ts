import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SmearError } from '../../../../models/domain/errors.js';
import type { RgbaTile } from '../../../../models/domain/tile.js';
import { pipelineOver } from '../../../../plugin/analysis/pipeline.js';
import { backgroundLight, readBackgroundLight } from '../../../../plugin/stain/background-light.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import {
  balanceTile,
  ColourBalancer,
  gainsFor,
  powersFor,
  unbalanceTile,
  type ColourBalance,
} from '../../../../plugin/stain/colour-balance.js';
import { nucleusDensity, readNucleusDensity } from '../../../../plugin/stain/nucleus-stain.js';
import { readRedCellDensity, redCellDensity } from '../../../../plugin/stain/red-cell-stain.js';
import { drawnSmear, redCells, type StainedDisc } from '../red-cells/drawn-smear.js';
import { DISC_INFO, discInference, discSlide } from '../../disc-slide.js';

const RULE = { percentile: 92, glass: 237, most: 4 };
const RED_CELLS = {
  density: [0.21, 0.33, 0.19],
  largestPower: 2,
  hue: 0.5,
  stained: 0.12,
  darkest: 1.6,
  leastStained: 0.03,
  mostRed: 0.9,
} as const;
const FULL_RULE = { ...RULE, redCells: RED_CELLS };
const NUCLEI = {
  density: [1.08, 1.76, 0.4],
  largestPower: 1.6,
  strength: 0.5,
  hue: 0.3,
  stained: 0.12,
  leastShare: 0.03,
} as const;
const CROP_RULE = { ...RULE, nuclei: NUCLEI };
const WHOLE = { minX: 0, minY: 0, maxX: 1200, maxY: 900 };

function tileOf(pixels: readonly (readonly number[])[]): RgbaTile {
  return { width: pixels.length, height: 1, data: Uint8ClampedArray.from(pixels.flat()) };
}

const grey = (...bytes: number[]): RgbaTile => tileOf(bytes.map((byte) => [byte, byte, byte, 255]));

const onlyGains = (gains: ColourBalance['gains']): ColourBalance => ({
  glass: 237,
  gains,
  powers: [1, 1, 1],
});

/** The slide seen through a coloured lamp, and what was read of it. */
function tinted(slide: SlideReader, tint: readonly [number, number, number]) {
  const requests: { width: number; height: number }[] = [];
  const reader: SlideReader = {
    ...slide,
    read: async (request, options) => {
      requests.push(request);
      return balanceTile(await slide.read(request, options), onlyGains(tint));
    },
  };
  return { reader, requests };
}

describe('the light through empty glass', () => {
  it('is numpy’s percentile, between two ranks too', () => {
    assert.deepEqual(
      backgroundLight([grey(40, 10, 30, 20)], 92)?.map((value) => value.toFixed(3)),
      ['37.600', '37.600', '37.600'],
    );
    const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 100 }), (values, percentile) => {
        const sorted = values.toSorted((a, b) => a - b);
        const rank = (percentile / 100) * (sorted.length - 1);
        const [below = 0, above = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
        const expected = below + (above - below) * (rank % 1);
        const [red = NaN] = backgroundLight([grey(...values)], percentile) ?? [];
        assert.ok(Math.abs(red - expected) < 1e-9, `${red} is not ${expected}`);
      }),
    );
  });

  it('is each channel’s own, and that of opaque pixels alone', () => {
    const tile = tileOf([
      [200, 100, 50, 255],
      [255, 255, 255, 0],
    ]);
    assert.deepEqual(backgroundLight([tile], 92), [200, 100, 50]);
    assert.equal(backgroundLight([tileOf([[9, 9, 9, 0]])], 92), undefined);
  });

  it('is read off the whole slide, no finer than 512 pixels a side and never enlarged', async () => {
    for (const [width, height, expected] of [
      [12_000, 9000, [512, 384]],
      [300, 200, [300, 200]],
      [100_000, 40, [512, 1]],
    ] as const) {
      const { reader, requests } = tinted(discSlide([], { width, height }), [1, 1, 1]);
      await readBackgroundLight(reader, 92);
      assert.deepEqual(
        requests.map((request) => [request.width, request.height]),
        [expected],
      );
    }
  });

  it('is judged by the rest where a part of the slide cannot be read', async () => {
    const slide = discSlide([], { width: 2048, height: 2048 });
    const broken = (isLost: (x: number) => boolean): SlideReader => ({
      ...slide,
      read: async (request) => {
        const { minX, maxX } = request.region;
        if (isLost(minX) || isLost(maxX - 1)) throw new SmearError('tile-failed', 'This part is missing.');
        return slide.read(request);
      },
    });
    assert.deepEqual(
      await readBackgroundLight(
        broken((x) => x > 1500),
        92,
      ),
      [255, 255, 255],
    );
    await assert.rejects(
      readBackgroundLight(
        broken(() => true),
        92,
      ),
      { code: 'tile-failed' },
    );
  });
});

describe('a balanced picture', () => {
  it('has its glass at the grey that the models know, and stays as it is when balanced again', () => {
    // Of 26 pixels the 92nd percentile is one pixel's own value.
    const channel = fc.array(fc.integer({ min: 60, max: 255 }), { minLength: 26, maxLength: 26 });
    fc.assert(
      fc.property(channel, channel, channel, (red, green, blue) => {
        const tile = tileOf(red.map((byte, at) => [byte, green[at] ?? 0, blue[at] ?? 0, 255]));
        const light = backgroundLight([tile], RULE.percentile) ?? [0, 0, 0];
        const balanced = balanceTile(tile, onlyGains(gainsFor(light, RULE)));
        const again = backgroundLight([balanced], RULE.percentile) ?? [0, 0, 0];
        assert.deepEqual(again, [237, 237, 237]);
        assert.deepEqual(balanceTile(balanced, onlyGains(gainsFor(again, RULE))), balanced);
      }),
    );
  });

  it('is rounded as in training, halves to even, and cut off at white', () => {
    const gains = onlyGains(gainsFor([158, 158, 158], RULE));
    assert.deepEqual(
      [...balanceTile(grey(1, 3, 5, 200), gains).data].filter((_, at) => at % 4 === 0),
      [2, 4, 8, 255],
    );
  });

  it('is never multiplied by more than four nor by less than a quarter', () => {
    assert.deepEqual(gainsFor([0, 10, 100], RULE), [4, 4, 2.37]);
    assert.deepEqual(gainsFor([255, 255, 255], { ...RULE, glass: 20 }), [0.25, 0.25, 0.25]);
  });

  it('comes back to its own colours within a rounding step', () => {
    const balance: ColourBalance = { ...onlyGains(gainsFor([200, 150, 120], RULE)), powers: [0.9, 1, 1.1] };
    const tile = tileOf([
      [10, 20, 30, 255],
      [190, 140, 110, 255],
      [77, 88, 99, 0],
    ]);
    const back = unbalanceTile(balanceTile(tile, balance), balance);
    back.data.forEach((byte, at) => assert.ok(Math.abs(byte - (tile.data[at] ?? 0)) <= 1, `${byte}`));
  });
});

/** Pixels of glass, red cells and nuclei, the same as were drawn for the numbers from numpy below. */
const smear = tileOf(
  Array.from({ length: 600 }, (_, i) => {
    const k = (i * 7919) % 1000;
    if (k < 450) return [230 - (k % 7), 228 - (k % 5), 233 - (k % 3), 255];
    if (k < 850) return [190 - (k % 23), 150 - (k % 31), 180 - (k % 17), 255];
    return [95 + (k % 19), 60 + (k % 13), 130 + (k % 11), 255];
  }),
);

describe('the red cells of a smear', () => {
  it('are found and brought to the usual density as in training', () => {
    const light = backgroundLight([smear], RULE.percentile) ?? [0, 0, 0];
    const gains = gainsFor(light, RULE);
    const density = redCellDensity([smear], gains, FULL_RULE);
    assert.deepEqual(
      density?.map((value) => value.toFixed(6)),
      ['0.228631', '0.558649', '0.302055'],
    );
    const powers = powersFor(density, RED_CELLS);
    const { data } = balanceTile(smear, { glass: RULE.glass, gains, powers });
    const pixels = [0, 1, 2, 5, 9].map((at) => [...data.subarray(4 * at, 4 * at + 3)]);
    assert.deepEqual(pixels, [
      [238, 237, 237],
      [124, 110, 166],
      [195, 180, 196],
      [187, 176, 200],
      [234, 236, 236],
    ]);
  });

  it('have one colour after balancing with all of their hue, however the smear was stained', () => {
    const rule = { ...FULL_RULE, redCells: { ...RED_CELLS, hue: 1, largestPower: 3 } };
    const channel = fc.double({ min: 0.6, max: 1.7, noNaN: true });
    fc.assert(
      fc.property(channel, channel, channel, (red, green, blue) => {
        const stained = balanceTile(smear, { glass: 237, gains: [1, 1, 1], powers: [red, green, blue] });
        const light = backgroundLight([stained], RULE.percentile) ?? [0, 0, 0];
        const gains = gainsFor(light, RULE);
        const density = redCellDensity([stained], gains, rule);
        // Where the stain made them as red-absorbing as nuclei they are not taken for red cells.
        if (!density) return;
        const balanced = balanceTile(stained, {
          glass: 237,
          gains,
          powers: powersFor(density, rule.redCells),
        });
        const again = redCellDensity([balanced], gainsFor([237, 237, 237], RULE), rule);
        again?.forEach((value, at) => {
          const usual = RED_CELLS.density[at] ?? NaN;
          assert.ok(Math.abs(value - usual) < 0.25 * usual, `${value} is not near ${usual}`);
        });
      }),
    );
  });

  it('are not seen in glass, in ink, nor in nuclei alone: then glass alone is balanced', () => {
    const none = [
      grey(...new Array<number>(100).fill(237)),
      grey(...new Array<number>(100).fill(20)),
      tileOf(new Array<number[]>(100).fill([90, 90, 150, 255])),
    ];
    for (const tile of none) {
      const density = redCellDensity([tile], [1, 1, 1], FULL_RULE);
      assert.equal(density, undefined);
      assert.deepEqual(powersFor(density, RED_CELLS), [1, 1, 1]);
    }
  });

  it('are taken as an anchor though they absorb more red than green, as under a blue stain, if they are as thin as red cells are', () => {
    const discs = (density: number): RgbaTile =>
      tileOf(
        Array.from({ length: 400 }, (_, i) =>
          i % 2
            ? [237, 237, 237, 255]
            : [1, 0.7, 0.4].map((share) => 237 * Math.exp(-density * share)).concat(255),
        ),
      );
    const [red = 0, green = 0] = redCellDensity([discs(0.4)], [1, 1, 1], FULL_RULE) ?? [];
    assert.ok(Math.abs(red - 0.4) < 0.01 && Math.abs(green - 0.28) < 0.01, `${red} ${green}`);
    assert.equal(redCellDensity([discs(1.2)], [1, 1, 1], FULL_RULE), undefined, 'so dense are nuclei');
  });

  it('are never changed by more than the rule allows', () => {
    assert.deepEqual(
      powersFor([0.001, 0.33, 9], RED_CELLS).map((power) => power.toFixed(3)),
      ['2.000', '0.778', '0.500'],
    );
  });

  it('are recognised by shape: among them a leukocyte changes little, alone it is not taken for one', async () => {
    const leukocyte: StainedDisc = { x: 320, y: 240, radius: 70, colour: [180, 120, 160], pallor: 0 };
    const among = drawnSmear(640, 480, [...redCells(640, 480, 36), leukocyte]);
    const density = await readRedCellDensity(among, [1, 1, 1], FULL_RULE);
    const plain = await readRedCellDensity(
      drawnSmear(640, 480, redCells(640, 480, 36)),
      [1, 1, 1],
      FULL_RULE,
    );
    assert.ok(density && plain);
    density.forEach((value, at) =>
      assert.ok(Math.abs(value - (plain[at] ?? NaN)) < 0.03, `${density} ${plain}`),
    );
    const alone = drawnSmear(200, 200, [{ ...leukocyte, x: 100, y: 100 }]);
    assert.equal(await readRedCellDensity(alone, [1, 1, 1], FULL_RULE), undefined);
  });

  it('are read off fields at no less than half the slide’s resolution', async () => {
    const { reader, requests } = tinted(discSlide([], { width: 12_000, height: 9000 }), [1, 1, 1]);
    await readRedCellDensity(reader, [1, 1, 1], FULL_RULE);
    const fields = requests.filter(({ width }) => width > 256);
    assert.deepEqual([...new Set(fields.map(({ width, height }) => `${width}×${height}`))], ['448×448']);
    assert.ok(fields.length <= 6, `${fields.length} fields`);
  });

  it('are judged by the fields that can be read; a broken connection is said', async () => {
    const slide = discSlide([], { width: 12_000, height: 9000 });
    const failing = (code: 'tile-failed' | 'network'): SlideReader => ({
      ...slide,
      read: () => Promise.reject(new SmearError(code, 'No pixels.')),
    });
    assert.equal(await readRedCellDensity(failing('tile-failed'), [1, 1, 1], FULL_RULE), undefined);
    await assert.rejects(readRedCellDensity(failing('network'), [1, 1, 1], FULL_RULE), { code: 'network' });
  });
});

/** Glass, a cell and its two lobes, the same as were drawn for the numbers from numpy below. */
const crop: RgbaTile = (() => {
  const [width, height] = [24, 20];
  const pixels = Array.from({ length: width * height }, (_, i) => {
    const [x, y, k] = [i % width, Math.floor(i / width), (i * 7919) % 1000];
    if ((x - 9) ** 2 + (y - 10) ** 2 < 12 || (x - 15) ** 2 + (y - 9) ** 2 < 12) {
      return [105 - (k % 19), 70 - (k % 13), 150 - (k % 11), 255];
    }
    if ((x - 12) ** 2 + (y - 10) ** 2 < 64) return [200 - (k % 13), 150 - (k % 17), 205 - (k % 11), 255];
    return [232 - (k % 7), 230 - (k % 5), 236 - (k % 3), 255];
  });
  return { ...tileOf(pixels), width, height };
})();

describe('the nucleus of a cell alone on its picture', () => {
  const light = backgroundLight([crop], RULE.percentile) ?? [0, 0, 0];
  const gains = gainsFor(light, RULE);

  it('is found and brought towards the usual density as in training', () => {
    const density = nucleusDensity(crop, gains, CROP_RULE);
    assert.deepEqual(
      density?.map((value) => value.toFixed(6)),
      ['0.876454', '1.260720', '0.484465'],
    );
    assert.deepEqual(
      powersFor(density, NUCLEI).map((power) => power.toFixed(6)),
      ['1.089852', '1.131429', '0.966492'],
    );
  });

  it('is nearer to the usual density after balancing, however it was stained', () => {
    const channel = fc.double({ min: 0.6, max: 1.6, noNaN: true });
    const away = (density: readonly number[] | undefined): number =>
      Math.abs(
        Math.log(
          (density ?? []).reduce((product, value, at) => product * (value / (NUCLEI.density[at] ?? NaN)), 1),
        ),
      );
    fc.assert(
      fc.property(channel, (power) => {
        const stained = balanceTile(crop, { glass: 237, gains, powers: [power, power, power] });
        const density = nucleusDensity(stained, [1, 1, 1], CROP_RULE);
        const balanced = balanceTile(stained, {
          glass: 237,
          gains: [1, 1, 1],
          powers: powersFor(density, NUCLEI),
        });
        const again = nucleusDensity(balanced, [1, 1, 1], CROP_RULE);
        assert.ok(away(again) <= away(density) + 0.02, `${away(again)} after ${away(density)}`);
      }),
    );
  });

  it('is not seen in glass, nor where many things are as dark: letters, grain, the nuclei of a tissue', () => {
    assert.equal(nucleusDensity(grey(...new Array<number>(100).fill(237)), [1, 1, 1], CROP_RULE), undefined);
    const grid = Array.from({ length: 60 * 60 }, (_, i) =>
      i % 10 < 4 && Math.floor(i / 60) % 10 < 4 ? [90, 60, 130, 255] : [220, 180, 210, 255],
    );
    assert.equal(nucleusDensity({ ...tileOf(grid), width: 60, height: 60 }, [1, 1, 1], CROP_RULE), undefined);
  });

  it('balances a picture without red cells; where these are seen they do', async () => {
    const cell: StainedDisc[] = [
      { x: 60, y: 60, radius: 40, colour: [200, 160, 205], pallor: 0 },
      { x: 60, y: 60, radius: 22, colour: [150, 120, 190], pallor: 0 },
    ];
    const balancer = new ColourBalancer({ ...FULL_RULE, nuclei: NUCLEI });
    const glassOnly = new ColourBalancer(FULL_RULE);
    const alone = drawnSmear(120, 120, cell);
    assert.deepEqual((await glassOnly.balanceOf(alone))?.powers, [1, 1, 1]);
    const powers = (await balancer.balanceOf(alone))?.powers ?? [];
    assert.ok(
      powers.every((power) => power > 1),
      `a pale nucleus is made darker: ${powers}`,
    );
    const smear = drawnSmear(640, 480, redCells(640, 480, 36));
    assert.deepEqual(await balancer.balanceOf(smear), await glassOnly.balanceOf(smear));
  });

  it('is not looked for on a slide, which has room for red cells', async () => {
    const { reader, requests } = tinted(
      discSlide([{ x: 500, y: 500, radius: 400 }], { width: 1000, height: 1000 }),
      [1, 1, 1],
    );
    assert.equal(await readNucleusDensity(reader, [1, 1, 1], CROP_RULE), undefined);
    assert.equal(requests.length, 0);
  });

  it('leaves glass alone to balance by where the picture cannot be read; a broken connection is said', async () => {
    const slide = discSlide([], { width: 200, height: 200 });
    const failing = (code: 'tile-failed' | 'network'): SlideReader => ({
      ...slide,
      read: () => Promise.reject(new SmearError(code, 'No pixels.')),
    });
    assert.equal(await readNucleusDensity(failing('tile-failed'), [1, 1, 1], CROP_RULE), undefined);
    await assert.rejects(readNucleusDensity(failing('network'), [1, 1, 1], CROP_RULE), { code: 'network' });
  });
});

describe('an analysis with a pack that balances', () => {
  const discs = [
    { x: 300, y: 300, radius: 50 },
    { x: 900, y: 600, radius: 60 },
  ];
  const plain = discSlide(discs, { width: 1200, height: 900, micronsPerPixel: 0.125 });
  const tint = [0.85, 0.7, 0.6] as const;

  it('shows the models the same colours under any lamp, in every tile and region', async () => {
    const brightest = new Set<string>();
    const real = discInference();
    const inference = discInference({
      info: { ...DISC_INFO, whiteBalance: RULE },
      analyse: (asked, options) => {
        const [r = 0, g = 0, b = 0] = asked.tile.data;
        brightest.add([r, g, b].join());
        return real.ask('analyse', asked, options);
      },
    });
    const { reader, requests } = tinted(plain, tint);
    const pipeline = pipelineOver(inference);
    const regions = [WHOLE, { ...WHOLE, maxX: 600 }, { ...WHOLE, minX: 500, minY: 313 }];
    for (const region of regions) {
      for await (const { failed } of pipeline.analyze(reader, region)) assert.equal(failed, undefined);
    }
    assert.deepEqual([...brightest], ['237,237,237']);
    const overviews = requests.filter(({ width, height }) => width === 512 && height === 384);
    assert.equal(overviews.length, 1, 'the light is read once for a slide');
  });

  it('leaves the slide as it is where the pack says nothing', async () => {
    const { reader, requests } = tinted(plain, tint);
    const tile = await new ColourBalancer(undefined).read(reader, { region: WHOLE, width: 12, height: 9 });
    assert.deepEqual([...tile.data.subarray(0, 3)], [217, 178, 153]);
    assert.equal(requests.length, 1);
  });

  it('gives crop and rebuilt picture in the slide’s own colours, so that they can be compared', async () => {
    // A perfect rebuilding: glass as the models see it.
    const rebuilt = balanceTile(grey(...new Array<number>(128 * 128).fill(237)), onlyGains([1, 1, 1]));
    const inference = discInference({
      info: { ...DISC_INFO, whiteBalance: RULE },
      reconstruct: async () => [{ ...rebuilt, width: 128, height: 128 }],
    });
    const pipeline = pipelineOver(inference);
    const { reader } = tinted(discSlide([], { width: 1200, height: 900 }), tint);
    const cell = { id: 'a', box: { ...WHOLE, maxX: 100, maxY: 100 }, embedding: new Float32Array(50) };
    const [made] = await pipeline.reconstruct(reader, [cell as never]);
    assert.ok(made);
    assert.deepEqual([...made.crop.data.subarray(0, 3)], [217, 178, 153]);
    assert.deepEqual([...made.rebuilt.data.subarray(0, 3)], [217, 178, 153]);
    assert.ok(made.error.every((error) => error === 0));
  });

  it('tries again after the light could not be read', async () => {
    let reads = 0;
    const reader: SlideReader = {
      ...plain,
      read: async (request) => {
        if (reads++ === 0) throw new SmearError('network', 'The connection broke.');
        return plain.read(request);
      },
    };
    const balance = new ColourBalancer(RULE);
    await assert.rejects(balance.balanceOf(reader), { code: 'network' });
    assert.ok(await balance.balanceOf(reader));
  });
});

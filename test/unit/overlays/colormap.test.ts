import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { UNKNOWN } from '../../../models/domain/class-name.js';
import {
  colorAt,
  contrastRatio,
  counterColor,
  HALO_ALPHA,
  haloColor,
  type Rgb,
} from '../../../overlays/layers/colormap.js';
import { errorToScale, FULL_DIFFERENCE, paintError } from '../../../overlays/layers/error-scale.js';

/** CIE 1976 lightness, 0 to 100, of an sRGB colour. */
function lightness(color: Rgb): number {
  const [r = 0, g = 0, b = 0] = color.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

/** How a reader without red (protan) or green (deutan) cones sees it (Viénot, Brettel and Mollon 1999), linear RGB. */
function asDichromat([r, g, b]: Rgb): Rgb {
  const linear = (channel: number): number => (channel / 255) ** 2.2;
  const yellow = 0.29275 * linear(r) + 0.70725 * linear(g);
  const blue = linear(b);
  const back = (value: number): number => 255 * Math.min(1, Math.max(0, value)) ** (1 / 2.2);
  return [back(yellow), back(yellow), back(blue)];
}

const steps = Array.from({ length: 33 }, (_, i) => i / 32);

/** The shipped pack's classes, unknown cells, and the colours that packs commonly take (Okabe and Ito). */
const CLASS_COLORS: readonly Rgb[] = [
  ...(
    JSON.parse(readFileSync('models/packs/base/manifest.json', 'utf8')) as { classes: { color: Rgb }[] }
  ).classes.map(({ color }) => color),
  UNKNOWN.color,
  [0, 114, 178],
  [213, 94, 0],
  [0, 0, 0],
  [0, 158, 115],
  [204, 121, 167],
  [240, 228, 66],
  [86, 180, 233],
];

describe('the heat map’s colours', () => {
  it('grow lighter in even steps, so that equal differences look equal', () => {
    const levels = steps.map((step) => lightness(colorAt(step)));
    const rises = levels.slice(1).map((level, i) => level - (levels[i] ?? 0));
    const mean = rises.reduce((sum, rise) => sum + rise, 0) / rises.length;
    for (const rise of rises)
      assert.ok(rise > mean * 0.5 && rise < mean * 1.7, `a step of ${rise} against ${mean}`);
    assert.ok((levels.at(-1) ?? 0) - (levels[0] ?? 0) > 70);
  });

  it('keep their order for readers without red or green cones', () => {
    const levels = steps.map((step) => lightness(asDichromat(colorAt(step))));
    for (let i = 1; i < levels.length; i += 1) assert.ok((levels[i] ?? 0) > (levels[i - 1] ?? 0));
  });

  it('hold at the ends for what lies outside, and for no number at all', () => {
    assert.deepEqual(colorAt(-3), colorAt(0));
    assert.deepEqual(colorAt(7), colorAt(1));
    assert.deepEqual(colorAt(Number.NaN), colorAt(0));
  });
});

describe('a painted error map', () => {
  it('shows the difference on the scale that the legend names', () => {
    assert.equal(errorToScale(0), 0);
    assert.equal(errorToScale((FULL_DIFFERENCE / 2) ** 2), 0.5);
    assert.equal(errorToScale(1), 1);
  });

  it('takes the legend’s colour for each value and is opaque unless asked otherwise', () => {
    const pixels = paintError(Float32Array.of(0, FULL_DIFFERENCE ** 2));
    const ends = [colorAt(0), colorAt(1)].flatMap((color) => [...color.map(Math.round), 255]);
    assert.deepEqual([...pixels], ends);
  });

  it('lets the cell shine through, most where little differs', () => {
    const pixels = paintError(Float32Array.of(0, (FULL_DIFFERENCE * 0.6) ** 2, 1), 0.4, 0.6);
    assert.deepEqual([pixels[3], pixels[7], pixels[11]], [102, 153, 153]);
    assert.equal(paintError(Float32Array.of(1), 0.4)[3], 255);
  });
});

describe('colours over any stain', () => {
  it('give label text at least 4.5:1 on every class colour', () => {
    for (const color of CLASS_COLORS) {
      assert.ok(contrastRatio(color, counterColor(color)) >= 4.5, `${color.join()}`);
    }
  });

  it('give outlines a halo that they stand out from at 3:1, on glass, red cells, plasma and nuclei', () => {
    const beneath: Rgb[] = [
      [255, 255, 255],
      [238, 232, 228],
      [205, 146, 150],
      [205, 190, 222],
      [92, 52, 132],
      [40, 20, 70],
    ];
    for (const color of CLASS_COLORS) {
      for (const stain of beneath) {
        const halo = haloColor(color).map((value, i) => {
          const below = stain[i] ?? 0;
          return HALO_ALPHA * value + (1 - HALO_ALPHA) * below;
        });
        const [r = 0, g = 0, b = 0] = halo;
        const contrast = contrastRatio(color, [r, g, b]);
        assert.ok(contrast >= 3, `${color.join()} on ${stain.join()}: ${contrast.toFixed(2)}`);
      }
    }
  });
});

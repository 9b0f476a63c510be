import type { RgbaTile, TileRequest } from '../../models/domain/tile.js';
import type { StainAnchor, WhiteBalance } from '../../models/pack/pack-manifest.js';
import { readBackgroundLight, type Light } from './background-light.js';
import { readNucleusDensity } from './nucleus-stain.js';
import type { Density } from './optical-density.js';
import { readRedCellDensity } from './red-cell-stain.js';
import type { SlideReader } from '../slide/slide-reader.js';

/** How a slide's colours become those that the models know. Three numbers each: red, green, blue. */
export interface ColourBalance {
  /** The grey that glass becomes, 0 to 255. */
  readonly glass: number;
  /** What light is multiplied by. */
  readonly gains: readonly [number, number, number];
  /** What optical density, counted from that grey, is multiplied by then. */
  readonly powers: readonly [number, number, number];
}

/** Thinner than this, a density says nothing of the stain. */
const LEAST_DENSITY = 0.02;

/** The gains that bring this light through empty glass to the grey that the models know. */
export function gainsFor(light: Light, { glass, most }: WhiteBalance): ColourBalance['gains'] {
  const gain = (value: number): number => Math.min(most, Math.max(1 / most, glass / Math.max(value, 1)));
  return [gain(light[0]), gain(light[1]), gain(light[2])];
}

/** The powers that bring what has this density towards the anchor's, by its shares of strength and hue; ones without any. */
export function powersFor(
  density: Density | undefined,
  anchor: StainAnchor | undefined,
): ColourBalance['powers'] {
  if (!density || !anchor) return [1, 1, 1];
  const { density: usual, largestPower, strength: strengthShare = 1, hue: hueShare } = anchor;
  const wanted = usual.map((value, channel) =>
    Math.log(value / Math.max(density[channel] as number, LEAST_DENSITY)),
  );
  const strength = wanted.reduce((sum, value) => sum + value, 0) / wanted.length;
  const most = Math.log(largestPower);
  const [red, green, blue] = wanted.map((value) =>
    Math.exp(Math.min(most, Math.max(-most, strengthShare * strength + hueShare * (value - strength)))),
  ) as [number, number, number];
  return [red, green, blue];
}

/** A copy of the tile in the balanced colours. */
export function balanceTile(tile: RgbaTile, { glass, gains, powers }: ColourBalance): RgbaTile {
  return throughTables(tile, (byte, channel) => {
    const lit = (byte * (gains[channel] as number)) / glass;
    return glass * lit ** (powers[channel] as number);
  });
}

/** The tile in the colours that it had before it was balanced, as far as they were not cut off at white. */
export function unbalanceTile(tile: RgbaTile, { glass, gains, powers }: ColourBalance): RgbaTile {
  return throughTables(
    tile,
    (byte, channel) =>
      (glass * (byte / glass) ** (1 / (powers[channel] as number))) / (gains[channel] as number),
  );
}

function throughTables(
  { width, height, data }: RgbaTile,
  value: (byte: number, channel: number) => number,
): RgbaTile {
  const changed = new Uint8ClampedArray(data);
  for (let channel = 0; channel < 3; channel++) {
    // A clamped array rounds halves to even, as the training's numpy does.
    const table = Uint8ClampedArray.from({ length: 256 }, (_, byte) => value(byte, channel));
    for (let at = channel; at < changed.length; at += 4) changed[at] = table[changed[at] as number] as number;
  }
  return { width, height, data: changed };
}

/**
 * Shows slides in the colours that the models were trained in: empty glass at one grey, red cells, or the
 * nucleus of a cell alone on its picture, near one strength. All are read once for a slide and are the same
 * for its every tile, region and run. Without a rule from the pack slides stay as they are.
 */
export class ColourBalancer {
  readonly #rule: WhiteBalance | undefined;
  readonly #known = new WeakMap<SlideReader, ColourBalance>();

  constructor(rule: WhiteBalance | undefined) {
    this.#rule = rule;
  }

  /** The slide's balance; `undefined` where it stays as it is. Rejects as `SlideReader.read` does. */
  async balanceOf(
    slide: SlideReader,
    options: { signal?: AbortSignal } = {},
  ): Promise<ColourBalance | undefined> {
    const known = this.#known.get(slide);
    const rule = this.#rule;
    if (known || !rule) return known;
    const light = await readBackgroundLight(slide, rule.percentile, options);
    const gains = light ? gainsFor(light, rule) : ([1, 1, 1] as const);
    const balance = { glass: rule.glass, gains, powers: await this.#powersOf(slide, gains, rule, options) };
    this.#known.set(slide, balance);
    return balance;
  }

  /** By the red cells; by the nucleus where a picture is cut so tightly around its cell that it shows none. */
  async #powersOf(
    slide: SlideReader,
    gains: Light,
    rule: WhiteBalance,
    options: { readonly signal?: AbortSignal },
  ): Promise<ColourBalance['powers']> {
    const { redCells, nuclei } = rule;
    const red = redCells && (await readRedCellDensity(slide, gains, { ...rule, redCells }, options));
    if (red || !nuclei) return powersFor(red, redCells);
    return powersFor(await readNucleusDensity(slide, gains, { ...rule, nuclei }, options), nuclei);
  }

  /** `slide.read`, balanced. The caller owns the tile. Rejects as `SlideReader.read` does. */
  async read(
    slide: SlideReader,
    request: TileRequest,
    options: { signal?: AbortSignal } = {},
  ): Promise<RgbaTile> {
    const balance = await this.balanceOf(slide, options);
    const tile = await slide.read(request, options);
    return balance ? balanceTile(tile, balance) : tile;
  }
}

import type { RgbaTile, TileRequest } from '../../models/domain/tile.js';
import type { WhiteBalance } from '../../models/pack-manifest.js';
import { readBackgroundLight, type Light } from './background-light.js';
import type { SlideReader } from './slide-reader.js';

/** What each channel is multiplied by. */
export type Gains = readonly [red: number, green: number, blue: number];

/** The gains that bring this light through empty glass to the grey that the models know. */
export function gainsFor(light: Light, { glass, most }: WhiteBalance): Gains {
  const gain = (value: number): number => Math.min(most, Math.max(1 / most, glass / Math.max(value, 1)));
  return [gain(light[0]), gain(light[1]), gain(light[2])];
}

/** A copy of the tile, each channel multiplied by its gain. */
export function balanceTile({ width, height, data }: RgbaTile, gains: Gains): RgbaTile {
  const tables = gains.map((gain) => {
    // A clamped array rounds halves to even, as the training's numpy does.
    return Uint8ClampedArray.from({ length: 256 }, (_, byte) => byte * gain);
  });
  const balanced = new Uint8ClampedArray(data);
  tables.forEach((table, channel) => {
    for (let at = channel; at < balanced.length; at += 4)
      balanced[at] = table[balanced[at] as number] as number;
  });
  return { width, height, data: balanced };
}

/** The tile in the colours that it had before it was balanced, as far as they were not cut off at white. */
export function unbalanceTile(tile: RgbaTile, [red, green, blue]: Gains): RgbaTile {
  return balanceTile(tile, [1 / red, 1 / green, 1 / blue]);
}

/**
 * Shows slides in the colours that the models were trained in. The light is estimated once for a slide and
 * is the same for its every tile, region and run. Without a rule from the pack slides stay as they are.
 */
export class WhiteBalancer {
  readonly #rule: WhiteBalance | undefined;
  readonly #known = new WeakMap<SlideReader, Gains>();

  constructor(rule: WhiteBalance | undefined) {
    this.#rule = rule;
  }

  /** The slide's gains; `undefined` where it stays as it is. Rejects as `readBackgroundLight` does. */
  async gainsOf(slide: SlideReader, options: { signal?: AbortSignal } = {}): Promise<Gains | undefined> {
    const known = this.#known.get(slide);
    if (known || !this.#rule) return known;
    const light = await readBackgroundLight(slide, this.#rule.percentile, options);
    const gains = light ? gainsFor(light, this.#rule) : ([1, 1, 1] as const);
    this.#known.set(slide, gains);
    return gains;
  }

  /** `slide.read`, balanced. The caller owns the tile. Rejects as `SlideReader.read` does. */
  async read(
    slide: SlideReader,
    request: TileRequest,
    options: { signal?: AbortSignal } = {},
  ): Promise<RgbaTile> {
    const gains = await this.gainsOf(slide, options);
    const tile = await slide.read(request, options);
    return gains ? balanceTile(tile, gains) : tile;
  }
}

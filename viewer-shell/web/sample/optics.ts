import { BLUR_REACH, blurSlightly, blurWidely } from './blur.js';
import type { DensityBand } from './density-band.js';
import { latticeNumber } from './noise.js';
import type { SmearFields } from './smear-fields.js';

/** The empty glass, sRGB 0 to 255. */
const GLASS = [253, 231, 206] as const;
/**
 * What the camera sees of a band: light through the dyes, the lens's blur (changing with the focus),
 * the camera's sharpening and noise. Writes rows [from, to) of the slide into interleaved RGB bytes.
 */
export function exposeBand(
  band: DensityBand,
  fields: SmearFields,
  seed: number,
  micronsPerPixel: number,
  rows: { from: number; to: number },
  pixels: Uint8Array,
): void {
  const { width, height, top } = band;
  // sharp: a good oil lens resolves about a quarter of a micrometre
  const sharpSigma = 0.095 / micronsPerPixel;
  const softReach = Math.min(BLUR_REACH / 2, Math.max(1, Math.round(0.27 / micronsPerPixel)));
  [band.red, band.green, band.blue].forEach((density, channel) => {
    const glass = GLASS[channel] ?? 255;
    const light = new Float32Array(density.length);
    for (let y = 0; y < height; y++) {
      let took = 1;
      for (let x = 0; x < width; x++) {
        if (x % 16 === 0) took = fields.stain(x, y + top)[channel] ?? 1;
        light[y * width + x] = glass * Math.exp(-took * (density[y * width + x] ?? 0));
      }
    }
    const sharp = blurSlightly(light, width, height, sharpSigma);
    const soft = blurWidely(light, width, height, softReach);
    for (let y = rows.from; y < rows.to; y++) {
      const row = (y - top) * width;
      let blur = 0;
      let shine = 1;
      for (let x = 0; x < width; x++) {
        if (x % 16 === 0) {
          blur = fields.blur(x, y) * 1.25 - 0.25;
          shine = fields.light(x, y);
        }
        const clear = sharp[row + x] ?? 0;
        const value = (clear + blur * ((soft[row + x] ?? 0) - clear)) * shine;
        const noise = latticeNumber(x, y, seed + channel) + latticeNumber(x, y, seed + channel + 17) - 1;
        const seen = value + noise * (1.4 + 0.012 * value);
        pixels[(y * width + x) * 3 + channel] = seen < 0 ? 0 : seen > 255 ? 255 : Math.round(seen);
      }
    }
  });
}

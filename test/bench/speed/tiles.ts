import { fromArrayBuffer } from 'geotiff';
import sharp from 'sharp';
import type { Box } from '../../../models/domain/geometry.js';
import { seededRandom } from '../../../models/domain/seeded-random.js';
import { decodeInNode } from '../../../plugin/slide/node-decoder.js';
import { openTiff } from '../../../plugin/slide/tiff/tiff-reader.js';
import { race, type Entry } from './race.js';

const SIDE = 4096;
const WINDOW = 512;
const WINDOWS = 16;

/**
 * Windows of a TIFF in JPEG tiles of 256 pixels, beside geotiff on the same windows. Each opens the file anew: what was
 * decoded for one window may serve the next, but nothing of an earlier round.
 */
export async function raceTiles(rounds: number): Promise<Entry[]> {
  const file = await tiledJpeg();
  const random = seededRandom(3);
  const at = (): number => Math.floor(random() * (SIDE - WINDOW));
  const windows = Array.from({ length: WINDOWS }, (): Box => {
    const [minX, minY] = [at(), at()];
    return { minX, minY, maxX: minX + WINDOW, maxY: minY + WINDOW };
  });
  const bytes = Uint8Array.from(file).buffer;
  const ours = async (): Promise<void> => {
    const slide = await openTiff(new Blob([bytes]), { decode: decodeInNode, name: 'drawn.tif' });
    for (const region of windows) await slide.read({ region, width: WINDOW, height: WINDOW });
    slide.dispose();
  };
  const geotiff = async (): Promise<void> => {
    const image = await (await fromArrayBuffer(bytes)).getImage();
    for (const { minX, minY, maxX, maxY } of windows) {
      await image.readRGB({ window: [minX, minY, maxX, maxY], interleave: true });
    }
  };
  return race(
    `${WINDOWS} windows of ${WINDOW}² of a tiled JPEG TIFF`,
    [
      { name: 'Smearlens', run: ours },
      { name: 'geotiff', run: geotiff },
    ],
    rounds,
  );
}

/** Discs on a light ground, with noise as a camera has it. */
async function tiledJpeg(): Promise<Buffer> {
  const random = seededRandom(2);
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const isCell = Math.hypot((x % 64) - 32, (y % 64) - 32) < 26;
      const noise = 12 * random();
      data.set([isCell ? 205 + noise : 238, (isCell ? 150 : 228) + noise, 225 + noise], (y * SIDE + x) * 3);
    }
  }
  return sharp(data, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .tiff({ compression: 'jpeg', quality: 85, tile: true, tileWidth: 256, tileHeight: 256 })
    .toBuffer();
}

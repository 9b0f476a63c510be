import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { SmearError } from '../../../../models/domain/errors.js';
import { SeveralPagesError } from '../../../../plugin/slide/several-pages.js';
import { openSlideFile } from '../../../../plugin/slide/open-slide-file.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';

/** Pictures of other programs, whole and damaged, where somebody has laid some. */
const folder = process.env['SMEARLENS_CASES'] ?? '../shared/cases';
const files = ['tiff', 'flat'].flatMap((kind) => {
  const within = join(folder, kind);
  return existsSync(within) ? readdirSync(within).map((name) => join(within, name)) : [];
});
/** Mean distance of two decoders' values, 0 to 255. */
const MOST_OF_LOSSY = 1.5;
const BLOCK = 64;

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** As libvips shows the picture: upright, on white, as far as it goes. A BMP of 24 bits, which it does not read, as it stands. */
async function byAnother(path: string, page: number): Promise<Pixels> {
  const file = readFileSync(path);
  const isBmp = file.toString('latin1', 0, 2) === 'BM';
  const picture = isBmp ? bmp24(file) : sharp(file, { page, failOn: 'none', ignoreIcc: true }).autoOrient();
  const { data, info } = await picture
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: data };
}

function bmp24(file: Buffer): Sharp {
  assert.equal(file.readUInt16LE(28), 24, 'a BMP of 24 bits');
  const [width, height] = [file.readInt32LE(18), file.readInt32LE(22)];
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const rgb = Buffer.alloc(width * height * 3);
  for (let at = 0; at < rgb.length; at++) {
    const [row, inRow] = [Math.floor(at / (width * 3)), at % (width * 3)];
    const from = file.readUInt32LE(10) + (height - 1 - row) * rowBytes;
    rgb[at] = file[from + inRow - (inRow % 3) + 2 - (inRow % 3)] as number;
  }
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

/** Compares block by block: what cannot be read is told, and says nothing of the rest. Gives the share that could be read. */
async function compare(slide: SlideReader, other: Pixels): Promise<{ read: number; distance: number }> {
  assert.deepEqual([slide.width, slide.height], [other.width, other.height]);
  let [blocks, read, sum, values] = [0, 0, 0, 0];
  for (let top = 0; top < slide.height; top += BLOCK) {
    for (let left = 0; left < slide.width; left += BLOCK) {
      const [width, height] = [Math.min(BLOCK, slide.width - left), Math.min(BLOCK, slide.height - top)];
      const region = { minX: left, minY: top, maxX: left + width, maxY: top + height };
      blocks++;
      const tile = await slide.read({ region, width, height }).catch((error: unknown) => {
        if (error instanceof SmearError && error.code === 'tile-failed') return undefined;
        throw error;
      });
      if (!tile) continue;
      read++;
      values += width * height * 3;
      tile.data.forEach((value, at) => {
        if (at % 4 === 3) return;
        const [x, y] = [left + ((at >> 2) % width), top + Math.floor((at >> 2) / width)];
        sum += Math.abs(value - (other.rgb[(y * other.width + x) * 3 + (at % 4)] as number));
      });
    }
  }
  return { read: read / blocks, distance: sum / Math.max(1, values) };
}

/** Whether it holds a JPEG, a WebP or an AVIF. */
function isLossy(path: string): boolean {
  const file = readFileSync(path);
  return [Buffer.from([0xff, 0xd8, 0xff]), 'WEBPVP8', 'ftypavif'].some((start) => file.includes(start));
}

describe('pictures from elsewhere', { skip: files.length === 0 ? 'there are none here' : false }, () => {
  for (const path of files) {
    it(`${path.slice(folder.length + 1)} has the pixels that another reader shows, or is refused by name`, async () => {
      const refused = (error: unknown): undefined => {
        assert.ok(error instanceof SmearError && /^slide-/.test(error.code), String(error));
        return undefined;
      };
      const pages = await openSlideFile(path).then(
        (slide) => {
          slide.dispose();
          return [undefined];
        },
        (error: unknown) => (error instanceof SeveralPagesError ? error.pages : refused(error)),
      );
      for (const page of pages ?? []) {
        const slide = await openSlideFile(path, page === undefined ? {} : { page });
        const { read, distance } = await compare(slide, await byAnother(path, (page ?? 1) - 1));
        slide.dispose();
        assert.ok(read > 0.5, `${read} of it can be read`);
        assert.ok(distance <= (isLossy(path) ? MOST_OF_LOSSY : 0), `off by ${distance}`);
      }
    });
  }
});

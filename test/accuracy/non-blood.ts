import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import type * as NodeEntry from '../../plugin/node-entry.js';
import { seededRandom } from '../../models/domain/seeded-random.js';
import type { Analyse } from './command-line.js';
import { THRESHOLD } from './detection.js';
import type { FoundImage } from './found-cells.js';
import { drawNonBlood, type DrawnField } from './non-blood-fields.js';

/** Cells that were found where there can be none. */
export interface FalseCells {
  readonly cells: number;
  /** The fields that have any, with how many and the greatest detection probability. */
  readonly on: readonly { readonly field: string; readonly cells: number; readonly score: number }[];
}

export interface NonBloodFigures {
  readonly fields: number;
  /** Of them from real slides. */
  readonly real: number;
  /** Of them grey: the product refuses these, and finds nothing. */
  readonly grey: number;
  /** As a user meets it: no resolution is known. */
  readonly estimated?: FalseCells;
  /** With the resolution given: the slide's own, and the models' own for what is drawn. */
  readonly given?: FalseCells;
  readonly command: string;
  readonly date: string;
  readonly pack: { readonly name: string; readonly hash: string };
}

export interface NonBloodOptions {
  readonly mpp: 'given' | 'none' | 'both';
  readonly pack: string;
  readonly workers?: number;
  readonly command: string;
}

const FIELDS = 50;
const MODEL_MICRONS_PER_PIXEL = 0.25;
/** Public slides that show no blood, and how many crops of each. */
const SLIDES = { 'CMU-1-Small-Region.svs': 10, 'test3-DAPI.ndpi': 2, 'boxes.tiff': 1 } as const;

/** Runs the product over 50 fields that are no blood, crops of the real slides in `slides` among them. */
export async function measureNonBlood(
  slides: string,
  analyse: Analyse,
  { mpp, command, ...options }: NonBloodOptions,
): Promise<NonBloodFigures> {
  const real = await cropSlides(slides);
  const all = [...real, ...drawNonBlood(FIELDS - real.length)];
  const fields = all.filter((field) => !isGrey(field));
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-non-blood-'));
  try {
    const files: string[] = [];
    for (const { name, width, height, pixels } of fields) {
      const file = join(folder, `${name}.png`);
      await sharp(pixels, { raw: { width, height, channels: 3 } })
        .png({ compressionLevel: 2 })
        .toFile(file);
      files.push(file);
    }
    let pack = { name: '', hash: '' };
    const run = async (scaleOf: (field: DrawnField) => number | undefined): Promise<FalseCells> => {
      const found: FoundImage[] = [];
      for (const micronsPerPixel of new Set(fields.map(scaleOf))) {
        const indices = fields.flatMap((field, index) => (scaleOf(field) === micronsPerPixel ? [index] : []));
        const chosen = indices.map((index) => files[index] as string);
        const results = await analyse(chosen, { ...options, threshold: THRESHOLD, micronsPerPixel });
        indices.forEach((index, place) => (found[index] = results[place] as FoundImage));
      }
      pack = { name: found[0]?.pack ?? '', hash: found[0]?.packHash ?? '' };
      return countCells(fields, found);
    };
    const estimated = mpp === 'given' ? undefined : await run(() => undefined);
    const given =
      mpp === 'none' ? undefined : await run((field) => field.micronsPerPixel ?? MODEL_MICRONS_PER_PIXEL);
    return {
      fields: all.length,
      real: real.length,
      grey: all.length - fields.length,
      ...(estimated ? { estimated } : {}),
      ...(given ? { given } : {}),
      command,
      date: new Date().toISOString().slice(0, 10),
      pack,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Shades of grey, more than one: an even picture may be glass. */
function isGrey({ pixels }: DrawnField): boolean {
  let isEven = true;
  for (let start = 0; start < pixels.length; start += 3) {
    const red = pixels[start];
    if (pixels[start + 1] !== red || pixels[start + 2] !== red) return false;
    isEven &&= red === pixels[0];
  }
  return !isEven;
}

function countCells(fields: readonly DrawnField[], found: readonly FoundImage[]): FalseCells {
  const on = found.flatMap(({ cells }, index) =>
    cells.length === 0
      ? []
      : [
          {
            field: fields[index]?.name ?? '',
            cells: cells.length,
            score: Math.max(...cells.map(({ score }) => score)),
          },
        ],
  );
  return { cells: on.reduce((sum, { cells }) => sum + cells, 0), on };
}

/** Crops of 256 and 512 px at seeded places, read as the product reads them; slides it cannot read are skipped. */
async function cropSlides(folder: string): Promise<DrawnField[]> {
  const { openSlideFile } = (await import(resolve('dist/node/node-entry.js'))) as typeof NodeEntry;
  const random = seededRandom(11);
  const crops: DrawnField[] = [];
  for (const [name, count] of Object.entries(SLIDES)) {
    const file = join(folder, name);
    if (!existsSync(file)) continue;
    const slide = await openSlideFile(file).catch((error: unknown) => {
      console.error(`${file} is skipped: ${error instanceof Error ? error.message : String(error)}`);
    });
    if (!slide) continue;
    for (let i = 0; i < count; i++) {
      const side = Math.min(i % 2 === 0 ? 512 : 256, slide.width, slide.height);
      const minX = Math.floor(random() * (slide.width - side));
      const minY = Math.floor(random() * (slide.height - side));
      const region = { minX, minY, maxX: minX + side, maxY: minY + side };
      const { data } = await slide.read({ region, width: side, height: side });
      const pixels = new Uint8Array(side * side * 3);
      for (let p = 0; p < side * side; p++) pixels.set(data.subarray(p * 4, p * 4 + 3), p * 3);
      const { micronsPerPixel } = slide;
      crops.push({ name: `${name}-${minX}-${minY}`, width: side, height: side, micronsPerPixel, pixels });
    }
    slide.dispose();
  }
  return crops;
}

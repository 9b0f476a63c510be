import { resolve } from 'node:path';
import { boxCentre } from '../../models/domain/geometry.js';
import type * as NodeEntry from '../../plugin/node-entry.js';
import type { Cell, SlideReader, SmearPipeline } from '../../plugin/node-entry.js';
import { classOfLabel } from './cell-classes.js';
import type { LabelledImage } from './image-set.js';

/** Level-0 pixels. */
export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** The built package, as a program on Node imports it. */
export async function loadPackage(): Promise<typeof NodeEntry> {
  return (await import(resolve('dist/node/node-entry.js'))) as typeof NodeEntry;
}

/** As many images of each class, spread evenly over the list, class after class. */
export function balancedSubset(
  images: readonly LabelledImage[],
  classes: readonly string[],
  each: number,
): LabelledImage[] {
  return classes.flatMap((name) => {
    const own = images.filter(({ label }) => label !== undefined && classOfLabel(label)?.coarse === name);
    if (own.length < each) throw new Error(`There are only ${own.length} images of the class ${name}.`);
    return Array.from({ length: each }, (_, i) => own[Math.floor((i * own.length) / each)] as LabelledImage);
  });
}

/** The cell nearest the middle of the slide; the resolution is found as for a user who does not give it. */
export async function middleCell(
  { CellStore }: Pick<typeof NodeEntry, 'CellStore'>,
  pipeline: SmearPipeline,
  slide: SlideReader,
  given?: number,
): Promise<{ cell: Cell; micronsPerPixel: number | undefined } | undefined> {
  const micronsPerPixel = (await pipeline.findResolution(slide, { given }))?.micronsPerPixel;
  const store = new CellStore();
  const whole = { minX: 0, minY: 0, maxX: slide.width, maxY: slide.height };
  for await (const result of pipeline.analyze(slide, whole, { micronsPerPixel })) {
    if (result.failed) throw result.failed;
    store.apply(result);
  }
  const distance = ({ box }: Cell): number => {
    const { x, y } = boxCentre(box);
    return Math.hypot(x - slide.width / 2, y - slide.height / 2);
  };
  const cell = [...store.all()].sort((a, b) => distance(a) - distance(b))[0];
  return cell && { cell, micronsPerPixel };
}

/** The same slide with a filled disc on it. */
export function slideWithDisc(
  slide: SlideReader,
  disc: Disc,
  colour: readonly [number, number, number],
): SlideReader {
  return {
    ...slide,
    name: slide.name,
    width: slide.width,
    height: slide.height,
    levels: slide.levels,
    async read(request, options) {
      const tile = await slide.read(request, options);
      const { region, width, height } = request;
      const stepX = (region.maxX - region.minX) / width;
      const stepY = (region.maxY - region.minY) / height;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const dx = region.minX + (x + 0.5) * stepX - disc.x;
          const dy = region.minY + (y + 0.5) * stepY - disc.y;
          if (Math.hypot(dx, dy) <= disc.radius) tile.data.set(colour, (y * width + x) * 4);
        }
      }
      return tile;
    },
    dispose: () => undefined,
  };
}

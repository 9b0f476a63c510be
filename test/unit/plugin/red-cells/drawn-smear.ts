import { createImageReader } from '../../../../plugin/slide/image-reader.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';

export interface StainedDisc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: readonly [number, number, number];
  /** Share of the radius that is pale. */
  readonly pallor: number;
}

export const RED_CELL = [205, 150, 150] as const;
export const NUCLEUS = [90, 50, 130] as const;

/** Discs with soft rims on pale ground, drawn as a microscope would show them. */
export function drawnSmear(width: number, height: number, discs: readonly StainedDisc[]): SlideReader {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set([238, 232, 228, 255], i * 4);
  for (const { x, y, radius, colour, pallor } of discs) {
    for (let py = Math.max(0, Math.floor(y - radius - 2)); py < Math.min(height, y + radius + 2); py++) {
      for (let px = Math.max(0, Math.floor(x - radius - 2)); px < Math.min(width, x + radius + 2); px++) {
        const distance = Math.hypot(px - x, py - y);
        const rim = Math.min(1, Math.max(0, (radius - distance + 1.5) / 3));
        const pale = Math.min(1, Math.max(0, (radius * pallor - distance) / 6));
        const strength = rim * (1 - 0.8 * pale);
        for (let c = 0; c < 3; c++) {
          const at = (py * width + px) * 4 + c;
          const ground = data[at] as number;
          data[at] = Math.min(ground, ground + strength * ((colour[c] as number) - 235));
        }
      }
    }
  }
  return createImageReader({ name: 'drawn', width, height, data });
}

/** Red cells on a shaken grid (no chance: the shake is a fixed function of the place). */
export function redCells(width: number, height: number, radius: number): StainedDisc[] {
  const step = radius * 2.7;
  const discs: StainedDisc[] = [];
  for (let row = 0; row * step < height + radius; row++) {
    for (let column = 0; column * step < width + radius; column++) {
      const shake = ((row * 7 + column * 13) % 11) / 11 - 0.5;
      discs.push({
        x: column * step + shake * radius,
        y: row * step - shake * radius * 0.8,
        radius: radius * (1 + 0.12 * shake),
        colour: RED_CELL,
        pallor: 0.4,
      });
    }
  }
  return discs;
}

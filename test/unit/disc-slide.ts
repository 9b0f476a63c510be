import type { CellReadings, TileFindings } from '../../models/domain/findings.js';
import type { RgbaTile, TileRequest } from '../../models/domain/tile.js';
import type { SlideReader } from '../../plugin/slide/slide-reader.js';
import { answerHere, type Answers, type InferenceClient } from '../../plugin/worker/inference-client.js';
import type { InferenceInfo } from '../../plugin/worker/inference-info.js';

/** Level-0 pixels. */
export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** A pale slide with dark discs for cells; reads sample it at pixel centres. */
export function discSlide(
  discs: readonly Disc[],
  size: { readonly width: number; readonly height: number; readonly micronsPerPixel?: number },
): SlideReader {
  return {
    name: 'discs',
    ...size,
    levels: [{ width: size.width, height: size.height, downsample: 1 }],
    read: async (request) => drawDiscs(discs, request),
    dispose: () => undefined,
  };
}

function drawDiscs(discs: readonly Disc[], { region, width, height }: TileRequest): RgbaTile {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  const [scaleX, scaleY] = [(region.maxX - region.minX) / width, (region.maxY - region.minY) / height];
  for (const { x, y, radius } of discs) {
    const [left, right] = [x - radius, x + radius].map((at) => Math.floor((at - region.minX) / scaleX));
    const [top, bottom] = [y - radius, y + radius].map((at) => Math.floor((at - region.minY) / scaleY));
    for (let row = Math.max(0, top ?? 0); row <= Math.min(height - 1, bottom ?? 0); row++) {
      for (let column = Math.max(0, left ?? 0); column <= Math.min(width - 1, right ?? 0); column++) {
        const dx = region.minX + (column + 0.5) * scaleX - x;
        const dy = region.minY + (row + 0.5) * scaleY - y;
        // Bluish: a picture without any colour is refused.
        if (dx * dx + dy * dy <= radius * radius) data.set([60, 60, 68], (row * width + column) * 4);
      }
    }
  }
  return { width, height, data };
}

export const DISC_INFO: InferenceInfo = {
  backend: 'cpu',
  pack: 'discs 1',
  packHash: '0'.repeat(64),
  classes: [
    { name: 'Neutrophil', code: 'N', color: [0, 114, 178] },
    { name: 'Lymphocyte', code: 'L', color: [0, 158, 115] },
  ],
  reconstruction: { mean: 0.01, std: 0.005 },
  micronsPerPixel: 0.25,
  tileSizes: [256, 512],
  imageSize: 128,
};

/** Finds connected dark pixels: a detector simple enough to be always right. */
export function discInference({
  info = DISC_INFO,
  ...overrides
}: Partial<Answers> & { readonly info?: InferenceInfo } = {}): InferenceClient {
  const answers: Answers = {
    analyse: async ({ tile }, { signal }) => {
      signal?.throwIfAborted();
      return asFindings(darkSpots(tile));
    },
    look: async ({ count }) => discReadings(count),
    reconstruct: async ({ embeddings }) =>
      Array.from({ length: embeddings.length / 50 }, () => ({
        width: 128,
        height: 128,
        data: new Uint8ClampedArray(128 * 128 * 4).fill(255),
      })),
    refit: () => Promise.reject(new Error('Nothing can be refitted to these discs.')),
    name: () => Promise.reject(new Error('These discs have no names.')),
    use: async () => undefined,
    countTensors: async () => 0,
    ...overrides,
  };
  return answerHere(info, answers, async () => undefined);
}

type Spot = readonly [minX: number, minY: number, maxX: number, maxY: number];

function darkSpots({ width, height, data }: RgbaTile): Spot[] {
  const seen = new Uint8Array(width * height);
  const isDark = (at: number): boolean => (data[at * 4] as number) < 128 && seen[at] === 0;
  const spots: Spot[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (!isDark(start)) continue;
    const spot: [number, number, number, number] = [width, height, 0, 0];
    const stack = [start];
    seen[start] = 1;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const [x, y] = [at % width, Math.floor(at / width)];
      spot[0] = Math.min(spot[0], x);
      spot[1] = Math.min(spot[1], y);
      spot[2] = Math.max(spot[2], x + 1);
      spot[3] = Math.max(spot[3], y + 1);
      const around = [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width];
      for (const next of around) {
        if (next < 0 || next >= seen.length || !isDark(next)) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
    spots.push(spot);
  }
  return spots;
}

function asFindings(spots: readonly Spot[]): TileFindings {
  const outlines = spots.map(([minX, minY, maxX, maxY]) =>
    Array.from({ length: 24 }, (_, i) => {
      const angle = (i / 24) * 2 * Math.PI;
      return [
        (minX + maxX) / 2 + (Math.cos(angle) * (maxX - minX)) / 2,
        (minY + maxY) / 2 + (Math.sin(angle) * (maxY - minY)) / 2,
      ];
    }).flat(),
  );
  return {
    count: spots.length,
    boxes: Float32Array.from(spots.flat()),
    scores: new Float32Array(spots.length).fill(0.9),
    outlines: {
      coordinates: Float32Array.from(outlines.flat()),
      ends: Uint32Array.from(outlines, (_, i) => (i + 1) * 48),
    },
    nuclei: {
      coordinates: new Float32Array(),
      ends: new Uint32Array(),
      groups: new Uint32Array(spots.length),
    },
    readings: discReadings(spots.length),
  };
}

/** What these models make of any cells. */
export function discReadings(count: number): CellReadings {
  return {
    probabilities: Float32Array.from({ length: count * 2 }, (_, at) => (at % 2 === 0 ? 0.25 : 0.75)),
    embeddings: new Float32Array(count * 50),
    errors: new Float32Array(count).fill(0.02),
  };
}

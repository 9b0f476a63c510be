import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { pipelineOver } from '../../../plugin/analysis/pipeline.js';
import type { Surroundings } from '../../../viewer-shell/command-line/analyze.js';
import { main } from '../../../viewer-shell/command-line/main.js';
import { openStorage } from '../../../viewer-shell/storage/storage.js';
import { discInference, discSlide } from '../disc-slide.js';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command with models that see dark discs; everything else is as it is. */
export async function runCommand(
  words: readonly string[],
  overrides: Partial<Surroundings> = {},
): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const code = await main(words, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    signal: new AbortController().signal,
    openPipeline: async () => pipelineOver(discInference()),
    storage: openStorage(),
    checkPack: async () => [],
    assets: pathToFileURL('/nowhere/'),
    ...overrides,
  });
  return { code, ...written };
}

export interface DrawnField {
  readonly width: number;
  readonly height: number;
  /** Distance of neighbouring discs, pixels. */
  readonly pitch: number;
}

/** A PNG with rows of discs of 12 µm at 0.1 µm per pixel, some of them touching. */
export async function drawDiscField(path: string, { width, height, pitch }: DrawnField): Promise<void> {
  const columns = Math.floor((width - 80) / pitch);
  const rows = Math.floor((height - 80) / pitch);
  const discs = Array.from({ length: columns * rows }, (_, i) => ({
    x: 80 + (i % columns) * pitch + 25 * Math.sin(i * 12.9898),
    y: 80 + Math.floor(i / columns) * pitch + 25 * Math.sin(i * 78.233),
    radius: 55 + 8 * Math.sin(i * 3.1),
  }));
  const region = { minX: 0, minY: 0, maxX: width, maxY: height };
  const { data } = await discSlide(discs, { width, height }).read({ region, width, height });
  await mkdir(dirname(path), { recursive: true });
  await sharp(data, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 1 })
    .toFile(path);
}

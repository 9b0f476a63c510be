import { availableParallelism } from 'node:os';
import type { Box, ExportFormat, Shard } from '../../plugin/node-entry.js';
import type { RunSettings } from '../results/task.js';

/** A sentence about what is amiss with the words of a command. */
export class WrongUsage extends Error {}

/** What decides how a slide is analysed. */
export const RUN_OPTIONS = {
  mpp: { type: 'string' },
  page: { type: 'string' },
  region: { type: 'string' },
  monolayer: { type: 'boolean', default: false },
  threshold: { type: 'string', default: '0.5' },
  backend: { type: 'string' },
  head: { type: 'string', default: 'forest' },
  embedding: { type: 'boolean', default: false },
} as const;

const BACKENDS = ['onnxruntime', 'wasm', 'cpu', 'webgl', 'webgpu'];
const HEADS = ['forest', 'linear'] as const;
const FORMATS = ['csv', 'coco', 'dicom'] as const;

export interface RunValues {
  readonly mpp?: string;
  readonly page?: string;
  readonly region?: string;
  readonly monolayer: boolean;
  readonly threshold: string;
  readonly backend?: string;
  readonly head: string;
  readonly embedding: boolean;
}

export function readSettings({
  mpp,
  page,
  region,
  monolayer,
  threshold,
  backend,
  head,
  embedding,
}: RunValues): RunSettings {
  if (backend !== undefined && !BACKENDS.includes(backend)) {
    throw new WrongUsage(`--backend must be one of ${BACKENDS.join(', ')}, not “${backend}”.`);
  }
  if (monolayer && region !== undefined) throw new WrongUsage('Use either --region or --monolayer.');
  const knownHead = HEADS.find((name) => name === head);
  if (!knownHead) throw new WrongUsage(`--head must be one of ${HEADS.join(', ')}, not “${head}”.`);
  return {
    ...(mpp === undefined ? {} : { micronsPerPixel: readNumber('--mpp', mpp, isScale) }),
    ...(page === undefined ? {} : { page: readNumber('--page', page, isCount) }),
    ...(region === undefined ? {} : { region: readRegion(region) }),
    ...(monolayer ? { monolayer } : {}),
    threshold: readNumber('--threshold', threshold, (value) => value >= 0.01 && value <= 1),
    ...(backend === undefined ? {} : { backend }),
    head: knownHead,
    embedding,
  };
}

/** `geojson` may be named, and is always written. */
export function readFormats(texts: readonly string[] = []): ExportFormat[] {
  const names = texts.flatMap((text) => text.split(',')).filter((name) => name !== 'geojson');
  const wrong = names.find((name) => !FORMATS.some((format) => format === name));
  if (wrong !== undefined) {
    throw new WrongUsage(`--format must be one of geojson, ${FORMATS.join(', ')}, not “${wrong}”.`);
  }
  return FORMATS.filter((format) => names.includes(format));
}

/** `3/16`: the third of sixteen. */
export function readShardOption(text: string): Shard {
  const [, number = NaN, count = NaN] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (number >= 1 && number <= count) return { number, count };
  throw new WrongUsage(`--shard must be a number and a count, as 3/16, not “${text}”.`);
}

export function readWorkers(text: string | undefined): number {
  return text === undefined ? availableParallelism() : readNumber('--workers', text, isCount);
}

/** Beyond these no light microscope lies, and a slip of the decimal point would make thousands of tiles. */
const isScale = (value: number): boolean => value >= 0.01 && value <= 5;
export const isPositive = (value: number): boolean => value > 0;
export const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
export const isWhole = (value: number): boolean => Number.isInteger(value) && value >= 0;
const ALLOWED: Readonly<Record<string, string>> = {
  '--mpp': 'a number of micrometres per pixel from 0.01 to 5',
  '--threshold': 'a number from 0.01 to 1',
  '--priority': 'a whole number from 1 (first) to 2097152',
  '--grace': 'a number of seconds',
  '--port': 'a port number',
};

export function readNumber(option: string, text: string, allows: (value: number) => boolean): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value) && allows(value)) return value;
  throw new WrongUsage(
    `${option} must be ${ALLOWED[option] ?? 'a whole number of at least 1'}, not “${text}”.`,
  );
}

function readRegion(text: string): Box {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [x = NaN, y = NaN, width = NaN, height = NaN] = numbers;
  if (numbers.length === 4 && numbers.every(Number.isFinite) && width > 0 && height > 0) {
    return { minX: x, minY: y, maxX: x + width, maxY: y + height };
  }
  throw new WrongUsage(`--region must be x,y,w,h in pixels with a width and height above 0, not “${text}”.`);
}

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Box } from '../../plugin/node-entry.js';

export interface AnalyzeCommand {
  readonly kind: 'analyze';
  readonly inputs: readonly string[];
  readonly out: string;
  readonly micronsPerPixel?: number;
  /** Of a TIFF that holds several pictures, from 1. */
  readonly page?: number;
  /** Level-0 pixels; not yet clipped to any slide. */
  readonly region?: Box;
  readonly threshold: number;
  /** Chosen by itself where not given. */
  readonly backend?: string;
  readonly workers: number;
  readonly head: 'forest' | 'linear';
  readonly pack?: string;
  readonly embedding: boolean;
  readonly json: boolean;
}

export interface CopyAssetsCommand {
  readonly kind: 'copy-assets';
  readonly folder: string;
}

export interface CheckPackCommand {
  readonly kind: 'check-pack';
  readonly folder: string;
}

export type Command =
  | AnalyzeCommand
  | CopyAssetsCommand
  | CheckPackCommand
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly message: string };

const OPTIONS = {
  out: { type: 'string' },
  mpp: { type: 'string' },
  page: { type: 'string' },
  region: { type: 'string' },
  threshold: { type: 'string', default: '0.5' },
  backend: { type: 'string' },
  workers: { type: 'string' },
  head: { type: 'string', default: 'forest' },
  pack: { type: 'string' },
  embedding: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const;

const BACKENDS = ['onnxruntime', 'wasm', 'cpu', 'webgl', 'webgpu'];
const HEADS = ['forest', 'linear'] as const;

/** What the words behind `smearlens` ask for; `wrong` says in one sentence what is amiss. */
export function readArguments(words: readonly string[]): Command {
  try {
    return interpret(words);
  } catch (error) {
    if (error instanceof WrongUsage || isParseError(error)) {
      return { kind: 'wrong', message: error.message };
    }
    throw error;
  }
}

class WrongUsage extends Error {}

function isParseError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function interpret(words: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: OPTIONS,
    allowPositionals: true,
  });
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const [verb, ...inputs] = positionals;
  if (verb === undefined)
    throw new WrongUsage('No command given. Use: smearlens analyze <file or folder…> --out <path>');
  if (verb === 'copy-assets' || verb === 'check-pack') return { kind: verb, folder: oneFolder(verb, inputs) };
  if (verb !== 'analyze')
    throw new WrongUsage(
      `Unknown command “${verb}”. The commands are “analyze”, “copy-assets” and “check-pack”.`,
    );
  if (inputs.length === 0) throw new WrongUsage('Specify at least one file or folder to analyze.');
  if (!values.out) throw new WrongUsage('Use --out to specify where the results are written.');
  const { backend } = values;
  if (backend !== undefined && !BACKENDS.includes(backend)) {
    throw new WrongUsage(`--backend must be one of ${BACKENDS.join(', ')}, not “${backend}”.`);
  }
  const head = HEADS.find((name) => name === values.head);
  if (!head) throw new WrongUsage(`--head must be one of ${HEADS.join(', ')}, not “${values.head}”.`);
  const { mpp, page, region, workers, pack } = values;
  return {
    kind: 'analyze',
    inputs,
    out: values.out,
    ...(mpp === undefined ? {} : { micronsPerPixel: readNumber('--mpp', mpp, isScale) }),
    ...(page === undefined ? {} : { page: readNumber('--page', page, isCount) }),
    ...(region === undefined ? {} : { region: readRegion(region) }),
    threshold: readNumber('--threshold', values.threshold, (value) => value >= 0.01 && value <= 1),
    ...(backend === undefined ? {} : { backend }),
    workers: workers === undefined ? availableParallelism() : readNumber('--workers', workers, isCount),
    head,
    ...(pack === undefined ? {} : { pack }),
    embedding: values.embedding,
    json: values.json,
  };
}

function oneFolder(verb: string, [folder, ...more]: readonly string[]): string {
  if (folder === undefined || more.length > 0)
    throw new WrongUsage(`Name one folder: smearlens ${verb} <folder>.`);
  return folder;
}

/** Beyond these no light microscope lies, and a slip of the decimal point would make thousands of tiles. */
const isScale = (value: number): boolean => value >= 0.01 && value <= 5;
const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
const ALLOWED: Readonly<Record<string, string>> = {
  '--mpp': 'a number of micrometres per pixel from 0.01 to 5',
  '--page': 'a whole number of at least 1',
  '--threshold': 'a number from 0.01 to 1',
  '--workers': 'a whole number of at least 1',
};

function readNumber(option: string, text: string, allows: (value: number) => boolean): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value) && allows(value)) return value;
  throw new WrongUsage(`${option} must be ${ALLOWED[option]}, not “${text}”.`);
}

function readRegion(text: string): Box {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [x = NaN, y = NaN, width = NaN, height = NaN] = numbers;
  if (numbers.length === 4 && numbers.every(Number.isFinite) && width > 0 && height > 0) {
    return { minX: x, minY: y, maxX: x + width, maxY: y + height };
  }
  throw new WrongUsage(`--region must be x,y,w,h in pixels with a width and height above 0, not “${text}”.`);
}

import { parseArgs } from 'node:util';
import type { ExportFormat, Shard } from '../../plugin/node-entry.js';
import type { RunSettings } from '../results/task.js';
import { readEnqueue, readQueueState, readServe, readWork, type QueueCommand } from './queue-arguments.js';
import {
  readFormats,
  readSettings,
  readShardOption,
  readWorkers,
  RUN_OPTIONS,
  WrongUsage,
} from './run-options.js';

export interface AnalyzeCommand {
  readonly kind: 'analyze';
  readonly inputs: readonly string[];
  readonly out: string;
  readonly root?: string;
  readonly settings: RunSettings;
  readonly formats: readonly ExportFormat[];
  readonly shard?: Shard;
  readonly workers: number;
  readonly pack?: string;
  /** Analyses also what has been. */
  readonly force: boolean;
  readonly json: boolean;
  /** Lines of JSON about the progress, beside a bar. */
  readonly progressLines: boolean;
}

export interface MergeCommand {
  readonly kind: 'merge';
  readonly inputs: readonly string[];
  readonly out: string;
  readonly formats: readonly ExportFormat[];
  readonly json: boolean;
}

export interface SummaryCommand {
  readonly kind: 'summary';
  readonly inputs: readonly string[];
  /** A file; the standard output where absent. */
  readonly out?: string;
  readonly format: 'csv' | 'json';
}

export interface CopyAssetsCommand {
  readonly kind: 'copy-assets';
  readonly folder: string;
}

export interface CheckPackCommand {
  readonly kind: 'check-pack';
  readonly folder: string;
}

export interface VerifyCommand {
  readonly kind: 'verify';
  /** A GeoJSON of ours. */
  readonly report: string;
  readonly slide: string;
}

export type Command =
  | AnalyzeCommand
  | MergeCommand
  | SummaryCommand
  | CopyAssetsCommand
  | CheckPackCommand
  | VerifyCommand
  | QueueCommand
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly message: string };

const VERBS: Readonly<Record<string, (words: readonly string[]) => Command>> = {
  analyze: readAnalyze,
  merge: readMerge,
  summary: readSummary,
  enqueue: readEnqueue,
  work: readWork,
  queue: readQueueState,
  serve: readServe,
  verify: readVerify,
  'copy-assets': (words) => ({ kind: 'copy-assets', folder: oneFolder('copy-assets', words) }),
  'check-pack': (words) => ({ kind: 'check-pack', folder: oneFolder('check-pack', words) }),
};

/** What the words behind `smearlens` ask for; `wrong` says in one sentence what is amiss. */
export function readArguments(words: readonly string[]): Command {
  try {
    if (words.includes('--help') || words.includes('-h')) return { kind: 'help' };
    if (words.includes('--version') || words.includes('-v')) return { kind: 'version' };
    const at = words.findIndex((word) => Object.hasOwn(VERBS, word));
    const verb = words[at];
    if (verb === undefined || at > words.findIndex((word) => !word.startsWith('-'))) {
      const named = words.find((word) => !word.startsWith('-'));
      if (named === undefined)
        throw new WrongUsage('No command given. Use: smearlens analyze <file or folder…> --out <path>');
      throw new WrongUsage(`Unknown command “${named}”. The commands are ${Object.keys(VERBS).join(', ')}.`);
    }
    return (VERBS[verb] as (rest: readonly string[]) => Command)(words.toSpliced(at, 1));
  } catch (error) {
    if (error instanceof WrongUsage || isParseError(error)) {
      return { kind: 'wrong', message: error.message };
    }
    throw error;
  }
}

function isParseError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function readAnalyze(words: readonly string[]): AnalyzeCommand {
  const { values, positionals: inputs } = parseArgs({
    args: [...words],
    options: {
      ...RUN_OPTIONS,
      out: { type: 'string' },
      root: { type: 'string' },
      format: { type: 'string', multiple: true },
      shard: { type: 'string' },
      workers: { type: 'string' },
      pack: { type: 'string' },
      force: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      progress: { type: 'string', default: 'bar' },
    },
    allowPositionals: true,
  });
  if (inputs.length === 0) throw new WrongUsage('Specify at least one file or folder to analyze.');
  if (!values.out) throw new WrongUsage('Use --out to specify where the results are written.');
  if (!['bar', 'json'].includes(values.progress))
    throw new WrongUsage(`--progress must be bar or json, not “${values.progress}”.`);
  const formats = readFormats(values.format);
  if (values.shard !== undefined && formats.length > 0)
    throw new WrongUsage('--format goes with merge, not with --shard.');
  return {
    kind: 'analyze',
    inputs,
    out: values.out,
    root: values.root,
    settings: readSettings(values),
    formats,
    ...(values.shard === undefined ? {} : { shard: readShardOption(values.shard) }),
    workers: readWorkers(values.workers),
    ...(values.pack === undefined ? {} : { pack: values.pack }),
    force: values.force,
    json: values.json,
    progressLines: values.progress === 'json',
  };
}

function readMerge(words: readonly string[]): MergeCommand {
  const { values, positionals: inputs } = parseArgs({
    args: [...words],
    options: {
      out: { type: 'string' },
      format: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (inputs.length === 0) throw new WrongUsage('Specify the shards, or a folder that holds them.');
  if (!values.out) throw new WrongUsage('Use --out to specify the folder for the results.');
  return { kind: 'merge', inputs, out: values.out, formats: readFormats(values.format), json: values.json };
}

function readSummary(words: readonly string[]): SummaryCommand {
  const { values, positionals: inputs } = parseArgs({
    args: [...words],
    options: { out: { type: 'string' }, format: { type: 'string' } },
    allowPositionals: true,
  });
  if (inputs.length === 0) throw new WrongUsage('Specify a folder of results.');
  const format = values.format ?? (/\.json$/i.test(values.out ?? '') ? 'json' : 'csv');
  if (format !== 'csv' && format !== 'json')
    throw new WrongUsage(`--format must be csv or json, not “${format}”.`);
  return { kind: 'summary', inputs, format, ...(values.out === undefined ? {} : { out: values.out }) };
}

function readVerify(words: readonly string[]): VerifyCommand {
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true });
  const [report, slide, ...more] = positionals;
  if (report === undefined || slide === undefined || more.length > 0)
    throw new WrongUsage('Name a result and its slide: smearlens verify <result.geojson> <slide>.');
  return { kind: 'verify', report, slide };
}

function oneFolder(verb: string, words: readonly string[]): string {
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0)
    throw new WrongUsage(`Name one folder: smearlens ${verb} <folder>.`);
  return folder;
}

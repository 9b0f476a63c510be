import { parseArgs } from 'node:util';
import type { ExportFormat } from '../../plugin/node-entry.js';
import type { RunSettings } from '../results/task.js';
import {
  isCount,
  isPositive,
  isWhole,
  readFormats,
  readNumber,
  readSettings,
  RUN_OPTIONS,
  WrongUsage,
} from './run-options.js';

/** Which queue on which Redis. */
export interface QueueAddress {
  /** `redis://` or `rediss://`. */
  readonly redis: string;
  readonly queue: string;
}

export interface EnqueueCommand extends QueueAddress {
  readonly kind: 'enqueue';
  readonly inputs: readonly string[];
  readonly out: string;
  readonly root?: string;
  readonly settings: RunSettings;
  readonly formats: readonly ExportFormat[];
  /** Parts in which each slide is analysed. */
  readonly shards: number;
  /** 1 goes first. */
  readonly priority?: number;
  readonly json: boolean;
}

export interface WorkCommand extends QueueAddress {
  readonly kind: 'work';
  /** Slides or shards at once; by the machine's size where absent. */
  readonly concurrency?: number;
  /** Threads with models; by the machine's size where absent. */
  readonly workers?: number;
  readonly pack?: string;
  /** How long what is under way may go on after SIGTERM. */
  readonly graceSeconds: number;
  /** Ends when nothing is left to do. */
  readonly untilEmpty: boolean;
  /** Without a sign of life for so long, a worker counts as dead. */
  readonly deadAfterSeconds: number;
  readonly retrySeconds: number;
  readonly json: boolean;
}

export interface ServeCommand extends QueueAddress {
  readonly kind: 'serve';
  readonly host: string;
  readonly port: number;
  /** Where slides that are sent, and results, are kept. */
  readonly out: string;
  /** A file with a token on each line. */
  readonly tokens?: string;
  /** Asked, with the request's own token, whether it holds. */
  readonly authUrl?: string;
  readonly origins: readonly string[];
  /** Beginnings of addresses from which slides may be read. */
  readonly slides: readonly string[];
  readonly maxUploadBytes: number;
  readonly shards: number;
}

export interface QueueStateCommand extends QueueAddress {
  readonly kind: 'queue';
  /** Puts what failed into the queue again first. */
  readonly retry: boolean;
  readonly json: boolean;
}

export type QueueCommand = EnqueueCommand | WorkCommand | QueueStateCommand | ServeCommand;

const QUEUE_OPTIONS = {
  redis: { type: 'string', default: process.env.SMEARLENS_REDIS ?? 'redis://127.0.0.1:6379' },
  queue: { type: 'string', default: 'smearlens' },
} as const;

function readAddress({ redis, queue }: { redis: string; queue: string }): QueueAddress {
  if (!/^rediss?:\/\//.test(redis))
    throw new WrongUsage(`--redis must be an address such as redis://127.0.0.1:6379, not “${redis}”.`);
  if (queue === '' || queue.includes(':')) throw new WrongUsage('--queue must be a name without a colon.');
  return { redis, queue };
}

export function readEnqueue(words: readonly string[]): EnqueueCommand {
  const { values, positionals: inputs } = parseArgs({
    args: [...words],
    options: {
      ...QUEUE_OPTIONS,
      ...RUN_OPTIONS,
      out: { type: 'string' },
      root: { type: 'string' },
      format: { type: 'string', multiple: true },
      shards: { type: 'string', default: '1' },
      priority: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (inputs.length === 0) throw new WrongUsage('Specify at least one file or folder to analyze.');
  if (!values.out) throw new WrongUsage('Use --out to specify where the results are written.');
  const { priority } = values;
  return {
    kind: 'enqueue',
    ...readAddress(values),
    inputs,
    out: values.out,
    root: values.root,
    settings: readSettings(values),
    formats: readFormats(values.format),
    shards: readNumber('--shards', values.shards, isCount),
    ...(priority === undefined
      ? {}
      : { priority: readNumber('--priority', priority, (value) => isCount(value) && value <= 2 ** 21) }),
    json: values.json,
  };
}

export function readWork(words: readonly string[]): WorkCommand {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: {
      ...QUEUE_OPTIONS,
      concurrency: { type: 'string' },
      workers: { type: 'string' },
      pack: { type: 'string' },
      grace: { type: 'string', default: '20' },
      'until-empty': { type: 'boolean', default: false },
      'dead-after': { type: 'string', default: '60' },
      'retry-after': { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (positionals.length > 0) throw new WrongUsage('work takes no files: they are in the queue.');
  const { concurrency, pack, workers } = values;
  return {
    kind: 'work',
    ...readAddress(values),
    ...(concurrency === undefined ? {} : { concurrency: readNumber('--concurrency', concurrency, isCount) }),
    ...(workers === undefined ? {} : { workers: readNumber('--workers', workers, isCount) }),
    ...(pack === undefined ? {} : { pack }),
    graceSeconds: readNumber('--grace', values.grace, (value) => value >= 0),
    untilEmpty: values['until-empty'],
    deadAfterSeconds: readNumber('--dead-after', values['dead-after'], isPositive),
    retrySeconds: readNumber('--retry-after', values['retry-after'], isPositive),
    json: values.json,
  };
}

export function readQueueState(words: readonly string[]): QueueStateCommand {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: {
      ...QUEUE_OPTIONS,
      retry: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (positionals.length > 0)
    throw new WrongUsage('queue takes no files; name another queue with --queue <name>.');
  return { kind: 'queue', ...readAddress(values), retry: values.retry, json: values.json };
}

export function readServe(words: readonly string[]): ServeCommand {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: {
      ...QUEUE_OPTIONS,
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '8090' },
      out: { type: 'string' },
      tokens: { type: 'string' },
      'auth-url': { type: 'string' },
      origin: { type: 'string', multiple: true },
      slides: { type: 'string', multiple: true },
      'max-upload': { type: 'string', default: '4096' },
      shards: { type: 'string', default: '4' },
    },
    allowPositionals: true,
  });
  if (positionals.length > 0) throw new WrongUsage('serve takes no files.');
  if (!values.out) throw new WrongUsage('Use --out to specify the folder for slides and results.');
  const { tokens } = values;
  const authUrl = values['auth-url'];
  if (tokens === undefined && authUrl === undefined)
    throw new WrongUsage(
      'Use --tokens <file> or --auth-url <address>, so that not everybody may use the service.',
    );
  return {
    kind: 'serve',
    ...readAddress(values),
    host: values.host,
    port: readNumber('--port', values.port, (value) => isWhole(value) && value < 65536),
    out: values.out,
    ...(tokens === undefined ? {} : { tokens }),
    ...(authUrl === undefined ? {} : { authUrl }),
    origins: values.origin ?? [],
    slides: values.slides ?? [],
    maxUploadBytes: readNumber('--max-upload', values['max-upload'], isPositive) * 1024 * 1024,
    shards: readNumber('--shards', values.shards, isCount),
  };
}

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EvaluationError } from './evaluation-error.js';
import { KNOWN_SETS } from './known-sets.js';

export const USAGE = `Measures a model pack through the built command line (npm run build first).

npm run evaluate -- --data <folder> [options]

  --data <folder>         sets in the data layout, or one set; default: SMEARLENS_DATA
  --sets a,b              only these; default: all that are there
  --split <name>          default: test, else val, else all
  --mpp given|none|both   whether the product is told the resolution; default both
  --limit <n>             so many images of each set, chosen by the hash of their names
  --pack <folder>         default models/packs/base
  --workers <n>           threads
  --wrong-mpp 0.6,1.6     also with the resolution given wrong by these factors
  --masked                also with all pixels outside the product's own outlines set to their mean
  --non-blood             also on 50 fields that are no blood
  --errors <folder>       writes pictures of false positives, misses and wrong names
  --out <file>            writes the figures as JSON
  --write                 merges them into figures.json and MODEL_CARD.md of the pack
  --into <folder>         of this pack instead
  --row <name>            the row that they are written to; default “default”
  --subset                only the fixed 60 images of the accuracy test, against their baseline
  --baseline              with --subset: takes the figures as the new baseline
`;

export interface EvaluateOptions {
  /** Folders of the sets. */
  readonly sets: readonly string[];
  readonly data: string;
  readonly split?: string;
  readonly mpp: 'given' | 'none' | 'both';
  readonly limit?: number;
  readonly pack: string;
  readonly workers?: number;
  readonly wrongResolution: readonly number[];
  readonly masked: boolean;
  readonly nonBlood: boolean;
  readonly errors?: string;
  readonly out?: string;
  readonly write: boolean;
  readonly into: string;
  readonly row: string;
  readonly subset: boolean;
  readonly baseline: boolean;
  /** What decides the figures, for the record; folders of this machine left out. */
  readonly command: string;
}

const SHIPPED_PACK = 'models/packs/base';

/** What the words ask for; undefined where they ask for help. Rejects with `EvaluationError`. */
export async function readOptions(words: readonly string[]): Promise<EvaluateOptions | undefined> {
  const { values } = parse(words);
  if (values.help) return undefined;
  const { data = process.env['SMEARLENS_DATA'], mpp, split, errors, out, pack } = values;
  if (data === undefined) throw new EvaluationError('Say with --data where the sets are.');
  if (mpp !== 'given' && mpp !== 'none' && mpp !== 'both') {
    throw new EvaluationError(`--mpp takes given, none or both, not “${mpp}”.`);
  }
  if (!existsSync(join(pack, 'manifest.json')))
    throw new EvaluationError(`${pack} holds no manifest.json: no pack.`);
  const onlyNonBlood = values['non-blood'] && values.sets === '';
  return {
    data,
    sets: values.subset || onlyNonBlood ? [] : await findSets(data, values.sets),
    mpp,
    pack,
    wrongResolution: readList('--wrong-mpp', values['wrong-mpp']),
    masked: values.masked,
    nonBlood: values['non-blood'],
    write: values.write,
    into: values.into ?? pack,
    row: values.row,
    subset: values.subset,
    baseline: values.baseline,
    command: describeCommand(words),
    ...(split === undefined ? {} : { split }),
    ...(values.limit === undefined ? {} : { limit: readNumber('--limit', values.limit) }),
    ...(values.workers === undefined ? {} : { workers: readNumber('--workers', values.workers) }),
    ...(errors === undefined ? {} : { errors }),
    ...(out === undefined ? {} : { out }),
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        data: { type: 'string' },
        sets: { type: 'string' },
        split: { type: 'string' },
        mpp: { type: 'string', default: 'both' },
        limit: { type: 'string' },
        pack: { type: 'string', default: SHIPPED_PACK },
        workers: { type: 'string' },
        'wrong-mpp': { type: 'string', default: '' },
        masked: { type: 'boolean', default: false },
        'non-blood': { type: 'boolean', default: false },
        errors: { type: 'string' },
        out: { type: 'string' },
        write: { type: 'boolean', default: false },
        into: { type: 'string' },
        row: { type: 'string', default: 'default' },
        subset: { type: 'boolean', default: false },
        baseline: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new EvaluationError(error instanceof Error ? error.message : String(error));
  }
}

const PLACES = new Set(['--data', '--out', '--errors', '--into', '--workers']);

function describeCommand(words: readonly string[]): string {
  const parts = words
    .flatMap((word) => (word.startsWith('--') && word.includes('=') ? word.split(/=(.*)/s, 2) : [word]))
    .map((word, index, all) => {
      const option = all[index - 1] ?? '';
      if (PLACES.has(word) || PLACES.has(option)) return '';
      if (option === '--pack' && isAbsolute(word)) return basename(word);
      return /[\s()]/.test(word) || word === '' ? `"${word}"` : word;
    });
  return ['npm run evaluate -- --data <folder>', ...parts.filter(Boolean)].join(' ');
}

function readNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new EvaluationError(`${option} takes a whole number from 1, not “${text}”.`);
}

function readList(option: string, text: string): number[] {
  const values = text.split(',').filter(Boolean).map(Number);
  if (values.every((value) => value > 0)) return values;
  throw new EvaluationError(`${option} takes numbers above 0 with commas between, not “${text}”.`);
}

const isSet = (folder: string): boolean => existsSync(join(folder, 'annotations.json'));

async function findSets(data: string, named: string | undefined): Promise<string[]> {
  if (!existsSync(data)) throw new EvaluationError(`The folder ${data} is not there.`);
  const alone = isSet(data) && resolve(data);
  const present = alone
    ? [basename(alone)]
    : (await readdir(data)).filter((name) => isSet(join(data, name))).sort();
  const order = Object.keys(KNOWN_SETS);
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const wanted = named?.split(',').filter(Boolean) ?? present.sort((a, b) => place(a) - place(b));
  const missing = wanted.filter((name) => !present.includes(name));
  if (missing.length > 0 || wanted.length === 0) {
    const has =
      present.length > 0 ? `It has ${present.join(', ')}.` : 'It has no folder with an annotations.json.';
    throw new EvaluationError(`${data} has no set ${missing.map((name) => `“${name}”`).join(', ')}. ${has}`);
  }
  const parent = alone ? dirname(alone) : data;
  return wanted.map((name) => join(parent, name));
}

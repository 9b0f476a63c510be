import {
  SmearError,
  type Box,
  type Cell,
  type FoundCell,
  type Shard,
  type ShardTile,
} from '../../plugin/node-entry.js';
import type { FileStore } from '../storage/file-store.js';
import { parseJson, readHead, type PlannedHeader } from './result-header.js';

/** The first line of a shard's file. */
export interface ShardHeader {
  /** Of the result, as far as it is known before all shards are there: the same for each of them. */
  readonly header: PlannedHeader;
  readonly shard: Shard;
  /** Where the slide lay. */
  readonly slide: string;
}

/** What is needed of a tile to put the shards together. */
export type KeptTile = Pick<ShardTile, 'index' | 'total' | 'region' | 'core' | 'found'>;

/** A shard's file, one line for each tile, in pieces to be written one after another. Every number comes back exactly. */
export function* encodeShard(head: ShardHeader, tiles: Iterable<KeptTile>): Generator<string, void, void> {
  yield `${JSON.stringify({ smearlensShard: 1, ...head })}\n`;
  for (const tile of tiles) yield encodeTile(tile);
}

/** One tile's line. */
export function encodeTile({ index, total, region, core, found }: KeptTile): string {
  return `${JSON.stringify({ index, total, region, core, found: found.map(encodeCell) })}\n`;
}

/** The head of a finished shard; `undefined` where there is none. */
export async function readShardHeader(
  store: FileStore,
  place: string,
  signal?: AbortSignal,
): Promise<ShardHeader | undefined> {
  const [line = ''] = (await readHead(store, place, signal)).split('\n', 1);
  return asHead(parseJson(line));
}

/** A whole shard. Rejects with `import-unreadable`, and as `FileStore.read` does. */
export async function readShard(
  store: FileStore,
  place: string,
  signal?: AbortSignal,
): Promise<ShardHeader & { readonly tiles: readonly KeptTile[] }> {
  const size = (await store.size(place, signal)) ?? 0;
  const text = new TextDecoder().decode(await store.read(place, 0, size, signal));
  const [first = '', ...lines] = text.split('\n');
  const head = asHead(parseJson(first));
  const tiles = lines.filter((line) => line !== '').map((line) => asTile(parseJson(line)));
  if (head && tiles.every((tile) => tile !== undefined)) return { ...head, tiles };
  throw new SmearError(
    'import-unreadable',
    `${place} is no complete shard. Delete it and analyze this shard again.`,
  );
}

/** `undefined` for what is no head of a shard. */
export function asHead(value: unknown): ShardHeader | undefined {
  const head = value as (ShardHeader & { smearlensShard?: number }) | undefined;
  return head?.smearlensShard === 1 && head.header?.run && head.shard ? head : undefined;
}

interface WrittenCell extends Pick<Cell, 'box' | 'label' | 'score'> {
  readonly outline: readonly number[];
  readonly nuclei: readonly (readonly number[])[];
  readonly probabilities: readonly number[];
  readonly embedding: readonly number[];
  /** JSON has no word for what is no number. */
  readonly reconstructionError: number | null;
  readonly novelty?: number | null;
  readonly doubt?: number | null;
}

function encodeCell(cell: FoundCell): WrittenCell {
  const { box, label, score, reconstructionError, novelty, doubt } = cell;
  return {
    box,
    label,
    score,
    outline: [...cell.outline],
    nuclei: cell.nuclei.map((ring) => [...ring]),
    probabilities: [...cell.probabilities],
    embedding: [...cell.embedding],
    reconstructionError,
    ...(novelty === undefined ? {} : { novelty }),
    ...(doubt === undefined ? {} : { doubt }),
  };
}

function decodeCell({ reconstructionError, novelty, doubt, ...cell }: WrittenCell): FoundCell {
  return {
    ...cell,
    outline: Float64Array.from(cell.outline),
    nuclei: cell.nuclei.map((ring) => Float64Array.from(ring)),
    probabilities: Float32Array.from(cell.probabilities),
    embedding: Float32Array.from(cell.embedding),
    reconstructionError: reconstructionError ?? Number.NaN,
    ...(novelty === undefined ? {} : { novelty: novelty ?? Number.NaN }),
    ...(doubt === undefined ? {} : { doubt: doubt ?? Number.NaN }),
  };
}

/** `undefined` for what is no tile with its cells. */
export function asTile(value: unknown): KeptTile | undefined {
  const tile = value as
    { index: number; total: number; region: Box; core: Box; found: WrittenCell[] } | undefined;
  if (!tile || !(tile.index >= 0 && tile.index < tile.total)) return undefined;
  if (!isBox(tile.region) || !isBox(tile.core)) return undefined;
  if (!Array.isArray(tile.found) || !tile.found.every(isWrittenCell)) return undefined;
  return { ...tile, found: tile.found.map(decodeCell) };
}

function isWrittenCell(value: unknown): value is WrittenCell {
  if (typeof value !== 'object' || value === null) return false;
  const { box, label, score, outline, nuclei, probabilities, embedding } = value as Partial<WrittenCell>;
  return (
    isBox(box) &&
    typeof label?.name === 'string' &&
    Number.isFinite(score) &&
    [outline, probabilities, embedding].every(areNumbers) &&
    Array.isArray(nuclei) &&
    nuclei.every(areNumbers)
  );
}

function isBox(value: Box | undefined): value is Box {
  const { minX, minY, maxX, maxY } = value ?? ({} as Partial<Box>);
  return areNumbers([minX, minY, maxX, maxY]) && Number(maxX) >= Number(minX) && Number(maxY) >= Number(minY);
}

function areNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every(Number.isFinite);
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { isAddress } from '../storage/storage.js';
import { asHead, asTile, encodeShard, encodeTile, type KeptTile, type ShardHeader } from './shard-file.js';
import { parseJson } from './result-header.js';

/** A run of fewer tiles is over before anybody would stop it. */
const LEAST_TILES = 8;

/** A short name of its own: that of the result may be as long as a name can be. */
function logPlace(output: string): string {
  const name = createHash('sha256').update(basename(output)).digest('hex').slice(0, 12);
  return join(dirname(output), `.${name}.unfinished`);
}

/**
 * What a run has found so far, in a file beside its result, so that the next run of the same slide, models and settings
 * goes on after the last finished tile: a shard that is all of the slide and grows. Two runs at once may note into one
 * file, since both say the same of a tile. On disks alone; a result at an address has no log.
 */
export class RunLog {
  /** What runs before this one found: the first tiles of the slide, in their order. */
  readonly tiles: readonly KeptTile[];
  readonly #place: string | undefined;
  readonly #head: ShardHeader;
  #isThere: boolean;

  private constructor(place: string | undefined, head: ShardHeader, tiles: readonly KeptTile[]) {
    this.#place = place;
    this.#head = head;
    this.tiles = tiles;
    this.#isThere = tiles.length > 0;
  }

  static async open(output: string, head: ShardHeader): Promise<RunLog> {
    if (isAddress(output)) return new RunLog(undefined, head, []);
    const place = logPlace(output);
    return new RunLog(place, head, await readTiles(place, head));
  }

  /** Resolves when the tile stands in the file; one that follows a tile that failed must not be noted. */
  async note(tile: KeptTile): Promise<void> {
    if (this.#place === undefined || tile.total < LEAST_TILES) return;
    if (!this.#isThere) {
      await mkdir(dirname(this.#place), { recursive: true });
      await writeFile(this.#place, [...encodeShard(this.#head, [])].join(''));
      this.#isThere = true;
    }
    await appendFile(this.#place, encodeTile(tile));
  }

  /** The result is there. */
  async remove(): Promise<void> {
    if (this.#place !== undefined) await rm(this.#place, { force: true });
  }
}

/** The tiles from the first one on, as far as there is no gap; a line that was cut short is none. */
async function readTiles(place: string, head: ShardHeader): Promise<KeptTile[]> {
  const known = new Map<number, KeptTile>();
  let isOfThisRun: boolean | undefined;
  try {
    for await (const line of createInterface({ input: createReadStream(place), crlfDelay: Infinity })) {
      isOfThisRun ??= JSON.stringify(asHead(parseJson(line))?.header) === JSON.stringify(head.header);
      if (!isOfThisRun) return [];
      const tile = asTile(parseJson(line));
      if (tile) known.set(tile.index, tile);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const tiles: KeptTile[] = [];
  for (let next = known.get(0); next; next = known.get(tiles.length)) tiles.push(next);
  return tiles;
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readShardBytes, sampleShard } from '../../fuzz/text-readers.js';
import { rejectsWith } from '../rejects-with.js';

const [HEAD = '', TILE = ''] = sampleShard().split('\n');
const REFUSED = rejectsWith('import-unreadable', /no complete shard/);
type Tile = Record<string, unknown> & { found: Record<string, unknown>[] };

const read = (...lines: readonly string[]) =>
  readShardBytes(Uint8Array.from(new TextEncoder().encode(lines.join('\n'))));

/** The shard with its tile changed. */
function withTile(change: (tile: Tile) => void): Promise<void> {
  const tile = JSON.parse(TILE) as Tile;
  change(tile);
  return read(HEAD, JSON.stringify(tile));
}

describe('a shard', () => {
  it('is read as it was written', async () => {
    assert.equal(await read(HEAD, TILE, ''), undefined);
  });

  it('is refused where it was cut short or changed, so that no cell without a place is merged', async () => {
    const changes: readonly ((tile: Tile) => void)[] = [
      (tile) => delete tile['total'],
      (tile) => (tile['index'] = tile['total']),
      (tile) => (tile['core'] = null),
      (tile) => (tile['found'] = [null as never]),
      ...['box', 'outline', 'nuclei', 'probabilities', 'embedding', 'label', 'score'].map(
        (part) =>
          ({ found }: Tile) =>
            delete found[0]?.[part],
      ),
      ({ found }) => (found[0] = { ...found[0], outline: [1, null, 2] }),
      ({ found }) => (found[0] = { ...found[0], box: { minX: 5, minY: 5, maxX: 1, maxY: 9 } }),
    ];
    for (const change of changes) await assert.rejects(withTile(change), REFUSED);
    await assert.rejects(read(HEAD, TILE.slice(0, -20)), REFUSED);
    await assert.rejects(read('', TILE), REFUSED);
  });
});

import { CellStore, RegionClaims, SmearError } from '../../plugin/node-entry.js';
import { resultOf, type FileResult } from './analyze-file.js';
import { cellIds } from './cell-id.js';
import { analysedRegion } from './result-header.js';
import { readShard } from './shard-file.js';
import type { AnalysisTask } from './task.js';
import { writeResult, type WriteOptions } from './write-result.js';

/** A slide whose shards are all there. */
export interface MergeTask extends Pick<AnalysisTask, 'output' | 'formats'> {
  /** The places of all shards, in any order. */
  readonly shards: readonly string[];
}

/**
 * Writes what one run over the whole slide would have written, byte for byte, out of its shards.
 * Rejects with `import-unreadable` where they do not make one slide, and as `writeResult`.
 */
export async function mergeShards(task: MergeTask, options: WriteOptions): Promise<FileResult> {
  const start = performance.now();
  const { output, formats } = task;
  const { storage, signal } = options;
  const shards = await Promise.all(task.shards.map((place) => readShard(storage(place), place, signal)));
  const [first] = shards;
  if (!first) throw new SmearError('import-unreadable', `There are no shards of ${output}.`);
  const other = shards.findIndex(({ header }) => JSON.stringify(header) !== JSON.stringify(first.header));
  if (other > 0) {
    const [one, another] = [first.header.backend, shards[other]?.header.backend];
    throw new SmearError(
      'import-unreadable',
      one !== another
        ? `${task.shards[0]} was made with ${one}, ${task.shards[other]} with ${another}, which differ in the last digits. Analyze all shards of the slide with --backend ${another}, or all with --backend ${one}.`
        : `${task.shards[0]} and ${task.shards[other]} are of different slides, models or settings. Analyze all shards of one slide with the same options.`,
    );
  }
  const { header, slide: input } = first;
  const tiles = shards.flatMap((shard) => shard.tiles).sort((a, b) => a.index - b.index);
  const total = tiles[0]?.total ?? 0;
  if (tiles.length !== total || tiles.some(({ index }, i) => index !== i)) {
    throw new SmearError(
      'import-unreadable',
      `The ${shards.length} shards of ${output} hold ${tiles.length} tiles, and the slide has ${total}. Are all ${first.shard.count} there?`,
    );
  }
  const { width, height, run, micronsPerPixel } = header;
  const region = analysedRegion(header);
  const newId = cellIds(run.input);
  const claims = new RegionClaims({ region, slide: { width, height }, micronsPerPixel, newId });
  const cells = new CellStore();
  for (const tile of tiles) cells.apply(claims.take(tile, { shown: [], found: tile.found }));
  return resultOf(output, await writeResult({ input, output, header, cells, formats }, options), start);
}

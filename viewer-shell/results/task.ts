import { isAddress, splitQuery } from '../storage/storage.js';
import type { ExportFormat, RunRecord, Shard } from '../../plugin/node-entry.js';

/** What decides, together with slide and models, what a result says. */
export type RunSettings = RunRecord['settings'];

/** One slide, or one shard of it, to be analysed. Places are paths or addresses. */
export interface AnalysisTask {
  readonly input: string;
  /** Where the GeoJSON belongs; a shard lies beside it. */
  readonly output: string;
  readonly settings: RunSettings;
  /** Written beside the GeoJSON. */
  readonly formats: readonly ExportFormat[];
  readonly shard?: Shard;
}

const GEOJSON = /\.(geo)?json$/i;

/** Where a task writes. */
export function resultPlace({ output, shard }: Pick<AnalysisTask, 'output' | 'shard'>): string {
  return shard ? shardPlace(output, shard) : output;
}

/** `a.svs.geojson` in three shards is `a.svs.shard-1-of-3.jsonl` and so on. */
export function shardPlace(output: string, { number, count }: Shard): string {
  return beside(output, `shard-${number}-of-${count}.jsonl`);
}

/** As long as the ending of a shard can be. */
export const LONGEST_SHARD_ENDING = 'shard-100000-of-100000.jsonl';

/** The place of another file about the same slide; what follows a `?` in an address stays. */
export function beside(output: string, ending: string): string {
  const [path, query] = isAddress(output) ? splitQuery(output) : [output, ''];
  return `${path.replace(GEOJSON, '')}.${ending}${query}`;
}

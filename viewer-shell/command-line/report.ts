import type { Resolution } from '../../plugin/node-entry.js';
import { failureOf } from '../results/failure-note.js';
import type { FileResult } from '../results/analyze-file.js';

/** How one input ended. */
export type Ending =
  { readonly ok: true; readonly result: FileResult } | { readonly ok: false; readonly error: unknown };

/** The result in words, for people. */
export function describeEnding(path: string, ending: Ending): string {
  if (!ending.ok) return `${path}: failed. ${failureOf(path, ending.error).message}`;
  const { cells, counts = {}, resolution, output, wasThere } = ending.result;
  const found = wasThere ? 'was there already, ' : '';
  const scale =
    resolution === undefined
      ? 'resolution unknown'
      : `${Number(resolution.micronsPerPixel.toPrecision(3))} µm per pixel, ${SOURCES[resolution.source]}${contradictionOf(resolution)}`;
  return `${path}: ${found}${describeCells(cells, counts)}; ${scale}; ${output}`;
}

/** A shard does not know yet how many there are. */
function describeCells(cells: number | undefined, counts: Readonly<Record<string, number>>): string {
  if (cells === undefined) return 'one shard';
  return cells === 0 ? 'no cells' : `${cells} ${cells === 1 ? 'cell' : 'cells'} (${describeCounts(counts)})`;
}

function contradictionOf({ contradicted }: Resolution): string {
  return contradicted === undefined
    ? ''
    : `, because the file’s own ${Number(contradicted.toPrecision(3))} cannot be true`;
}

/** `9 Neutrophil (5 Segmented, 2 Band), 3 Lymphocyte`: finer kinds behind the coarse one, in its number too. */
function describeCounts(counts: Readonly<Record<string, number>>): string {
  const groups = new Map<string, { total: number; finer: string[] }>();
  for (const [name, count] of Object.entries(counts)) {
    const [coarse = name, finer] = name.split(': ');
    const group = groups.get(coarse) ?? { total: 0, finer: [] };
    group.total += count;
    if (finer !== undefined) group.finer.push(`${count} ${finer}`);
    groups.set(coarse, group);
  }
  return [...groups]
    .sort(([, one], [, other]) => other.total - one.total)
    .map(([name, { total, finer }]) => `${total} ${name}${finer.length > 0 ? ` (${finer.join(', ')})` : ''}`)
    .join(', ');
}

const SOURCES = { given: 'as given', metadata: 'from metadata', estimated: 'estimated' } as const;

/** The result as one line of JSON, for programs. */
export function encodeEnding(input: string, ending: Ending): string {
  if (!ending.ok) {
    const { code, message, retryLater = false } = failureOf(input, ending.error);
    return JSON.stringify({ input, error: { code, message, retryLater } });
  }
  const { output, cells, counts, resolution, pack, packHash, backend, elapsedMs, wasThere } = ending.result;
  return JSON.stringify({
    input,
    output,
    cells,
    counts,
    micronsPerPixel: resolution?.micronsPerPixel,
    resolutionSource: resolution?.source,
    micronsPerPixelInFile: resolution?.contradicted,
    pack,
    packHash,
    backend,
    elapsedMs: Math.round(elapsedMs),
    wasThere,
  });
}

export interface Totals {
  readonly analysed: number;
  /** Results of an earlier run. */
  readonly wereThere: number;
  /** Absent for shards. */
  readonly cells?: number;
  readonly failed: number;
  readonly elapsedMs: number;
}

export function describeTotals({ analysed, wereThere, cells, failed, elapsedMs }: Totals): string {
  const inputs = `${analysed} ${analysed === 1 ? 'input' : 'inputs'} analysed`;
  const failures = failed === 0 ? '' : `, ${failed} failed`;
  const before = wereThere === 0 ? '' : `, ${wereThere} were there already`;
  const found = cells === undefined ? '' : `; ${cells} ${cells === 1 ? 'cell' : 'cells'}`;
  return `${inputs}${before}${failures}${found} in ${(elapsedMs / 1000).toFixed(1)} s.`;
}

import type { MessagePortLike } from '../worker/worker-handle.js';
import { mapCells, type CellMap, type CellMapOptions } from './cell-map.js';
import type { UnitRows } from './unit-rows.js';

/** What the worker is asked, once. */
export interface MapQuestion {
  readonly rows: UnitRows;
  readonly options: Omit<CellMapOptions, 'signal' | 'onProgress'>;
}

/** What it answers: how far it is, then the map or why there is none. */
export type MapAnswer =
  | { readonly kind: 'progress'; readonly part: number }
  | { readonly kind: 'map'; readonly map: CellMap }
  | { readonly kind: 'failed'; readonly cause: string };

/** Nothing else happens in the worker: long slices waste less. */
const SLICE_MS = 100;

/** Answers one question for a map. It is given up by ending the worker. */
export function serveMap(port: MessagePortLike): void {
  const answer = (message: MapAnswer, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  port.onMessage((message) => {
    const { rows, options } = message as MapQuestion;
    const onProgress = (part: number): void => answer({ kind: 'progress', part });
    mapCells(rows, { ...options, sliceMs: SLICE_MS, onProgress }).then(
      (map) => answer({ kind: 'map', map }, [map.places.buffer as ArrayBuffer]),
      (error: unknown) => answer({ kind: 'failed', cause: String(error) }),
    );
  });
}

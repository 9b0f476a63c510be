import type { CellClass } from './cell.js';

/** What a cell is called that fits nothing the models know. */
export const UNKNOWN: CellClass = { name: 'Unknown', code: '?', color: [128, 128, 128] };

/** The kind that a finer one belongs to: `Neutrophil` of `Neutrophil: Band`, by QuPath's colon; else itself. */
export function coarseName(name: string): string {
  return (name.split(':')[0] as string).trim();
}

/** What a finer kind adds to its coarse one: `Band` of `Neutrophil: Band`; else the whole name. */
export function finerPart(name: string): string {
  return name.slice(name.indexOf(':') + 1).trim();
}

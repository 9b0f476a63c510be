import { createHash } from 'node:crypto';
import type { FoundCell } from '../../plugin/node-entry.js';

/**
 * Gives a cell the same id whenever and wherever it is found again: a UUID (RFC 9562, version 8) of the slide's file and
 * the cell's outline.
 */
export function cellIds(input: string): (cell: FoundCell) => string {
  return ({ box, outline }) => {
    const numbers = Float64Array.of(box.minX, box.minY, box.maxX, box.maxY, ...outline);
    const bytes = createHash('sha256').update(input).update(new Uint8Array(numbers.buffer)).digest();
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
      '-',
    );
  };
}

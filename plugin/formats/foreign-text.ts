import type { CellClass } from '../../models/domain/cell.js';

/** Longer than any class, name or time that a person writes; what is beyond is cut off. */
export const LONGEST = 100;

/**
 * Text out of a file of others, as one line of plain text: no control or direction characters, spaces single, at
 * most 100 characters unless `longest` says otherwise. `undefined` where there is none. It is never markup: whoever shows it sets it as text.
 */
export function cleanText(value: unknown, longest = LONGEST): string | undefined {
  if (typeof value !== 'string') return undefined;
  // Most are short and plain, and this runs for every field of every cell.
  if (value.length <= longest && /^[!-~]+( [!-~]+)*$/.test(value)) return value;
  const line = value
    .slice(0, 10 * longest)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  return line === '' ? undefined : [...line].slice(0, longest).join('').trim();
}

/** A colour as QuPath (`[r,g,b]`, one packed number), DSA (`rgb(…)`) or the web (`#rrggbb`) writes it, 0 to 255. */
export function readColour(value: unknown): CellClass['color'] | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) return unpack(value);
  const parts: unknown[] = Array.isArray(value) ? value.slice(0, 3) : partsOf(value);
  const [red, green, blue] = parts.map(toByte);
  return red === undefined || green === undefined || blue === undefined ? undefined : [red, green, blue];
}

function partsOf(value: unknown): unknown[] {
  if (typeof value !== 'string' || value.length > LONGEST) return [];
  const hex = /^#([\da-f]{6})$/i.exec(value.trim());
  if (hex) return [...unpack(Number.parseInt(hex[1] as string, 16))];
  const rgb = /^rgba?\(([\d.\s,]+)\)$/i.exec(value.trim());
  return rgb ? (rgb[1] as string).split(',').map(Number) : [];
}

function unpack(rgb: number): CellClass['color'] {
  return [(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255];
}

function toByte(part: unknown): number | undefined {
  return typeof part === 'number' && Number.isFinite(part)
    ? Math.max(0, Math.min(255, Math.round(part)))
    : undefined;
}

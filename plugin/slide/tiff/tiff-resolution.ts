import type { TiffDirectory } from './tiff-directory.js';

/** µm per unit, for the units that OME-XML may name (OME 2016-06, UnitsLength). */
const OME_UNITS: ReadonlyMap<string, number> = new Map([
  ['µm', 1],
  ['μm', 1],
  ['um', 1],
  ['micron', 1],
  ['nm', 1e-3],
  ['Å', 1e-4],
  ['pm', 1e-6],
  ['mm', 1e3],
  ['cm', 1e4],
  ['m', 1e6],
  ['in', 25400],
]);

/** Beyond these the number was meant for a printer or a screen (72 dpi are 353 µm), or is no number. */
const FINEST_UM = 0.01;
const COARSEST_UM = 20;

/**
 * µm per pixel of a TIFF's first picture, from Aperio's `MPP`, OME's `PhysicalSizeX`, ImageJ's unit
 * or the resolution tags, in that order; `undefined` where they say nothing a microscope could mean.
 */
export function tiffResolution(directory: TiffDirectory): number | undefined {
  const candidates = [aperio(directory), ome(directory), imageJ(directory), tags(directory)];
  return candidates.find((mpp) => mpp !== undefined && mpp >= FINEST_UM && mpp <= COARSEST_UM);
}

function aperio({ description }: TiffDirectory): number | undefined {
  return /^aperio/i.test(description) ? numberIn(description, /\|\s*MPP\s*=\s*([\d.eE+-]+)/) : undefined;
}

function ome({ description }: TiffDirectory): number | undefined {
  const pixels = /<(?:\w+:)?Pixels\b[^>]*>/.exec(description)?.[0];
  if (!pixels) return undefined;
  const size = numberIn(pixels, /\bPhysicalSizeX\s*=\s*"([^"]+)"/);
  const unit = /\bPhysicalSizeXUnit\s*=\s*"([^"]+)"/.exec(pixels)?.[1] ?? 'µm';
  const scale = OME_UNITS.get(unit.replace('&#181;', 'µ').replace('&#xB5;', 'µ').replace('Âµ', 'µ'));
  return size === undefined || scale === undefined ? undefined : size * scale;
}

function imageJ({ description, xResolution }: TiffDirectory): number | undefined {
  if (!description.startsWith('ImageJ=') || !xResolution) return undefined;
  return /\bunit=(micron|um|µm|\\u00B5m)\b/i.test(description) ? 1 / xResolution : undefined;
}

function tags({ xResolution, resolutionUnit }: TiffDirectory): number | undefined {
  if (!xResolution) return undefined;
  if (resolutionUnit === 2) return 25400 / xResolution;
  if (resolutionUnit === 3) return 10000 / xResolution;
  return undefined;
}

function numberIn(text: string, pattern: RegExp): number | undefined {
  const value = Number(pattern.exec(text)?.[1] ?? NaN);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

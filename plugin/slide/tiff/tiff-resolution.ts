import { xmlElements } from '../xml-elements.js';
import { isPhilips, philipsResolution } from './philips.js';
import type { TiffDirectory } from './tiff-directory.js';

/** µm per unit, for the units that OME-XML may name (OME 2016-06, UnitsLength), and what people type into ImageJ. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['µm', 1],
  ['μm', 1],
  ['Âµm', 1],
  ['um', 1],
  ['&micro;m', 1], // a name that XML does not know, but programs write
  ['\\u00B5m', 1],
  ['\\u00b5m', 1],
  ['nm', 1e-3],
  ['Å', 1e-4],
  ['pm', 1e-6],
  ['mm', 1e3],
  ['cm', 1e4],
  ['m', 1e6],
  ['in', 25400],
]);
/** In words, of which case and number do not matter; signs of units differ by case (`Mm`, `mm`). */
const UNIT_WORDS: ReadonlyMap<string, number> = new Map([
  ['micron', 1],
  ['micrometer', 1],
  ['micrometre', 1],
  ['nanometer', 1e-3],
  ['nanometre', 1e-3],
  ['angstrom', 1e-4],
  ['millimeter', 1e3],
  ['millimetre', 1e3],
  ['centimeter', 1e4],
  ['centimetre', 1e4],
  ['meter', 1e6],
  ['metre', 1e6],
  ['inch', 25400],
]);

/** Beyond these the number was meant for a printer or a screen (72 dpi are 353 µm), or is no number. */
const FINEST_UM = 0.01;
const COARSEST_UM = 20;
/** Instruments write their lines at the beginning. */
const MOST_CHARACTERS = 64 * 1024;

/**
 * µm per pixel of a TIFF's picture, from an `MPP` as Aperio writes it, OME's `PhysicalSizeX`, Philips' spacing,
 * ImageJ's unit or the resolution tags, in that order; `undefined` where they say nothing a microscope could mean.
 * The file's description may stand in its first directory.
 */
export function tiffResolution(
  directory: TiffDirectory,
  first: TiffDirectory = directory,
): number | undefined {
  const said = [directory, first].flatMap((place) => [
    noted(place),
    ome(place, directory.width),
    isPhilips(place) ? philipsResolution(place) : undefined,
  ]);
  const candidates = [...said, imageJ(directory, first), tags(directory)];
  return candidates.find((mpp) => mpp !== undefined && mpp >= FINEST_UM && mpp <= COARSEST_UM);
}

/** `… | MPP = 0.2520 | …`, with a comma where the instrument speaks German. */
function noted({ description }: TiffDirectory): number | undefined {
  for (const part of description.slice(0, MOST_CHARACTERS).split(/[|\r\n]/)) {
    const [name = '', value] = part.split('=');
    if (name.trim().toUpperCase() === 'MPP' && value !== undefined) return positive(value.replace(',', '.'));
  }
  return undefined;
}

function ome({ description }: TiffDirectory, width: number): number | undefined {
  if (!description.slice(0, 4096).includes('<')) return undefined;
  let chosen: ReadonlyMap<string, string> | undefined;
  for (const { name, attributes } of xmlElements(description)) {
    if (name !== 'Pixels' || !attributes.has('PhysicalSizeX')) continue;
    const isThis = Number(attributes.get('SizeX')) === width;
    if (!chosen || isThis) chosen = attributes;
    if (isThis) break;
  }
  const size = positive(chosen?.get('PhysicalSizeX') ?? '');
  const scale = micrometresPer(chosen?.get('PhysicalSizeXUnit') ?? 'µm');
  return size === undefined || scale === undefined ? undefined : size * scale;
}

function imageJ({ xResolution }: TiffDirectory, { description }: TiffDirectory): number | undefined {
  if (!description.startsWith('ImageJ=') || !xResolution) return undefined;
  for (const line of description.slice(0, MOST_CHARACTERS).split('\n')) {
    if (!line.startsWith('unit=')) continue;
    const scale = micrometresPer(line.slice('unit='.length));
    return scale === undefined ? undefined : scale / xResolution;
  }
  return undefined;
}

function tags({ xResolution, resolutionUnit }: TiffDirectory): number | undefined {
  if (!xResolution) return undefined;
  if (resolutionUnit === 2) return 25400 / xResolution;
  if (resolutionUnit === 3) return 10000 / xResolution;
  return undefined;
}

function micrometresPer(unit: string): number | undefined {
  const sign = unit.trim();
  return UNITS.get(sign) ?? UNIT_WORDS.get(sign.toLowerCase().replace(/s$/, ''));
}

function positive(text: string): number | undefined {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

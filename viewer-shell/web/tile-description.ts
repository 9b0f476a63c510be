import { describedInXml } from './described-in-xml.js';

/** What a description of tiles says, as the OpenSeadragon class that is named takes it. */
export interface TileDescription {
  readonly kind:
    | 'DziTileSource'
    | 'IIIFTileSource'
    | 'LegacyTileSource'
    | 'OsmTileSource'
    | 'TmsTileSource'
    | 'ZoomifyTileSource';
  readonly data: Members;
}

type Members = Record<string, unknown>;

/** Pixels a side: where positions are floats of 32 bits, beyond this one is not told apart from the next. */
const LONGEST_SIDE = 2 ** 24;
const MOST_LEVELS = 64;
/** Of the parts of a slide that are stored, where not all of it is. */
const MOST_PARTS = 1000;
const CONTEXTS_OF_IIIF_1 = [
  'http://library.stanford.edu/iiif/image-api/1.1/context.json',
  'http://iiif.io/api/image/1/context.json',
];
const PROFILE_OF_IIIF_1 = 'http://library.stanford.edu/iiif/image-api/compliance.html';

/**
 * Reads Deep Zoom (XML, JSON), IIIF Image API 1 to 3, Zoomify, TMS, OSM and pyramids of whole pictures. Only the members
 * that such a description has are taken, each checked: what OpenSeadragon gets sets none of its functions or options, and
 * keeps none of its loops busy. Throws an `Error` that says what is
 * wrong, in words that follow a colon.
 */
export function readTileDescription(text: string, address: string): TileDescription {
  const data = /^\s*</.test(text) ? describedInXml(text, address) : parsed(text);
  if (!isMembers(data)) throw new Error('it is no description of tiles');
  const { Image, type } = data;
  if (isMembers(Image) && /schemas\.microsoft\.com\/deepzoom\/200[89]/i.test(String(Image['xmlns'])))
    return { kind: 'DziTileSource', data: { Image: deepZoom(Image) } };
  if (isIiif(data)) return { kind: 'IIIFTileSource', data: iiif(data) };
  if (type === 'zoomifytileservice') return { kind: 'ZoomifyTileSource', data: plainTiles(data, type) };
  if (type === 'tiledmapservice') return { kind: 'TmsTileSource', data: plainTiles(data, type) };
  if (type === 'openstreetmaps') return { kind: 'OsmTileSource', data: plainTiles(data, type) };
  if (type === 'legacy-image-pyramid')
    return { kind: 'LegacyTileSource', data: { type, levels: wholePictures(data['levels']) } };
  if ('iipsrv' in data || type === 'iris' || type === 'image')
    throw new Error('it only names where a slide is: open the address of the slide itself');
  throw new Error('it is no description of tiles that is known');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new Error('it is neither XML nor JSON', { cause });
  }
}

function deepZoom(image: Members): Members {
  const tileSize = whole(image['TileSize'], 'tile size');
  const url = image['Url'];
  const parts = image['DisplayRect'] ?? [];
  return {
    xmlns: 'http://schemas.microsoft.com/deepzoom/2008',
    ...(url === undefined || url === null ? {} : { Url: word(url, 'address of its tiles') }),
    Format: word(image['Format'], 'format'),
    TileSize: tileSize,
    // more would be another tile's pixels only
    Overlap: isMissing(image['Overlap']) ? 0 : whole(image['Overlap'], 'overlap', 0, tileSize),
    Size: sizeOf(image['Size']),
    DisplayRect: listOf(parts, 'parts', MOST_PARTS).map((part) => ({
      Rect: partOf(membersOf(membersOf(part, 'part')['Rect'], 'part')),
    })),
  };
}

function sizeOf(value: unknown): Members {
  const size = membersOf(value, 'size');
  return { Width: whole(size['Width'], 'width'), Height: whole(size['Height'], 'height') };
}

function partOf(part: Members): Members {
  return {
    X: whole(part['X'], 'part', 0),
    Y: whole(part['Y'], 'part', 0),
    Width: whole(part['Width'], 'part', 0),
    Height: whole(part['Height'], 'part', 0),
    MinLevel: whole(part['MinLevel'], 'part', 0, MOST_LEVELS),
    MaxLevel: whole(part['MaxLevel'], 'part', 0, MOST_LEVELS),
  };
}

function isIiif(data: Members): boolean {
  const { protocol, profile, identifier } = data;
  if (protocol === 'http://iiif.io/api/image') return true;
  if (CONTEXTS_OF_IIIF_1.some((context) => data['@context'] === context)) return true;
  if (typeof profile === 'string' && profile.startsWith(PROFILE_OF_IIIF_1)) return true;
  return Boolean(identifier && data['width'] && data['height']);
}

/** The members that a description of a picture has in the Image API; `tileFormat` is OpenSeadragon's. */
function iiif(data: Members): Members {
  const made: Members = {
    width: whole(data['width'], 'width'),
    height: whole(data['height'], 'height'),
  };
  for (const name of ['@id', 'id', 'identifier', 'type', 'protocol', 'tileFormat'])
    if (!isMissing(data[name])) made[name] = word(data[name], name);
  for (const name of ['tile_width', 'tile_height'])
    if (!isMissing(data[name])) made[name] = whole(data[name], 'tile size');
  for (const name of ['formats', 'qualities', 'extraQualities', 'extraFeatures', 'preferredFormats'])
    if (!isMissing(data[name])) made[name] = words(data[name], name);
  const context = data['@context'];
  if (context) made['@context'] = typeof context === 'string' ? context : words(context, '@context');
  if (!isMissing(data['scale_factors'])) made['scale_factors'] = factors(data['scale_factors']);
  if (!isMissing(data['profile'])) made['profile'] = profileOf(data['profile']);
  const tiles = listOf(data['tiles'] ?? [], 'tiles').map((tile) => tileOf(membersOf(tile, 'tile')));
  const sizes = listOf(data['sizes'] ?? [], 'sizes').map((size) => {
    const { width, height } = membersOf(size, 'size');
    return { width: whole(width, 'width'), height: whole(height, 'height') };
  });
  // OpenSeadragon takes an empty list for one that has an end
  if (tiles.length > 0) made['tiles'] = tiles;
  if (sizes.length > 0) made['sizes'] = sizes;
  return made;
}

function tileOf({ width, height, scaleFactors }: Members): Members {
  return {
    width: whole(width, 'tile size'),
    ...(isMissing(height) ? {} : { height: whole(height, 'tile size') }),
    ...(isMissing(scaleFactors) ? {} : { scaleFactors: factors(scaleFactors) }),
  };
}

/** A level, and what the server can do beside it. */
function profileOf(value: unknown): unknown {
  if (typeof value === 'string') return value;
  return listOf(value, 'profile').map((part) => {
    if (typeof part === 'string') return part;
    const more = membersOf(part, 'profile');
    const named = ['supports', 'formats', 'qualities'].filter((name) => !isMissing(more[name]));
    return Object.fromEntries(named.map((name) => [name, words(more[name], name)]));
  });
}

function factors(value: unknown): readonly number[] | undefined {
  const list = listOf(value, 'scale factors').map((factor) => whole(factor, 'scale factor'));
  return list.length > 0 ? list : undefined;
}

function plainTiles(data: Members, type: string): Members {
  return {
    type,
    width: whole(data['width'], 'width'),
    height: whole(data['height'], 'height'),
    tilesUrl: word(data['tilesUrl'], 'address of its tiles'),
    ...(isMissing(data['tileSize']) ? {} : { tileSize: whole(data['tileSize'], 'tile size') }),
    ...(isMissing(data['fileFormat']) ? {} : { fileFormat: word(data['fileFormat'], 'format') }),
  };
}

function wholePictures(value: unknown): readonly Members[] {
  const levels = listOf(value, 'levels').map((level) => {
    const { url, width, height } = membersOf(level, 'level');
    return { url: word(url, 'address'), width: whole(width, 'width'), height: whole(height, 'height') };
  });
  if (levels.length === 0) throw new Error('it lists no pictures');
  return levels;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === '';

function membersOf(value: unknown, name: string): Members {
  if (!isMembers(value)) throw new Error(`its ${name} is missing or none`);
  return value;
}

function listOf(value: unknown, name: string, most = MOST_LEVELS): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most)
    throw new Error(`its list of ${name} is none, or too long`);
  return value as unknown[];
}

function whole(value: unknown, name: string, least = 1, most = LONGEST_SIDE): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? parseInt(value, 10) : NaN;
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  const said =
    typeof value === 'string' || typeof value === 'number' ? `“${short(String(value))}”` : 'missing';
  throw new Error(`its ${name} is ${said}, where a whole number from ${least} to ${most} must stand`);
}

function word(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`its ${name} is missing or no text`);
}

function words(value: unknown, name: string): readonly string[] {
  return listOf(value, name).filter((part) => typeof part === 'string');
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

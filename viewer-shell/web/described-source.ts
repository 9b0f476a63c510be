import OpenSeadragon from 'openseadragon';
import { SmearError } from '../../plugin/index.js';
import { readTileDescription, type TileDescription } from './tile-description.js';

/** Tiles that a part of a view may need: as many as there are where each is as small as TIFF allows, 16 pixels a side. */
const MOST_TILES = 4096;
/** The side of that part, pixels of the level. */
const PART = 1024;

/**
 * The tile source of a description that was fetched from an address; nothing more is asked for. Its tiles lie where
 * OpenSeadragon looks for them. Throws `slide-unsupported` where a view would need too many of them; other errors say what is wrong
 * with the description, in words that follow a colon.
 */
export function describedSource(text: string, address: string): OpenSeadragon.TileSource {
  const description = readTileDescription(text, address);
  const { kind, data } = description;
  // of JSON OpenSeadragon takes any: what stands there may be more than an ending
  if (kind === 'DziTileSource' && text.trimStart().startsWith('<')) checkFormat(data);
  const source = sourceOf(description, address);
  checkView(source, address);
  return source;
}

function sourceOf({ kind, data }: TileDescription, address: string): OpenSeadragon.TileSource {
  const { prototype } = OpenSeadragon[kind];
  const options = prototype.configure(data, address) as object;
  if (kind === 'LegacyTileSource') {
    const levels = options as readonly { readonly url: string }[];
    return new OpenSeadragon.LegacyTileSource(
      levels.map((level) => ({ ...level, url: whole(level.url) })) as never,
    );
  }
  return new OpenSeadragon[kind]({ ...options, ready: true } as never);
}

/**
 * As the page resolves it. OpenSeadragon looks tiles up by their addresses in plain objects: one that is called as what every
 * object inherits (`constructor`) would not be found there, but something else.
 */
function whole(url: string): string {
  if (!URL.canParse(url, document.baseURI)) throw new Error(`one of its pictures has no valid address`);
  return new URL(url, document.baseURI).href;
}

function checkFormat({ Image: image }: Readonly<Record<string, unknown>>): void {
  const { Format: format } = image as { readonly Format: string };
  if (!OpenSeadragon.imageFormatSupported(format))
    throw new Error(`its tiles are in the format “${format}”, which browsers do not show`);
}

/** No view of the slide may need very many tiles. */
function checkView(source: OpenSeadragon.TileSource, address: string): void {
  const refused = (why: string) =>
    new SmearError(
      'slide-unsupported',
      `${address} cannot be shown: ${why} Save the slide anew with tiles of 256 pixels and levels down to one tile (for example with “vips dzsave --tile-size 256”).`,
    );
  if (!Number.isInteger(source.maxLevel - source.minLevel)) throw new Error('its levels cannot be counted');
  for (let level = source.minLevel; level <= source.maxLevel; level++) {
    const { x: columns, y: rows } = source.getNumTiles(level);
    const [width, height] = [source.getTileWidth(level), source.getTileHeight(level)];
    const tiles = Math.min(columns, Math.ceil(PART / width)) * Math.min(rows, Math.ceil(PART / height));
    if (!(tiles <= MOST_TILES))
      throw refused(`its tiles of ${width} × ${height} pixels are too small, a view would need very many.`);
    if (level === source.minLevel && !(columns * rows <= MOST_TILES))
      throw refused(
        `its smallest level has ${columns * rows} tiles, and a view of the whole slide would need all.`,
      );
  }
}

import type OpenSeadragon from 'openseadragon';
import {
  createReaderTileSource,
  decodeInBrowser,
  openSlide,
  SmearError,
  type SlideReader,
} from '../../plugin/index.js';
import { describedSource } from './described-source.js';
import { fetchText } from './fetch-text.js';

/** A slide that is ready to be put into the viewer. */
export interface OpenedSource {
  readonly name: string;
  /** What `viewer.open` takes. */
  readonly source: object;
  /** From the file or from a note beside it; absent where neither says. */
  readonly micronsPerPixel?: number;
  /** Present where the shell reads the file itself; the caller disposes of it. */
  readonly reader?: SlideReader;
}

const TILED = /(\.dzi|\.xml|\.json)$/i;

export interface OpenSourceOptions {
  /** Whether `slide.json` lies beside `slide.dzi`, with the scale that such a file cannot hold. */
  readonly hasNote?: boolean;
  /** Which picture of a TIFF that holds several of about one size, from 1. */
  readonly page?: number;
}

/**
 * Opens an address (DZI, IIIF `info.json`, TIFF, SVS, PNG, JPEG) or a file without touching the slide that
 * is on view. Rejects with a `SmearError` whose code begins with `slide-`, or `network`, or the signal's reason.
 */
export async function openSource(
  input: string | File,
  signal: AbortSignal,
  { hasNote = false, page }: OpenSourceOptions = {},
): Promise<OpenedSource> {
  const options = { decode: decodeInBrowser, signal, ...(page === undefined ? {} : { page }) };
  if (typeof input !== 'string') {
    if (TILED.test(input.name)) throw tilesElsewhere(input.name);
    return fromReader(await openSlide(input, options));
  }
  const url = addressOf(input);
  if (!TILED.test(url.pathname)) return fromReader(await openSlide(url, options));
  const text = await fetchText(url, signal);
  // a fragment is for the page, and is no part of where tiles are
  const address = url.href.slice(0, url.href.length - url.hash.length);
  const source = described(text, address);
  // Asked for where it is known to be: elsewhere the answer would be an error on the page's console.
  const micronsPerPixel = hasNote ? await notedScale(url, signal) : undefined;
  signal.throwIfAborted();
  // where the plugin looks for what a host knows of a slide
  if (micronsPerPixel !== undefined) Object.assign(source, { micronsPerPixel });
  return { name: nameOf(url), source, micronsPerPixel };
}

function described(text: string, address: string): OpenSeadragon.TileSource {
  try {
    return describedSource(text, address);
  } catch (cause) {
    if (cause instanceof SmearError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `${address} is neither a readable Deep Zoom nor a readable IIIF description: ${why}.`;
    throw new SmearError('slide-unreadable', message, { cause });
  }
}

function fromReader(reader: SlideReader): OpenedSource {
  const source = createReaderTileSource(reader);
  return { name: reader.name, source, micronsPerPixel: reader.micronsPerPixel, reader };
}

function addressOf(input: string): URL {
  try {
    return new URL(input, document.baseURI);
  } catch (cause) {
    throw new SmearError('slide-not-found', `“${input}” is not a valid address.`, { cause });
  }
}

function tilesElsewhere(name: string): SmearError {
  return new SmearError(
    'slide-unsupported',
    `“${name}” only describes a slide. Its tiles are in a folder next to it, which a page cannot read from a ` +
      'dropped file. Open it by its web address, or drop a TIFF, SVS, PNG or JPEG.',
  );
}

/** A Deep Zoom file cannot say its scale: `slide.json` beside `slide.dzi` may, as `micronsPerPixel`. */
async function notedScale(url: URL, signal: AbortSignal): Promise<number | undefined> {
  if (!/\.dzi$/i.test(url.pathname)) return undefined;
  const beside = new URL(url);
  beside.pathname = url.pathname.replace(/\.dzi$/i, '.json');
  try {
    const note: unknown = JSON.parse(await fetchText(beside, signal));
    const scale = (note as { micronsPerPixel?: unknown } | null)?.micronsPerPixel;
    return typeof scale === 'number' && scale > 0 && Number.isFinite(scale) ? scale : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined; // most slides have no such note: the scale is estimated then
  }
}

function nameOf(url: URL): string {
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const last = parts.at(-1) ?? url.host;
  // an IIIF description is always called info.json: the part before it names the slide
  const name = last === 'info.json' ? (parts.at(-2) ?? last) : last;
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a stray per cent sign is part of the name then
  }
}

import type OpenSeadragon from 'openseadragon';
import { SmearError } from '../../models/domain/errors.js';
import { isPossibleResolution } from '../../models/domain/resolution.js';
import type { AttachOptions } from './attach-options.js';
import { knownOverlay } from './overlay-modes.js';

type Check = (value: unknown) => boolean;

const hasMembers =
  (...names: readonly string[]): Check =>
  (value) =>
    typeof value === 'object' && value !== null && names.every((name) => name in value);
const isFunction: Check = (value) => typeof value === 'function';
const isText: Check = (value) => typeof value === 'string';
const isAddress: Check = (value) => isText(value) || value instanceof URL;
/** `null` says the same as leaving it out. */
const orNone =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const isShare: Check = (value) => typeof value === 'number' && value >= 0 && value <= 1;

/** What each option may be, beside `undefined`. */
const OPTIONS: { readonly [Name in keyof Required<AttachOptions>]: Check } = {
  assetUrl: isAddress,
  packUrl: isAddress,
  workerUrl: isAddress,
  wasmUrl: isAddress,
  head: (value) => value === 'forest' || value === 'linear',
  openSeadragon: (value) => isFunction(value) || hasMembers()(value),
  backend: isText,
  micronsPerPixel: isPossibleResolution,
  slide: orNone(hasMembers('read', 'width', 'height', 'name')),
  overlay: (value) => knownOverlay(value) !== undefined,
  threshold: isShare,
  tiledImage: orNone(hasMembers('source', 'getContentSize')),
  keep: orNone((value) => typeof value === 'boolean' || isText(value)),
  preload: orNone((value) => typeof value === 'boolean' || value === 'idle'),
  service: orNone(hasMembers('url', 'token', 'source')),
  words: orNone(isFunction),
};

/** Throws `invalid-argument`, naming it, where the viewer is none or an option cannot be what it is. */
export function checkAttachment(viewer: OpenSeadragon.Viewer, options: AttachOptions): void {
  const isViewer = hasMembers('addHandler', 'world', 'viewport', 'canvas');
  if (!isFine(isViewer, () => viewer))
    throw new SmearError('invalid-argument', 'What is given as the viewer is no open OpenSeadragon viewer.');
  for (const [name, check] of Object.entries(OPTIONS)) {
    const isGiven = (value: unknown): boolean => value === undefined || check(value);
    if (!isFine(isGiven, () => options[name as keyof AttachOptions]))
      throw new SmearError('invalid-argument', `The option \`${name}\` cannot be what it was set to.`);
  }
}

/** What cannot even be looked at is not fine. */
function isFine(check: Check, read: () => unknown): boolean {
  try {
    return check(read());
  } catch {
    return false;
  }
}

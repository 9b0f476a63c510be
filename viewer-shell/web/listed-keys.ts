import type { KeyPlace } from '../../plugin/index.js';

/** The groups of the list of keys; the keys of places in one group hold in the same place of this page. */
export const LISTED_KEYS: readonly (readonly KeyPlace[])[] = [
  ['page'],
  ['cells'],
  ['tools', 'tool'],
  ['slide', 'view'],
  ['gallery'],
  ['map'],
  ['adding'],
  ['drawing'],
  ['adjusting'],
  ['measuring'],
  ['region'],
];

import { PANEL_KEY_PLACES, type KeyPlace } from '../../plugin/index.js';

/** The groups of the list of keys: the panel's, and what turns the view on this page. */
export const LISTED_KEYS: readonly (readonly KeyPlace[])[] = PANEL_KEY_PLACES.map((places) =>
  places.includes('slide') ? [...places, 'view' as const] : places,
);

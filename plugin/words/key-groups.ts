import { keyEntries } from '../../overlays/keys/key-press.js';
import type { KeyPlace } from '../../overlays/keys/key-table.js';
import { de } from './de/strings.js';
import { en } from './en/strings.js';
import { keyRows, type KeyGroup } from './key-help.js';
import { isFor } from './load-strings.js';

/** All keys of these places in a language (a tag such as `de-AT`), for a list of keys; a group for each inner list. */
export function keyGroups(language: string, places: readonly (readonly KeyPlace[])[]): readonly KeyGroup[] {
  const t = [en, de].find((strings) => isFor(strings, language)) ?? en;
  return places.map((together) => ({
    title: t.keys.places[together[0] as KeyPlace],
    keys: together.flatMap((place) => keyRows(t, place, keyEntries(place))),
  }));
}

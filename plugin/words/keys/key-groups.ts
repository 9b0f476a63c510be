import type { KeyPlace } from '../../../overlays/keys/key-table.js';
import { de } from '../de/strings.js';
import { en } from '../en/strings.js';
import { groupsOfKeys, type KeyGroup } from './key-list.js';
import { isFor } from '../load-strings.js';

/** All keys of these places in a language (a tag such as `de-AT`), for a list of keys; a group for each inner list. */
export function keyGroups(language: string, places: readonly (readonly KeyPlace[])[]): readonly KeyGroup[] {
  return groupsOfKeys([en, de].find((strings) => isFor(strings, language)) ?? en, places);
}

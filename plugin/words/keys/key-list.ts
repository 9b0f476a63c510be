import { keyEntries } from '../../../overlays/keys/key-press.js';
import type { KeyEntry, KeyPlace } from '../../../overlays/keys/key-table.js';
import { keyMeaningsDe } from '../de/key-meanings.js';
import { keyMeaningsEn } from '../en/key-meanings.js';
import { keyLabel } from './key-help.js';
import type { KeyMeanings } from '../panel-words.js';
import type { Strings } from '../strings.js';

/** Keys that hold in one place, written for a reader. */
export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly (readonly [key: string, meaning: string])[];
}

/**
 * The groups of the panel's list of keys, for `keyGroups`; the keys of places in one group hold in the same place. Turning the
 * view (`view`) is not among them: only some pages can.
 */
export const PANEL_KEY_PLACES: readonly (readonly KeyPlace[])[] = [
  ['page'],
  ['cells'],
  ['tools', 'tool'],
  ['slide'],
  ['gallery'],
  ['map'],
  ['adding'],
  ['drawing'],
  ['adjusting'],
  ['measuring'],
  ['region'],
];

/** The keys that a reader needs most, with their meanings. */
export function shortKeyList(t: Strings): KeyGroup['keys'] {
  return (['page', 'cells'] as const).flatMap((place) =>
    keyEntries(place)
      .filter(({ inShortList }) => inShortList)
      .map((entry) => [keyLabel(t, entry.keys[0] ?? ''), meaningOf(t, place, entry)] as const),
  );
}

/** All keys of these places, a group for each inner list. */
export function groupsOfKeys(t: Strings, places: readonly (readonly KeyPlace[])[]): readonly KeyGroup[] {
  return places.map((together) => ({
    title: meaningsIn(t.language).places[together[0] as KeyPlace],
    keys: together.flatMap((place) => keyRows(t, place, keyEntries(place))),
  }));
}

/** A row for each meaning: actions that share their words share a row. */
function keyRows(t: Strings, place: KeyPlace, entries: readonly KeyEntry[]): (readonly [string, string])[] {
  const rows = new Map<string, string[]>();
  for (const entry of entries) {
    const meaning = meaningOf(t, place, entry);
    const labels = [...entry.keys, ...(entry.gesture ? [entry.gesture] : [])].map((key) => keyLabel(t, key));
    rows.set(meaning, [...(rows.get(meaning) ?? []), ...labels]);
  }
  const withKeys = [...rows].filter(([, labels]) => labels.length > 0);
  return withKeys.map(([meaning, labels]) => {
    const areArrows = labels.every((label) => '←↑→↓'.includes(label));
    return [labels.join(areArrows ? ' ' : ', '), meaning] as const;
  });
}

function meaningOf({ language }: Strings, place: KeyPlace, { action, words = action }: KeyEntry): string {
  const meanings: Readonly<Record<string, string>> = meaningsIn(language).actions[place];
  return meanings[words] ?? '';
}

function meaningsIn(language: Strings['language']): KeyMeanings {
  return language === 'de' ? keyMeaningsDe : keyMeaningsEn;
}

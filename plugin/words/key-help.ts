import { keyEntries, keyEntry } from '../../overlays/keys/key-press.js';
import type { KeyAction, KeyEntry, KeyPlace } from '../../overlays/keys/key-table.js';
import type { Strings } from './strings.js';

/** Keys that hold in one place, written for a reader. */
export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly (readonly [key: string, meaning: string])[];
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowRight: '→',
  ArrowDown: '↓',
  Plus: '+',
  '-': '−',
};
/** Short enough for a button. */
const BUTTON_SIGNS: Readonly<Record<string, string>> = { Enter: '⏎', 'Shift+Drag': '⇧' };

/** The keys that a reader needs most, with their meanings. */
export function shortKeyList(t: Strings): KeyGroup['keys'] {
  return (['page', 'cells'] as const).flatMap((place) =>
    keyEntries(place)
      .filter(({ inShortList }) => inShortList)
      .map((entry) => [keyLabel(t, entry.keys[0] ?? ''), meaningOf(t, place, entry)] as const),
  );
}

/** The first key of an action as it stands on its button; `undefined` where it has none. */
export function buttonKey<P extends KeyPlace>(
  t: Strings,
  place: P,
  action: KeyAction<P>,
): string | undefined {
  const { keys = [], gesture } = keyEntry(place, action) ?? {};
  const key = keys[0] ?? gesture;
  return key === undefined ? undefined : (BUTTON_SIGNS[key] ?? keyLabel(t, key));
}

/** A row for each meaning: actions that share their words share a row. */
export function keyRows(
  t: Strings,
  place: KeyPlace,
  entries: readonly KeyEntry[],
): (readonly [string, string])[] {
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

function meaningOf(t: Strings, place: KeyPlace, { action, words = action }: KeyEntry): string {
  const meanings: Readonly<Record<string, string>> = t.keys.actions[place];
  return meanings[words] ?? '';
}

/** `Control+Z` as `Ctrl Z`. */
function keyLabel(t: Strings, key: string): string {
  const names: Readonly<Record<string, string>> = t.keys.names;
  return key
    .split('+')
    .map((part) => names[part] ?? SIGNS[part] ?? part)
    .join(key.endsWith('Drag') ? ' + ' : ' ');
}

import { keyEntry } from '../../../overlays/keys/key-press.js';
import type { KeyAction, KeyPlace } from '../../../overlays/keys/key-table.js';
import type { Strings } from '../strings.js';

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

/** `Control+Z` as `Ctrl Z`. */
export function keyLabel(t: Strings, key: string): string {
  const names: Readonly<Record<string, string>> = t.keys.names;
  return key
    .split('+')
    .map((part) => names[part] ?? SIGNS[part] ?? part)
    .join(key.endsWith('Drag') ? ' + ' : ' ');
}

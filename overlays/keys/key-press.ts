import { KEY_TABLE, type KeyAction, type KeyEntry, type KeyPlace } from './key-table.js';

/** A pressed key as the browser reports it. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const NAMES: Readonly<Record<string, string>> = { ' ': 'Space', '+': 'Plus' };

/**
 * What the key does in this place; `undefined` where it has no meaning there, and always with Alt. Shift is left out of
 * account where no entry asks for it: letters are the same large and small, and a handler may act faster with it.
 */
export function keyAction<P extends KeyPlace>(place: P, press: KeyPress): KeyAction<P> | undefined {
  if (press.altKey) return undefined;
  const isControl = press.ctrlKey || press.metaKey;
  const key = keyName(press.key);
  const written = `${isControl ? 'Control+' : ''}${press.shiftKey ? 'Shift+' : ''}${key}`;
  const found = entryOf(place, written) ?? (isControl ? undefined : entryOf(place, key));
  return found?.action as KeyAction<P> | undefined;
}

/** The entry of an action in a place. */
export function keyEntry(place: KeyPlace, action: string): KeyEntry | undefined {
  return keyEntries(place).find((entry) => entry.action === action);
}

export function keyEntries(place: KeyPlace): readonly KeyEntry[] {
  return KEY_TABLE[place];
}

/** The keys of an action for `aria-keyshortcuts`; `undefined` where it has none. */
export function ariaShortcuts<P extends KeyPlace>(place: P, action: KeyAction<P>): string | undefined {
  const keys = keyEntry(place, action)?.keys ?? [];
  const all = keys.flatMap((key) =>
    key.startsWith('Control+') ? [key, key.replace('Control', 'Meta')] : key,
  );
  return all.length > 0 ? all.join(' ') : undefined;
}

/** Single signs, in lower case, that mean something wherever a class's key does: no class may take one. */
export function reservedKeys(): ReadonlySet<string> {
  const signs = new Map(Object.entries(NAMES).map(([sign, name]) => [name, sign]));
  const entries = (Object.keys(KEY_TABLE) as KeyPlace[]).flatMap(keyEntries);
  const keys = entries.filter(({ overrides }) => !overrides?.includes('assign')).flatMap(({ keys }) => keys);
  return new Set(keys.map((key) => (signs.get(key) ?? key).toLowerCase()).filter((key) => key.length === 1));
}

function entryOf(place: KeyPlace, written: string): KeyEntry | undefined {
  return keyEntries(place).find(({ keys }) => keys.includes(written));
}

function keyName(key: string): string {
  return NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

import type { ClassKeys } from '../../review/class-keys.js';

const PLACE = 'smearlens-class-keys';

/** The reader's own keys on this machine; none where the browser keeps nothing, or something else. */
export function storedKeys(): ClassKeys {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {}; // storage can be forbidden in a framed page, or hold what nobody can read
  }
}

export function storeKeys(keys: ClassKeys): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(keys));
  } catch {
    return; // the keys then last as long as the page
  }
}

/** What the reader chose on this machine. */
export type Preference = 'theme' | 'language' | 'overview' | 'slides';

const PREFIX = 'smearlens-';

/** A remembered choice; `undefined` where there is none, or where the browser keeps nothing. */
export function recall(preference: Preference): string | undefined {
  try {
    return localStorage.getItem(PREFIX + preference) ?? undefined;
  } catch {
    return undefined; // storage can be forbidden in a framed page; the choice then lasts as long as the page
  }
}

export function remember(preference: Preference, value: string): void {
  try {
    localStorage.setItem(PREFIX + preference, value);
  } catch {
    return; // as above
  }
}

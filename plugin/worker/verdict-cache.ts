/** Where the election of a back end is remembered between visits. */
export interface VerdictCache {
  load(): string | undefined;
  save(verdict: string): void;
}

const KEY = 'smearlens:backend';

/** In the page's `localStorage`; forgets everything where there is none or it is forbidden. */
export function browserVerdicts(): VerdictCache {
  return {
    load: () => attempt(() => localStorage.getItem(KEY) ?? undefined),
    save: (verdict) => attempt(() => localStorage.setItem(KEY, verdict)),
  };
}

/** Storage may be missing, blocked or full; the next start is slower then and nothing else. */
function attempt<T>(access: () => T): T | undefined {
  try {
    return typeof localStorage === 'undefined' ? undefined : access();
  } catch {
    return undefined;
  }
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';

export interface TokensOptions {
  /** A file with a token on each line. */
  readonly tokens?: string;
  /** The portal's own answer: asked with the token, 2xx says that it holds. */
  readonly authUrl?: string;
  readonly fetch?: typeof fetch;
}

/** How long the portal's word is taken without asking again. */
const TRUSTED_MS = 60_000;
const MOST_REMEMBERED = 10_000;

/** Says whether a token holds. A portal that cannot be asked lets nobody in. */
export async function openTokens({
  tokens,
  authUrl,
  fetch: ask = fetch,
}: TokensOptions): Promise<(token: string) => Promise<boolean>> {
  const lines = tokens === undefined ? [] : (await readFile(tokens, 'utf8')).split(/\r?\n/);
  const known = lines.filter((line) => line.trim() !== '').map((line) => digest(line.trim()));
  const trusted = new Map<string, number>();
  return async (token) => {
    const hash = digest(token);
    // Each is compared, whichever it is: the time taken tells nothing.
    if (known.filter((one) => timingSafeEqual(one, hash)).length > 0) return true;
    if (authUrl === undefined) return false;
    const key = hash.toString('hex');
    if ((trusted.get(key) ?? -Infinity) > Date.now()) return true;
    const answer = await ask(authUrl, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'error',
    }).catch(() => undefined);
    await answer?.body?.cancel();
    if (!answer?.ok) return false;
    if (trusted.size >= MOST_REMEMBERED) trusted.clear();
    trusted.set(key, Date.now() + TRUSTED_MS);
    return true;
  };
}

/** The token of a request: `Bearer …`, or the password of `Basic …` for people who open the dashboard. */
export function tokenOf(authorization: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

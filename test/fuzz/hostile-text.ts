import { seededRandom } from '../../models/domain/seeded-random.js';

/** Where no page of ours is; nothing of it may run. */
export const ELSEWHERE = 'https://elsewhere.test';
/** Whatever a script of somebody else would do. */
export const MARK = '__strange';
export const SCRIPT = `globalThis.${MARK} = true`;
export const MARKUP = [
  `<img src=x onerror="${SCRIPT}">`,
  `"><script>${SCRIPT}</script>`,
  `'onload='${SCRIPT}'`,
  `javascript:${SCRIPT}`,
  `<svg onload=${SCRIPT}>`,
  '${alert(1)}',
  '</style><style>*{display:none}',
  '__proto__',
  'constructor',
];
const SCHEMES = [
  ...['', '', '', 'https:', 'http:', '//', 'HTTPS://', 'https:/', 'file:///', 'ftp://', 'blob:', 'ws://'],
  ...['view-source:', 'data:text/html,', 'data:application/json,', 'data:image/png;base64,', 'javascript:'],
];
const HOSTS = [
  '',
  '',
  `${ELSEWHERE.slice(6)}/`,
  '//[::1]/',
  '//user:pass@elsewhere.test/',
  '//[',
  '//%00/',
  '//ü.test:99999/',
];
const PARTS = [
  'slide',
  'sample',
  '..',
  '.',
  '%2e%2e',
  '%',
  '%00',
  '\0',
  '\u202e',
  'ü',
  ' ',
  '\\',
  '?',
  '#',
  'info',
  'x'.repeat(3000),
];
const ENDINGS = [
  '.dzi',
  '.dzi',
  '.DZI',
  '.xml',
  '.json',
  '/info.json',
  '.tif',
  '.svs',
  '.png',
  '.bmp',
  '.js',
  '.html',
  '',
];
const TAILS = ['', '', '', '?a=.js', '#.js', '?x.js#.js', '?callback=alert', '?slide=a', '?a=b/c.js', '#'];
const ODD = [
  '',
  '0',
  '-1',
  '1e999',
  'NaN',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '💥',
  '\ud800',
  '9'.repeat(400),
  'x'.repeat(20_000),
];

/** FNV-1a. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Text for a page by chance, the same for the same seed. */
export class Chance {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  below(most: number): number {
    return Math.floor(this.#random() * most);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  value(): string {
    const kind = this.below(4);
    return kind === 0
      ? this.of(MARKUP)
      : kind === 1
        ? this.of(ODD)
        : kind === 2
          ? this.address()
          : this.of(['en', 'de', 'DE-at', 'left', 'heat', 'outlines', 'review', '400', '3']);
  }

  address(): string {
    if (this.below(12) === 0) return this.of([...MARKUP, ...ODD]);
    const parts = Array.from({ length: 1 + this.below(4) }, () =>
      this.below(6) === 0 ? this.of(MARKUP) : this.of(PARTS),
    );
    return this.of(SCHEMES) + this.of(HOSTS) + parts.join('/') + this.of(ENDINGS) + this.of(TAILS);
  }

  query(): string {
    const asked = new URLSearchParams();
    for (let count = this.below(4); count >= 0; count--) {
      const name = this.of(['slide', 'slide', 'page', 'lang', 'lang', 'backend', '__proto__', '']);
      asked.append(name, this.value());
    }
    // Not always encoded as it should be.
    return this.below(4) === 0 ? `?slide=${this.address().replaceAll(/[\0#]/g, '')}` : `?${asked}`;
  }
}

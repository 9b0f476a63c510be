import { existsSync } from 'node:fs';
import type { Page, Route } from 'playwright-core';
import { seededRandom } from '../../models/domain/seeded-random.js';
import { bytesOf, ONE_OF_EACH } from '../unit/plugin/slide/one-of-each.js';
import { mutateJson } from './mutate-json.js';

/** What a run of inputs for the page found; `failures` is empty where nothing came through. */
export interface PageReport {
  readonly links: number;
  readonly addresses: number;
  readonly attributes: number;
  readonly slowestMs: number;
  readonly failures: readonly string[];
}

export interface PageFuzzOptions {
  readonly seed: number;
  /** Pages that are opened by a link of their own. */
  readonly links: number;
  /** Addresses that are given to the page that is open. */
  readonly addresses: number;
  /** Elements that are made with attributes by chance. */
  readonly attributes: number;
}

/** What is not done by then hangs, on the slowest machine too. */
const MOST_MS = 60_000;
/** Where no page of ours is; nothing of it may run. */
const ELSEWHERE = 'https://elsewhere.test';
/** Whatever a script of somebody else would do. */
const MARK = '__strange';
const SCRIPT = `globalThis.${MARK} = true`;
const MARKUP = [
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
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

class Chance {
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

/**
 * Links to the page, addresses typed into it and attributes of its elements, by chance from the seed. Servers answer
 * with what they like. No script of theirs may run, no error may stay uncaught, and the page must go on answering.
 */
export async function fuzzPage(
  page: Page,
  url: string,
  { seed, links, addresses, attributes }: PageFuzzOptions,
): Promise<PageReport> {
  const chance = new Chance(seed);
  const failures: string[] = [];
  let [slowestMs, input] = [0, ''];
  const own = new URL(url).origin;
  page.setDefaultTimeout(MOST_MS);
  page.on('pageerror', (error) => failures.push(`${input}: ${error.stack ?? error.message}`));
  page.on('dialog', (dialog) => {
    failures.push(`${input}: a dialog, ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.resourceType() === 'script' && !request.url().startsWith(`${own}/`))
      failures.push(`${input}: the script ${request.url()}`);
  });
  await page.route('**', (route) => answer(route, own, new Chance(seed + hashOf(route.request().url()))));
  const judge = async (what: string, work: () => Promise<void>): Promise<void> => {
    input = what.slice(0, 300);
    const start = performance.now();
    try {
      await work();
      const came = await page.evaluate((mark) => mark in globalThis, MARK);
      if (came) failures.push(`${input}: a strange script ran`);
    } catch (error) {
      failures.push(`${input}: ${String(error)}`);
    }
    const tookMs = performance.now() - start;
    slowestMs = Math.max(slowestMs, tookMs);
  };
  await page.goto(url);
  for (let done = 0; done < links; done++) {
    const query = chance.query();
    await judge(query, async () => {
      await page.goto(`${url}${query}`, { waitUntil: 'commit' });
      await settled(page);
    });
  }
  for (let done = 0; done < addresses; done++) {
    // A page that has shown many slides is left for a new one now and then.
    if (done % 200 === 0) await page.goto(url);
    const address = chance.address();
    await judge(address, async () => {
      await page.evaluate(typeAddress, address);
      await settled(page);
    });
  }
  for (let done = 0; done < attributes; done += 100) {
    await page.goto(url);
    const tags = await page.evaluate(knownElements);
    const made = Array.from({ length: Math.min(100, attributes - done) }, () => {
      const [tag, names] = chance.of(tags);
      const set = Array.from(
        { length: 1 + chance.below(3) },
        () =>
          [chance.of([...names, ...names, 'lang', 'dir', 'slot', 'style', 'class']), chance.value()] as const,
      );
      return { tag, set };
    });
    for (const one of made) {
      await judge(`<${one.tag}> ${JSON.stringify(one.set)}`, async () => {
        const fault = await page.evaluate(makeElement, one);
        if (fault) throw new Error(fault);
      });
    }
  }
  await page.unroute('**');
  return { links, addresses, attributes, slowestMs, failures };
}

/** The page has opened what it was asked for, or has said why not. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const name = document.querySelector('#slide-name')?.textContent ?? '…';
    return document.querySelector('smear-panel:defined') && !name.endsWith('…');
  });
}

function typeAddress(address: string): void {
  const dialogs = document.querySelectorAll<HTMLDialogElement>('dialog[open]');
  for (const dialog of dialogs) dialog.close();
  document.querySelector('#notice')?.replaceChildren();
  const field = document.querySelector<HTMLInputElement>('#address');
  document.querySelector<HTMLElement>('#open')?.click();
  if (field) field.value = address;
  document.querySelector<HTMLElement>('#open-address')?.click();
}

/** Our elements that are defined by now, with the attributes that they take. */
function knownElements(): [string, string[]][] {
  const found = new Map<string, string[]>();
  const look = (root: ParentNode): void => {
    for (const element of root.querySelectorAll('*')) {
      const kind = element.constructor as { observedAttributes?: readonly string[] };
      if (element.localName.startsWith('smear-'))
        found.set(element.localName, [...(kind.observedAttributes ?? [])]);
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document);
  return [...found];
}

/** What went wrong, if something did; the element is taken away again. */
async function makeElement({
  tag,
  set,
}: {
  tag: string;
  set: readonly (readonly [string, string])[];
}): Promise<string> {
  const element = document.createElement(tag) as HTMLElement & { updateComplete?: Promise<unknown> };
  const [first, ...others] = set;
  try {
    if (first) element.setAttribute(...(first as [string, string]));
    document.body.append(element);
    await element.updateComplete;
    for (const [name, value] of others) element.setAttribute(name, value);
    await element.updateComplete;
    const root = element.shadowRoot ?? element;
    if (root.querySelector('script, img[onerror], svg[onload], iframe')) return 'markup from an attribute';
    if (tag === 'smear-panel' && root.querySelector('[role=tab]') === null) return 'the panel is empty';
    return '';
  } catch (error) {
    return String(error instanceof Error ? error.stack : error);
  } finally {
    element.remove();
  }
}

/** Of the page's own files what they are; anything else gets what a bad server might send, always the same. */
async function answer(route: Route, own: string, chance: Chance): Promise<void> {
  const request = route.request();
  // Browsers ask for addresses that Node takes for none.
  if (!URL.canParse(request.url())) return route.abort();
  const { origin, pathname } = new URL(request.url());
  const isShipped =
    pathname === '/' || pathname.startsWith('/sample/') || existsSync(`dist/browser${pathname}`);
  if (origin === own && isShipped) return route.continue();
  if (request.resourceType() === 'script')
    return route.fulfill({ contentType: 'text/javascript', body: SCRIPT, headers: ALLOWED });
  const kind = chance.below(9);
  if (kind === 0) return route.abort('connectionreset');
  if (kind === 1)
    return route.fulfill({ status: chance.of([204, 301, 401, 403, 404, 416, 500]), headers: ALLOWED });
  if (kind === 2)
    return route.fulfill({ contentType: 'text/html', body: MARKUP.join('\n'), headers: ALLOWED });
  if (kind <= 4)
    return route.fulfill({ contentType: 'application/xml', body: deepZoom(chance), headers: ALLOWED });
  if (kind <= 6)
    return route.fulfill({ contentType: 'application/json', body: imageApi(chance), headers: ALLOWED });
  const picture = Buffer.from(bytesOf(chance.of([...ONE_OF_EACH.values()])));
  if (kind === 8) picture[chance.below(picture.length)] = chance.below(256);
  return route.fulfill({
    contentType: chance.of(['image/png', 'text/plain', '']),
    body: picture,
    headers: ALLOWED,
  });
}

const ALLOWED = { 'access-control-allow-origin': '*' };
const SIZES = ['256', '1000', '0', '-5', '1', '2147483648', '1e9', 'NaN', '', 'x', '99999999999999999999'];

function deepZoom(chance: Chance): string {
  const attribute = (name: string, value: string): string =>
    `${name}="${value.replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`;
  const image = [
    attribute('TileSize', chance.of(SIZES)),
    attribute('Overlap', chance.of(['0', '1', '-1', '300', 'x'])),
    attribute('Format', chance.of(['png', 'jpg', '', 'js', '../x', chance.of(MARKUP)])),
    chance.below(3) === 0
      ? attribute('Url', chance.address().replaceAll(/[\0-\u001f&\p{Surrogate}]/gu, ''))
      : '',
  ].join(' ');
  const size = `<Size ${attribute('Width', chance.of(SIZES))} ${attribute('Height', chance.of(SIZES))}/>`;
  const whole = `<Image xmlns="http://schemas.microsoft.com/deepzoom/2008" ${image}>${size}</Image>`;
  return chance.below(6) === 0 ? whole.slice(0, chance.below(whole.length)) : whole;
}

function imageApi(chance: Chance): string {
  const description = {
    '@context': 'http://iiif.io/api/image/2/context.json',
    '@id': `${ELSEWHERE}/iiif/slide`,
    protocol: 'http://iiif.io/api/image',
    width: 3000,
    height: 2000,
    tiles: [{ width: 256, scaleFactors: [1, 2, 4, 8] }],
    profile: ['http://iiif.io/api/image/2/level1.json', { formats: ['jpg'], qualities: ['default'] }],
  };
  return JSON.stringify(mutateJson(description, () => chance.below(2 ** 30) / 2 ** 30)) ?? 'null';
}

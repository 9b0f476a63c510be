import type { Page } from 'playwright-core';
import { encodeGeoJson } from '../../plugin/formats/geojson.js';
import { CLASSES, drawnCells } from '../unit/plugin/formats/geojson-cells.js';
import { fuzzElements } from './hostile-elements.js';
import { Chance, hashOf, MARK } from './hostile-text.js';
import { answerStrangely } from './strange-server.js';

/** What a run of inputs for the page found; `failures` is empty where nothing came through. */
export interface PageReport {
  readonly links: number;
  readonly addresses: number;
  readonly elements: number;
  readonly seconds: { readonly links: number; readonly addresses: number; readonly elements: number };
  readonly failures: readonly string[];
}

export interface PageFuzzOptions {
  readonly seed: number;
  /** Pages that are opened by a link of their own. */
  readonly links: number;
  /** Addresses that are given to the page that is open. */
  readonly addresses: number;
  /** Elements that are made with attributes and properties by chance. */
  readonly elements: number;
  /** Told now and then what is under way. */
  readonly onProgress?: (line: string) => void;
}

/** What is not done by then hangs, on the slowest machine too. */
const MOST_MS = 60_000;
/** Servers refuse longer ones before the page is asked. */
const LONGEST_LINK = 8000;
/** Addresses in one call of the page, which says before each which one it is. */
const AT_ONCE = 25;
/** A page that has shown many slides is left for a new one. */
const A_PAGE = 200;

/**
 * Links to the page, addresses typed into it, attributes and properties of its elements, by chance from the seed. Servers
 * answer with what they like. No script of theirs may run, no error may stay uncaught, and the page must go on answering.
 */
export async function fuzzPage(
  page: Page,
  url: string,
  { seed, links, addresses, elements, onProgress = () => undefined }: PageFuzzOptions,
): Promise<PageReport> {
  const failures: string[] = [];
  const fail = (what: string): void => {
    failures.push(what);
    onProgress(what.slice(0, 1000));
  };
  let input = '';
  const own = new URL(url).origin;
  page.setDefaultTimeout(MOST_MS);
  // Comes in order with what went wrong.
  page.on('console', (message) => {
    if (message.text().startsWith('input: ')) input = message.text().slice(7, 800);
  });
  page.on('pageerror', (error) => fail(`${input}: uncaught ${error.stack ?? error.message}`));
  page.on('dialog', (dialog) => {
    fail(`${input}: a dialog, ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.resourceType() === 'script' && !request.url().startsWith(`${own}/`))
      fail(`${input}: the script ${request.url()}`);
  });
  await page.route('**', (route) =>
    answerStrangely(route, own, new Chance(seed + hashOf(route.request().url()))),
  );
  const timed = async (work: () => Promise<void>): Promise<number> => {
    const start = performance.now();
    await work().catch((error: unknown) => fail(`${input}: ${String(error)}`));
    return Math.round((performance.now() - start) / 100) / 10;
  };
  const checkMark = async (): Promise<void> => {
    const came = await page.evaluate((mark) => mark in globalThis, MARK);
    if (came) fail(`${input}: a strange script ran`);
  };
  const seconds = {
    links: await timed(async () => {
      const chance = new Chance(seed);
      for (let done = 0; done < links; done++) {
        input = chance.query().slice(0, LONGEST_LINK);
        await page.goto(`${url}${input}`, { waitUntil: 'commit' });
        await settled(page);
        await checkMark();
        if (done % 100 === 99) onProgress(`${done + 1} links`);
      }
    }),
    addresses: await timed(async () => {
      const chance = new Chance(seed + 1);
      for (let done = 0; done < addresses; done += AT_ONCE) {
        if (done % A_PAGE === 0) {
          await page.goto(url);
          await settled(page);
        }
        const typed = Array.from({ length: Math.min(AT_ONCE, addresses - done) }, () => chance.address());
        for (const fault of await page.evaluate(typeAddresses, typed)) fail(fault);
        await checkMark();
        if ((done + AT_ONCE) % A_PAGE === 0) onProgress(`${done + AT_ONCE} addresses`);
      }
    }),
    elements: await timed(async () => {
      const faults = await fuzzElements(page, new Chance(seed + 2), elements, async (done) => {
        onProgress(`${done} elements`);
        await page.goto(url);
        await settled(page);
        await page.evaluate(openAllSteps, someCells());
      });
      faults.forEach(fail);
      await checkMark();
    }),
  };
  await page.unroute('**');
  return { links, addresses, elements, seconds, failures };
}

/** For any slide: a file without our header does not say of which it is. */
function someCells(): string {
  const header = {
    version: '',
    pack: '',
    packHash: '',
    backend: '',
    threshold: 0.5,
    width: 9999,
    height: 9999,
  };
  const { type, features } = JSON.parse(
    [...encodeGeoJson(drawnCells(40), { header, classes: CLASSES })].join(''),
  ) as Record<string, unknown>;
  return JSON.stringify({ type, features });
}

/** The page has opened what it was asked for, or has said why not. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const name = document.querySelector('#slide-name')?.textContent ?? '…';
    return document.querySelector('smear-panel:defined') && !name.endsWith('…');
  });
}

/** In the page: one address after the other, each until it is open or refused; gives those that hang. */
async function typeAddresses(addresses: readonly string[]): Promise<string[]> {
  const name = document.querySelector('#slide-name');
  const field = document.querySelector<HTMLInputElement>('#address');
  const faults: string[] = [];
  for (const address of addresses) {
    console.debug(`input: ${address}`);
    for (const dialog of document.querySelectorAll<HTMLDialogElement>('dialog[open]')) dialog.close();
    document.querySelector('#notice')?.replaceChildren();
    document.querySelector<HTMLElement>('#open')?.click();
    if (field) field.value = address;
    document.querySelector<HTMLElement>('#open-address')?.click();
    const start = performance.now();
    // The dialog's end comes in a turn of its own.
    do await new Promise((resolve) => setTimeout(resolve, 4));
    while (name?.textContent?.endsWith('…') && performance.now() - start < 60_000);
    if (name?.textContent?.endsWith('…')) faults.push(`${address}: “${name.textContent}” for ever`);
  }
  return faults;
}

/** In the page: cells, and every step's elements. */
async function openAllSteps(geoJson: string): Promise<void> {
  const panel = document.querySelector('smear-panel');
  const until = async (isSo: () => unknown): Promise<void> => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await until(() => panel?.session?.slide);
  if (!panel?.session) return;
  await panel.session.importGeoJson(new Blob([geoJson]));
  for (const step of ['find', 'review', 'count', 'export', 'more'] as const) {
    panel.step = step;
    await until(() => panel.shadowRoot?.querySelector(`#step-${step}`)?.childElementCount);
  }
  panel.step = 'find';
}

import type { Page } from 'playwright-core';
import type { Chance } from './hostile-text.js';
import { hostileValues, POLLUTED } from './hostile-values.js';

/** One thing that is set on an element: an attribute to a text, a property, or a member of its options, to a hostile value. */
type Setting =
  | { readonly attribute: string; readonly text: string }
  | { readonly property: string; readonly value: string; readonly member?: string };

interface ElementInput {
  readonly tag: string;
  /** Whether it has the page's session to begin with. */
  readonly hasSession: boolean;
  readonly before: readonly Setting[];
  readonly after: readonly Setting[];
  /** A name that is on every object meanwhile, with what lies there. */
  readonly polluted?: readonly [name: string, value: string];
}

/** A tag with the attributes and properties that it takes. */
type KnownElement = readonly [tag: string, attributes: readonly string[], properties: readonly string[]];

const OPTIONS = [
  ...[
    'assetUrl',
    'packUrl',
    'workerUrl',
    'wasmUrl',
    'head',
    'openSeadragon',
    'backend',
    'micronsPerPixel',
    'slide',
  ],
  ...['overlay', 'threshold', 'tiledImage', 'keep', 'preload', 'service', 'words', 'strange'],
];
/** In one call of the page; the page says before each which one it is. */
const AT_ONCE = 50;
/** A page that has made many elements is left for a new one. */
const A_PAGE = 1000;

/**
 * Makes our elements with attributes and properties by chance and asks of each: no error but ours, nothing that waits
 * for ever, no markup from text; and with the right values again a panel shows what the page's own shows. Gives what went wrong.
 */
export async function fuzzElements(
  page: Page,
  chance: Chance,
  count: number,
  ready: (done: number) => Promise<void>,
): Promise<string[]> {
  const faults: string[] = [];
  for (let done = 0; done < count;) {
    await ready(done);
    await page.evaluate(
      `globalThis.__hostileValues = ${hostileValues.toString()}; ` +
        // A loaded machine is never idle.
        'globalThis.requestIdleCallback = (work) => setTimeout(work);',
    );
    const known = await page.evaluate(knownElements);
    for (const end = Math.min(count, done + A_PAGE); done < end;) {
      const inputs = Array.from({ length: Math.min(AT_ONCE, end - done) }, () => drawn(chance, known));
      faults.push(...(await page.evaluate(tryElements, inputs)));
      done += inputs.length;
    }
  }
  return faults;
}

function drawn(chance: Chance, known: readonly KnownElement[]): ElementInput {
  // The panel is what a page is told of; the others are its parts.
  const panel = known.find(([tag]) => tag === 'smear-panel');
  const [tag, attributes, properties] = panel && chance.below(3) === 0 ? panel : chance.of(known);
  const values = Object.keys(hostileValues());
  const setting = (): Setting => {
    if (chance.below(3) === 0)
      return {
        attribute: chance.of([...attributes, ...attributes, 'lang', 'dir', 'slot', 'style', 'class']),
        text: chance.value(),
      };
    const property = chance.of(properties);
    const value = chance.of(
      property === 'viewer' ? [...values, 'the viewer', 'the viewer', 'the viewer'] : values,
    );
    return property === 'options' && chance.below(3) > 0
      ? { property, value, member: chance.of(OPTIONS) }
      : { property, value };
  };
  return {
    tag,
    hasSession: chance.below(2) === 0,
    before: Array.from({ length: chance.below(3) }, setting),
    after: Array.from({ length: 1 + chance.below(2) }, setting),
    ...(chance.below(8) === 0 ? { polluted: [chance.of(POLLUTED), chance.of(values)] as const } : {}),
  };
}

/** Our elements that are defined by now. */
function knownElements(): KnownElement[] {
  const found = new Map<string, KnownElement>();
  const look = (root: ParentNode): void => {
    for (const { localName, constructor, shadowRoot } of root.querySelectorAll('*')) {
      const kind = constructor as {
        observedAttributes?: readonly string[];
        elementProperties?: ReadonlyMap<string, { state?: boolean }>;
      };
      if (localName.startsWith('smear-') && kind.elementProperties) {
        const properties = [...kind.elementProperties]
          .filter(([, { state }]) => !state)
          .map(([name]) => name);
        found.set(localName, [localName, [...(kind.observedAttributes ?? [])], properties]);
      }
      if (shadowRoot) look(shadowRoot);
    }
  };
  look(document);
  return [...found.values()].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** In the page: what went wrong with which; the elements are taken away again. */
async function tryElements(inputs: readonly ElementInput[]): Promise<string[]> {
  type Made = HTMLElement & Record<string, unknown> & { updateComplete: Promise<unknown> };
  const values = (globalThis as unknown as { __hostileValues: typeof hostileValues }).__hostileValues();
  const main = document.querySelector('smear-panel') as unknown as Made;
  const MOST_MS = 20_000;
  // Not beside the viewer, which would take another size each time.
  const place = document.body.appendChild(document.createElement('div'));
  place.style.cssText = 'position:fixed;inset:0 auto 0 0;width:400px;overflow:hidden;z-index:9';
  const drawnAnew = (element: Made): Promise<unknown> =>
    Promise.race([
      element.updateComplete,
      new Promise((_, reject) => setTimeout(() => reject(new Error('it is never drawn')), MOST_MS)),
    ]);
  const make = (tag: string): Made => document.createElement(tag) as unknown as Made;
  const isOurs = (error: unknown): boolean =>
    error instanceof Error && error.name === 'SmearError' && 'code' in error && error.message.length > 10;
  const told = (error: unknown): string => String(error instanceof Error ? error.stack : error);
  const set = (element: Made, setting: Setting): void => {
    if ('attribute' in setting) return element.setAttribute(setting.attribute, setting.text);
    const value = setting.value === 'the viewer' ? main['viewer'] : values[setting.value]?.();
    try {
      element[setting.property as 'title'] = (setting.member ? { [setting.member]: value } : value) as string;
    } catch (error) {
      if (!isOurs(error)) throw error;
    }
  };
  /** Each step with its number. */
  const tabsOf = (panel: Made): string =>
    [...(panel.shadowRoot?.querySelectorAll('[role=tab]') ?? [])]
      .map(({ id, textContent }) => `${id} ${textContent?.replaceAll(/\D/g, '')}`)
      .join();
  const attempt = async (input: ElementInput): Promise<string> => {
    const element = make(input.tag);
    const usual = Object.fromEntries(
      [...input.before, ...input.after].flatMap((one) =>
        'property' in one ? [[one.property, element[one.property]]] : [],
      ),
    );
    const errors: unknown[] = [];
    let isReady = false;
    element.addEventListener('smear-error', ({ detail }) => errors.push(detail));
    element.addEventListener('smear-ready', () => (isReady = true));
    const [polluted, pollution] = input.polluted ?? [];
    try {
      if (polluted !== undefined)
        Object.defineProperty(Object.prototype, polluted, {
          configurable: true,
          // OpenSeadragon goes through objects name by name, and would meet it first.
          enumerable: false,
          writable: true,
          value: values[pollution ?? '']?.(),
        });
      if (input.hasSession) element['session'] = main['session'];
      for (const one of input.before) set(element, one);
      place.append(element);
      await drawnAnew(element);
      for (const one of input.after) set(element, one);
      await drawnAnew(element);
      const start = performance.now();
      while (element['viewer'] && !isReady && errors.length === 0) {
        if (performance.now() - start > MOST_MS) return 'neither attached nor refused';
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const root = element.shadowRoot ?? element;
      if (root.querySelector('script, img[onerror], svg[onload], iframe[src]')) return 'markup from a text';
      const foreign = errors.find((error) => !isOurs(error));
      if (foreign !== undefined) return `told as smear-error: ${told(foreign)}`;
      if (polluted !== undefined) Reflect.deleteProperty(Object.prototype, polluted);
      for (const { attribute } of [...input.before, ...input.after].filter((one) => 'attribute' in one))
        element.removeAttribute(attribute);
      Object.assign(element, usual, { session: main['session'] });
      await drawnAnew(element);
      return input.tag === 'smear-panel' && tabsOf(element) !== tabsOf(main)
        ? `shows ${tabsOf(element)} afterwards and not ${tabsOf(main)}`
        : '';
    } catch (error) {
      return told(error);
    } finally {
      if (polluted !== undefined) Reflect.deleteProperty(Object.prototype, polluted);
      element.remove();
    }
  };
  const faults: string[] = [];
  for (const input of inputs) {
    console.debug(`input: ${JSON.stringify(input)}`);
    const fault = await attempt(input);
    if (fault !== '') faults.push(`${JSON.stringify(input)}: ${fault}`);
    // Errors that nobody waited for come in the next turn.
    await new Promise((resolve) => setTimeout(resolve));
  }
  place.remove();
  if (tabsOf(main) === '') faults.push('the panel of the page is empty');
  return faults;
}

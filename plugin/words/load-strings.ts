import { en } from './en/strings.js';
import type { Strings } from './strings.js';

/** English is always at hand; another language is loaded where it is spoken. */
const OTHERS: readonly (readonly [Strings['language'], () => Promise<Strings>])[] = [
  ['de', async () => (await import('./de/strings.js')).de],
];

/** Whether these are the words for a language tag: its own, or English where it has none. */
export function isFor(strings: Strings, tag: string): boolean {
  return strings.language === languageFor(tag);
}

/** The words for a language tag (`de-AT` takes `de`); English where there is no such file. */
export async function loadStrings(tag: string): Promise<Strings> {
  const language = languageFor(tag);
  return OTHERS.find(([other]) => other === language)?.[1]() ?? en;
}

/** The language an element stands in: the nearest `lang`, through shadow roots, up to the document. */
export function languageOf(element: Element): string {
  let at: Element | null = element;
  while (at) {
    const tagged: Element | null = at.closest('[lang]');
    const tag = tagged?.getAttribute('lang');
    if (tag) return tag;
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return element.ownerDocument.documentElement.lang || 'en';
}

function languageFor(tag: string): Strings['language'] {
  const primary = tag.toLowerCase().split('-')[0];
  return OTHERS.find(([other]) => other === primary)?.[0] ?? en.language;
}

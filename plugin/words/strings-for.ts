import { de } from './de/strings.js';
import { en } from './en/strings.js';
import type { Strings } from './strings.js';

const LANGUAGES: readonly Strings[] = [en, de];

/** The words for a language tag (`de-AT` takes `de`); English where there is no such file. */
export function stringsFor(tag: string): Strings {
  const language = tag.toLowerCase().split('-')[0];
  return LANGUAGES.find((strings) => strings.language === language) ?? en;
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

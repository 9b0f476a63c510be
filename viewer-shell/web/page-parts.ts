import { keyGroups, type KeyGroup } from '../../plugin/index.js';
import { LISTED_KEYS } from './listed-keys.js';
import type { ShellWords } from './shell-words.js';

/** The element with this id; the page and the program are shipped together, so a missing one is a mistake. */
export function part<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new TypeError(`The page has no ${kind.name} called “${id}”.`);
  return element;
}

/** Puts the words of a language into the page. */
export function writePage(words: ShellWords): void {
  document.documentElement.lang = words.language;
  for (const element of document.querySelectorAll<HTMLElement>('[data-text], [data-label]')) {
    const { text, label } = element.dataset;
    if (text !== undefined) element.textContent = words.page[text] ?? '';
    if (label === undefined) continue;
    element.setAttribute('aria-label', words.page[label] ?? '');
    element.title = words.page[label] ?? '';
  }
  part('key-list', HTMLElement).replaceChildren(...keyGroups(words.language, LISTED_KEYS).map(keyGroup));
}

function keyGroup({ title, keys }: KeyGroup): HTMLElement {
  const group = document.createElement('section');
  group.appendChild(document.createElement('h3')).textContent = title;
  const list = group.appendChild(document.createElement('dl'));
  for (const [key, meaning] of keys) {
    const name = list.appendChild(document.createElement('dt'));
    name.appendChild(document.createElement('kbd')).textContent = key;
    list.appendChild(document.createElement('dd')).textContent = meaning;
  }
  return group;
}

export interface NoticeLine {
  readonly text: string;
  /** Where it differs from the page's language. */
  readonly lang?: string;
}

export interface NoticeAction {
  readonly text: string;
  readonly act: () => void;
}

/** A calm message over the slide that stays until it is closed, or what it offers is done. */
export function showNotice(
  element: HTMLElement,
  dismiss: string,
  title: string,
  lines: readonly NoticeLine[],
  offer?: NoticeAction,
): void {
  const text = document.createElement('div');
  const heading = text.appendChild(document.createElement('strong'));
  heading.textContent = title;
  for (const { text: words, lang } of lines) {
    const paragraph = text.appendChild(document.createElement('p'));
    paragraph.textContent = words;
    if (lang && lang !== document.documentElement.lang) {
      paragraph.lang = lang;
      paragraph.className = 'muted';
    }
  }
  if (offer) {
    const button = text.appendChild(document.createElement('button'));
    button.type = 'button';
    button.className = 'offer';
    button.textContent = offer.text;
    button.addEventListener('click', () => {
      element.replaceChildren();
      offer.act();
    });
  }
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = '×';
  close.setAttribute('aria-label', dismiss);
  close.title = dismiss;
  close.addEventListener('click', () => element.replaceChildren());
  element.replaceChildren(text, close);
}

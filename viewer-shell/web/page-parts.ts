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
  const keys = words.keyList.flatMap(([key, meaning]) => {
    const name = document.createElement('dt');
    const kbd = name.appendChild(document.createElement('kbd'));
    kbd.textContent = key;
    const says = document.createElement('dd');
    says.textContent = meaning;
    return [name, says];
  });
  part('key-list', HTMLElement).replaceChildren(...keys);
}

export interface NoticeLine {
  readonly text: string;
  /** Where it differs from the page's language. */
  readonly lang?: string;
}

/** A calm message over the slide that stays until it is closed. */
export function showNotice(
  element: HTMLElement,
  dismiss: string,
  title: string,
  lines: readonly NoticeLine[],
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
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = '×';
  close.setAttribute('aria-label', dismiss);
  close.title = dismiss;
  close.addEventListener('click', () => element.replaceChildren());
  element.replaceChildren(text, close);
}

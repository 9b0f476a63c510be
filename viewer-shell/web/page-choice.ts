import { part } from './page-parts.js';
import type { ShellWords } from './shell-words.js';

/** Asks which picture of a file is meant; `onChosen` is not called where the reader wants none. */
export function askForPage(
  dialog: HTMLDialogElement,
  words: ShellWords,
  name: string,
  pages: readonly number[],
  onChosen: (page: number) => unknown,
): void {
  const select = part('page', HTMLSelectElement);
  part('page-hint', HTMLElement).textContent = words.severalPages(name, pages.length);
  select.replaceChildren(...pages.map((page) => new Option(words.pageNumber(page), String(page))));
  dialog.returnValue = '';
  // Set, not added: where another file is dropped meanwhile, only that one is asked about.
  dialog.onclose = () => {
    if (dialog.returnValue === 'open') onChosen(Number(select.value));
  };
  if (!dialog.open) dialog.showModal();
}

/** The page that an address names; `undefined` for what is no number of one. */
export function pageOf(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}

import { recall, remember } from './preferences.js';

const KEPT = 6;

/** Addresses that were opened on this machine, the last one first. */
export function recentAddresses(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(recall('slides') ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, KEPT) : [];
  } catch {
    return []; // something else wrote there
  }
}

export function noteAddress(address: string): void {
  const others = recentAddresses().filter((one) => one !== address);
  remember('slides', JSON.stringify([address, ...others].slice(0, KEPT)));
}

export interface KnownSlide {
  readonly name: string;
  readonly address: string;
}

/** Fills the list with a button for each slide. */
export function listSlides(
  list: HTMLElement,
  slides: readonly KnownSlide[],
  onOpen: (address: string) => void,
): void {
  list.replaceChildren(
    ...slides.map(({ name, address }) => {
      const item = document.createElement('li');
      const button = item.appendChild(document.createElement('button'));
      button.type = 'button';
      button.textContent = name;
      button.title = address;
      button.addEventListener('click', () => onOpen(address));
      return item;
    }),
  );
}

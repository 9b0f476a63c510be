import type { ReactiveControllerHost } from 'lit';

/** Hears the keys that are pressed within an element, as long as it is in the page. */
export function hearKeys(
  host: ReactiveControllerHost & HTMLElement,
  onKey: (event: KeyboardEvent) => void,
): void {
  host.addController({
    hostConnected: () => host.addEventListener('keydown', onKey),
    hostDisconnected: () => host.removeEventListener('keydown', onKey),
  });
}

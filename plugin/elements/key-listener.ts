import type { ReactiveControllerHost } from 'lit';

/** Asked on the document: each element that hears the page's keys enters itself. */
const ROLL_CALL = 'smear-key-roll-call';

export interface KeyHearing {
  /** Also those pressed while nothing on the page has the focus, as long as no other such element is there. */
  readonly fromPage?: boolean;
}

/** Hears the keys that are pressed within an element, as long as it is in the page. */
export function hearKeys(
  host: ReactiveControllerHost & HTMLElement,
  onKey: (event: KeyboardEvent) => void,
  { fromPage = false }: KeyHearing = {},
): void {
  const onPageKey = (event: KeyboardEvent): void => {
    if (isNobodys(event) && isAlone(host)) onKey(event);
  };
  const answerRoll = (event: Event): void => {
    if (event instanceof CustomEvent && event.detail instanceof Set) event.detail.add(host);
  };
  host.addController({
    hostConnected: () => {
      host.addEventListener('keydown', onKey);
      if (!fromPage) return;
      host.ownerDocument.addEventListener('keydown', onPageKey);
      host.ownerDocument.addEventListener(ROLL_CALL, answerRoll);
    },
    hostDisconnected: () => {
      host.removeEventListener('keydown', onKey);
      host.ownerDocument.removeEventListener('keydown', onPageKey);
      host.ownerDocument.removeEventListener(ROLL_CALL, answerRoll);
    },
  });
}

/** Whether nothing has the focus: the page itself hears the key, and no dialog stands before it. */
function isNobodys({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const { body, documentElement } = target.ownerDocument;
  if (target !== body && target !== documentElement) return false;
  return !body.isContentEditable && target.ownerDocument.querySelector('dialog:modal') === null;
}

/** With two viewers on a page nobody knows which one is meant. */
function isAlone(host: HTMLElement): boolean {
  const present = new Set<HTMLElement>();
  host.ownerDocument.dispatchEvent(new CustomEvent(ROLL_CALL, { detail: present }));
  return present.size === 1;
}

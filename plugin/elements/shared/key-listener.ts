import type { ReactiveControllerHost } from 'lit';

/** Asked on the document: each element that listens to the keys of the page adds itself. */
const ROLL_CALL = 'smear-key-roll-call';
/** What answers letters and named keys itself, wherever it is on the page. */
const OWN_KEYS = [
  '[contenteditable]:not([contenteditable=false])',
  ...[
    'textbox',
    'searchbox',
    'spinbutton',
    'combobox',
    'listbox',
    'menu',
    'menubar',
    'tree',
    'grid',
    'application',
  ].map((role) => `[role=${role}]`),
].join();
const DIALOGS = 'dialog[open], [role=dialog], [role=alertdialog]';

export interface KeyScope {
  /**
   * Also the keys of the page around the element, except those that a field or a dialog there has to itself; none where
   * there is another such element on the page, since nobody knows which one is meant.
   */
  readonly fromPage?: boolean | (() => boolean);
}

/** Listens to the keys that are pressed within an element, as long as it is in the page. */
export function listenToKeys(
  host: ReactiveControllerHost & HTMLElement & { readonly session?: unknown },
  onKey: (event: KeyboardEvent) => void,
  { fromPage = false }: KeyScope = {},
): void {
  const hearsPage = (): boolean => (typeof fromPage === 'function' ? fromPage() : fromPage);
  const onPageKey = (event: KeyboardEvent): void => {
    if (hearsPage() && isOfPage(event, host) && isAlone(host)) onKey(event);
  };
  const answerRoll = (event: Event): void => {
    if (!(event instanceof CustomEvent && event.detail instanceof Set) || !hearsPage()) return;
    // Several elements on one session mean the same cells.
    event.detail.add(host.session ?? host);
  };
  host.addController({
    hostConnected: () => {
      host.addEventListener('keydown', onKey);
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

/** Whether the key was pressed outside the element, where no field and no dialog has it. */
function isOfPage(event: KeyboardEvent, host: HTMLElement): boolean {
  const path = event.composedPath().filter((part) => part instanceof Element);
  const [target] = path;
  if (event.defaultPrevented || !target || path.includes(host)) return false;
  // Behind a closed shadow root there may be a field.
  if (target.localName.includes('-') && !target.shadowRoot) return false;
  if (path.some((part) => part.matches(OWN_KEYS))) return false;
  const modal = [...host.ownerDocument.querySelectorAll('dialog:modal')];
  const dialogs = [...modal, ...path.filter((part) => part.matches(DIALOGS))];
  return dialogs.every((dialog) => isWithin(host, dialog));
}

/** Whether the element is inside the other one, through shadow roots. */
function isWithin(element: Node, other: Node): boolean {
  for (let at: Node | null = element; at; at = at instanceof ShadowRoot ? at.host : at.parentNode) {
    if (at === other) return true;
  }
  return false;
}

/** With two viewers on a page nobody knows which one is meant. */
function isAlone(host: HTMLElement): boolean {
  const present = new Set<unknown>();
  host.ownerDocument.dispatchEvent(new CustomEvent(ROLL_CALL, { detail: present }));
  return present.size === 1;
}

/** What has the focus, within whatever shadow root: a host around it cannot take the focus itself. */
export function focusedElement({ activeElement }: Document): Element | null {
  let focused = activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}

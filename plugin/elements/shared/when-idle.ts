/** Resolves when the page has nothing else to do, at the latest after this time. */
export function whenIdle(atMostMs = 2000): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') {
      requestIdleCallback(() => resolve(), { timeout: atMostMs });
    } else setTimeout(resolve, atMostMs);
  });
}

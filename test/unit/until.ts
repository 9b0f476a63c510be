import assert from 'node:assert/strict';

/** Long enough for a busy machine: only what never comes may fail. */
const PATIENCE_MS = 60_000;

/** Resolves as soon as the condition holds; fails with `what` where it does not within a minute. */
export async function until(holds: () => boolean, what: string | (() => string)): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > end)
      assert.fail(`waited in vain for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

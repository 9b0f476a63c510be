import assert from 'node:assert/strict';

/** Resolves as soon as the condition holds; fails with `what` where that takes longer than 5 seconds. */
export async function until(holds: () => boolean, what: string | (() => string)): Promise<void> {
  const end = performance.now() + 5000;
  while (!holds()) {
    if (performance.now() > end)
      assert.fail(`waited in vain for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

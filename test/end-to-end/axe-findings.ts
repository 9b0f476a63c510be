import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';

/** A page of either driver. */
interface DrivenPage {
  evaluate<T>(work: string | (() => T | Promise<T>)): Promise<unknown>;
}

/** What axe finds wrong on the page as it is, a line for each rule. */
export async function axeFindings(page: DrivenPage): Promise<unknown> {
  // As the driver's own script: the page's policy lets no other in.
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    const { violations } = await axe.run();
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`,
    );
  });
}

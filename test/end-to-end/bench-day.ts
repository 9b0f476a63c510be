import type { Page } from 'playwright-core';
import type { OpenShell } from './shell-page.js';
import { ReaderHand, type StepCost } from './reader-hand.js';

export interface BenchDay {
  readonly costs: readonly StepCost[];
  /** Cells on the slide, and how many of them the reader named otherwise. */
  readonly cells: number;
  readonly renamed: number;
  /** What these are called now, by the names of the data. */
  readonly names: readonly string[];
  /** White cells that were counted. */
  readonly counted: number;
}

const panel = 'smear-panel';
const tab = (page: Page, step: string) => page.locator(`${panel} [role=tab][data-step=${step}]`);
const left = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { session } = document.querySelector('smear-panel') ?? {};
    if (!session) return -1;
    const { shown, confirmed } = session.tally.at(session.threshold);
    return shown - confirmed;
  });
const selected = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.querySelector('smear-panel')?.session?.selected);

/**
 * A reader's day on a slide: opens it from the list, analyses, names `wrong` cells otherwise, confirms all others,
 * counts `toCount`, signs, saves a table and FHIR, and finds everything again after a reload. Uses the screen as it is: what is out of
 * sight is scrolled to, and counted as such.
 */
export async function workADay(
  shell: OpenShell,
  day: {
    /** What the list of slides calls it. */
    readonly slide: RegExp;
    readonly analyse: 'analyse-view' | 'analyse-slide';
    readonly wrong: number;
    readonly toCount: 100 | 200 | 500;
    readonly picture: string;
    /** Without a mouse. */
    readonly keyboardOnly?: boolean;
  },
): Promise<BenchDay> {
  const { page } = shell;
  const hand = new ReaderHand(page, { keyboardOnly: day.keyboardOnly ?? false });
  const picture = (name: string): Promise<void> => shell.picture(`${day.picture}-${name}`);
  const names: string[] = [];
  /** Kinds that the models rarely name, of which a reader meets one each. */
  const rare = ['Blast', 'Smudge cell', 'Atypical lymphocyte'];

  await hand.step('open', async () => {
    await hand.click(page.locator('#open'));
    await picture('1-open');
    await hand.click(page.locator('#known-slides button').filter({ hasText: day.slide }));
    // A click before the dialog has closed would be lost on it; the button alone is there for the slide before, too.
    await page.locator('dialog[open]').waitFor({ state: 'hidden', timeout: 120_000 });
    await page.waitForFunction(
      () => document.querySelector('smear-panel')?.session?.state.kind === 'ready',
      undefined,
      { timeout: 120_000 },
    );
    await page.locator(`${panel} button[data-action=${day.analyse}]`).waitFor({ timeout: 120_000 });
  });

  await hand.step('analyse', async () => {
    await hand.click(page.locator(`${panel} button[data-action=${day.analyse}]`));
    await page.waitForFunction(
      () => document.querySelector('smear-panel')?.session?.state.kind === 'done',
      undefined,
      { timeout: 1_800_000, polling: 500 },
    );
  });
  await picture('2-found');
  const cells = await left(page);

  await hand.step(`name ${day.wrong} otherwise`, async () => {
    for (let i = 0; i < day.wrong; i++) {
      const before = await selected(page);
      if (i === 0) await hand.press('d');
      await page.waitForFunction(
        (former) =>
          document.querySelector('smear-panel')?.session?.selected !== former || former === undefined,
        i === 0 ? before : undefined,
      );
      const { id, name, key } = await page.evaluate(
        ({ at, wanted }) => {
          const { session } = document.querySelector('smear-panel') ?? {};
          const selected = session?.selected ?? '';
          const now = session?.cells.get(selected)?.label.name ?? '';
          const others = Object.entries(session?.keys.keys ?? {}).filter(
            ([one]) => one !== now && one !== 'Unknown',
          );
          const found = others.find(([one]) => wanted.includes(one)) ?? others[at % others.length];
          return { id: selected, name: found?.[0] ?? '', key: found?.[1] ?? '1' };
        },
        { at: i, wanted: rare },
      );
      if (rare.includes(name)) rare.splice(rare.indexOf(name), 1);
      await hand.press(key);
      names.push(
        await page.evaluate(
          (one) => document.querySelector('smear-panel')?.session?.cells.get(one)?.label.name ?? '',
          id,
        ),
      );
    }
  });
  await picture('3-named');

  await hand.step('confirm the uncertain ones', async () => {
    for (;;) {
      const doubtful = await page.evaluate(
        () => document.querySelector('smear-panel')?.session?.keys.doubtful ?? 0,
      );
      if (doubtful === 0) break;
      await hand.press('Enter');
    }
  });
  await picture('4-doubt-over');

  await hand.step('look through the rest in rows, confirm', async () => {
    await hand.press('g');
    await page.locator('smear-gallery[large] .tile').first().waitFor({ timeout: 30_000 });
    await page.waitForTimeout(1000);
    await picture('5-gallery');
    // A page of rows at a time, to the end.
    for (let former: string | undefined; ;) {
      await hand.press('PageDown');
      await page.waitForTimeout(300);
      const now = await selected(page);
      if (now === former) break;
      former = now;
    }
    await hand.press('Control+a');
    await hand.press('Enter');
    await hand.press('Escape');
    await page.waitForFunction(() => {
      const { session } = document.querySelector('smear-panel') ?? {};
      const { shown = 0, confirmed = -1 } = session?.tally.at(session.threshold) ?? {};
      return shown === confirmed;
    });
  });
  await picture('6-reviewed');

  await hand.step(`count ${day.toCount}`, async () => {
    await hand.click(tab(page, 'count'));
    await hand.click(page.locator(`smear-differential label:has(input[name=limit][value="${day.toCount}"])`));
    await page.waitForTimeout(100);
  });
  await picture('7-count');
  const counted = await page.evaluate(
    () => document.querySelector('smear-panel')?.session?.counting.count.reviewed.leukocytes ?? 0,
  );

  await hand.step('sign', async () => {
    await hand.click(tab(page, 'export'));
    await picture('8-to-sign');
    const sign = page.locator('smear-sign-off button[data-action=sign-off]');
    // Without a name the button asks for it, and the keyboard is in its field.
    await hand.click(sign);
    await hand.type('M. Hale');
    await hand.click(sign);
    await page.locator('smear-sign-off .signed').waitFor();
  });
  await picture('9-signed');

  await hand.step('export the table and FHIR', async () => {
    for (const action of ['save-table', 'save-fhir']) {
      const download = page.waitForEvent('download', { timeout: 60_000 });
      await hand.click(page.locator(`smear-count-export button[data-action=${action}]`));
      await (await download).path();
    }
  });
  await picture('10-exported');

  await hand.step('reload', async () => {
    await page.evaluate(() => document.querySelector('smear-panel')?.session?.keeping?.flush());
    await page.reload();
    await page.waitForFunction(
      (wanted) => (document.querySelector('smear-panel')?.session?.cells.size ?? 0) >= wanted,
      cells,
      { timeout: 120_000 },
    );
  });
  await page.waitForTimeout(1000);
  await picture('11-reloaded');
  return { costs: hand.costs, cells, renamed: names.length, names, counted };
}

/** The costs as a table for people. */
export function costTable(costs: readonly StepCost[]): string {
  const rows = [...costs, total(costs)].map(({ step, clicks, keys, scrolls, seconds }) =>
    [
      step.padEnd(40),
      ...[clicks, keys, scrolls].map((n) => String(n).padStart(7)),
      seconds.toFixed(1).padStart(9),
    ].join(''),
  );
  return [`${'step'.padEnd(40)} clicks   keys scrolls  seconds`, ...rows].join('\n');
}

function total(costs: readonly StepCost[]): StepCost {
  const sum = (of: (cost: StepCost) => number): number => costs.reduce((all, cost) => all + of(cost), 0);
  return {
    step: 'all',
    clicks: sum(({ clicks }) => clicks),
    keys: sum(({ keys }) => keys),
    scrolls: sum(({ scrolls }) => scrolls),
    seconds: sum(({ seconds }) => seconds),
  };
}

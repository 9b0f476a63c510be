import '../../plugin/define.js';
import type { SmearPanel } from '../../plugin/elements/panel/smear-panel.js';
import { PANEL_STEPS } from '../../plugin/elements/panel/panel-steps.js';
import { defineElements } from '../../plugin/elements/shared/define-elements.js';
import type { SmearReview, ReviewPane } from '../../plugin/elements/review/smear-review.js';
import { frames, until } from './waiting.js';

export const STEP_NAMES = PANEL_STEPS.map(({ name }) => name);

/** Defines what a page gets a little later: for tests that make one element by itself. */
export async function defineEveryElement(): Promise<void> {
  for (const { load } of PANEL_STEPS) defineElements((await load()).elements);
}

/** Opens the panel's tab, and waits until it is filled. */
export async function openStep(panel: SmearPanel, step: SmearPanel['step']): Promise<void> {
  panel.step = step;
  await until(
    () => (panel.shadowRoot?.querySelector(`#step-${step}:not([hidden])`)?.childElementCount ?? 0) > 0,
    `the step ${step}`,
  );
  await frames();
}

/** Opens each tab once, so that everything of the panel is in the page; ends where the work begins. */
export async function openEveryStep(panel: SmearPanel): Promise<void> {
  for (const step of STEP_NAMES) await openStep(panel, step);
  await openStep(panel, 'find');
}

/** Opens the review with this below the classes. */
export async function openPane(panel: SmearPanel, pane: ReviewPane): Promise<void> {
  await openStep(panel, 'review');
  const review = panel.shadowRoot?.querySelector<SmearReview>('smear-review');
  if (!review) throw new Error('there is no review');
  review.pane = pane;
  await frames();
}

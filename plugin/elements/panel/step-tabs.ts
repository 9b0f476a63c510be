import { css, html, nothing, type TemplateResult } from 'lit';
import { ariaShortcuts } from '../../../overlays/keys/key-press.js';
import type { KeyAction } from '../../../overlays/keys/key-table.js';
import type { PanelView, StepName } from '../steps/panel-view.js';
import { PANEL_STEPS } from './panel-steps.js';

export interface StepTabs {
  readonly view: PanelView;
  readonly open: StepName;
  /** With `focus` where the tab was stepped to by key. */
  readonly onOpen: (step: StepName) => void;
}

/** The steps of the work as tabs, each with its one number; what is rarely needed stands behind the last. */
export function stepTabs(tabs: StepTabs): TemplateResult {
  const { view, open } = tabs;
  return html`<div
    class="tabs"
    role="tablist"
    aria-label=${view.strings.panel.stepsLabel}
    @keydown=${(event: KeyboardEvent) => onKey(event, tabs)}
  >
    ${PANEL_STEPS.filter(({ name }) => isReachable(name, view)).map(({ name, number }) => {
      const title = view.strings.panel.steps[name];
      const says = number(view);
      const action = STEP_KEYS[name];
      const key = action && ariaShortcuts('page', action);
      return html`<button
        id="tab-${name}"
        class="tab ${name}"
        role="tab"
        data-step=${name}
        aria-selected=${name === open}
        aria-controls="step-${name}"
        title=${`${says === '' ? title : `${title}: ${says}`}${key === undefined ? '' : ` (${key.replace('Shift+', `${view.strings.keys.names.Shift} `)})`}`}
        aria-keyshortcuts=${key ?? nothing}
        tabindex=${name === open ? 0 : -1}
        @click=${(event: Event) => {
          takeFocusOfTabs(event.currentTarget as HTMLElement);
          tabs.onOpen(name);
        }}
      >
        ${
          name === 'more'
            ? html`<span class="hidden">${title}</span><span class="dots" aria-hidden="true">⋯</span>`
            : html`<span class="title">${title}</span> <span class="number">${says || '–'}</span>`
        }
      </button>`;
    })}
  </div>`;
}

/** The ring must not stay on a tab that is not the open one. */
function takeFocusOfTabs(tab: HTMLElement): void {
  if ((tab.getRootNode() as Document | ShadowRoot).activeElement?.matches('[role=tab]')) tab.focus();
}

/** Without a slide there is nothing but to find. */
export function isReachable(step: StepName, { session }: Pick<PanelView, 'session'>): boolean {
  // An attribute may name any.
  const isStep = PANEL_STEPS.some(({ name }) => name === step);
  return step === 'find' || (isStep && session?.slide !== undefined);
}

const STEP_KEYS: Readonly<Partial<Record<StepName, KeyAction<'page'>>>> = {
  find: 'stepFind',
  review: 'stepReview',
  count: 'stepCount',
  export: 'stepExport',
};

const STEPS_BY_KEY: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at, last) => (at === 0 ? last : at - 1),
  ArrowRight: (at, last) => (at === last ? 0 : at + 1),
  Home: () => 0,
  End: (_, last) => last,
};

function onKey(event: KeyboardEvent, { onOpen }: StepTabs): void {
  const list = event.currentTarget as HTMLElement;
  const tabs = [...list.querySelectorAll<HTMLElement>('[role=tab]')];
  const step = STEPS_BY_KEY[event.key];
  const at = tabs.findIndex((tab) => tab === event.target);
  if (!step || at < 0) return;
  event.preventDefault();
  const next = tabs[step(at, tabs.length - 1)];
  next?.focus();
  if (next?.dataset['step']) onOpen(next.dataset['step'] as StepName);
}

export const stepTabsStyles = css`
  .tabs {
    display: flex;
    /* In very large type on a narrow screen: two rows rather than one over the other. */
    flex-wrap: wrap;
    flex: none;
    padding-inline: 0.5rem;
    border-bottom: 1px solid var(--_line);
  }
  .tab {
    display: grid;
    flex: 1 1 0;
    justify-items: center;
    align-content: center;
    gap: 0.0625rem;
    min-width: min-content;
    min-height: 2.875rem;
    padding: 0.25rem 0.125rem 0.1875rem;
    border: 0;
    border-bottom: 3px solid transparent;
    border-radius: 0;
    background: none;
    line-height: 1.25;
    white-space: nowrap;
  }
  .tab.more {
    flex: 0 0 2.25rem;
  }
  .tab .title {
    font-weight: 600;
  }
  .tab .number {
    color: var(--_muted);
    font-size: 0.6875rem;
  }
  /* Signed off and exported: in two lines. */
  .tab.export .number {
    line-height: 1.1;
    white-space: normal;
  }
  .tab .dots {
    font-size: 1.125rem;
    font-weight: 700;
  }
  .tab[aria-selected='true'] {
    border-bottom-color: var(--_accent);
    color: var(--_accent);
  }
  .tab:focus-visible {
    outline-offset: -3px;
  }
  @media (forced-colors: active) {
    .tab[aria-selected='true'] {
      border-bottom-color: Highlight;
      color: Highlight;
    }
  }
`;

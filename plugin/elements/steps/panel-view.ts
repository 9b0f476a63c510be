import type { TemplateResult } from 'lit';
import type { SmearSession } from '../../session/session.js';
import type { StepName } from '../../words/panel-words.js';
import type { Strings } from '../../words/strings.js';

export type { StepName };

/**
 * Whether the work was exported: not at all, as it is, or as it was; once the count is signed off, `signedCurrent` where it
 * was exported as it is, and `signed` where it was not.
 */
export type ExportState = 'none' | 'current' | 'outdated' | 'signed' | 'signedCurrent';

/** What the steps show. */
export interface PanelView {
  readonly session: SmearSession | undefined;
  readonly strings: Strings;
  /** How many cells are shown, and the same in words. */
  readonly count: number;
  readonly cells: string;
  /** Host of the model pack, where it is not the page's own choice. */
  readonly modelsFrom: string | undefined;
  readonly exported: ExportState;
}

/** What stands under the tab of a step; loaded when it is first needed. */
export interface StepContent {
  /** The elements in it, by the names under which the page knows them. */
  readonly elements: Readonly<Record<string, CustomElementConstructor>>;
  /** More elements in it, of which a page has no need before a slide is open. */
  readonly loadForSlide?: () => Promise<StepContent['elements']>;
  readonly render: (view: PanelView) => TemplateResult;
}

import type { ToolName } from '../../overlays/tools/tool-name.js';

/** Words of the tools on the slide, in one language. */
export interface ToolWords {
  /** Gives up what is under way. */
  readonly cancel: string;
  /** Puts a tool away that has done its work at each step. */
  readonly done: string;
  readonly keep: string;
  readonly close: string;
  readonly drawInstead: string;
  /** What to do, while each tool is at work. */
  readonly add: string;
  readonly draw: string;
  readonly adjust: string;
  readonly lasso: string;
  readonly measure: string;
  readonly looking: string;
  readonly nothingFound: string;
  readonly added: (name: string, suggested?: string) => string;
  readonly alreadyThere: (name: string) => string;
  readonly broughtBack: (name: string) => string;
  readonly notOnSlide: string;
  readonly failed: string;
  readonly tooSmall: string;
  readonly crossesItself: string;
  readonly adjusted: string;
  readonly chooseFirst: string;
  readonly handle: (handle: number, of: number) => string;
  readonly chosen: (count: number) => string;
  /** A length in µm, or in pixels of the slide where no resolution is known. */
  readonly length: (value: number, unit: 'µm' | 'px') => string;
  /** A class as a person says it inside a sentence. */
  readonly className: (name: string) => string;
}

/** Words of the tools: their buttons in the panel, and what is written on the slide while one is at work. */
export interface ToolsWords {
  readonly title: string;
  readonly names: Readonly<Record<ToolName, string>>;
  /** What each is for, told on pointing at its button. */
  readonly hints: Readonly<Record<ToolName, string>>;
  /** Without the classes' names, which have words of their own. */
  readonly onSlide: Omit<ToolWords, 'className'>;
}

/** One action and the keys that do it, in the place where it is listed. */
export interface KeyEntry {
  readonly action: string;
  /** As `aria-keyshortcuts` writes them: `Control+Z`, `Space`, `Plus`. `Control` is ⌘ as well. */
  readonly keys: readonly string[];
  /** How it is done without a key of its own, for the lists of keys. */
  readonly gesture?: string;
  /** Name of its words, where several actions share them; else the action's own name. */
  readonly words?: string;
  /** Actions of the places around this one that have the same key: here this one goes first. */
  readonly overrides?: readonly string[];
  /** Also in the panel's short list. */
  readonly inShortList?: true;
}

const ARROWS = [
  { action: 'left', keys: ['ArrowLeft'], words: 'move', overrides: ['move'] },
  { action: 'up', keys: ['ArrowUp'], words: 'move', overrides: ['move'] },
  { action: 'right', keys: ['ArrowRight'], words: 'move', overrides: ['move'] },
  { action: 'down', keys: ['ArrowDown'], words: 'move', overrides: ['move'] },
] as const;

/**
 * Every key that the panel, the slide and its tools answer, by the place where it holds. A new key is an entry here,
 * its action in the handler of the place, and its words in each language; the compiler asks for the last two.
 * What reads it: the handlers (`keyAction`), the keys that no class may take, `aria-keyshortcuts`, the lists of keys.
 */
export const KEY_TABLE = {
  /** Anywhere on the page. */
  page: [
    { action: 'nextDoubtful', keys: ['D'], inShortList: true },
    { action: 'nextCell', keys: ['N'], inShortList: true },
    { action: 'previousCell', keys: ['P'], inShortList: true },
    { action: 'undo', keys: ['Control+Z'], inShortList: true },
    { action: 'redo', keys: ['Control+Y', 'Control+Shift+Z'] },
    { action: 'hideDrawing', keys: ['H'], inShortList: true },
    { action: 'gallery', keys: ['G'], inShortList: true },
    { action: 'deselect', keys: ['Escape'], inShortList: true },
    { action: 'keyList', keys: ['?'], inShortList: true },
    // With Shift, so that no class loses its letter.
    { action: 'stepFind', keys: ['Shift+F'] },
    { action: 'stepReview', keys: ['Shift+R'] },
    { action: 'stepCount', keys: ['Shift+C'] },
    { action: 'stepExport', keys: ['Shift+E'] },
  ],
  /** Anywhere on the page, while cells are selected. */
  cells: [
    { action: 'assign', keys: [], gesture: 'ClassKey' },
    { action: 'otherClass', keys: ['K'], inShortList: true },
    { action: 'confirm', keys: ['Enter'], inShortList: true },
    { action: 'reject', keys: ['Delete', 'Backspace'], inShortList: true },
    { action: 'restore', keys: ['Insert'] },
    { action: 'comment', keys: ['C'], inShortList: true },
  ],
  /** Anywhere on the page: starts a tool, or ends it. */
  tools: [
    { action: 'add', keys: ['A'] },
    { action: 'draw', keys: [] },
    { action: 'adjust', keys: ['O'] },
    { action: 'lasso', keys: [], gesture: 'Shift+Drag' },
    { action: 'measure', keys: ['M'] },
  ],
  /** Anywhere on the page, while a tool is at work. */
  tool: [{ action: 'stop', keys: ['Escape'], overrides: ['deselect'] }],
  /** On the slide; the viewer answers them itself. */
  slide: [
    { action: 'move', keys: ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown'] },
    { action: 'zoomIn', keys: ['Plus', '='] },
    { action: 'zoomOut', keys: ['-', '_'] },
  ],
  /** On the slide of the stand-alone page. */
  view: [
    { action: 'whole', keys: ['Home'] },
    { action: 'turnRight', keys: ['.'] },
    { action: 'turnLeft', keys: [','] },
    { action: 'mirror', keys: [';'] },
  ],
  gallery: [
    ...ARROWS,
    { action: 'pageup', keys: ['PageUp'], words: 'page' },
    { action: 'pagedown', keys: ['PageDown'], words: 'page' },
    { action: 'start', keys: ['Home'], words: 'row' },
    { action: 'end', keys: ['End'], words: 'row' },
    { action: 'first', keys: ['Control+Home'], words: 'all' },
    { action: 'last', keys: ['Control+End'], words: 'all' },
    { action: 'toggle', keys: ['Space', 'Control+Space'] },
    { action: 'selectAll', keys: ['Control+A'] },
    { action: 'larger', keys: ['Plus', '='] },
    { action: 'smaller', keys: ['-', '_'] },
    { action: 'shrink', keys: ['Escape'], overrides: ['stop', 'deselect'] },
  ],
  /** On the map of the cells. */
  map: [
    ...ARROWS,
    { action: 'choose', keys: ['Enter'], overrides: ['confirm'] },
    { action: 'toggle', keys: ['Space'] },
    { action: 'zoomIn', keys: ['Plus', '='] },
    { action: 'zoomOut', keys: ['-'] },
    { action: 'whole', keys: ['0'], overrides: ['assign'] },
    { action: 'giveUp', keys: ['Escape'], overrides: ['stop', 'deselect'] },
  ],
  /** On the slide, while missed cells are added. */
  adding: [
    ...ARROWS,
    { action: 'find', keys: ['Space'] },
    { action: 'findAtCrosshair', keys: ['Enter'], words: 'find', overrides: ['confirm'] },
  ],
  /** On the slide, while an outline or a lasso is drawn. */
  drawing: [
    ...ARROWS,
    { action: 'corner', keys: ['Space'] },
    { action: 'removeCorner', keys: ['Backspace', 'Control+Z'] },
    { action: 'finish', keys: ['Enter'] },
    { action: 'finishAdding', keys: ['Control+Enter'] },
  ],
  /** On the handles of an outline. */
  adjusting: [
    ...ARROWS,
    { action: 'nextHandle', keys: ['Tab'] },
    { action: 'previousHandle', keys: ['Shift+Tab'] },
    { action: 'undo', keys: ['Control+Z'] },
    { action: 'keep', keys: ['Enter'] },
  ],
  /** On the slide, while a length is measured. */
  measuring: [...ARROWS, { action: 'end', keys: ['Space', 'Enter'], overrides: ['confirm'] }],
  /** On the slide, while a region is drawn. */
  region: [...ARROWS, { action: 'finish', keys: ['Enter'] }, { action: 'giveUp', keys: ['Escape'] }],
} as const satisfies Readonly<Record<string, readonly KeyEntry[]>>;

export type KeyPlace = keyof typeof KEY_TABLE;

/** What the keys of a place do. */
export type KeyAction<P extends KeyPlace = KeyPlace> = (typeof KEY_TABLE)[P][number]['action'];

/** Names of the words that the actions of a place have. */
export type KeyWord<P extends KeyPlace> = WordOf<(typeof KEY_TABLE)[P][number]>;
type WordOf<E> = E extends { readonly words: infer W }
  ? W
  : E extends { readonly action: infer A }
    ? A
    : never;

/** The places whose keys hold as well, from the innermost outwards; a drawing and an outline have all keys to themselves. */
export const HOLDS_WITH: Readonly<Record<KeyPlace, readonly KeyPlace[]>> = {
  page: [],
  cells: ['page'],
  tools: ['cells', 'page'],
  tool: ['tools', 'cells', 'page'],
  slide: ['tool', 'tools', 'cells', 'page'],
  view: ['slide', 'tool', 'tools', 'cells', 'page'],
  gallery: ['tool', 'tools', 'cells', 'page'],
  map: ['tool', 'tools', 'cells', 'page'],
  adding: ['view', 'slide', 'tool', 'tools', 'cells', 'page'],
  measuring: ['view', 'slide', 'tool', 'tools', 'cells', 'page'],
  drawing: ['tool'],
  adjusting: ['tool'],
  region: [],
};

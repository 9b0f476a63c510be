/** What can be done on the slide itself, one at a time. */
export type ToolName = 'add' | 'draw' | 'adjust' | 'lasso' | 'measure';

import type { Strings } from '../strings.js';

/** The kinds of cells by the names of the data. */
export const classesEn: Strings['classes'] = {};

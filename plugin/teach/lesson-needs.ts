/** A kind needs this many confirmed cells before it is learnt; with fewer the pack's knowledge of it stays. */
export const NEEDED_PER_KIND = 5;
/** And there must be this many of such kinds. */
export const NEEDED_KINDS = 2;

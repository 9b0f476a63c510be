import { SmearError } from '../../models/domain/errors.js';
import type { Box } from '../../models/domain/geometry.js';

/** These end a run, because every further tile would fail in the same way. */
const RUN_ENDING: ReadonlySet<string> = new Set(['worker-failed', 'disposed', 'slide-forbidden']);

/** Why one tile brought nothing. Throws what ends the run instead. `core` says which tile, in level-0 pixels. */
export function asTileFailure(error: unknown, core: Box): SmearError {
  if (error instanceof SmearError) {
    if (RUN_ENDING.has(error.code)) throw error;
    return error;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new SmearError(
    'tile-failed',
    `The part of the slide at ${Math.round(core.minX)}, ${Math.round(core.minY)} could not be analysed (${reason}). The analysis continues; analyse this part again later.`,
    { cause: error },
  );
}

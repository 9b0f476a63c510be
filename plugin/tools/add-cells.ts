import type { Cell } from '../../models/domain/cell.js';
import type { Point } from '../../models/domain/geometry.js';
import { addMissedCell, type MissedCell } from './missed-cell.js';
import type { ToolContext } from './tool.js';

/** Lets the reader point at missed cells until they end it. */
export function addCells(context: ToolContext): Promise<void> {
  const { surface, signal, switchTo } = context;
  return surface.pickPoints({
    signal,
    onPick: (point) => addAndDescribe(point, context),
    onDraw: () => switchTo('draw'),
  });
}

/**
 * Adds the cell at a point (level-0 pixels) that the models find there, and selects it.
 * Rejects with the signal's reason, and as the pipeline's `findAt`.
 */
export function addCellAt(
  point: Point,
  { session, label, findAt, signal }: Pick<ToolContext, 'session' | 'label' | 'findAt' | 'signal'>,
): Promise<MissedCell> {
  return addMissedCell(point, {
    session,
    label: label(),
    isDoubtful: (cell) => isDoubtful(session, cell),
    findAt: async (at) => {
      const { slide } = session;
      const found = slide && (await findAt(slide, at, signal));
      signal.throwIfAborted();
      return found;
    },
  });
}

/** Without models that say what they doubt, every name needs a look. */
function isDoubtful({ keys }: ToolContext['session'], cell: Omit<Cell, 'id'>): boolean {
  return keys.priority?.isDoubtful({ ...cell, id: '' }) ?? true;
}

async function addAndDescribe(point: Point, context: ToolContext): Promise<string> {
  const { session, surface, signal, onError } = context;
  const { words } = surface;
  try {
    const outcome = await addCellAt(point, context);
    if (outcome.kind === 'nothing') return words.nothingFound;
    if (outcome.kind === 'beside') return words.notOnSlide;
    const name = words.className(session.cells.get(outcome.id)?.label.name ?? '');
    if (outcome.kind === 'there') return words.alreadyThere(name);
    if (outcome.kind === 'brought-back') return words.broughtBack(name);
    return words.added(name, outcome.suggested && words.className(outcome.suggested));
  } catch (error) {
    if (signal.aborted) throw error;
    // One place that cannot be read does not end the tool.
    onError(error);
    return words.failed;
  }
}

import type { CellStore } from '../../cells/cell-store.js';
import type { Selection } from '../../review/selection.js';

const KIND = 'application/x-smearlens-cell';

/** Lets a drag carry a cell, and with it those chosen together with it. */
export function carryCells(event: DragEvent, id: string): void {
  event.dataTransfer?.setData(KIND, id);
  if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
}

/** What a drag carries, if it is cells. Which ones is known on dropping only: browsers keep it until then. */
export function carriedCells(
  event: DragEvent,
): { idsIn(session: { readonly cells: CellStore; readonly selection: Selection }): string[] } | undefined {
  const { dataTransfer } = event;
  if (!dataTransfer?.types.includes(KIND)) return undefined;
  return {
    idsIn: ({ cells, selection }) => {
      const id = dataTransfer.getData(KIND);
      // A cell of another viewer on the same page is none of this one's.
      if (!cells.get(id)) return [];
      return selection.has(id) ? [...selection.ids] : [id];
    },
  };
}

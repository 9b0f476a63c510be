import type { Cell } from '../../models/domain/cell.js';
import type { Resolution } from '../../models/domain/resolution.js';
import { boxCentre, boxContains, type Box } from '../../models/domain/geometry.js';
import type { CellStore } from '../cells/cell-store.js';
import { isSameCell } from '../cells/same-cell.js';
import type { AnalysisService, ServiceRequest } from '../service/analysis-service.js';
import type { SlideReader } from '../slide/slide-reader.js';
import type { SessionTileResult } from './session-parts.js';

/** Progress of a service is a share of the whole; it is shown in per cent. */
const STEPS = 100;

/** What a service finds as changes of the cells that are there: what an earlier run found at the same places goes. */
export async function* resultsOfService(
  service: AnalysisService,
  slide: SlideReader,
  region: Box,
  cells: CellStore,
  request: ServiceRequest,
  onResolution: (found: Resolution) => void,
): AsyncGenerator<SessionTileResult, void, void> {
  const start = performance.now();
  let share = 0;
  for await (const found of service.analyze(slide, request)) {
    if (found.resolution) onResolution(found.resolution);
    share = Math.max(share, found.share);
    const ids = new Set(found.cells.map(({ id }) => id));
    const removed = new Set(found.removed);
    for (const cell of found.cells) {
      for (const { id } of cells.within(cell.box).filter((other) => isSameCell(cell, other))) {
        if (!ids.has(id)) removed.add(id);
      }
    }
    // What an earlier run found and this one did not is no longer there.
    if (found.whole) for (const id of idsIn(region, cells)) if (!ids.has(id)) removed.add(id);
    const done = found.whole ? STEPS : Math.min(STEPS - 1, Math.floor(share * STEPS));
    const progress = { done, total: STEPS, failed: 0, elapsedMs: performance.now() - start };
    yield { added: found.cells, removed: [...removed], progress };
  }
}

function idsIn(region: Box, cells: CellStore): string[] {
  const inside = ({ box }: Cell): boolean => boxContains(region, boxCentre(box));
  return cells
    .within(region)
    .filter(inside)
    .map(({ id }) => id);
}

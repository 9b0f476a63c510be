import type { Cell, CellClass } from '../../../../models/domain/cell.js';
import { SmearError } from '../../../../models/domain/errors.js';
import { AttachedSession } from '../../../../plugin/session/attached-session.js';
import type { SessionParts, SessionPipeline, SessionView } from '../../../../plugin/session/session-parts.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';

/** Models that find these cells on every run, and do nothing else. */
export function pipelineFinding(found: readonly Cell[], classes: readonly CellClass[]): SessionPipeline {
  return {
    info: { backend: 'wasm', pack: 'p', packHash: 'h', classes, reconstruction: { mean: 0, std: 1 } },
    async *analyze() {
      yield { added: found, removed: [], progress: { done: 1, total: 1, failed: 0, elapsedMs: 1 } };
    },
    findResolution: async () => undefined,
    reconstruct: async () => [],
    dispose: async () => undefined,
  };
}

/** A slide of which only the size is known. */
export function slideWithoutPixels(
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
  micronsPerPixel?: number,
): SlideReader {
  return {
    name,
    width,
    height,
    levels: [{ width, height, downsample: 1 }],
    ...(micronsPerPixel === undefined ? {} : { micronsPerPixel }),
    read: () => Promise.reject(new SmearError('tile-failed', 'This slide holds no pixels.')),
    dispose: () => undefined,
  };
}

export function unseenView(): SessionView {
  return {
    region: undefined,
    drawRegion: async () => undefined,
    show: () => undefined,
    showRegion: () => undefined,
    refresh: () => undefined,
    dispose: () => undefined,
  };
}

/** A session that nobody looks at: it draws nothing. */
export function unseenSession(parts: Partial<SessionParts> = {}): AttachedSession {
  return new AttachedSession({
    openPipeline: () => Promise.reject(new SmearError('no-backend', 'There are no models here.')),
    createView: unseenView,
    ...parts,
  });
}

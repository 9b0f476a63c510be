import type OpenSeadragon from 'openseadragon';
import { SmearError } from '../../models/domain/errors.js';
import type { AttachOptions } from './attach.js';
import type { SmearSession } from './session.js';

/**
 * A session over an open viewer: its slide, the models, the cells, and what is drawn over them.
 * Resolves when the session's code is loaded, which the first call starts; the models load with the first analysis, or
 * when `preload` says. Follows the viewer to other slides; the cells of the old slide go with it. Draws in the viewer,
 * adds nothing beside it. `session.dispose()` takes everything away again and leaves the viewer as it was.
 * Rejects with `network` where the code cannot be loaded, with `invalid-argument` where the viewer or an option is none.
 */
export async function attachTo(viewer: OpenSeadragon.Viewer, options?: AttachOptions): Promise<SmearSession> {
  const { attachHere } = await import('./attach.js').catch((cause: unknown) => {
    const reason = cause instanceof Error ? ` (${cause.message})` : '';
    throw new SmearError(
      'network',
      `A part of Smearlens could not be loaded${reason}. Reload the page; if that does not help, its developer must serve every file that the bundler wrote.`,
      { cause },
    );
  });
  return attachHere(viewer, options);
}

import type OpenSeadragon from 'openseadragon';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { asSmearError, type SmearError } from '../../../models/domain/errors.js';
import { attachTo } from '../../session/attach-on-demand.js';
import type { AttachOptions } from '../../session/attach.js';
import type { SmearSession } from '../../session/session.js';

export interface PanelAttachmentOptions {
  readonly optionsOf: () => AttachOptions;
  readonly onAttached: (session: SmearSession) => void;
  readonly onDetached: (session: SmearSession) => void;
  readonly onFailed: (error: SmearError) => void;
}

/** The session that an element attaches to a viewer of its own, and ends when it is taken out of the document. */
export class PanelAttachment implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: PanelAttachmentOptions;
  #attached?: { readonly viewer: OpenSeadragon.Viewer; session?: SmearSession };

  constructor(host: ReactiveControllerHost & HTMLElement, options: PanelAttachmentOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostDisconnected(): void {
    // A move within the page (into full screen, say) connects again at once, and keeps the session.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#detach();
    });
  }

  /** Also while that is still under way. */
  isAttachedTo(viewer: OpenSeadragon.Viewer | undefined): boolean {
    return viewer !== undefined && viewer === this.#attached?.viewer;
  }

  /** Attaches to this viewer, where it is not attached to it already. */
  follow(viewer: OpenSeadragon.Viewer | undefined): void {
    if (viewer === this.#attached?.viewer || !this.#host.isConnected) return;
    this.#detach();
    if (!viewer) return;
    const attached: { viewer: OpenSeadragon.Viewer; session?: SmearSession } = { viewer };
    this.#attached = attached;
    attachTo(viewer, this.#options.optionsOf()).then(
      (session) => {
        if (this.#attached !== attached) {
          void session.dispose();
          return;
        }
        attached.session = session;
        this.#options.onAttached(session);
      },
      (error: unknown) => {
        // The viewer that was given up meanwhile may have been destroyed, which is nobody's fault.
        if (this.#attached !== attached) return;
        const message = 'The panel could not be attached to the viewer.';
        this.#options.onFailed(asSmearError(error, 'worker-failed', message));
      },
    );
  }

  #detach(): void {
    const own = this.#attached?.session;
    this.#attached = undefined;
    if (!own) return;
    this.#options.onDetached(own);
    void own.dispose();
  }
}

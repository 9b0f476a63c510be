import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { SmearSession } from '../../session/session.js';
import { carriedCells } from '../gallery/carried-cells.js';

/** Places onto which cells can be dragged, each with a name; the one under the pointer is the target. */
export class ClassDrop implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #target: string | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Name of the place over which cells are dragged. */
  get target(): string | undefined {
    return this.#target;
  }

  hostDisconnected(): void {
    this.leave();
  }

  /** Takes a `dragover` on the place of that name; anything but cells is left to others. */
  over(event: DragEvent, name: string | undefined): void {
    if (name === undefined || !carriedCells(event)) return;
    event.preventDefault();
    this.#set(name);
  }

  leave(): void {
    this.#set(undefined);
  }

  /** Ids of the cells that a `drop` brings; `undefined` where it brings none. */
  drop(event: DragEvent, session: SmearSession | undefined): string[] | undefined {
    this.leave();
    const ids = session && carriedCells(event)?.idsIn(session);
    if (ids) event.preventDefault();
    return ids;
  }

  #set(target: string | undefined): void {
    if (target === this.#target) return;
    this.#target = target;
    this.#host.requestUpdate();
  }
}

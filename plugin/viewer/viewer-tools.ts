import type OpenSeadragon from 'openseadragon';
import { adjustRing } from '../../overlays/tools/outline-adjusting.js';
import { pickPoints } from '../../overlays/tools/point-picking.js';
import { drawRing } from '../../overlays/tools/ring-drawing.js';
import { measureLength } from '../../overlays/tools/ruler.js';
import { SlideStage } from '../../overlays/tools/slide-stage.js';
import type { ToolSurface } from '../tools/tool-surface.js';
import type { ToolWords } from '../words/tools-words.js';

export interface ViewerToolsOptions {
  readonly viewer: OpenSeadragon.Viewer;
  readonly image: () => OpenSeadragon.TiledImage | undefined;
  readonly words: () => ToolWords;
  /** The reader drags on the slide with Shift held; return whether that is taken up. */
  readonly onShiftDrag: (event: PointerEvent) => boolean;
}

/** The tools over a viewer's slide. `dispose` leaves the viewer as it was, and may be called twice. */
export class ViewerTools implements ToolSurface {
  readonly #stage: SlideStage;
  readonly #words: () => ToolWords;
  readonly #listening = new AbortController();

  constructor({ viewer, image, words, onShiftDrag }: ViewerToolsOptions) {
    this.#stage = new SlideStage(viewer, image);
    this.#words = words;
    const { signal } = this.#listening;
    const onDown = (event: PointerEvent): void => {
      // Another sheet may lie over the slide already; then the press is that one's.
      const isOnSlide = event.target === viewer.canvas || event.target instanceof HTMLCanvasElement;
      if (!event.shiftKey || event.button !== 0 || !isOnSlide) return;
      if (onShiftDrag(event)) event.stopImmediatePropagation();
    };
    // Before the viewer hears of it, or it would pan under the line.
    viewer.canvas.addEventListener('pointerdown', onDown, { signal, capture: true });
  }

  get words(): ToolWords {
    return this.#words();
  }

  say(text: string): void {
    this.#stage.say(text);
  }

  pickPoints(options: Parameters<ToolSurface['pickPoints']>[0]): Promise<void> {
    const { words } = this;
    const { signal, onPick, onDraw } = options;
    return pickPoints(this.#stage, {
      signal,
      onPick,
      hint: words.add,
      busy: words.looking,
      cancel: words.done,
      buttons: () => [{ label: words.drawInstead, onPress: onDraw }],
    });
  }

  drawRing({ purpose, ...options }: Parameters<ToolSurface['drawRing']>[0]) {
    const { close, cancel, [purpose]: hint } = this.words;
    const clickEnds = options.pressed !== undefined;
    return drawRing(this.#stage, { ...options, clickEnds, hint, close, cancel });
  }

  adjustRing(options: Parameters<ToolSurface['adjustRing']>[0]) {
    const { adjust, keep, cancel, handle } = this.words;
    return adjustRing(this.#stage, { ...options, hint: adjust, keep, cancel, handleName: handle });
  }

  measure(options: Parameters<ToolSurface['measure']>[0]) {
    const { measure, done } = this.words;
    return measureLength(this.#stage, { ...options, hint: measure, cancel: done });
  }

  dispose(): void {
    this.#listening.abort();
    this.#stage.dispose();
  }
}

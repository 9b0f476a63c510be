import type OpenSeadragon from 'openseadragon';
import { fullExtent, type Box } from '../../models/domain/geometry.js';
import { affineScale, invertAffine, transformBox, type Affine } from './affine.js';
import { readTheme, THEME_CSS, type SlideTheme } from '../theme.js';
import { viewportTransform } from './viewport-transform.js';

/** One repaint: a cleared canvas whose unit is the CSS pixel, and where the slide lies under it. */
export interface SyncedFrame {
  /** Scaled so that one unit is one CSS pixel; whoever paints restores what it changes. */
  readonly context: CanvasRenderingContext2D;
  /** Level-0 pixels to CSS pixels. */
  readonly transform: Affine;
  /** CSS pixels per level-0 pixel. */
  readonly scale: number;
  readonly pixelRatio: number;
  /** As it holds where the viewer stands, at this repaint. */
  readonly theme: SlideTheme;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Level-0 box around everything on view; larger than the view where the slide is turned. */
  readonly region: Box;
}

const VIEW_EVENTS = ['update-viewport', 'flip', 'rotate', 'resize', 'full-screen', 'full-page'] as const;

/**
 * A canvas glued to a viewer. Paints right after the viewer has drawn, in the same frame, so that
 * nothing lags behind the slide; `invalidate` and `repaintLater` ask for one more repaint when only the drawing changed.
 * Takes no pointer events. `dispose` removes the canvas and every handler, and may be called twice.
 */
export class ViewportSync {
  readonly canvas: HTMLCanvasElement;
  readonly #viewer: OpenSeadragon.Viewer;
  readonly #image: () => OpenSeadragon.TiledImage | undefined;
  readonly #paint: (frame: SyncedFrame) => void;
  readonly #onView = (): void => this.#repaint();
  readonly #observer: ResizeObserver;
  #request = 0;
  #frameToCome = 0;
  #afterIt: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(
    viewer: OpenSeadragon.Viewer,
    image: () => OpenSeadragon.TiledImage | undefined,
    paint: (frame: SyncedFrame) => void,
  ) {
    this.#viewer = viewer;
    this.#image = image;
    this.#paint = paint;
    this.canvas = viewer.canvas.ownerDocument.createElement('canvas');
    this.canvas.className = 'smear-overlay';
    this.canvas.setAttribute('aria-hidden', 'true');
    this.canvas.style.cssText = `position:absolute;inset:0;width:100%;height:100%;pointer-events:none;${THEME_CSS}`;
    viewer.canvas.append(this.canvas);
    for (const name of VIEW_EVENTS) viewer.addHandler(name, this.#onView);
    this.#observer = new ResizeObserver(() => this.invalidate());
    this.#observer.observe(viewer.canvas);
    this.invalidate();
  }

  /** Level-0 pixels to CSS pixels from the canvas's top left, as drawn now; `undefined` while nothing is open. */
  get transform(): Affine | undefined {
    const image = this.#image();
    return image && this.#viewer.viewport ? readTransform(this.#viewer.viewport, image) : undefined;
  }

  /** Repaints before the browser's next frame; many calls make one repaint. */
  invalidate(): void {
    if (this.#request !== 0 || this.#disposed) return;
    this.#request = requestAnimationFrame(() => this.#repaint());
  }

  /** Repaints after the browser's next frame, unless the viewer moves in it, which repaints anyway: once a frame. */
  repaintLater(): void {
    if (this.#disposed || this.#frameToCome !== 0) return;
    this.#frameToCome = requestAnimationFrame(() => {
      this.#afterIt = setTimeout(() => this.#repaint());
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#forgetRequests();
    this.#observer.disconnect();
    for (const name of VIEW_EVENTS) this.#viewer.removeHandler(name, this.#onView);
    this.canvas.remove();
  }

  #forgetRequests(): void {
    cancelAnimationFrame(this.#request);
    cancelAnimationFrame(this.#frameToCome);
    clearTimeout(this.#afterIt);
    this.#request = this.#frameToCome = 0;
  }

  #repaint(): void {
    this.#forgetRequests();
    if (this.#disposed) return;
    const context = this.canvas.getContext('2d');
    if (!context) return;
    const pixelRatio = window.devicePixelRatio || 1;
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    const pixelWidth = Math.max(1, Math.round(width * pixelRatio));
    const pixelHeight = Math.max(1, Math.round(height * pixelRatio));
    if (this.canvas.width !== pixelWidth || this.canvas.height !== pixelHeight) {
      this.canvas.width = pixelWidth;
      this.canvas.height = pixelHeight;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, pixelWidth, pixelHeight);
    const transform = this.transform;
    const back = transform && invertAffine(transform);
    if (!transform || !back || width === 0 || height === 0) return;
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    this.#paint({
      context,
      transform,
      scale: affineScale(transform),
      pixelRatio,
      theme: readTheme(this.canvas),
      width,
      height,
      region: transformBox(back, fullExtent({ width, height })),
    });
  }
}

function readTransform(viewport: OpenSeadragon.Viewport, image: OpenSeadragon.TiledImage): Affine {
  const bounds = image.getBoundsNoRotate(true);
  const content = image.getContentSize();
  const view = viewport.getBoundsNoRotate(true);
  const container = viewport.getContainerSize();
  return viewportTransform({
    image: { x: bounds.x, y: bounds.y, width: bounds.width },
    content: { width: content.x, height: content.y },
    imageDegrees: image.getRotation(true),
    imageFlipped: image.getFlip(),
    view: { x: view.x, y: view.y, width: view.width },
    viewCentre: viewport.getCenter(true),
    degrees: viewport.getRotation(true),
    flipped: viewport.getFlip(),
    container: { width: container.x, height: container.y },
    margins: viewport.getMargins(),
  });
}

import type OpenSeadragon from 'openseadragon';
import type { Point } from '../../models/domain/geometry.js';

/** Where a viewer looks. */
export interface ViewPlace {
  /** Level-0 pixels. */
  readonly centre: Point;
  /** CSS pixels per level-0 pixel. */
  readonly zoom: number;
}

/** The view as far as its keeping needs it. */
export interface KeptView {
  readonly place: ViewPlace | undefined;
  /** Goes there at once. */
  show(place: ViewPlace): void;
  /** Calls when the view has moved, and whether a person moved it. Returns the function that ends that. */
  follow(onMove: (byHand: boolean) => void): () => void;
}

/** The view of an OpenSeadragon viewer on one of its images. */
export function viewerPlace(
  viewer: OpenSeadragon.Viewer,
  image: () => OpenSeadragon.TiledImage | undefined,
): KeptView {
  return {
    get place() {
      const shown = image();
      if (!shown || viewer.world.getIndexOfItem(shown) < 0) return undefined;
      const { x, y } = shown.viewportToImageCoordinates(viewer.viewport.getCenter(false));
      const zoom = shown.viewportToImageZoom(viewer.viewport.getZoom(false));
      return zoom > 0 && Number.isFinite(x) && Number.isFinite(y) ? { centre: { x, y }, zoom } : undefined;
    },
    show({ centre, zoom }) {
      const shown = image();
      if (!shown) return;
      viewer.viewport.zoomTo(shown.imageToViewportZoom(zoom), undefined, true);
      viewer.viewport.panTo(shown.imageToViewportCoordinates(centre.x, centre.y), true);
    },
    follow(onMove) {
      const onView = (): void => onMove(false);
      const onHand = (): void => onMove(true);
      const hands = ['canvas-press', 'canvas-scroll', 'canvas-key'] as const;
      const views = ['viewport-change', 'animation-finish'] as const;
      for (const view of views) viewer.addHandler(view, onView);
      for (const hand of hands) viewer.addHandler(hand, onHand);
      return () => {
        for (const view of views) viewer.removeHandler(view, onView);
        for (const hand of hands) viewer.removeHandler(hand, onHand);
      };
    },
  };
}

/** Whether what was stored is a place. */
export function isViewPlace(place: unknown): place is ViewPlace {
  const { centre, zoom } = (place ?? {}) as Partial<ViewPlace>;
  return Number.isFinite(centre?.x) && Number.isFinite(centre?.y) && Number.isFinite(zoom) && (zoom ?? 0) > 0;
}

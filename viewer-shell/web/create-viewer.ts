import OpenSeadragon from 'openseadragon';
import { takeViewKeys } from './view-keys.js';

/** Micrometres that one CSS pixel shows when a slide opens: a neutrophil is then about 45 px across. */
const READING_SCALE = 0.28;
const WIDEST_FIELD_UM = 400;

/** The slide's viewer with the shell's manners; its buttons are the page's own. */
export function createViewer(element: HTMLElement): OpenSeadragon.Viewer {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const viewer = OpenSeadragon({
    element,
    // the canvas drawer looks alike on every machine and needs no graphics card
    drawer: 'canvas',
    crossOriginPolicy: 'Anonymous',
    showNavigationControl: false,
    showNavigator: true,
    navigatorPosition: 'BOTTOM_RIGHT',
    navigatorSizeRatio: 0.14,
    navigatorAutoFade: false,
    navigatorOpacity: 1,
    navigatorBorderColor: '#858c99',
    navigatorDisplayRegionColor: '#2459a8',
    navigatorBackground: '#e8e9ec',
    animationTime: still ? 0 : 0.5,
    springStiffness: 8,
    maxZoomPixelRatio: 3,
    minZoomImageRatio: 0.8,
    visibilityRatio: 0.4,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    gestureSettingsPen: { clickToZoom: false, dblClickToZoom: true },
  });
  takeViewKeys(viewer);
  return viewer;
}

/** Shows the middle of the slide at a zoom where cells can be told apart; all of it where no scale is known. */
export function showReadingField(viewer: OpenSeadragon.Viewer, micronsPerPixel: number | undefined): void {
  const image = viewer.world.getItemAt(0);
  if (!image) return;
  const { x: width, y: height } = image.getContentSize();
  if (micronsPerPixel === undefined) {
    viewer.viewport.goHome(true);
    return;
  }
  const fieldUm = Math.min(viewer.element.clientWidth * READING_SCALE, WIDEST_FIELD_UM);
  const field = Math.min(fieldUm / micronsPerPixel, width);
  const tall = (field * viewer.element.clientHeight) / Math.max(1, viewer.element.clientWidth);
  const rectangle = image.imageToViewportRectangle((width - field) / 2, (height - tall) / 2, field, tall);
  viewer.viewport.fitBounds(rectangle, true);
}

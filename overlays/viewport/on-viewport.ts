import type OpenSeadragon from 'openseadragon';
import type { Box, Point } from '../../models/domain/geometry.js';

/**
 * Where a level-0 point of the image lies in viewport coordinates; OpenSeadragon's own conversion does not know that an
 * image may be mirrored itself. `current`: as it is now, and not as it will be when all has come to rest.
 */
export function pointOnViewport(
  image: OpenSeadragon.TiledImage,
  { x, y }: Point,
  current = false,
): OpenSeadragon.Point {
  const shownX = image.getFlip() ? image.getContentSize().x - x : x;
  return image.imageToViewportCoordinates(shownX, y, current);
}

/** The same for a level-0 box. */
export function boxOnViewport(image: OpenSeadragon.TiledImage, box: Box): OpenSeadragon.Rect {
  const minX = image.getFlip() ? image.getContentSize().x - box.maxX : box.minX;
  return image.imageToViewportRectangle(minX, box.minY, box.maxX - box.minX, box.maxY - box.minY);
}

import type { Point } from '../../models/domain/geometry.js';
import { chainAffine, mirrorAround, rotateAround, IDENTITY, type Affine } from './affine.js';

/** Where a viewer stands in this frame, in numbers that every OpenSeadragon from 4 to 6 gives. */
export interface ViewportPose {
  /** The image's place in viewport coordinates, before its own rotation. */
  readonly image: { readonly x: number; readonly y: number; readonly width: number };
  /** Level-0 size of the image, pixels. */
  readonly content: { readonly width: number; readonly height: number };
  readonly imageDegrees: number;
  readonly imageFlipped: boolean;
  /** The part of the viewport plane on view, before rotation. */
  readonly view: { readonly x: number; readonly y: number; readonly width: number };
  readonly viewCentre: Point;
  readonly degrees: number;
  readonly flipped: boolean;
  /** CSS pixels. */
  readonly container: { readonly width: number; readonly height: number };
  readonly margins: { readonly left: number; readonly right: number; readonly top: number };
}

/**
 * Level-0 pixels to CSS pixels from the top left of the viewer's canvas.
 * Follows OpenSeadragon's own order: the image's mirror, place and turn; the view's turn around its centre;
 * zoom and margins; last the mirror of the whole view.
 */
export function viewportTransform(pose: ViewportPose): Affine {
  const imageScale = pose.image.width / pose.content.width;
  const imageHeight = pose.content.height * imageScale;
  const zoom = (pose.container.width - pose.margins.left - pose.margins.right) / pose.view.width;
  const steps: Affine[] = [
    pose.imageFlipped ? mirrorAround(pose.content.width / 2) : IDENTITY,
    { a: imageScale, b: 0, c: 0, d: imageScale, e: pose.image.x, f: pose.image.y },
    rotateAround(pose.imageDegrees, {
      x: pose.image.x + pose.image.width / 2,
      y: pose.image.y + imageHeight / 2,
    }),
    rotateAround(pose.degrees, pose.viewCentre),
    {
      a: zoom,
      b: 0,
      c: 0,
      d: zoom,
      e: pose.margins.left - pose.view.x * zoom,
      f: pose.margins.top - pose.view.y * zoom,
    },
    pose.flipped ? mirrorAround(pose.container.width / 2) : IDENTITY,
  ];
  return steps.reduce(chainAffine);
}

import { SmearError } from '../../models/domain/errors.js';
import type { TileRequest } from '../../models/domain/tile.js';
import type { SlideReader } from './slide-reader.js';

/** A rounding slip of a caller is no mistake. */
const SLACK_PX = 1e-6;

/** Throws `invalid-argument` unless the request is a whole-pixel size over a region inside the slide. */
export function checkRequest(
  request: TileRequest,
  slide: Pick<SlideReader, 'width' | 'height' | 'name'>,
): void {
  const { region, width, height } = request;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new SmearError('invalid-argument', `A tile of ${width} × ${height} pixels cannot be read.`);
  }
  const inside =
    region.minX >= -SLACK_PX &&
    region.minY >= -SLACK_PX &&
    region.maxX <= slide.width + SLACK_PX &&
    region.maxY <= slide.height + SLACK_PX &&
    region.maxX > region.minX &&
    region.maxY > region.minY;
  if (!inside) {
    const box = [region.minX, region.minY, region.maxX, region.maxY].join(', ');
    throw new SmearError(
      'invalid-argument',
      `The region (${box}) does not lie inside “${slide.name}”, which is ${slide.width} × ${slide.height} pixels.`,
    );
  }
}

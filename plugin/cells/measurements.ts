import { polygonArea, polygonMaxDiameter, polygonPerimeter } from '../../models/domain/rings/polygon.js';
import type { Cell } from '../../models/domain/cell.js';

/** Sizes and shape of a cell. What needs a resolution that is not known is absent. */
export interface CellMeasurements {
  readonly areaUm2?: number;
  /** Greatest distance between two points of the outline. */
  readonly maxDiameterUm?: number;
  /** 4π × area over squared perimeter: 1 for a disc, less for anything else. */
  readonly circularity: number;
  /** Of all parts of the nucleus together. */
  readonly nucleusAreaUm2?: number;
  /** Separate parts of the nucleus; absent where it is not known. */
  readonly nucleusLobes?: number;
  /** Area of the nucleus over that of the whole cell, 0 to 1; absent where the nucleus is not known. */
  readonly nucleusCellRatio?: number;
}

/** Measures the outline; `micronsPerPixel` is that of level 0, absent where it is not known. */
export function measureCell(
  cell: Pick<Cell, 'outline' | 'nuclei'>,
  micronsPerPixel?: number,
): CellMeasurements {
  const area = polygonArea(cell.outline);
  const perimeter = polygonPerimeter(cell.outline);
  const lobes = cell.nuclei.length;
  const nucleusArea = lobes > 0 ? cell.nuclei.reduce((sum, part) => sum + polygonArea(part), 0) : undefined;
  return {
    circularity: perimeter > 0 ? Math.min(1, (4 * Math.PI * area) / perimeter ** 2) : 0,
    ...(lobes > 0 ? { nucleusLobes: lobes } : {}),
    ...(nucleusArea !== undefined && area > 0 ? { nucleusCellRatio: Math.min(1, nucleusArea / area) } : {}),
    ...(micronsPerPixel === undefined
      ? {}
      : {
          areaUm2: area * micronsPerPixel ** 2,
          maxDiameterUm: polygonMaxDiameter(cell.outline) * micronsPerPixel,
          ...(nucleusArea === undefined ? {} : { nucleusAreaUm2: nucleusArea * micronsPerPixel ** 2 }),
        }),
  };
}

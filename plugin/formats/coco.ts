import { polygonArea } from '../../models/domain/rings/polygon.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { coarseName } from '../../models/domain/class-name.js';
import { boxHeight, boxWidth } from '../../models/domain/geometry.js';
import type { GeoJsonHeader } from './geojson.js';
import { repairRing } from '../../models/domain/rings/valid-ring.js';

/** What is written beside the cells themselves. */
export interface CocoOptions {
  readonly header: GeoJsonHeader;
  /** Name of the slide's file. */
  readonly image: string;
  readonly classes: readonly CellClass[];
}

/**
 * The cells as one image of a COCO *instances* file (cocodataset.org, "Data format"), in pieces to be written one after
 * another. Level-0 pixels; `area` in squared pixels; `bbox` as `[x, y, width, height]`; `score` is the detection
 * probability. Categories are the pack's classes and any other met, numbered from 1 in that order, the coarse class as
 * `supercategory`. What COCO has no field for rides along: `object_id`, `confirmed`, and who named the cell.
 */
export function* encodeCoco(
  cells: readonly Cell[],
  { header, image, classes }: CocoOptions,
): Generator<string, void, void> {
  const names = [...new Set([...classes, ...cells.map(({ label }) => label)].map(({ name }) => name))];
  const categories = names.map((name, i) => ({ id: i + 1, name, supercategory: coarseName(name) }));
  const categoryOf = new Map(categories.map(({ id, name }) => [name, id]));
  const head = {
    info: {
      description: 'Cells found and reviewed with Smearlens',
      version: header.version,
      smearlens: header,
    },
    licenses: [],
    images: [{ id: 1, file_name: image, width: header.width, height: header.height }],
    categories,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"annotations":[`;
  let number = 0;
  for (const cell of cells) {
    number += 1;
    const annotation = {
      id: number,
      image_id: 1,
      category_id: categoryOf.get(cell.label.name),
      ...encodeShape(cell),
      iscrowd: 0,
      score: rounded(cell.score, 6),
      object_id: cell.id,
      ...(cell.review ? { confirmed: cell.review.confirmed } : {}),
      ...(cell.review?.suggested ? { suggested: cell.review.suggested.name } : {}),
    };
    yield (number === 1 ? '\n' : ',\n') + JSON.stringify(annotation);
  }
  yield '\n]}\n';
}

function encodeShape({ outline, box }: Cell): object {
  const { ring } = repairRing(outline);
  return {
    bbox: [box.minX, box.minY, boxWidth(box), boxHeight(box)].map((value) => rounded(value, 2)),
    segmentation: [[...ring]],
    area: rounded(polygonArea(ring), 2),
  };
}

function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

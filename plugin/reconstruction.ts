import type { Cell } from '../models/domain/cell.js';
import { intersectBoxes, type Box } from '../models/domain/geometry.js';
import { errorMap } from '../models/embedding/error-map.js';
import type { Reconstruction } from './session.js';
import type { SlideReader } from './slide/slide-reader.js';
import { unbalanceTile, type ColourBalancer } from './slide/colour-balance.js';
import type { Analyst } from './worker/analyst.js';

/** Pictures that are read and rebuilt at a time. */
const BATCH = 16;

/**
 * What the models made of each cell that they have described, in the cells' order: the crop of its box, the picture
 * rebuilt from its embedding and the error between them, all of the models' picture size and in the slide's own
 * colours. Cells without an embedding (drawn by hand, or from a file without one) have none.
 * Abort rejects with the signal's reason; further codes as in `SlideReader.read` and `Analyst.rebuild`.
 */
export async function reconstructCells(
  analyst: Analyst,
  balancer: ColourBalancer,
  slide: SlideReader,
  cells: readonly Cell[],
  signal?: AbortSignal,
): Promise<Reconstruction[]> {
  const balance = await balancer.balanceOf(slide, { signal });
  const done: Reconstruction[] = [];
  const described = cells.filter(({ embedding }) => embedding.length > 0);
  for (let start = 0; start < described.length; start += BATCH) {
    const batch = described.slice(start, start + BATCH);
    const size = analyst.info.imageSize;
    const boxes = batch.map((cell) => boxOnSlide(cell.box, slide));
    const [rebuilt, crops] = await Promise.all([
      analyst.rebuild(joinEmbeddings(batch), { signal }),
      Promise.all(boxes.map((region) => slide.read({ region, width: size, height: size }, { signal }))),
    ]);
    batch.forEach((cell, index) => {
      const [box, crop, seen] = [boxes[index], crops[index], rebuilt[index]];
      if (!box || !crop || !seen) return;
      const picture = balance ? unbalanceTile(seen, balance) : seen;
      const error = errorMap(crop, picture);
      done.push({ cellId: cell.id, box, crop, rebuilt: picture, error });
    });
  }
  return done;
}

/** The models saw no more than the slide has. */
function boxOnSlide(box: Box, { width, height }: SlideReader): Box {
  return intersectBoxes(box, { minX: 0, minY: 0, maxX: width, maxY: height }) ?? box;
}

function joinEmbeddings(cells: readonly Cell[]): Float32Array {
  const length = cells[0]?.embedding.length ?? 0;
  const joined = new Float32Array(cells.length * length);
  cells.forEach((cell, index) => joined.set(cell.embedding, index * length));
  return joined;
}

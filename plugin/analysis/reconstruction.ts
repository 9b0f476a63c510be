import type { Reconstruction } from '../../models/domain/reconstruction.js';
import type { Cell } from '../../models/domain/cell.js';
import { fullExtent, intersectBoxes, type Box } from '../../models/domain/geometry.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import { errorMap } from '../../models/embedding/error-map.js';
import type { SlideReader } from '../slide/slide-reader.js';
import {
  balanceTile,
  unbalanceTile,
  type ColourBalance,
  type ColourBalancer,
} from '../stain/colour-balance.js';
import { mixStain, stainMixing, unmixed } from '../../models/encoder/stain-alignment.js';
import type { StainAlignment } from '../../models/pack/pack-manifest.js';
import { cropBox, placeOnSlide } from './cell-crops.js';
import type { InferenceClient } from '../worker/inference-client.js';

/** Pictures that are read and rebuilt at a time. */
const BATCH = 16;

/**
 * What the models made of each cell that they have described, in the cells' order: the crop that they saw (the cell's
 * box, or the wider crop of a second look), the picture rebuilt from its embedding and the error between them, all of
 * the models' picture size and in the slide's own colours. Cells without an embedding (drawn by hand, or from a file
 * without one) have none. `micronsPerPixel` is level 0's.
 * Abort rejects with the signal's reason; further codes as in `SlideReader.read` and `InferenceClient.ask`.
 */
export async function reconstructCells(
  inference: InferenceClient,
  balancer: ColourBalancer,
  slide: SlideReader,
  cells: readonly Cell[],
  { micronsPerPixel, signal }: { readonly micronsPerPixel: number; readonly signal?: AbortSignal },
): Promise<Reconstruction[]> {
  const { imageSize, secondLook } = inference.info;
  const balance = await balancer.balanceOf(slide, { signal });
  const inSlideColours = (tile: RgbaTile): RgbaTile => (balance ? unbalanceTile(tile, balance) : tile);
  const frameOf = ({ box }: Cell): Box =>
    secondLook ? cropBox(box, secondLook, micronsPerPixel) : boxOnSlide(box, slide);
  const readCrop = async (frame: Box): Promise<RgbaTile> => {
    const place = placeOnSlide(frame, imageSize, slide);
    if (!place) return inSlideColours(plainTile(imageSize, secondLook?.outside ?? 255));
    const { region, left, top, width, height } = place;
    const part = await slide.read({ region, width, height }, { signal });
    if (width === imageSize && height === imageSize) return part;
    const crop = inSlideColours(plainTile(imageSize, secondLook?.outside ?? 255));
    for (let row = 0; row < height; row++) {
      const pixels = part.data.subarray(row * width * 4, (row + 1) * width * 4);
      crop.data.set(pixels, ((top + row) * imageSize + left) * 4);
    }
    return crop;
  };

  const done: Reconstruction[] = [];
  const described = cells.filter(({ embedding }) => embedding.length > 0);
  for (let start = 0; start < described.length; start += BATCH) {
    const batch = described.slice(start, start + BATCH);
    const boxes = batch.map(frameOf);
    const [rebuilt, crops] = await Promise.all([
      inference.ask('reconstruct', { embeddings: joinEmbeddings(batch) }, { signal }),
      Promise.all(boxes.map(readCrop)),
    ]);
    batch.forEach((cell, index) => {
      const [box, crop, seen] = [boxes[index], crops[index], rebuilt[index]];
      if (!box || !crop || !seen) return;
      const picture = inSlideColours(
        secondLook?.stain ? inOwnStain(seen, crop, secondLook.stain, balance) : seen,
      );
      done.push({ cellId: cell.id, box, crop, rebuilt: picture, error: errorMap(crop, picture) });
    });
  }
  return done;
}

/** A picture in the encoder's stain in that of the crop it was rebuilt from, which the encoder saw balanced. */
function inOwnStain(
  rebuilt: RgbaTile,
  crop: RgbaTile,
  stain: StainAlignment,
  balance: ColourBalance | undefined,
): RgbaTile {
  const side = crop.width;
  const { data: seen } = balance ? balanceTile(crop, balance) : crop;
  const mixing = stainMixing({ data: seen, side, step: 4 }, stain);
  if (!mixing) return rebuilt;
  const data = rebuilt.data.slice();
  mixStain({ data, side, step: 4 }, unmixed(mixing), stain.glass);
  return { ...rebuilt, data };
}

/** Where the models see a cell's own box, they see no more than the slide has. */
function boxOnSlide(box: Box, { width, height }: SlideReader): Box {
  return intersectBoxes(box, fullExtent({ width, height })) ?? box;
}

function plainTile(side: number, byte: number): RgbaTile {
  const data = new Uint8ClampedArray(side * side * 4).fill(byte);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return { width: side, height: side, data };
}

function joinEmbeddings(cells: readonly Cell[]): Float32Array {
  const length = cells[0]?.embedding.length ?? 0;
  const joined = new Float32Array(cells.length * length);
  cells.forEach((cell, index) => joined.set(cell.embedding, index * length));
  return joined;
}

import { applyAffine } from '../viewport/affine.js';
import type { Frame, Layer } from './layer.js';

const BLOCK_PX = 72;

/** How many cells lie in each block of the screen: what is left to show once even dots run together. */
export class CountLayer implements Layer {
  paint(frame: Frame): void {
    const { context, theme } = frame;
    context.save();
    context.font = `600 11px ${theme.fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (const { x, y, count } of countBlocks(frame)) {
      const text = String(count);
      const radius = Math.max(10, context.measureText(text).width / 2 + 6);
      context.beginPath();
      context.roundRect(x - radius, y - 10, radius * 2, 20, 10);
      context.fillStyle = theme.note;
      context.fill();
      context.fillStyle = theme.noteText;
      context.fillText(text, x, y + 0.5);
    }
    context.restore();
  }

  dispose(): void {
    // Nothing is kept between frames.
  }
}

/** One entry per block that holds cells, at the middle of its cells, CSS pixels. */
function countBlocks(frame: Frame): { x: number; y: number; count: number }[] {
  // Blocks are anchored on the slide, so that the numbers move with it and do not flicker while panning.
  const side = 2 ** Math.ceil(Math.log2(BLOCK_PX / frame.scale));
  const blocks = new Map<string, { x: number; y: number; count: number }>();
  for (const cell of frame.cells) {
    const x = (cell.box.minX + cell.box.maxX) / 2;
    const y = (cell.box.minY + cell.box.maxY) / 2;
    const key = `${Math.floor(x / side)},${Math.floor(y / side)}`;
    const block = blocks.get(key) ?? { x: 0, y: 0, count: 0 };
    blocks.set(key, { x: block.x + x, y: block.y + y, count: block.count + 1 });
  }
  return [...blocks.values()].map(({ x, y, count }) => ({
    ...applyAffine(frame.transform, { x: x / count, y: y / count }),
    count,
  }));
}

import { applyAffine } from '../viewport/affine.js';
import { CountGrid, powerOfTwo, type CountedBlock } from '../crowd/count-grid.js';
import type { SyncedFrame } from '../viewport/viewport-sync.js';
import type { Frame } from './layer.js';

const BLOCK_PX = 72;

/** How many cells lie in each block of the screen: what is left to show once even dots run together. */
export class CountLayer {
  /** `blocks`: those of the whole slide where they are known, so that the cells on view need not be gone through. */
  paint(frame: Frame | (SyncedFrame & { readonly blocks: (side: number) => readonly CountedBlock[] })): void {
    const { context, theme, scale, transform } = frame;
    context.save();
    context.font = `600 11px ${theme.fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const side = BLOCK_PX / scale;
    for (const { shown, ...middle } of 'blocks' in frame ? frame.blocks(side) : blocksOf(frame, side)) {
      if (shown === 0) continue;
      const { x, y } = applyAffine(transform, middle);
      const text = String(shown);
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
}

function blocksOf({ cells, region }: Frame, side: number): CountedBlock[] {
  const grid = new CountGrid(powerOfTwo(side));
  for (const { box } of cells) grid.add((box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2, true);
  return [...grid.blocks(region, side)];
}

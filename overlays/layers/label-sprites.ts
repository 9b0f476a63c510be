import type { CellClass } from '../../models/domain/cell.js';
import { boxHeight, boxWidth, type Box } from '../../models/domain/geometry.js';
import { counterColor, cssColor } from './colormap.js';
import type { SlideTheme } from '../theme.js';
import type { Frame } from './layer.js';

/** Width of the rim that sets bare letters off from any stain, CSS pixels. */
const RIM_PX = 2.5;
/** Room around a label for its rim or edge, CSS pixels. */
const AROUND_PX = 2;
/** A few for each class and size; a theme that changes without end does not fill the memory. */
const MOST_SPRITES = 400;

/** How the letters of a label look. */
export interface LabelStyle {
  readonly letterPx: number;
  /** Without a plate. */
  readonly isBare: boolean;
}

/** Labels drawn once each and copied to every cell that has them: letters cost far more than a copy. */
export class LabelSprites {
  readonly #sprites = new Map<string, ImageBitmap>();

  /** Draws the label of a class into the box, CSS pixels; all boxes of a label have one size. */
  draw(frame: Frame, label: CellClass, style: LabelStyle, box: Box): void {
    const { context, pixelRatio, theme } = frame;
    const { fontFamily, letter, letterEdge } = theme;
    const look = style.isBare ? [letter, letterEdge] : label.color;
    const key = [label.code, style.letterPx, pixelRatio, fontFamily, ...look].join('|');
    const [width, height] = [boxWidth(box) + 2 * AROUND_PX, boxHeight(box) + 2 * AROUND_PX];
    let sprite = this.#sprites.get(key);
    if (!sprite) {
      if (this.#sprites.size >= MOST_SPRITES) this.#sprites.clear();
      const canvas = new OffscreenCanvas(Math.ceil(width * pixelRatio), Math.ceil(height * pixelRatio));
      drawOn(canvas, { label, style, theme, pixelRatio, width, height });
      // A canvas may change, so that each copy of it costs a look at it; a bitmap cannot.
      sprite = canvas.transferToImageBitmap();
      this.#sprites.set(key, sprite);
    }
    // On whole pixels of the screen, where letters stay sharp.
    const at = (place: number): number => Math.round((place - AROUND_PX) * pixelRatio) / pixelRatio;
    context.drawImage(
      sprite,
      at(box.minX),
      at(box.minY),
      sprite.width / pixelRatio,
      sprite.height / pixelRatio,
    );
  }

  clear(): void {
    this.#sprites.clear();
  }
}

export function fontOf(letterPx: number, { fontFamily }: SlideTheme): string {
  return `600 ${letterPx}px ${fontFamily}`;
}

interface SpriteLook {
  readonly label: CellClass;
  readonly style: LabelStyle;
  readonly theme: SlideTheme;
  readonly pixelRatio: number;
  readonly width: number;
  readonly height: number;
}

function drawOn(canvas: OffscreenCanvas, look: SpriteLook): void {
  const { label, style, theme, pixelRatio, width, height } = look;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(pixelRatio, pixelRatio);
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  context.font = fontOf(style.letterPx, theme);
  const [x, y] = [width / 2, height / 2 + 0.5];
  if (style.isBare) {
    // Dark rimmed with light, whatever the class's colour: its line around the cell has that.
    context.lineJoin = 'round';
    context.lineWidth = RIM_PX;
    context.strokeStyle = theme.letterEdge;
    context.strokeText(label.code, x, y);
    context.fillStyle = theme.letter;
  } else {
    const counter = counterColor(label.color);
    context.beginPath();
    context.roundRect(AROUND_PX, AROUND_PX, width - 2 * AROUND_PX, height - 2 * AROUND_PX, 4);
    context.fillStyle = cssColor(label.color);
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = cssColor(counter, 0.5);
    context.stroke();
    context.fillStyle = cssColor(counter);
  }
  context.fillText(label.code, x, y);
}

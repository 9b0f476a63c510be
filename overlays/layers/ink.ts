import type { Point } from '../../models/domain/geometry.js';
import type { SyncedFrame } from '../viewport/viewport-sync.js';

/** What inks draw on and with. */
export type Inks = Pick<SyncedFrame, 'context' | 'theme'>;

/** A light line with dark edges: seen on any stain, whatever the colour of the class. */
export function strokeTwice(
  { context, theme }: Inks,
  path: Path2D,
  width: number,
  dash: readonly number[] = [],
): void {
  context.save();
  context.lineCap = dash.length > 0 ? 'butt' : 'square';
  context.lineJoin = 'round';
  context.lineWidth = width + 2;
  context.strokeStyle = theme.lineEdge;
  context.stroke(path);
  context.setLineDash([...dash]);
  context.lineWidth = width;
  context.strokeStyle = theme.line;
  context.stroke(path);
  context.restore();
}

/** A round handle; the one that is held is larger and has a dark middle. CSS pixels. */
export function drawHandle({ context, theme }: Inks, { x, y }: Point, isHeld: boolean): void {
  context.save();
  context.beginPath();
  context.arc(x, y, isHeld ? 8 : 5, 0, Math.PI * 2);
  context.fillStyle = theme.line;
  context.fill();
  context.lineWidth = isHeld ? 3 : 1.5;
  context.strokeStyle = theme.lineEdge;
  context.stroke();
  if (isHeld) {
    context.beginPath();
    context.arc(x, y, 3, 0, Math.PI * 2);
    context.fillStyle = theme.lineEdge;
    context.fill();
  }
  context.restore();
}

/** Text on a plate with its middle at `place`, kept inside the view. CSS pixels. */
export function drawPlate(
  { context, theme, width, height }: Inks & Pick<SyncedFrame, 'width' | 'height'>,
  text: string,
  place: Point,
  fontPx: number,
): void {
  context.save();
  context.font = `600 ${fontPx}px ${theme.fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const halfWidth = context.measureText(text).width / 2 + fontPx * 0.5;
  const halfHeight = fontPx * 0.85;
  const x = Math.min(width - halfWidth - 4, Math.max(halfWidth + 4, place.x));
  const y = Math.min(height - halfHeight - 4, Math.max(halfHeight + 4, place.y));
  context.beginPath();
  context.roundRect(x - halfWidth, y - halfHeight, halfWidth * 2, halfHeight * 2, 5);
  context.fillStyle = theme.note;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = theme.noteEdge;
  context.stroke();
  context.fillStyle = theme.noteText;
  context.fillText(text, x, y + 0.5);
  context.restore();
}

/** What 13 CSS pixels of text are in a document whose reader has asked for larger text. */
export function textPx(element: Element, px = 13): number {
  const root = parseFloat(getComputedStyle(element.ownerDocument.documentElement).fontSize);
  return (px * (root > 0 ? root : 16)) / 16;
}

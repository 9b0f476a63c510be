import type { CellClass } from '../../../models/domain/cell.js';
import type { Point } from '../../../models/domain/geometry.js';
import type { Rgb } from '../../../overlays/layers/colormap.js';
import type { MapPoints, MapView } from '../../neighbours/map-points.js';
import { paintPoints } from '../../neighbours/paint-points.js';
import { mapInks, mapKinds } from './map-inks.js';

/** What is painted of a map. */
export interface MapPicture {
  readonly points: MapPoints;
  readonly view: MapView;
  /** All that a cell can be called, with the colours in use here. */
  readonly kinds: readonly CellClass[];
  /** Rows of the chosen cell and of the one pointed at. */
  readonly selected: number | undefined;
  readonly hovered: number | undefined;
  /** Places on the map around which a line is being dragged. */
  readonly lasso: readonly Point[];
}

/** Paints the map over the whole canvas, as sharp as the screen is; nothing while the canvas has no size. */
export function paintMap(canvas: HTMLCanvasElement, picture: MapPicture): void {
  const { points, view, kinds } = picture;
  const context = canvas.getContext('2d');
  if (!context || canvas.clientWidth === 0) return;
  const ratio = window.devicePixelRatio || 1;
  const side = Math.round(canvas.clientWidth * ratio);
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const style = getComputedStyle(canvas);
  const [ground, text] = [readColour(style.backgroundColor), readColour(style.color)];
  const image = context.createImageData(side, side);
  const { x, y, zoom } = view;
  // As `placeOnScreen` has it, without an object for each of a hundred thousand points.
  const places = points.places.map((value, i) => ((value - (i % 2 === 0 ? x : y)) * zoom + 0.5) * side);
  paintPoints(
    { pixels: new Uint32Array(image.data.buffer), width: side, height: side },
    { places, shapes: points.shapes, colours: points.colours, states: points.states },
    mapInks(mapKinds(kinds), ground, text),
    pointSize(points.ids.length, zoom, ratio),
  );
  context.putImageData(image, 0, 0);
  context.strokeStyle = style.color;
  context.lineWidth = 2 * ratio;
  paintRings(context, places, picture, ratio);
  paintLasso(context, picture, side, ratio);
}

/** From the map to a square of that side. */
export function placeOnScreen(view: MapView, { x, y }: Point, side: number): Point {
  return { x: ((x - view.x) * view.zoom + 0.5) * side, y: ((y - view.y) * view.zoom + 0.5) * side };
}

function paintRings(
  context: CanvasRenderingContext2D,
  places: ArrayLike<number>,
  { points, selected, hovered }: MapPicture,
  ratio: number,
): void {
  for (const row of [selected, hovered]) {
    if (row === undefined || points.states[row] === 0) continue;
    const radius = (row === hovered ? 6 : 9) * ratio;
    context.beginPath();
    context.arc(places[row * 2] ?? 0, places[row * 2 + 1] ?? 0, radius, 0, Math.PI * 2);
    context.stroke();
  }
}

function paintLasso(
  context: CanvasRenderingContext2D,
  { lasso, view }: MapPicture,
  side: number,
  ratio: number,
): void {
  if (lasso.length < 2) return;
  context.beginPath();
  for (const place of lasso) {
    const { x, y } = placeOnScreen(view, place, side);
    context.lineTo(x, y);
  }
  context.closePath();
  context.setLineDash([6 * ratio, 4 * ratio]);
  context.stroke();
  context.setLineDash([]);
}

/** Odd, in pixels of the canvas: smaller where there are many, larger again when they are looked at closely. */
function pointSize(count: number, zoom: number, ratio: number): number {
  const base = count > 20_000 ? 3 : count > 3000 ? 5 : 7;
  const size = Math.min(9, base + 2 * Math.floor(Math.log2(zoom))) * Math.min(2, ratio);
  return 2 * Math.floor(size / 2) + 1;
}

/** Any CSS colour as the browser paints it. */
function readColour(colour: string): Rgb {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return [255, 255, 255];
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

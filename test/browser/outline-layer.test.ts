import type { Polygon } from '../../models/domain/rings/polygon.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { Frame } from '../../overlays/layers/layer.js';
import { OutlineLayer } from '../../overlays/layers/outline-layer.js';
import { assert } from './assert.js';

const square = (x: number, y: number, side: number): Polygon =>
  Float64Array.of(x, y, x + side, y, x + side, y + side, x, y + side);

const CELL: Cell = {
  id: 'a',
  box: { minX: 20, minY: 20, maxX: 180, maxY: 180 },
  outline: square(20, 20, 160),
  nuclei: [square(50, 60, 40), square(120, 60, 30)],
  score: 1,
  label: { name: 'Neutrophil', code: 'N', color: [0, 114, 178] },
  probabilities: Float32Array.of(1),
  embedding: new Float32Array(50),
  reconstructionError: 0,
};

/** Whether the layer left its colour near each of the places (level-0 pixels) when it painted the cell. */
function paintedAt(scale: number, places: readonly (readonly [number, number])[]): boolean[] {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 400;
  const context = canvas.getContext('2d');
  assert(context, 'a canvas to draw on');
  const transform = { a: scale, b: 0, c: 0, d: scale, e: 0, f: 0 };
  const look = (label: CellClass): CellClass => label;
  const frame = {
    look,
    context,
    transform,
    scale,
    cells: [CELL],
    onView: 1,
    width: 400,
    height: 400,
  } as unknown as Frame;
  new OutlineLayer(() => 'confirmed').paint(frame);
  return places.map(([x, y]) => {
    const { data } = context.getImageData(x * scale - 1, y * scale - 1, 3, 3);
    return Array.from({ length: 9 }, (_, i) => data.slice(i * 4, i * 4 + 4)).some(
      ([red = 0, , blue = 0, alpha = 0]) => alpha > 100 && blue > red + 60,
    );
  });
}

describe('the outlines of cells', () => {
  const edges = [
    [20, 100],
    [50, 80],
    [120, 75],
  ] as const;
  const between = [105, 75] as const;

  it('show each lobe of the nucleus in a cell that is large enough', () => {
    const [cell, first, second, gap] = paintedAt(1, [...edges, between]);
    assert(cell && first && second, 'cell and both lobes are outlined');
    assert(!gap, 'nothing is drawn between the lobes');
  });

  it('show the cell alone where it is small', () => {
    const [cell, first, second] = paintedAt(0.2, edges);
    assert(cell, 'the cell is outlined');
    assert(!first && !second, 'its nucleus is not');
  });
});

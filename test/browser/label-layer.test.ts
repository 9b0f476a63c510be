import type { Cell, CellClass } from '../../models/domain/cell.js';
import { LabelLayer } from '../../overlays/layers/label-layer.js';
import type { Frame } from '../../overlays/layers/layer.js';
import { readTheme, THEME_CSS } from '../../overlays/theme.js';
import { assert, assertEqual } from './assert.js';

const NEUTROPHIL: CellClass = { name: 'Neutrophil', code: 'N', color: [0, 114, 178] };
const ERYTHROBLAST: CellClass = { name: 'Erythroblast', code: 'NRBC', color: [86, 180, 233] };

function cell(id: string, x: number, y: number, label: CellClass): Cell {
  const box = { minX: x, minY: y, maxX: x + 100, maxY: y + 100 };
  return {
    id,
    box,
    outline: Float64Array.of(x, y, x + 100, y, x + 100, y + 100, x, y + 100),
    nuclei: [],
    score: 1,
    label,
    probabilities: Float32Array.of(1),
    embedding: new Float32Array(50),
    reconstructionError: 0,
  };
}

/** The letters painted, each with the height of its type in CSS pixels. */
function lettersAt(scale: number, cells: readonly Cell[]): [string, number][] {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 400;
  canvas.style.cssText = THEME_CSS;
  document.body.append(canvas);
  const theme = readTheme(canvas);
  canvas.remove();
  const context = canvas.getContext('2d');
  assert(context, 'a canvas to draw on');
  const letters: [string, number][] = [];
  // A label is written once and then copied to its cells.
  const written = new Map<unknown, [string, number]>();
  const { fillText } = OffscreenCanvasRenderingContext2D.prototype;
  OffscreenCanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    written.set(this.canvas, [text, Number(/([\d.]+)px/.exec(this.font)?.[1])]);
    fillText.call(this, text, x, y);
  };
  const { transferToImageBitmap } = OffscreenCanvas.prototype;
  OffscreenCanvas.prototype.transferToImageBitmap = function () {
    const bitmap = transferToImageBitmap.call(this);
    written.set(bitmap, written.get(this) ?? ['', NaN]);
    return bitmap;
  };
  context.drawImage = (label: CanvasImageSource): void => {
    letters.push(written.get(label) ?? ['', NaN]);
  };
  const transform = { a: scale, b: 0, c: 0, d: scale, e: 0, f: 0 };
  const look = (label: CellClass): CellClass => label;
  const frame = {
    look,
    context,
    transform,
    scale,
    cells,
    onView: cells.length,
    pixelRatio: 1,
    theme,
    width: 400,
    height: 400,
  };
  new LabelLayer().paint(frame as unknown as Frame);
  return letters.sort(([one], [other]) => one.localeCompare(other));
}

describe('the codes beside the cells', () => {
  const two = [cell('a', 500, 500, NEUTROPHIL), cell('b', 1500, 1500, ERYTHROBLAST)];

  it('stand beside cells of reading size and, smaller, beside small ones: colour is never alone', () => {
    const codes = (scale: number): string[] => lettersAt(scale, two).map(([code]) => code);
    assertEqual(codes(0.25), ['N', 'NRBC'], '25 px across');
    assertEqual(codes(0.1), ['N', 'NRBC'], '10 px across');
    const [[, large] = ['', 0]] = lettersAt(0.25, two);
    const [[, small] = ['', 0]] = lettersAt(0.1, two);
    assert(small < large && small >= 9, `${small} px beside ${large} px`);
  });

  it('are of one style on the whole view, whatever the size of single cells', () => {
    const small = { ...cell('c', 700, 200, NEUTROPHIL), box: { minX: 700, minY: 200, maxX: 760, maxY: 260 } };
    const mixed = [cell('a', 200, 200, NEUTROPHIL), cell('b', 500, 900, ERYTHROBLAST), small];
    for (const scale of [0.3, 0.18]) {
      const heights = new Set(lettersAt(scale, mixed).map(([, height]) => height));
      assertEqual(lettersAt(scale, mixed).length, 3, `at ${scale}`);
      assertEqual(heights.size, 1, `one height of letters at ${scale}`);
    }
  });

  it('vanish where they would be larger than what they name', () => {
    assertEqual(lettersAt(0.05, two), [], '5 px across');
  });

  it('stand beside no small cell where there are so many that letters would hide the slide', () => {
    const crowd = Array.from({ length: 1000 }, (_, i) =>
      cell(String(i), (i % 40) * 100, Math.floor(i / 40) * 100, NEUTROPHIL),
    );
    assertEqual(lettersAt(0.1, crowd), [], 'a thousand cells of 10 px');
  });
});

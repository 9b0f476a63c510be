import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Detection } from '../../../../models/detector/detector.js';
import { foundOutlines, nameCells } from '../../../../plugin/analysis/found-cells.js';
import { labelCell } from '../../../../plugin/cells/label-cell.js';
import { packOutlines, packReadings } from '../../../../plugin/worker/pack-findings.js';

const CLASSES = [
  'Neutrophil',
  'Neutrophil: Band',
  'Neutrophil: Segmented',
  'Eosinophil',
  'Immature granulocyte',
  'Immature granulocyte: Myelocyte',
].map((name) => ({ name, code: name, color: [0, 0, 0] }) as const);

const TILE = { region: { minX: 1000, minY: 2000, maxX: 1512, maxY: 2512 }, width: 256, height: 256 };

const square = (x: number, y: number, side: number): Float64Array =>
  Float64Array.of(x, y, x + side, y, x + side, y + side, x, y + side);

const detection = (x: number, nuclei: readonly Float64Array[]): Detection => ({
  box: { minX: x, minY: 10, maxX: x + 40, maxY: 50 },
  outline: square(x, 10, 40),
  nuclei,
  score: 0.9,
});

/** What the models said of three cells, once across threads and back. */
function find(novelties?: Float32Array<ArrayBuffer>, noveltyThreshold?: number) {
  const detections = [
    detection(0, [square(5, 15, 10), square(20, 15, 8), square(5, 30, 6)]),
    detection(50, []),
    detection(100, [square(105, 15, 20)]),
  ];
  const embedded = { embeddings: new Float32Array(150), errors: Float32Array.of(0.01, 0.02, 0.03) };
  const row = [0.75, 0.125, 0.625, 0.25, 0, 0];
  const readings = packReadings(embedded, Float32Array.from([row, row, row].flat()), { novelties });
  const outlines = foundOutlines(structuredClone(packOutlines(detections)), TILE);
  return nameCells(outlines, structuredClone(readings), { classes: CLASSES, noveltyThreshold });
}

describe('the cells of a tile', () => {
  it('keep every lobe of their own nucleus, in level-0 pixels', () => {
    const cells = find();
    assert.deepEqual(
      cells.map(({ nuclei }) => nuclei.length),
      [3, 0, 1],
    );
    assert.deepEqual(cells[0]?.nuclei[1], square(1040, 2030, 16));
    assert.deepEqual(cells[2]?.nuclei[0], square(1210, 2030, 40));
  });

  it('carry their novelty, and are unknown above the pack’s threshold with their probabilities still given', () => {
    const [usual, strange] = find(Float32Array.of(2.5, 3.5, 3), 3);
    assert.deepEqual([usual?.label.name, usual?.novelty], ['Neutrophil: Segmented', 2.5]);
    assert.deepEqual([strange?.label.name, strange?.novelty], ['Unknown', 3.5]);
    assert.equal(strange?.probabilities[0], 0.75);
  });

  it('have no novelty where the pack cannot say', () => {
    assert.ok(find().every((cell) => !('novelty' in cell) && cell.label.name === 'Neutrophil: Segmented'));
  });
});

describe('the name of a cell', () => {
  const nameOf = (probabilities: readonly number[], fitsNothing = false): string =>
    labelCell(probabilities, CLASSES, fitsNothing).name;

  it('is the likeliest coarse class, though a single finer one of another may be likelier', () => {
    assert.equal(nameOf([0.55, 0.3, 0.25, 0, 0.45, 0.45]), 'Neutrophil');
  });

  it('is a finer one from seven tenths of the coarse probability on', () => {
    assert.equal(nameOf([0.5, 0.35, 0.15, 0.25, 0.25, 0.25]), 'Neutrophil: Band');
    assert.equal(nameOf([0.5, 0.345, 0.155, 0.25, 0.25, 0.25]), 'Neutrophil');
    assert.equal(nameOf([0.1, 0.1, 0, 0.1, 0.8, 0.8]), 'Immature granulocyte: Myelocyte');
  });

  it('is that of its class where there is none finer', () => {
    assert.equal(nameOf([0.1, 0, 0.1, 0.9, 0, 0]), 'Eosinophil');
  });

  it('is taken from what is listed where a finer class has no coarse one', () => {
    assert.equal(labelCell([0.4, 0.6], CLASSES.slice(1, 3), false).name, 'Neutrophil: Segmented');
  });

  it('is the pack’s own word for the unknown where it has one', () => {
    const own = { name: 'Unknown', code: 'U', color: [1, 2, 3] } as const;
    assert.equal(labelCell([1, 0], [CLASSES[3] as never, own], true), own);
    assert.deepEqual([nameOf([1, 0, 1, 0, 0, 0], true), labelCell([], [], false).code], ['Unknown', '?']);
  });
});

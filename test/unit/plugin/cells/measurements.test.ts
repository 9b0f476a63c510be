import type { Polygon } from '../../../../models/domain/rings/polygon.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import { countDifferential } from '../../../../plugin/count/differential.js';
import { measureCell } from '../../../../plugin/cells/measurements.js';

function ellipse(x: number, y: number, radiusX: number, radiusY = radiusX): Polygon {
  return Float64Array.from({ length: 400 }, (_, i) => {
    const angle = ((i >> 1) / 200) * 2 * Math.PI;
    return i % 2 === 0 ? x + Math.cos(angle) * radiusX : y + Math.sin(angle) * radiusY;
  });
}

function isAbout(actual: number | undefined, expected: number, share = 0.005): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= share * expected,
    `${actual} ≠ ${expected}`,
  );
}

describe('the measurements of a cell', () => {
  it('are those of a disc of 12 µm with a nucleus of half its diameter', () => {
    const cell = { outline: ellipse(300, 300, 60), nuclei: [ellipse(310, 300, 30)] };
    const measured = measureCell(cell, 0.1);
    isAbout(measured.areaUm2, Math.PI * 36);
    isAbout(measured.maxDiameterUm, 12);
    isAbout(measured.circularity, 1);
    isAbout(measured.nucleusAreaUm2, Math.PI * 9);
    isAbout(measured.nucleusCellRatio, 0.25);
    assert.equal(measured.nucleusLobes, 1);
  });

  it('take the lobes of a nucleus together, and say how many there are', () => {
    const nuclei = [ellipse(270, 300, 20), ellipse(320, 300, 15), ellipse(300, 330, 10)];
    const measured = measureCell({ outline: ellipse(300, 300, 60), nuclei }, 0.1);
    isAbout(measured.nucleusAreaUm2, Math.PI * (4 + 2.25 + 1));
    isAbout(measured.nucleusCellRatio, (400 + 225 + 100) / 3600);
    assert.equal(measured.nucleusLobes, 3);
  });

  it('show a long cell to be less round', () => {
    assert.ok(measureCell({ outline: ellipse(0, 0, 60, 20), nuclei: [] }).circularity < 0.7);
  });

  it('do not change with where the slide’s pixels put the cell', () => {
    const far = measureCell({ outline: ellipse(98_765.4, 87_654.3, 60, 50), nuclei: [] }, 0.1);
    const near = measureCell({ outline: ellipse(100, 100, 60, 50), nuclei: [] }, 0.1);
    isAbout(far.areaUm2, near.areaUm2 ?? 0, 1e-6);
  });
});

describe('the differential', () => {
  const kinds = ['Neutrophil', 'Lymphocyte', 'Erythroblast'].map(
    (name) => ({ name, code: name, color: [0, 0, 0] }) as const,
  );
  const cells = (name: string, count: number, score = 0.9) =>
    Array.from(
      { length: count },
      () => ({ label: { name, code: '', color: [0, 0, 0] }, score }) as unknown as Cell,
    );

  it('gives shares of the leukocytes, and erythroblasts to a hundred of them', () => {
    const found = [...cells('Neutrophil', 60), ...cells('Lymphocyte', 20), ...cells('Erythroblast', 4)];
    const { rows, leukocytes, total } = countDifferential(found, kinds, 0.5);
    assert.deepEqual([leukocytes, total], [80, 84]);
    assert.deepEqual(
      rows.map(({ count, share, perHundredLeukocytes }) => [count, share, perHundredLeukocytes]),
      [
        [60, 0.75, undefined],
        [20, 0.25, undefined],
        [4, undefined, 5],
      ],
    );
  });

  it('counts only from the threshold on', () => {
    const found = [...cells('Neutrophil', 3, 0.5), ...cells('Neutrophil', 5, 0.49)];
    assert.equal(countDifferential(found, kinds, 0.5).total, 3);
  });

  it('puts finer kinds under their coarse one, which counts them too', () => {
    const fine = [
      ...['Neutrophil', 'Neutrophil: Band', 'Neutrophil: Segmented', 'Lymphocyte'],
      'Immature granulocyte: Myelocyte',
    ].map((name) => ({ name, code: name, color: [0, 0, 0] }) as const);
    const found = [
      ...cells('Neutrophil', 3),
      ...cells('Neutrophil: Segmented', 4),
      ...cells('Immature granulocyte: Myelocyte', 1),
      ...cells('Unknown', 2),
    ];
    const { rows, leukocytes, total } = countDifferential(found, fine, 0.5);
    assert.deepEqual([leukocytes, total], [8, 10]);
    assert.deepEqual(
      rows.map(({ label, count, finer }) => [
        label.name,
        count,
        finer.map((kind) => [kind.label.name, kind.count, kind.share]),
      ]),
      [
        ['Neutrophil', 7, [['Neutrophil: Segmented', 4, 0.5]]],
        ['Lymphocyte', 0, []],
        ['Immature granulocyte', 1, [['Immature granulocyte: Myelocyte', 1, 0.125]]],
        ['Unknown', 2, []],
      ],
    );
    assert.equal(
      rows.reduce((sum, { count }) => sum + count, 0),
      total,
    );
  });

  it('shows no shares where there is no leukocyte', () => {
    const { rows } = countDifferential([], kinds, 0.5);
    assert.deepEqual(
      rows.map(({ count, share }) => [count, share]),
      [
        [0, undefined],
        [0, undefined],
        [0, undefined],
      ],
    );
  });
});

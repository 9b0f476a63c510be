import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell } from '../../../../models/domain/cell.js';
import { DOUBTFUL, ReviewPriority } from '../../../../plugin/review/review-priority.js';

const CLASSES = ['Neutrophil', 'Lymphocyte', 'Blast'].map(
  (name) => ({ name, code: name, color: [0, 0, 0] }) as const,
);
const LIMIT = 0.1;
const priority = new ReviewPriority({
  classes: CLASSES,
  doubt: { doubtful: LIMIT },
  noveltyThreshold: 1,
  reconstruction: { mean: 0.01, std: 0.01 },
});

function cell(doubt: number, changes: Partial<Cell> = {}): Cell {
  return {
    id: 'cell',
    box: { minX: 0, minY: 0, maxX: 1, maxY: 1 },
    outline: new Float64Array(),
    nuclei: [],
    score: 0.99,
    label: CLASSES[0] as Cell['label'],
    probabilities: Float32Array.of(0.55, 0.4, 0.05),
    embedding: new Float32Array(50),
    reconstructionError: 0.2,
    novelty: 3,
    doubt,
    ...changes,
  };
}

describe('where the models state their doubt', () => {
  it('a cell is doubtful above its limit and not below, whatever else looks strange about it', () => {
    for (const doubt of [0, 0.05, LIMIT]) assert.ok(priority.of(cell(doubt)) < DOUBTFUL, `${doubt}`);
    for (const doubt of [LIMIT + 0.001, 0.5, 1]) assert.ok(priority.of(cell(doubt)) >= DOUBTFUL, `${doubt}`);
  });

  it('cells are reviewed in the order of doubt', () => {
    const priorities = [0, 0.02, 0.09, 0.11, 0.3, 0.9].map((doubt) => priority.of(cell(doubt)));
    assert.deepEqual(
      priorities,
      [...priorities].sort((a, b) => a - b),
    );
  });

  it('a cell that they are sure of has no reason beside it, and one that they doubt always has one', () => {
    assert.deepEqual(priority.reasons(cell(0.05)), []);
    assert.ok(priority.reasons(cell(0.5)).length > 0);
    const plain = cell(0.5, {
      probabilities: Float32Array.of(0.98, 0.01, 0.01),
      novelty: 0,
      reconstructionError: 0.01,
    });
    assert.deepEqual(priority.reasons(plain), [{ kind: 'unlike' }]);
  });
});

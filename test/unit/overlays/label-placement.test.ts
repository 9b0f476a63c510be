import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { boxWidth, intersectBoxes, type Box } from '../../../models/domain/geometry.js';
import { placeLabels, type LabelRequest } from '../../../overlays/layers/label-placement.js';

const view: Box = { minX: 0, minY: 0, maxX: 800, maxY: 600 };

const cellAt = (x: number, y: number, size: number): Box => ({
  minX: x,
  minY: y,
  maxX: x + size,
  maxY: y + size,
});

const request = (id: string, anchor: Box, first = false): LabelRequest => ({
  id,
  anchor,
  width: 20,
  height: 16,
  first,
});

describe('labels beside cells', () => {
  it('never cover a cell or each other, and stay on the screen, however the cells lie', () => {
    const anyCell = fc.tuple(
      fc.integer({ min: -30, max: 800 }),
      fc.integer({ min: -30, max: 600 }),
      fc.integer({ min: 20, max: 90 }),
    );
    fc.assert(
      fc.property(fc.array(anyCell, { maxLength: 60 }), (places) => {
        const cells = places.map(([x, y, size]) => cellAt(x, y, size));
        const placed = placeLabels(
          cells.map((cell, i) => request(String(i), cell)),
          cells,
          view,
        );
        for (const [i, { box }] of placed.entries()) {
          assert.ok(cells.every((cell) => !intersectBoxes(cell, box)));
          assert.ok(placed.every((other, j) => i === j || !intersectBoxes(other.box, box)));
          assert.equal(boxWidth(intersectBoxes(box, view) ?? view), boxWidth(box));
        }
      }),
    );
  });

  it('stand above their cell where there is room', () => {
    const cell = cellAt(100, 100, 40);
    const [label] = placeLabels([request('a', cell)], [cell], view);
    assert.ok(label && label.box.maxY <= cell.minY);
    assert.equal((label.box.minX + label.box.maxX) / 2, 120);
  });

  it('go below at the upper edge of the screen', () => {
    const cell = cellAt(100, 2, 40);
    const [label] = placeLabels([request('a', cell)], [cell], view);
    assert.ok(label && label.box.minY >= cell.maxY);
  });

  it('are left out where there is no room at all', () => {
    const crowd = Array.from({ length: 400 }, (_, i) => cellAt((i % 20) * 40, Math.floor(i / 20) * 40, 40));
    const middle = cellAt(400, 280, 40);
    assert.deepEqual(placeLabels([request('a', middle)], crowd, view), []);
  });

  it('give the chosen cell its place before all others', () => {
    const cells = [cellAt(100, 100, 40), cellAt(100, 166, 40)];
    const blocked = [
      ...cells,
      cellAt(60, 140, 40),
      cellAt(140, 140, 40),
      cellAt(60, 80, 40),
      cellAt(140, 80, 40),
      cellAt(60, 206, 100),
      cellAt(100, 60, 40),
    ];
    const requests = (chosen: string): LabelRequest[] =>
      ['a', 'b'].flatMap((id, i) => {
        const cell = cells[i];
        return cell ? [request(id, cell, id === chosen)] : [];
      });
    for (const chosen of ['a', 'b']) {
      assert.deepEqual(
        placeLabels(requests(chosen), blocked, view).map(({ id }) => id),
        [chosen],
      );
    }
  });

  it('lie in the same places whatever order the cells come in, so that nothing flickers', () => {
    const cells = Array.from({ length: 40 }, (_, i) => cellAt((i * 97) % 700, (i * 61) % 500, 45));
    const requests = cells.map((cell, i) => request(String(i).padStart(2, '0'), cell));
    const byId = (labels: ReturnType<typeof placeLabels>) => new Map(labels.map(({ id, box }) => [id, box]));
    assert.deepEqual(
      byId(placeLabels([...requests].reverse(), cells, view)),
      byId(placeLabels(requests, cells, view)),
    );
  });
});

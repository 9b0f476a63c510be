/**
 * How long the neighbours and the map of 100,000 cells take: `node --import tsx test/bench/cell-map.ts`.
 * With `--map`, the layout as well, which takes some seconds.
 */
import type { Cell } from '../../models/domain/cell.js';
import { CellStore } from '../../plugin/cells/cell-store.js';
import { mapCells } from '../../plugin/neighbours/cell-map.js';
import { MapPoints } from '../../plugin/neighbours/map-points.js';
import { NearestCells } from '../../plugin/neighbours/nearest-cells.js';
import { paintPoints } from '../../plugin/neighbours/paint-points.js';
import { seededRandom } from '../../models/domain/seeded-random.js';

const COUNT = 100_000;
const SIDE = 720;
const ROUNDS = 15;
const random = seededRandom(3);

function cell(index: number): Cell {
  const kind = index % 8;
  return {
    id: `cell ${index}`,
    box: { minX: index, minY: 0, maxX: index + 1, maxY: 1 },
    outline: new Float64Array(0),
    nuclei: [],
    score: 0.9,
    label: { name: `Kind ${kind}`, code: `${kind}`, color: [0, 114, 178] },
    probabilities: new Float32Array(0),
    embedding: Float32Array.from({ length: 50 }, (_, i) => (i === kind ? 1 : 0) + random() - 0.5),
    reconstructionError: random(),
  };
}

/** Median of the rounds, in milliseconds of this process's own work: other programs do not count. */
function measure(name: string, work: () => void): void {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  }).sort((one, other) => one - other);
  console.log(`${name}: ${(times[ROUNDS >> 1] ?? 0).toFixed(1)} ms`);
}

const store = new CellStore();
store.apply({ added: Array.from({ length: COUNT }, (_, index) => cell(index)), removed: [] });
const nearest = new NearestCells(store);
nearest.to('cell 0', 1);
let asked = 0;
measure('24 most alike of 100,000', () => void nearest.to(`cell ${asked++}`, 24));
measure('change of one cell, index in step', () =>
  store.apply({ added: [{ ...(store.get('cell 7') as Cell), score: random() }], removed: [] }),
);

const ids = [...store.all()].map(({ id }) => id);
const points = new MapPoints(ids, Float32Array.from({ length: COUNT * 2 }, random));
const look = ({ label }: Cell) => ({ shape: Number(label.code), colour: Number(label.code) });
measure('look of all points', () =>
  points.update(
    (id) => store.get(id),
    look,
    () => false,
  ),
);
const inks = Array.from({ length: 8 }, (_, i) => ({ fill: 0xff000000 + i * 999, rim: 0xffffffff }));
const pixels = new Uint32Array(SIDE * SIDE);
const places = points.places.map((value) => value * SIDE);
for (const size of [3, 5, 7]) {
  measure(`paint 100,000 points of ${size} px into ${SIDE} × ${SIDE}`, () => {
    pixels.fill(0);
    paintPoints({ pixels, width: SIDE, height: SIDE }, { ...points, places }, inks, size);
  });
}
measure(
  'lasso of 200 corners',
  () =>
    void points.inside(
      Float64Array.from(
        { length: 400 },
        (_, i) => 0.5 + 0.3 * (i % 2 === 0 ? Math.cos : Math.sin)((i >> 1) / 32),
      ),
    ),
);
if (process.argv.includes('--map')) {
  const start = process.cpuUsage();
  const { rows } = nearest.copy();
  const { method, placedByUmap } = await mapCells(rows, { sliceMs: 100 });
  const { user, system } = process.cpuUsage(start);
  console.log(`map (${method}, ${placedByUmap} by UMAP): ${((user + system) / 1e6).toFixed(1)} s`);
}

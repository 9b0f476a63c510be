import type { Cell, CellClass } from '../../models/domain/cell.js';
import { CellStore } from '../../plugin/cells/cell-store.js';
import { Keeper } from '../../plugin/keep/keeper.js';
import type { KeptSession } from '../../plugin/keep/keeping.js';
import { Review } from '../../plugin/review/review.js';
import { createImageReader } from '../../plugin/slide/image-reader.js';

const NEUTROPHIL: CellClass = { name: 'Neutrophil', code: 'N', color: [0, 114, 178] };
const MONOCYTE: CellClass = { name: 'Monocyte', code: 'M', color: [230, 159, 0] };
const VERTICES = 40;

/** Cells as a run brings them, with the nucleus and all fifty numbers. */
function cells(count: number): Cell[] {
  return Array.from({ length: count }, (_, index) => {
    const [x, y] = [(index % 400) * 40, Math.floor(index / 400) * 40];
    const ring = (radius: number): Float64Array =>
      Float64Array.from({ length: VERTICES * 2 }, (_value, i) => {
        const angle = (Math.floor(i / 2) / VERTICES) * Math.PI * 2;
        return i % 2 === 0 ? x + Math.cos(angle) * radius : y + Math.sin(angle) * radius;
      });
    return {
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      box: { minX: x - 15, minY: y - 15, maxX: x + 15, maxY: y + 15 },
      outline: ring(15),
      nuclei: [ring(8)],
      score: 0.9,
      label: NEUTROPHIL,
      probabilities: Float32Array.of(0.9, 0.1),
      embedding: Float32Array.from({ length: 50 }, (_value, i) => Math.sin(index + i)),
      reconstructionError: 0.004,
    };
  });
}

class BareSession extends EventTarget implements KeptSession {
  readonly cells = new CellStore();
  readonly review = new Review({ cells: this.cells, now: () => new Date(), threshold: () => 0.5 });
  threshold = 0.5;
  selected: string | undefined;
  cancel(): void {
    return;
  }
  takeResolution(): void {
    return;
  }
}

/** A session without viewer and models whose work is kept; for measuring. */
async function open(): Promise<void> {
  const session = new BareSession();
  const identify = (): Promise<string> => Promise.resolve('bench');
  const keeper = new Keeper({ session, database: 'smearlens-bench', identify });
  session.review.history.addEventListener('change', () => session.dispatchEvent(new Event('change')));
  const data = new Uint8ClampedArray(4);
  keeper.open(createImageReader({ name: 'bench.png', width: 1, height: 1, data }));
  await keeper.ready;
  Object.assign(globalThis, { session, keeper });
}

Object.assign(globalThis, { open, cells, MONOCYTE });

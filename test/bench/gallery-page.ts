import { seededRandom } from '../../models/domain/seeded-random.js';
import '../../plugin/define.js';
import { PANEL_STEPS } from '../../plugin/elements/panel/panel-steps.js';
import { defineElements } from '../../plugin/elements/shared/define-elements.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { createImageReader } from '../../plugin/slide/image-reader.js';
import { pipelineFinding, unseenSession } from '../unit/plugin/session/unseen-session.js';

const CLASSES: readonly CellClass[] = [
  { name: 'Neutrophil', code: 'N', color: [0, 114, 178] },
  { name: 'Eosinophil', code: 'E', color: [213, 94, 0] },
  { name: 'Basophil', code: 'B', color: [204, 121, 167] },
  { name: 'Lymphocyte', code: 'L', color: [0, 158, 115] },
  { name: 'Monocyte', code: 'M', color: [230, 159, 0] },
  { name: 'Immature granulocyte', code: 'IG', color: [86, 180, 233] },
  { name: 'Erythroblast', code: 'NRBC', color: [240, 228, 66] },
];
const PITCH = 40;
const VERTICES = 32;
/** Pixels of the drawn slide's side; the cells lie on it as often as they must. */
const SLIDE = 2048;

function cells(count: number): Cell[] {
  const next = seededRandom(11);
  const across = Math.floor(SLIDE / PITCH);
  return Array.from({ length: count }, (_, index) => {
    const x = ((index % across) + 0.5) * PITCH;
    const y = ((Math.floor(index / across) % across) + 0.5) * PITCH;
    const radius = 12 + next() * 6;
    const ring = new Float64Array(VERTICES * 2);
    for (let i = 0; i < VERTICES; i++) {
      const angle = (i / VERTICES) * Math.PI * 2;
      ring[i * 2] = x + Math.cos(angle) * radius;
      ring[i * 2 + 1] = y + Math.sin(angle) * radius;
    }
    const kind = Math.floor(next() ** 2 * CLASSES.length);
    const certainty = 0.3 + next() * 0.69;
    return {
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      box: { minX: x - radius, minY: y - radius, maxX: x + radius, maxY: y + radius },
      outline: ring,
      nuclei: [],
      score: 0.5 + next() * 0.5,
      label: CLASSES[kind] as CellClass,
      probabilities: Float32Array.from(CLASSES, (_, i) => (i === kind ? certainty : (1 - certainty) / 6)),
      embedding: Float32Array.from({ length: 50 }, () => next() * 2 - 1),
      reconstructionError: 0.002 + next() * 0.006,
    };
  });
}

/** A session without a viewer over `count` cells, shown by the element; for measuring. */
export async function mount(count: number, element: 'smear-panel' | 'smear-review'): Promise<void> {
  const data = new Uint8ClampedArray(SLIDE * SLIDE * 4);
  for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? 255 : 150 + ((i * 7919) % 90);
  const reader = createImageReader({ name: 'bench.png', width: SLIDE, height: SLIDE, data } as Parameters<
    typeof createImageReader
  >[0]);
  const pipeline = pipelineFinding([], CLASSES);
  const session = unseenSession({
    micronsPerPixel: 0.25,
    openPipeline: async () => ({
      ...pipeline,
      info: { ...pipeline.info, reconstruction: { mean: 0.0038, std: 0.0013 } },
    }),
  });
  session.setSlide(reader);
  await session.load();
  session.cells.apply({ added: cells(count), removed: [] });
  for (const { load } of PANEL_STEPS) defineElements((await load()).elements);
  const panel = document.createElement(element);
  panel.style.cssText = 'width:360px;height:100vh;overflow:auto';
  panel.session = session;
  document.body.append(panel);
  // The count stands under its tab as it does on a day's work, out of view.
  for (const step of ['count', 'review'] as const) {
    if ('step' in panel) panel.step = step;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  Object.assign(globalThis, { session, panel });
}

Object.assign(globalThis, { mount });

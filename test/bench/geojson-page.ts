import type { Cell } from '../../models/domain/cell.js';
import '../../plugin/define.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import { readGeoJson } from '../../plugin/formats/read-geojson.js';
import { writeGeoJson } from '../../plugin/formats/write-geojson.js';
import { CLASSES, drawnCells } from '../unit/plugin/formats/geojson-cells.js';
import { pipelineFinding, slideWithoutPixels, unseenSession } from '../unit/plugin/session/unseen-session.js';
import type { BrowserFigures } from './geojson-browser.js';

const SIDE = 200_000;
const HEADER = {
  version: '0',
  pack: 'drawn',
  packHash: '0',
  backend: 'none',
  threshold: 0,
  width: SIDE,
  height: SIDE,
};

const tasks: { readonly start: number; readonly duration: number }[] = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) tasks.push({ start: startTime, duration });
}).observe({ entryTypes: ['longtask'] });

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Timed<T> {
  readonly result: T;
  readonly ms: number;
  readonly longest: number;
}

async function timed<T>(work: () => T | Promise<T>): Promise<Timed<T>> {
  // What came before must be told first.
  await pause(300);
  const start = performance.now();
  const result = await work();
  const ms = performance.now() - start;
  await pause(300);
  const during = tasks.filter((task) => task.start >= start && task.start < start + ms);
  return {
    result,
    ms: Math.round(ms),
    longest: Math.round(Math.max(0, ...during.map((task) => task.duration))),
  };
}

function emptySession(): AttachedSession {
  const session = unseenSession({ openPipeline: async () => pipelineFinding([], CLASSES) });
  session.setSlide(slideWithoutPixels('drawn', { width: SIDE, height: SIDE }));
  return session;
}

let cells: readonly Cell[] = [];

/** Apart from the rest: it takes a second, and is nobody's work. */
function drawCells(count: number): void {
  cells = [...drawnCells(count)];
}

async function benchGeoJson(): Promise<Omit<BrowserFigures, 'longestCpuMs'>> {
  const written = await timed(() => writeGeoJson(cells, { header: HEADER, classes: CLASSES }));
  const file = written.result;
  const at = new Date(0).toISOString();
  const read = await timed(() =>
    readGeoJson(file, { classes: CLASSES, newId: () => crypto.randomUUID(), at }),
  );
  const session = emptySession();
  await session.load();
  const panel = document.createElement('smear-panel');
  panel.style.cssText = 'width:360px;height:100vh;overflow:auto';
  panel.session = session;
  document.body.append(panel);
  const { history } = session.review;
  const imported = await timed(() => session.importGeoJson(file));
  const imports = session.cells.size;
  const undone = await timed(() => {
    history.undo();
    return history.applied;
  });
  const redone = await timed(() => {
    history.redo();
    return history.applied;
  });
  return {
    written: written.ms,
    read: read.ms,
    imported: imported.ms,
    undone: undone.ms,
    redone: redone.ms,
    megabytes: Math.round(file.size / 1e6),
    cells: imports,
    longest: {
      writing: written.longest,
      reading: read.longest,
      importing: imported.longest,
      undoing: undone.longest,
      redoing: redone.longest,
    },
  };
}

Object.assign(window, { drawCells, benchGeoJson });

import fc from 'fast-check';
import type { Cell, CellClass } from '../../../../models/domain/cell.js';
import { CellStore } from '../../../../plugin/cells/cell-store.js';
import { JournalReader } from '../../../../plugin/keep/journal-reader.js';
import { JournalWriter, type PendingEntry } from '../../../../plugin/keep/journal-writer.js';
import { compacted } from '../../../../plugin/keep/kept-cell.js';
import { Review } from '../../../../plugin/review/review.js';

export const NEUTROPHIL: CellClass = { name: 'Neutrophil', code: 'N', color: [0, 114, 178] };
export const MONOCYTE: CellClass = { name: 'Monocyte', code: 'M', color: [230, 159, 0] };
export const UNKNOWN: CellClass = { name: 'Unknown', code: '?', color: [128, 128, 128] };
const SQUARE = Float64Array.of(0, 0, 8, 0, 8, 8, 0, 8);
export const IDS = ['a', 'b', 'c', 'd'];
export const AT = '2026-01-01T08:00:00.000Z';

export function cell(id: string, changes: Partial<Cell> = {}): Cell {
  return {
    id,
    box: { minX: 0, minY: 0, maxX: 10, maxY: 10 },
    outline: Float64Array.of(0, 0, 10, 0, 10, 10, 0, 10),
    nuclei: [Float64Array.of(2, 2, 4, 2, 4, 4)],
    score: 0.9,
    label: NEUTROPHIL,
    probabilities: Float32Array.of(0.8, 0.2),
    embedding: new Float32Array(50).fill(0.25),
    reconstructionError: 0.01,
    ...changes,
  };
}

/** Work on a slide that a journal writer follows, and the entries that it has drafted. */
export function openWork(...cells: Cell[]) {
  const store = new CellStore();
  const writer = new JournalWriter();
  store.subscribe((change) => writer.note(change));
  const review = new Review({ cells: store, now: () => new Date(AT), threshold: () => 0.5 });
  const journal: PendingEntry[] = [];
  const write = (): PendingEntry[] => {
    const taken = writer.draftAll('s', (id) => store.get(id), review.history.record);
    journal.push(...taken);
    return taken;
  };
  store.apply({ added: cells, removed: [] });
  return { store, writer, review, journal, write };
}

/** As the browser gives it back: a copy that shares nothing. */
export function read(journal: readonly PendingEntry[]): JournalReader {
  const reader = new JournalReader();
  for (const { entry } of journal) {
    reader.add(entry.seq, structuredClone({ ...entry, fresh: entry.fresh.map(compacted) }));
  }
  return reader;
}

export const script = fc.array(
  fc.record({
    what: fc.constantFrom(
      'assign',
      'confirm',
      'reject',
      'restore',
      'add',
      'outline',
      'clear',
      'undo',
      'redo',
      'run',
      'write',
      'write',
    ),
    ids: fc.subarray(IDS, { minLength: 1 }),
    label: fc.constantFrom(NEUTROPHIL, MONOCYTE, UNKNOWN),
  }),
  { maxLength: 40 },
);
type Script = (typeof script extends fc.Arbitrary<infer T> ? T : never)[number];

export function play(
  { store, review, write }: ReturnType<typeof openWork>,
  { what, ids, label }: Script,
): void {
  if (what === 'assign') review.assign(ids, label);
  else if (what === 'confirm') review.confirm(ids);
  else if (what === 'reject') review.reject(ids);
  else if (what === 'restore') review.restore(ids);
  else if (what === 'add') review.add(SQUARE, label);
  else if (what === 'outline') review.setOutline(ids[0] as string, SQUARE.slice());
  else if (what === 'clear') {
    review.replace(
      'clear',
      [...store.all()].map((before) => ({ before })),
    );
  } else if (what === 'undo') review.history.undo();
  else if (what === 'redo') review.history.redo();
  else if (what === 'run') store.apply({ added: ids.map((id) => cell(id, { label })), removed: [] });
  else write();
}

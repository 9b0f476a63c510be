import type { Cell, CellClass } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';
import type { CellChange } from '../review/history.js';
import { isSameKind, type Agreement } from './agreement.js';
import type { Naming } from './name-rows.js';
import type { TaughtRows } from './teach-rows.js';

/** How one kind of confirmed cells fares. */
export interface KindLesson {
  readonly label: CellClass;
  readonly confirmed: number;
  readonly before: number;
  readonly after: number;
}

/** What a taught classifier would do to the cells of the slide; nothing is done until it is accepted. */
export interface Lesson {
  /** The taught classifier as text, as it is saved. */
  readonly classifier: string;
  /** Agreement of the pack alone with the confirmed cells that could be learnt from. */
  readonly before: Agreement;
  /** Agreement of what was taught, each cell foretold by the others; as it is for a loaded classifier. */
  readonly after: Agreement;
  readonly perClass: readonly KindLesson[];
  /** Cells that would be called otherwise. */
  readonly changes: readonly { readonly id: string; readonly from: CellClass; readonly to: CellClass }[];
  /** Confirmed cells that nothing could be learnt from: drawn by hand, or of a kind that the models do not have. */
  readonly leftOut: number;
  /** Every unconfirmed cell as it was and would be, with its new probabilities. */
  readonly steps: readonly CellChange[];
}

/** The cells that can be taught or renamed, laid out for the worker. */
export interface LessonCells {
  readonly cells: readonly Cell[];
  readonly rows: TaughtRows;
  readonly leftOut: number;
}

/** Lays the cells out; those without an embedding are left out, and rejected ones teach nothing. */
export function layOut(cells: Iterable<Cell>, classes: readonly CellClass[]): LessonCells {
  const places = new Map(classes.map(({ name }, at) => [name, at]));
  const isTaught = ({ review }: Cell): boolean => review?.confirmed === true && !review.rejected;
  const all = [...cells];
  const seen = all.filter(({ embedding }) => embedding.length > 0);
  const width = seen[0]?.embedding.length ?? 0;
  const embeddings = new Float32Array(seen.length * width);
  seen.forEach(({ embedding }, at) => embeddings.set(embedding, at * width));
  const placeOf = (cell: Cell): number =>
    isTaught(cell) && cell.label.name !== UNKNOWN.name ? (places.get(cell.label.name) ?? -1) : -1;
  const said = Int16Array.from(seen, placeOf);
  return {
    cells: seen,
    rows: { embeddings, novelties: Float32Array.from(seen, ({ novelty }) => novelty ?? NaN), said },
    leftOut: all.filter(isTaught).length - said.filter((kind) => kind >= 0).length,
  };
}

/** The lesson in a naming of the cells; `before` and `after` name the confirmed ones, in their order. */
export function readLesson(
  { cells, rows, leftOut }: LessonCells,
  classes: readonly CellClass[],
  named: Naming & { readonly taught: string; readonly before: Int16Array; readonly after: Int16Array },
): Lesson {
  const unknown = classes.find(({ name }) => name === UNKNOWN.name) ?? UNKNOWN;
  const classAt = (at: number | undefined): CellClass => classes[at ?? -1] ?? unknown;
  const steps = renamed(cells, named, classes);
  const tallies = new Map<number, { confirmed: number; before: number; after: number }>();
  rows.said
    .filter((kind) => kind >= 0)
    .forEach((kind, at) => {
      const tally = tallies.get(kind) ?? { confirmed: 0, before: 0, after: 0 };
      const { name } = classAt(kind);
      tally.confirmed++;
      if (isSameKind(classAt(named.before[at]).name, name)) tally.before++;
      if (isSameKind(classAt(named.after[at]).name, name)) tally.after++;
      tallies.set(kind, tally);
    });
  const perClass = [...tallies]
    .sort(([a], [b]) => a - b)
    .map(([kind, tally]) => ({ label: classAt(kind), ...tally }));
  const sum = (of: 'confirmed' | 'before' | 'after'): number =>
    perClass.reduce((all, row) => all + row[of], 0);
  return {
    classifier: named.taught,
    before: { agreed: sum('before'), total: sum('confirmed') },
    after: { agreed: sum('after'), total: sum('confirmed') },
    perClass,
    changes: steps.flatMap(({ before, after }) =>
      before && after && before.label.name !== after.label.name
        ? [{ id: before.id, from: before.label, to: after.label }]
        : [],
    ),
    leftOut,
    steps,
  };
}

/** Every cell of which nobody has said anything, as it was and as the naming has it. */
export function renamed(
  cells: readonly Cell[],
  { probabilities, labels }: Naming,
  classes: readonly CellClass[],
): CellChange[] {
  const unknown = classes.find(({ name }) => name === UNKNOWN.name) ?? UNKNOWN;
  const width = classes.length;
  return cells.flatMap((before, at) => {
    if (before.review) return [];
    const label = classes[labels[at] as number] ?? unknown;
    const chances = probabilities.slice(at * width, (at + 1) * width);
    return [{ before, after: { ...before, label, probabilities: chances } }];
  });
}

import type { Cell, CellClass } from '../../models/domain/cell.js';
import { coarseName, UNKNOWN } from '../../models/domain/class-name.js';
import type { CellChange } from '../review/step.js';
import type { Naming } from './name-rows.js';
import type { RefitRows } from './refit-rows.js';

/** How many of the confirmed cells a classifier names as the person did. */
export interface Agreement {
  readonly agreed: number;
  readonly total: number;
}

/** Agreement with the confirmed cells of one class. */
export interface KindAgreement {
  readonly label: CellClass;
  readonly confirmed: number;
  readonly before: number;
  readonly after: number;
}

/** What a refitted classifier would do to the cells of the slide; nothing is done until it is accepted. */
export interface Refit {
  /** The adapted classifier as text, as it is saved. */
  readonly classifier: string;
  /** Agreement of the pack alone with the confirmed cells that could be used. */
  readonly before: Agreement;
  /** Agreement in cross-validation, each cell predicted from the others; of a loaded classifier as it is. */
  readonly after: Agreement;
  readonly perClass: readonly KindAgreement[];
  /** Cells that would get another name. */
  readonly changes: readonly { readonly id: string; readonly from: CellClass; readonly to: CellClass }[];
  /** Confirmed cells that could not be used: drawn by hand, or of a kind that the models do not have. */
  readonly leftOut: number;
  /** Every unconfirmed cell as it was and would be, with its new probabilities. */
  readonly steps: readonly CellChange[];
}

/** The cells of a slide, laid out for a refit or a naming in the worker. */
export interface RefitCells {
  readonly cells: readonly Cell[];
  readonly rows: RefitRows;
  readonly leftOut: number;
}

/** Lays the cells out. Those without an embedding are left out; rejected ones do not count as confirmed. */
export function layOut(cells: Iterable<Cell>, classes: readonly CellClass[]): RefitCells {
  const places = new Map(classes.map(({ name }, at) => [name, at]));
  const isConfirmed = ({ review }: Cell): boolean => review?.confirmed === true && !review.rejected;
  const all = [...cells];
  const embedded = all.filter(({ embedding }) => embedding.length > 0);
  const width = embedded[0]?.embedding.length ?? 0;
  const embeddings = new Float32Array(embedded.length * width);
  embedded.forEach(({ embedding }, at) => embeddings.set(embedding, at * width));
  const placeOf = (cell: Cell): number =>
    isConfirmed(cell) && cell.label.name !== UNKNOWN.name ? (places.get(cell.label.name) ?? -1) : -1;
  const confirmed = Int16Array.from(embedded, placeOf);
  return {
    cells: embedded,
    rows: { embeddings, novelties: Float32Array.from(embedded, ({ novelty }) => novelty ?? NaN), confirmed },
    leftOut: all.filter(isConfirmed).length - confirmed.filter((kind) => kind >= 0).length,
  };
}

/** The refit in a naming of the cells; `before` and `after` name the confirmed ones, in their order. */
export function readRefit(
  { cells, rows, leftOut }: RefitCells,
  classes: readonly CellClass[],
  named: Naming & { readonly classifier: string; readonly before: Int16Array; readonly after: Int16Array },
): Refit {
  const unknown = classes.find(({ name }) => name === UNKNOWN.name) ?? UNKNOWN;
  const classAt = (at: number | undefined): CellClass => classes[at ?? -1] ?? unknown;
  const steps = renamed(cells, named, classes);
  const tallies = new Map<number, { confirmed: number; before: number; after: number }>();
  rows.confirmed
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
    classifier: named.classifier,
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

/** Every cell that nobody has reviewed, as it was and as the naming has it. */
export function renamed(
  cells: readonly Cell[],
  { probabilities, labels, doubts }: Naming,
  classes: readonly CellClass[],
): CellChange[] {
  const unknown = classes.find(({ name }) => name === UNKNOWN.name) ?? UNKNOWN;
  const width = classes.length;
  return cells.flatMap((before, at) => {
    if (before.review) return [];
    const label = classes[labels[at] as number] ?? unknown;
    const chances = probabilities.slice(at * width, (at + 1) * width);
    const doubt = doubts?.[at];
    const after = { ...before, label, probabilities: chances, ...(doubt === undefined ? {} : { doubt }) };
    return [{ before, after }];
  });
}

/** Whether two names do not contradict each other: the same, or one the coarser name of the other. */
function isSameKind(one: string, other: string): boolean {
  return one === other || coarseName(one) === other || one === coarseName(other);
}

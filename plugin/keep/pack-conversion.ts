import type { CellChange, HistoryRecord, Step } from '../review/step.js';
import type { NamedPack } from '../../models/domain/model-info.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { CellBody } from './kept-cell.js';

/** The stored packs; invalid ones are left out. */
export function validPacks(stored: unknown): NamedPack[] {
  if (!Array.isArray(stored)) return [];
  return stored.filter(
    (pack: Partial<NamedPack> | undefined): pack is NamedPack =>
      typeof pack?.packHash === 'string' &&
      typeof pack.pack === 'string' &&
      Array.isArray(pack.classes) &&
      pack.classes.every((kind: Partial<CellClass> | undefined) => typeof kind?.name === 'string'),
  );
}

/** Both lists, each pack once, the latest at the end. */
export function joinPacks(packs: readonly NamedPack[], more: readonly NamedPack[]): NamedPack[] {
  const hashes = new Set(more.map(({ packHash }) => packHash));
  return [...packs.filter(({ packHash }) => !hashes.has(packHash)), ...more];
}

/**
 * The cell converted to pack `to`: each probability under the class of the same name (0 where `from` lacks it), and
 * without embedding, novelty and reconstruction error, which mean nothing to other models. Without `from` the
 * classes are unknown, and the probabilities are dropped too.
 */
export function convertCell<Body extends CellBody>(
  body: Body,
  from: NamedPack | undefined,
  to: NamedPack,
): Body {
  if (body.probabilities.length === 0 && body.embedding.length === 0) return body;
  const { novelty, doubt, ...rest } = body;
  void [novelty, doubt];
  const places = to.classes.map(({ name }) => from?.classes.findIndex((kind) => kind.name === name) ?? -1);
  return {
    ...(rest as Body),
    probabilities: from
      ? Float32Array.from(places, (place) => body.probabilities[place] ?? 0)
      : new Float32Array(0),
    embedding: new Float32Array(0),
    reconstructionError: Number.NaN,
  };
}

/** Converts cells and steps together: what was one object stays one. */
export class PackConversion {
  readonly #from: NamedPack;
  readonly #to: NamedPack;
  readonly #cells = new Map<Cell, Cell>();
  readonly #steps = new Map<Step, Step>();

  constructor(from: NamedPack, to: NamedPack) {
    this.#from = from;
    this.#to = to;
  }

  cell(cell: Cell): Cell {
    const known = this.#cells.get(cell) ?? convertCell(cell, this.#from, this.#to);
    this.#cells.set(cell, known);
    return known;
  }

  record({ steps, done }: HistoryRecord): HistoryRecord {
    return { steps: steps.map((step) => this.#step(step)), done };
  }

  #step(step: Step): Step {
    const known = this.#steps.get(step) ?? {
      ...step,
      changes: step.changes.map(({ before, after }): CellChange => ({
        ...(before ? { before: this.cell(before) } : {}),
        ...(after ? { after: this.cell(after) } : {}),
      })),
    };
    this.#steps.set(step, known);
    return known;
  }
}

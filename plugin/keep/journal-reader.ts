import type { Polygon } from '../../models/domain/rings/polygon.js';
import { isEmpty, type CellChange, type HistoryRecord, type Step } from '../review/step.js';
import type { NamedPack } from '../../models/domain/model-info.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { JournalEntry, KeptStep } from './journal-entry.js';
import { isArea } from './kept-settings.js';
import { ClaimsReader } from './interrupted-run/kept-run.js';
import { bodyOf, cellOf, type CellBody, type KeptCell } from './kept-cell.js';
import { convertCell } from './pack-conversion.js';

/**
 * Rebuilds a slide's cells and history from its journal. Damaged parts are counted and skipped. With a `pack`, cells
 * that were described by other packs are converted to it (`convertCell`).
 */
export class JournalReader {
  /** The pack that cells are converted to. */
  readonly pack: NamedPack | undefined;
  readonly #packs = new Map<string, NamedPack>();
  readonly #foreign = new Map<Polygon, string>();
  readonly #versions = new Map<number, Cell>();
  readonly #cells = new Map<string, Cell>();
  readonly #labels = new Map<string, CellClass>();
  #steps: (Step | undefined)[] = [];
  #done = 0;
  #seq = 0;
  #damaged = 0;
  /** What runs claimed. */
  readonly claims = new ClaimsReader();

  constructor(pack?: NamedPack) {
    this.pack = pack;
  }

  /** Adds packs that later entries may refer to. */
  addPacks(packs: readonly NamedPack[]): void {
    for (const pack of packs) this.#packs.set(pack.packHash, pack);
  }

  /** Pack names by the outlines of the cells that another pack described; renaming a cell keeps its outline. */
  get foreign(): ReadonlyMap<Polygon, string> {
    return this.#foreign;
  }

  /** Number of the last entry, 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** Entries, cells and steps that could not be read. */
  get damaged(): number {
    return this.#damaged;
  }

  /** By id, in the order in which they were found. */
  get cells(): ReadonlyMap<string, Cell> {
    return this.#cells;
  }

  /** Every version that the journal holds. */
  get versions(): Iterable<readonly [number, Cell]> {
    return this.#versions;
  }

  get record(): HistoryRecord {
    const isWhole = (step: Step | undefined): step is Step => step !== undefined;
    return {
      steps: this.#steps.filter(isWhole),
      done: this.#steps.slice(0, this.#done).filter(isWhole).length,
    };
  }

  /** Adds the next entry; `undefined` where the browser could not read it. */
  add(seq: number, entry: unknown): void {
    this.#seq = Math.max(this.#seq, seq);
    if (!isEntry(entry)) {
      this.#damaged++;
      return;
    }
    for (const kept of entry.fresh) this.#addVersion(kept, entry.pack);
    for (const id of entry.gone) this.#cells.delete(id);
    for (const n of entry.now) {
      const cell = this.#versions.get(n);
      if (cell) this.#cells.set(cell.id, cell);
    }
    this.claims.add(entry.run);
    if (!entry.history) return;
    const { from, steps, done } = entry.history;
    this.#steps.length = from;
    for (const kept of steps) this.#steps.push(this.#stepOf(kept));
    this.#done = Math.min(done, this.#steps.length);
  }

  #addVersion(kept: KeptCell | undefined, packHash: string | undefined): void {
    if (typeof kept?.n !== 'number') {
      this.#damaged++;
      return;
    }
    const body: CellBody | undefined =
      kept.body ?? (kept.as === undefined ? undefined : this.#versions.get(kept.as));
    const valid = body && cellOf(kept, bodyOf(body));
    if (!valid) {
      this.#damaged++;
      return;
    }
    const cell = kept.body ? this.#converted(valid, packHash) : valid;
    this.#versions.set(kept.n, { ...cell, label: this.#shared(cell.label) });
  }

  #converted(cell: Cell, packHash: string | undefined): Cell {
    if (!this.pack || packHash === undefined || packHash === this.pack.packHash) return cell;
    const from = this.#packs.get(packHash);
    const converted = convertCell(cell, from, this.pack);
    if (converted !== cell) this.#foreign.set(cell.outline, from?.pack ?? packHash.slice(0, 12));
    return converted;
  }

  #stepOf({ kind, at, before, after, classifier, areas }: KeptStep): Step | undefined {
    const changes: CellChange[] = [];
    for (let i = 0; i < before.length; i++) {
      const [was, is] = [this.#versions.get(before[i] ?? 0), this.#versions.get(after[i] ?? 0)];
      if ((before[i] && !was) || (after[i] && !is)) continue;
      changes.push({ ...(was ? { before: was } : {}), ...(is ? { after: is } : {}) });
    }
    if (changes.length < before.length) this.#damaged++;
    if (isEmpty({ kind, changes, areas })) return undefined;
    return {
      kind,
      at,
      changes,
      ...(classifier === undefined ? {} : { classifier }),
      ...(areas ? { areas } : {}),
    };
  }

  /** A hundred thousand cells have about ten labels: each is held once. */
  #shared(label: CellClass): CellClass {
    const key = `${label.name}\n${label.code}\n${label.color.join()}`;
    const known = this.#labels.get(key) ?? label;
    this.#labels.set(key, known);
    return known;
  }
}

/** More than anyone takes in a lifetime; a damaged number must not become the length of a list. */
const MOST_STEPS = 2 ** 24;

function isEntry(entry: unknown): entry is JournalEntry {
  const { pack, fresh, gone, now, history } = (entry ?? {}) as Partial<JournalEntry>;
  return (
    (pack === undefined || typeof pack === 'string') &&
    Array.isArray(fresh) &&
    Array.isArray(gone) &&
    now instanceof Float64Array &&
    (history === undefined ||
      (history !== null &&
        Number.isInteger(history.from) &&
        history.from >= 0 &&
        history.from <= MOST_STEPS &&
        Number.isInteger(history.done) &&
        Array.isArray(history.steps) &&
        history.steps.every(isStep)))
  );
}

function isStep(step: Partial<KeptStep> | undefined): boolean {
  return (
    typeof step?.kind === 'string' &&
    typeof step.at === 'string' &&
    (step.classifier === undefined || typeof step.classifier === 'string') &&
    (step.areas === undefined ? step.kind !== 'areas' : areAreas(step.areas)) &&
    step.before instanceof Float64Array &&
    step.after instanceof Float64Array &&
    step.before.length === step.after.length
  );
}

function areAreas(areas: Partial<NonNullable<Step['areas']>> | undefined): boolean {
  return [areas?.before, areas?.after].every((list) => Array.isArray(list) && list.every(isArea));
}

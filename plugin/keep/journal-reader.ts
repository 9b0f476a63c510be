import type { Cell, CellClass } from '../../models/domain/cell.js';
import type { Polygon } from '../../models/domain/geometry.js';
import { isEmpty, type CellChange, type HistoryRecord, type Step } from '../review/history.js';
import type { NamedPack } from '../session.js';
import type { JournalEntry, KeptStep } from './journal-entry.js';
import { isArea } from './kept-counting.js';
import { bodyOf, cellOf, type CellBody, type KeptCell } from './kept-cell.js';
import { asIn } from './kept-pack.js';

/**
 * Puts a slide's work together again from its journal. What is damaged is counted and passed over. With a `pack`, cells
 * that were described by others are brought into its frame (`asIn`).
 */
export class JournalReader {
  /** The frame into which cells are brought. */
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

  constructor(pack?: NamedPack) {
    this.pack = pack;
  }

  /** Packs that the entries to come may name. */
  learnPacks(packs: readonly NamedPack[]): void {
    for (const pack of packs) this.#packs.set(pack.packHash, pack);
  }

  /** The outlines of cells that were described by another pack, and which; a cell keeps its outline when it is renamed. */
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

  /** Takes the next entry in; `undefined` where the browser could not read it. */
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
    const sound = body && cellOf(kept, bodyOf(body));
    if (!sound) {
      this.#damaged++;
      return;
    }
    const cell = kept.body ? this.#inFrame(sound, packHash) : sound;
    this.#versions.set(kept.n, { ...cell, label: this.#shared(cell.label) });
  }

  #inFrame(cell: Cell, packHash: string | undefined): Cell {
    if (!this.pack || packHash === undefined || packHash === this.pack.packHash) return cell;
    const from = this.#packs.get(packHash);
    const brought = asIn(cell, from, this.pack);
    if (brought !== cell) this.#foreign.set(cell.outline, from?.pack ?? packHash.slice(0, 12));
    return brought;
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

  /** A hundred thousand cells have some ten labels: they are held once each. */
  #shared(label: CellClass): CellClass {
    const key = `${label.name}\n${label.code}\n${label.color.join()}`;
    const known = this.#labels.get(key) ?? label;
    this.#labels.set(key, known);
    return known;
  }
}

function isEntry(entry: unknown): entry is JournalEntry {
  const { pack, fresh, gone, now, history } = (entry ?? {}) as Partial<JournalEntry>;
  return (
    (pack === undefined || typeof pack === 'string') &&
    Array.isArray(fresh) &&
    Array.isArray(gone) &&
    now instanceof Float64Array &&
    (history === undefined ||
      (Number.isInteger(history.from) &&
        history.from >= 0 &&
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

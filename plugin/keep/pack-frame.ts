import type { Cell } from '../../models/domain/cell.js';
import type { Polygon } from '../../models/domain/geometry.js';
import type { NamedPack } from '../session.js';
import type { OwnWork } from './journal-writer.js';
import { joinPacks, PackChange, soundPacks } from './kept-pack.js';
import type { PresentWork } from './merge-work.js';

/** Work that nobody has written, in the frame of its pack. */
export interface FramedWork extends PresentWork {
  readonly own: OwnWork;
  readonly pack?: NamedPack;
}

/** Beside which pack's models a slide's cells stand, and which others have described some of them. */
export class PackFrame {
  #pack?: NamedPack;
  #packs: readonly NamedPack[] = [];
  #foreign: ReadonlyMap<Polygon, string> = new Map();

  /** Stays once there is one, since all cells are brought into it. */
  get pack(): NamedPack | undefined {
    return this.#pack;
  }

  /** All that the journal names, the one met last at the end. */
  get packs(): readonly NamedPack[] {
    return this.#packs;
  }

  /** Takes up what the slide's record says; the frame is the open models', else that of the kept work. */
  learn(stored: unknown, open: NamedPack | undefined): void {
    this.#packs = soundPacks((stored as { packs?: unknown } | undefined)?.packs);
    this.#pack ??= open ?? this.#packs.at(-1);
  }

  /** Fixes the frame for what is about to be written. */
  settle(open: NamedPack | undefined): void {
    this.#pack ??= open;
    if (!this.#pack) return;
    const { pack, packHash, classes } = this.#pack;
    this.#packs = joinPacks(this.#packs, [{ pack, packHash, classes }]);
  }

  /** Pack names by the outlines of the cells that other packs described; a cell keeps its outline when it is renamed. */
  noteForeign(foreign: ReadonlyMap<Polygon, string>): void {
    this.#foreign = foreign;
  }

  /** Names of the other packs that described some of these cells. */
  othersOf(cells: Iterable<Cell>): readonly string[] {
    if (this.#foreign.size === 0) return [];
    const names = new Set<string>();
    for (const { outline } of cells) {
      const name = this.#foreign.get(outline);
      if (name !== undefined) names.add(name);
    }
    return [...names].sort();
  }

  /** The work in this frame: the models that were open before may have described it. */
  bring<Brought extends FramedWork>(work: Brought | undefined): Brought | undefined {
    const { pack } = work ?? {};
    if (!work || !pack || !this.#pack || pack.packHash === this.#pack.packHash) return work;
    const change = new PackChange(pack, this.#pack);
    return {
      ...work,
      cellOf: (id) => {
        const cell = work.cellOf(id);
        return cell && change.cell(cell);
      },
      record: change.record(work.record),
      own: { ...work.own, base: change.record(work.own.base) },
    };
  }
}

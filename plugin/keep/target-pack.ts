import type { NamedPack } from '../../models/domain/model-info.js';
import type { Cell } from '../../models/domain/cell.js';
import type { Polygon } from '../../models/domain/rings/polygon.js';
import { joinPacks, validPacks } from './pack-conversion.js';

/** The pack that a slide's cells are converted to, and the other packs that described some of them. */
export class TargetPack {
  #pack?: NamedPack;
  #packs: readonly NamedPack[] = [];
  #foreign: ReadonlyMap<Polygon, string> = new Map();

  /** Never changes once it is set, since all cells are converted to it. */
  get pack(): NamedPack | undefined {
    return this.#pack;
  }

  /** All packs that the journal refers to, the latest at the end. */
  get packs(): readonly NamedPack[] {
    return this.#packs;
  }

  /** Reads the packs of the slide's record; the target is that of the open models, else the latest of the record. */
  read(stored: unknown, open: NamedPack | undefined): void {
    this.#packs = validPacks((stored as { packs?: unknown } | undefined)?.packs);
    this.#pack ??= open ?? this.#packs.at(-1);
  }

  /** Sets the target, if there is none, for what is about to be written. */
  settle(open: NamedPack | undefined): void {
    this.#pack ??= open;
    if (!this.#pack) return;
    const { pack, packHash, classes } = this.#pack;
    this.#packs = joinPacks(this.#packs, [{ pack, packHash, classes }]);
  }

  /** Notes pack names by the outlines of the cells that other packs described; renaming a cell keeps its outline. */
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
}

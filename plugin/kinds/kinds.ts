import type { CellClass } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';
import { ICSH_KINDS } from './icsh-kinds.js';
import { classOf, countingOf, kindsOf, type CountedAsNamed } from './kind-list.js';
import type { Kind, KindList } from './kind.js';

/** What is made of a list and the models' classes; made once for both. */
interface Made {
  readonly classes: readonly CellClass[];
  readonly own: KindList | undefined;
  readonly all: readonly Kind[];
  readonly inUse: readonly CellClass[];
  readonly countedAs: CountedAsNamed;
  readonly byName: ReadonlyMap<string, Kind>;
}

/**
 * The kinds that cells are called here: what the models name, what ICSH names, and what the laboratory makes of both.
 * `change` follows another list.
 */
export class Kinds extends EventTarget {
  readonly #classes: () => readonly CellClass[];
  readonly #refuses: () => boolean;
  #own: KindList | undefined;
  #made: Made | undefined;

  /** `refuses`: whether the list may not be changed now. */
  constructor(classes: () => readonly CellClass[], refuses: () => boolean = () => false) {
    super();
    this.#refuses = refuses;
    this.#classes = classes;
  }

  /** The laboratory's own list; absent while the usual one holds. */
  get own(): KindList | undefined {
    return this.#own;
  }

  set own(own: KindList | undefined) {
    if (own === this.#own || this.#refuses()) return;
    this.#own = own;
    this.dispatchEvent(new Event('change'));
  }

  /** Every kind that a cell can be called, all but unknown. */
  get all(): readonly Kind[] {
    return this.#now.all;
  }

  /** The few that are always on view, and unknown at the end. */
  get inUse(): readonly CellClass[] {
    return this.#now.inUse;
  }

  /** How each kind is counted. */
  get countedAs(): CountedAsNamed {
    return this.#now.countedAs;
  }

  named(name: string): Kind | undefined {
    return this.#now.byName.get(name);
  }

  /** The label with the laboratory's own code and colour. */
  look(label: CellClass): CellClass {
    return this.#own ? (this.named(label.name) ?? label) : label;
  }

  /** Whether it is the laboratory or a file that calls the kind so, and not the product. */
  readonly isNamedElsewhere = (name: string): boolean =>
    this.#own?.kinds.some((kind) => kind.name === name && kind.title !== undefined) === true ||
    (name !== UNKNOWN.name && !ICSH_KINDS.some((kind) => kind.name === name));

  get #now(): Made {
    const [classes, own] = [this.#classes(), this.#own];
    if (this.#made?.classes !== classes || this.#made.own !== own) {
      const all = kindsOf(classes, own);
      const unknown = classes.find(({ name }) => name === UNKNOWN.name) ?? UNKNOWN;
      this.#made = {
        classes,
        own,
        all,
        inUse: [...all.filter(({ isHidden }) => !isHidden).map(classOf), unknown],
        countedAs: countingOf(all),
        byName: new Map(all.map((kind) => [kind.name, kind])),
      };
    }
    return this.#made as Made;
  }
}

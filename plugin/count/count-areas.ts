import { areasAfter, areasWithoutSteps, turnedAreas } from './area-steps.js';
import { RestoredEvent, StepEvent, type History } from '../review/history.js';
import type { CountArea } from '../../models/domain/count-area.js';
import { SmearError } from '../../models/domain/errors.js';
import { boxHeight, boxWidth, type Box } from '../../models/domain/geometry.js';
import { randomUuid } from '../../models/domain/uuid.js';

/** Remembers what a reader did to the areas. */
export type NoteAreas = (before: readonly CountArea[], after: readonly CountArea[]) => void;

/**
 * The areas chosen for the count, in the order in which they are walked; `change` follows every change. What a reader
 * does to them (`add`, `addAll`, `rename`, `remove`) is noted, so that it can be undone.
 */
export class CountAreas extends EventTarget {
  readonly #note: NoteAreas;
  readonly #refuses: () => boolean;
  #list: readonly CountArea[] = [];

  constructor(note: NoteAreas = () => undefined, refuses: () => boolean = () => false) {
    super();
    this.#note = note;
    this.#refuses = refuses;
  }

  get list(): readonly CountArea[] {
    return this.#list;
  }

  /** Adds an area after the others and returns its id. Throws `invalid-argument` for a box without inside. */
  add(box: Box, name: string): string {
    const id = randomUuid();
    this.#do([...this.#list, { id, name, box }]);
    return id;
  }

  /** The same with several at once, as one step. */
  addAll(areas: readonly Omit<CountArea, 'id'>[]): void {
    this.#do([...this.#list, ...areas.map((area) => ({ ...area, id: randomUuid() }))]);
  }

  rename(id: string, name: string): void {
    if (!this.#list.some((area) => area.id === id && area.name !== name)) return;
    this.#do(this.#list.map((area) => (area.id === id ? { ...area, name } : area)));
  }

  remove(id: string): void {
    if (!this.#list.some((area) => area.id === id)) return;
    this.#do(this.#list.filter((area) => area.id !== id));
  }

  /** Does again what led from some areas to others, or, the other way round, takes it back (`turnedAreas`). */
  turn(from: readonly CountArea[], to: readonly CountArea[]): void {
    const turned = turnedAreas(this.#list, from, to);
    // Who has just noted a change is notified of it as of any other step.
    if (!isSame(turned, this.#list)) this.set(turned);
  }

  #do(areas: readonly CountArea[]): void {
    if (this.#refuses()) return;
    const before = this.#list;
    this.set(areas);
    this.#note(before, this.#list);
  }

  /** Takes these in place of all: areas that were kept, or another reader's. Throws `invalid-argument`. */
  set(areas: readonly CountArea[]): void {
    for (const { name, box } of areas) {
      const isSound = boxWidth(box) > 0 && boxHeight(box) > 0 && Object.values(box).every(Number.isFinite);
      if (isSound) continue;
      throw new SmearError(
        'invalid-argument',
        `The area “${name}” is empty. Drag from one corner to the opposite one.`,
      );
    }
    this.#list = areas.map(({ id, name, box: { minX, minY, maxX, maxY } }) => ({
      id,
      name,
      box: { minX, minY, maxX, maxY },
    }));
    this.dispatchEvent(new Event('change'));
  }
}

function isSame(one: readonly CountArea[], other: readonly CountArea[]): boolean {
  return one.length === other.length && one.every((area, at) => area === other[at]);
}

/** Keeps the areas as the steps that are done leave them, for as long as the history lasts. */
export function followAreaSteps(areas: CountAreas, history: History): void {
  const follow = (event: Event): void => {
    if (event instanceof StepEvent && event.step.areas) {
      const { before, after } = event.step.areas;
      if (event.type === 'undone') areas.turn(after, before);
      else areas.turn(before, after);
    }
    if (event instanceof RestoredEvent) {
      const { record } = history;
      areas.set(areasAfter(areasWithoutSteps(areas.list, [...event.before, ...record.steps]), record));
    }
  };
  for (const type of ['done', 'undone', 'redone', 'restored']) history.addEventListener(type, follow);
}

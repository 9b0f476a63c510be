import type { Step } from '../review/step.js';
import { isShown } from '../cells/is-shown.js';
import type { Kinds } from '../kinds/kinds.js';
import { className, nameInSentence } from './class-words.js';
import { writeCount } from './numbers.js';
import type { Strings } from './strings.js';

/** What the words depend on besides the step: which cells are shown, and who has named the kinds. */
interface Seen {
  /** The detection threshold in force. */
  readonly threshold: number;
  readonly kinds: Pick<Kinds, 'isNamedElsewhere'>;
}

/** What a step was, in a few words. */
export function stepWords(t: Strings, step: Step, { threshold, kinds }: Seen): string {
  const { changes, areas } = step;
  if (changes.length === 0 && areas) return areaWords(t, areas);
  const { kind } = step;
  const name = kind === 'assign' ? changes[0]?.after?.label.name : undefined;
  const called = name === undefined ? undefined : nameInSentence(t, name, kinds);
  const count = countSeen(step, threshold);
  return t.review.step(kind, count, writeCount(t.language, count), called);
}

/** The same where there is little room: the new class, which is what a reader looks for, is not cut off. */
export function shortStepWords(t: Strings, step: Step, seen: Seen): string {
  const { kind, changes } = step;
  const name = changes[0]?.after?.label.name;
  if (kind !== 'assign' || name === undefined) return stepWords(t, step, seen);
  const called = className(t, name);
  const { length } = changes;
  return length === 1 ? called : `${t.count.cells(length, writeCount(t.language, length))}: ${called}`;
}

function areaWords({ review, language }: Strings, { before, after }: NonNullable<Step['areas']>): string {
  const known = new Map(before.map((area) => [area.id, area]));
  const left = new Set(after.map(({ id }) => id));
  const told = [
    ...before.filter(({ id }) => !left.has(id)).map(({ name }) => review.areaStep('removed', name)),
    ...after.flatMap(({ id, name }) => {
      const was = known.get(id);
      if (was?.name === name) return [];
      return [review.areaStep(was ? 'named' : 'drawn', name)];
    }),
  ];
  const [only] = told;
  return told.length === 1 && only !== undefined
    ? only
    : review.step('areas', told.length, writeCount(language, told.length), undefined);
}

/**
 * What the reader sees of a step: of a run's finds those that are shown, as everything else in the panel speaks of
 * these, and of a refit the cells with another name, though the probabilities of all cells change.
 */
function countSeen({ kind, changes }: Step, threshold: number): number {
  if (kind === 'teach')
    return changes.filter(({ before, after }) => before?.label.name !== after?.label.name).length;
  if (kind !== 'analyse') return changes.length;
  let seen = 0;
  for (const { before, after } of changes) {
    const cell = after ?? before;
    if (cell && isShown(cell, threshold)) seen++;
  }
  return seen;
}

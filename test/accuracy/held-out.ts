import { bootstrapItems, mean, type Figure } from './bootstrap.js';
import type { FoundCell } from './found-cells.js';
import type { NamedCell } from './named-cells.js';
import { noveltyScore, type NoveltyHead } from './novelty.js';
import { areaUnderRoc } from './roc.js';

/** Area under the ROC curve of a class that was left out against the others. */
export interface HeldOutFigures {
  /** Over the classes with at least five cells; `n` counts cells. */
  readonly mean: Figure;
  readonly classes: Readonly<Record<string, number>>;
}

export interface NoveltyFigures {
  readonly reconstructionError?: HeldOutFigures;
  /** Distance to the means of the other classes and reconstruction error together; needs `heads.json`. */
  readonly novelty?: HeldOutFigures;
  /** Greatest difference between the exported novelty and the one computed here from all means. */
  readonly noveltyDifference?: number;
}

type Scored = NamedCell & { readonly cell: FoundCell };

const LEAST_CELLS = 5;

/**
 * How well cells of a class that the head was not told of stand out, one coarse class after the other.
 * The embedding itself has seen them all.
 */
export function measureNovelty(
  images: number,
  named: readonly NamedCell[],
  head: NoveltyHead | undefined,
): NoveltyFigures {
  const cells = named.filter((one): one is Scored => one.cell !== undefined);
  const counts = new Map<string, number>();
  for (const { truth } of cells) counts.set(truth.coarse, (counts.get(truth.coarse) ?? 0) + 1);
  const classes = [...counts].flatMap(([name, count]) => (count >= LEAST_CELLS ? [name] : []));
  if (classes.length < 2) return {};
  const heldOut = (score: (cell: FoundCell, name: string) => number): HeldOutFigures => {
    const scored = cells.map(({ image, truth, cell }) => ({
      image,
      truth: truth.coarse,
      scores: new Map(classes.map((name) => [name, score(cell, name)])),
    }));
    const area = (sample: typeof scored, name: string): number =>
      areaUnderRoc(
        sample.map(({ truth, scores }) => ({ score: scores.get(name) as number, positive: truth === name })),
      );
    return {
      mean: bootstrapItems(images, scored, (sample) =>
        mean(classes.map((name) => area([...sample], name)).filter(Number.isFinite)),
      ),
      classes: Object.fromEntries(classes.map((name) => [name, area(scored, name)])),
    };
  };
  const differences = head
    ? cells.flatMap(({ cell }) =>
        cell.novelty === undefined ? [] : [Math.abs(cell.novelty - noveltyScore(head, cell))],
      )
    : [];
  return {
    reconstructionError: heldOut((cell) => cell.reconstructionError),
    ...(head ? { novelty: heldOut((cell, name) => noveltyScore(head, cell, name)) } : {}),
    ...(differences.length > 0 ? { noveltyDifference: Math.max(...differences) } : {}),
  };
}

import { bootstrapItems, type Figure } from './bootstrap.js';
import { expectedCalibrationError } from './calibration.js';
import { IMMATURE_KINDS, NEUTROPHIL_KINDS, NUCLEATED } from './cell-classes.js';
import { likeliest } from './found-cells.js';
import type { NamedCell, NamedCells } from './named-cells.js';
import {
  accuracy,
  balancedAccuracy,
  classesOf,
  confusionMatrix,
  macroF1,
  type ConfusionMatrix,
  type NamedPair,
} from './naming-figures.js';

/** Of coarse classes as said, `Unknown` and nothing found being wrong; `n` counts cells. */
export interface ClassificationFigures {
  readonly accuracy: Figure;
  /** Of the likeliest class, also where the product says `Unknown`; only where it says so. */
  readonly likeliestAccuracy?: Figure;
  readonly balancedAccuracy: Figure;
  readonly macroF1: Figure;
  /** Over the classes with at least 20 cells, where there are others too. */
  readonly macroF1Of20?: Figure;
  readonly recall: Readonly<Record<string, Figure>>;
  readonly confusion: ConfusionMatrix;
  readonly notFound: number;
  readonly unknown: number;
  /** Expected calibration error of the likeliest coarse class's probability, 15 bins; of found cells. */
  readonly calibrationError?: Figure;
  readonly fine?: FineFigures;
  /** Labels without a counterpart among the nucleated classes: not counted. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** Which of its finer classes is the likeliest, of cells whose label says the finer one. */
export interface FineFigures {
  /** Accuracy of band against segmented. */
  readonly neutrophil?: Figure;
  /** Balanced accuracy of the three immature kinds. */
  readonly immature?: Figure;
}

type Pair = NamedPair & { readonly image: number };

const FREQUENT = 20;

/** Undefined where the set labels no cell of a nucleated class. */
export function measureClassification(
  images: number,
  { named, leftOut }: NamedCells,
): ClassificationFigures | undefined {
  if (named.length === 0) return undefined;
  const pairs: Pair[] = named.map(({ image, truth, said }) => ({ image, truth: truth.coarse, said }));
  const over = (statistic: (sample: readonly Pair[]) => number, of: readonly Pair[] = pairs): Figure =>
    bootstrapItems(images, of, statistic);
  const present = NUCLEATED.filter((name) => classesOf(pairs).includes(name));
  const count = (name: string): number => pairs.filter(({ truth }) => truth === name).length;
  const frequent = present.filter((name) => count(name) >= FREQUENT);
  const unknown = pairs.filter(({ said }) => said === 'Unknown').length;
  const likely = named.map(({ image, truth, cell }) => ({
    image,
    truth: truth.coarse,
    said: cell && likeliest(cell)?.name,
  }));
  const fine = measureFine(images, named);
  const answers = named.flatMap(({ image, truth, cell }) => {
    const best = cell && likeliest(cell);
    return best ? [{ image, confidence: best.probability, right: best.name === truth.coarse }] : [];
  });
  return {
    accuracy: over(accuracy),
    ...(unknown > 0 ? { likeliestAccuracy: over(accuracy, likely) } : {}),
    balancedAccuracy: over(balancedAccuracy),
    macroF1: over((sample) => macroF1(sample)),
    ...(frequent.length > 0 && frequent.length < present.length
      ? { macroF1Of20: over((sample) => macroF1(sample, frequent)) }
      : {}),
    recall: Object.fromEntries(
      present.map((name) => [
        name,
        over(
          accuracy,
          pairs.filter(({ truth }) => truth === name),
        ),
      ]),
    ),
    confusion: confusionMatrix(pairs),
    notFound: pairs.filter(({ said }) => said === undefined).length,
    unknown,
    ...(answers.length > 0
      ? { calibrationError: bootstrapItems(images, answers, (sample) => expectedCalibrationError(sample)) }
      : {}),
    ...(fine ? { fine } : {}),
    leftOut,
  };
}

function measureFine(images: number, named: readonly NamedCell[]): FineFigures | undefined {
  const choose = (kinds: readonly string[]): Pair[] =>
    named.flatMap(({ image, truth: { fine: truth }, cell }) => {
      if (truth === undefined || !kinds.includes(truth)) return [];
      const [best] = kinds
        .flatMap((name) => {
          const probability = cell?.probabilities.get(name);
          return probability === undefined ? [] : [{ name, probability }];
        })
        .sort((a, b) => b.probability - a.probability);
      return [{ image, truth, said: best?.name }];
    });
  // A pack without finer classes gives them no probability at all.
  const answered = (pairs: readonly Pair[]): boolean => pairs.some(({ said }) => said !== undefined);
  const neutrophil = choose(NEUTROPHIL_KINDS);
  const immature = choose(IMMATURE_KINDS);
  if (!answered(neutrophil) && !answered(immature)) return undefined;
  return {
    ...(answered(neutrophil) ? { neutrophil: bootstrapItems(images, neutrophil, accuracy) } : {}),
    ...(answered(immature) ? { immature: bootstrapItems(images, immature, balancedAccuracy) } : {}),
  };
}

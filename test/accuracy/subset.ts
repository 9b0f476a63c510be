import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { averagePrecision, judgeDetections } from './average-precision.js';
import { bootstrapImages, type Figure } from './bootstrap.js';
import { classOfLabel } from './cell-classes.js';
import type { Analyse, AnalyseOptions } from './command-line.js';
import { detectionSample } from './detection.js';
import { chooseByHash, loadImageSet, type LabelledImage } from './image-set.js';
import { nameCells } from './named-cells.js';
import { accuracy } from './naming-figures.js';
import { measureOutlines } from './outlines.js';

/** What of each set is in the subset: 60 images in all. */
export const SUBSET = { bccd: 12, bcdd: 12, acevedo: 20, jtsc: 8, matek: 4, deepbionet: 4 } as const;

export const SUBSET_BASELINE = 'test/accuracy/subset-baseline.json';

export interface SubsetFigures {
  readonly ap50: Figure;
  readonly dice: Figure;
  readonly accuracy: Figure;
}

export interface SubsetBaseline {
  readonly packHash: string;
  readonly date: string;
  readonly figures: {
    readonly [name in keyof SubsetFigures]: {
      readonly value: number;
      readonly noise: number;
      readonly n: number;
    };
  };
}

export interface MeasuredSubset {
  readonly packHash: string;
  readonly figures: SubsetFigures;
}

/** The least noise: the last digit of other processors and libraries. */
const LEAST_NOISE = { ap50: 0.01, dice: 0.003, accuracy: 0.01 } as const;
/** A 95 % interval of a normal figure is so many standard errors wide. */
const STANDARD_ERRORS = 3.92;

/** Names of the subset's sets that are not in the folder. */
export function missingSets(data: string): string[] {
  return Object.keys(SUBSET).filter((name) => !existsSync(join(data, name, 'annotations.json')));
}

/** Runs the product over the 60 images, resolution not given. */
export async function measureSubset(
  data: string,
  analyse: Analyse,
  options: Pick<AnalyseOptions, 'pack' | 'workers'> = {},
): Promise<MeasuredSubset> {
  const boxed: LabelledImage[] = [];
  const labelled: LabelledImage[] = [];
  for (const [name, count] of Object.entries(SUBSET)) {
    const { images } = await loadImageSet(join(data, name));
    const field = images.every(({ label }) => label === undefined);
    const usable = images.filter(({ label, subtype }) => field || classOfLabel(label ?? '', subtype));
    (field ? boxed : labelled).push(...chooseByHash(usable, count));
  }
  const images = [...boxed, ...labelled];
  const found = await analyse(
    images.map(({ file }) => file),
    { ...options, threshold: 0.01 },
  );
  const sample = await detectionSample(boxed, found.slice(0, boxed.length));
  const outlines = await measureOutlines(images, found);
  if (!sample || !outlines) throw new Error('The subset has no boxed or no outlined cell that was found.');
  const judged = judgeDetections(sample.boxes, 0.5);
  const { named } = nameCells(labelled, found.slice(boxed.length));
  const right = (weights: Int32Array): number =>
    accuracy(
      named.flatMap(({ image, truth, said }) =>
        Array.from({ length: weights[image] ?? 0 }, () => ({ truth: truth.coarse, said })),
      ),
    );
  return {
    packHash: found[0]?.packHash ?? '',
    figures: {
      ap50: bootstrapImages(boxed.length, (weights) => averagePrecision(judged, weights)),
      dice: outlines.dice,
      accuracy: bootstrapImages(labelled.length, right),
    },
  };
}

/** The figures as a baseline. The noise of each is its bootstrap standard error over the images. */
export function toBaseline({ packHash, figures }: MeasuredSubset, date: string): SubsetBaseline {
  const entry = (name: keyof SubsetFigures) => {
    const { value, low, high, n } = figures[name];
    return { value, noise: Math.max(LEAST_NOISE[name], (high - low) / STANDARD_ERRORS), n };
  };
  return {
    packHash,
    date,
    figures: { ap50: entry('ap50'), dice: entry('dice'), accuracy: entry('accuracy') },
  };
}

/** One sentence for each figure that lies below its baseline by more than its noise. */
export function findFalls(measured: MeasuredSubset, baseline: SubsetBaseline): string[] {
  return (['ap50', 'dice', 'accuracy'] as const).flatMap((name) => {
    const { value, noise } = baseline.figures[name];
    const now = measured.figures[name].value;
    if (now >= value - noise) return [];
    const other = measured.packHash === baseline.packHash ? '' : ' The pack is another than the baseline’s.';
    return [
      `${name} fell from ${value.toFixed(3)} to ${now.toFixed(3)}, its noise is ${noise.toFixed(3)}.${other}`,
    ];
  });
}

export async function readBaseline(): Promise<SubsetBaseline> {
  return JSON.parse(await readFile(SUBSET_BASELINE, 'utf8')) as SubsetBaseline;
}

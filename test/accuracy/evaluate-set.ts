import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './bootstrap.js';
import { measureClassification, type ClassificationFigures } from './classification.js';
import type { Analyse, AnalyseOptions } from './command-line.js';
import {
  detectionSample,
  measureAp50,
  measureDetection,
  type DetectionFigures,
  type DetectionSample,
} from './detection.js';
import { EvaluationError } from './evaluation-error.js';
import type { FoundImage } from './found-cells.js';
import { measureNovelty, type NoveltyFigures } from './held-out.js';
import type { ImageSet } from './image-set.js';
import { maskOutside } from './masked-images.js';
import { nameCells } from './named-cells.js';
import type { NoveltyHead } from './novelty.js';
import { measureOutlines, type OutlineFigures } from './outlines.js';
import { measureResolution, type ResolutionFigures } from './resolution-error.js';

/** All figures of one set under one way of telling the resolution. */
export interface SetFigures {
  readonly images: number;
  /** As given to the product; undefined where it estimated it. */
  readonly micronsPerPixel?: number;
  readonly detection?: DetectionFigures;
  readonly outlines?: OutlineFigures;
  readonly resolution?: ResolutionFigures;
  readonly classification?: ClassificationFigures;
  readonly novelty?: NoveltyFigures;
  /** AP50 with the resolution given wrong, by the factor. */
  readonly wrongResolution?: Readonly<Record<string, Figure>>;
  /** With all pixels outside the product's own outlines set to their mean. */
  readonly masked?: ClassificationFigures;
}

export interface SetOptions extends Pick<AnalyseOptions, 'pack' | 'workers'> {
  readonly given: boolean;
  /** Factors by which the resolution is given wrong; only where it is given. */
  readonly wrongResolution: readonly number[];
  readonly masked: boolean;
  readonly novelty: NoveltyHead | undefined;
}

/** What was measured, and what was found to measure it on. */
export interface EvaluatedSet {
  readonly figures: SetFigures;
  readonly found: readonly FoundImage[];
  readonly sample: DetectionSample | undefined;
}

/** As low as the product goes, for the whole of the precision-recall curve. */
const LEAST_THRESHOLD = 0.01;

/** Runs the product over the set and counts. Rejects with `EvaluationError` where there is nothing to count. */
export async function evaluateSet(
  set: ImageSet,
  options: SetOptions,
  analyse: Analyse,
): Promise<EvaluatedSet> {
  const { name, images } = set;
  const { given, masked, novelty, pack, workers } = options;
  const micronsPerPixel = given ? set.micronsPerPixel : undefined;
  const run = (files: readonly string[], mpp = micronsPerPixel): Promise<FoundImage[]> =>
    analyse(files, { pack, workers, threshold: LEAST_THRESHOLD, micronsPerPixel: mpp });
  const files = images.map(({ file }) => file);
  // Before hours of work, not after them.
  const nothing = images.map(() => ({ cells: [], pack: '', packHash: '' }));
  if (!(await detectionSample(images, nothing)) && nameCells(images, nothing).named.length === 0) {
    throw new EvaluationError(
      `The set ${name} has neither boxes of nucleated cells nor labels that the product knows: nothing to measure.`,
    );
  }
  const found = await run(files);
  const sample = await detectionSample(images, found);
  const cells = nameCells(images, found);
  const leftOut = addCounts(set.leftOut, cells.leftOut);
  const classification = measureClassification(images.length, { ...cells, leftOut });
  const outlines = await measureOutlines(images, found);
  const wrong: Record<string, Figure> = {};
  for (const factor of sample && micronsPerPixel ? options.wrongResolution : []) {
    const again = await run(files, (micronsPerPixel as number) * factor);
    const other = await detectionSample(images, again);
    if (other) wrong[String(factor)] = measureAp50(other);
  }
  const figures: SetFigures = {
    images: images.length,
    ...(micronsPerPixel === undefined ? {} : { micronsPerPixel }),
    ...(sample ? { detection: measureDetection(sample) } : {}),
    ...(outlines ? { outlines } : {}),
    ...(!given && set.measured && set.micronsPerPixel
      ? { resolution: measureResolution(found, set.micronsPerPixel) }
      : {}),
    ...(classification ? { classification } : {}),
    ...(classification ? { novelty: measureNovelty(images.length, cells.named, novelty) } : {}),
    ...(Object.keys(wrong).length > 0 ? { wrongResolution: wrong } : {}),
    ...(masked && classification ? { masked: await evaluateMasked(set, found, run) } : {}),
  };
  return { figures, found, sample };
}

function addCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(keys.map((key) => [key, (a[key] ?? 0) + (b[key] ?? 0)]));
}

async function evaluateMasked(
  { images }: ImageSet,
  found: readonly FoundImage[],
  run: (files: readonly string[]) => Promise<FoundImage[]>,
): Promise<ClassificationFigures | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'smearlens-masked-'));
  try {
    const files = await maskOutside(images, found, folder);
    return measureClassification(images.length, nameCells(images, await run(files)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

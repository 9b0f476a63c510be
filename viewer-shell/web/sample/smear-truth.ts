import type { LeukocyteKind } from './nucleus-shape.js';
import type { SmearOptions, SmearPlan } from './smear-plan.js';

/** One white cell as drawn. Frame: level-0 pixels; rings are flat x, y pairs that do not repeat their first. */
export interface TrueCell {
  readonly class: LeukocyteKind;
  /** minX, minY, maxX, maxY of the outline. */
  readonly box: readonly [number, number, number, number];
  readonly centre: readonly [number, number];
  readonly outline: readonly number[];
  readonly nucleus: readonly number[];
}

/** All that is known about a drawn smear. */
export interface SmearTruth {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly micronsPerPixel: number;
  readonly cells: readonly TrueCell[];
  readonly redCells: number;
  readonly platelets: number;
  /** Burst cells, which belong to no class: minX, minY, maxX, maxY. */
  readonly smudges: readonly (readonly [number, number, number, number])[];
}

export function describeSmear(options: SmearOptions, plan: SmearPlan): SmearTruth {
  return {
    seed: options.seed,
    width: options.width,
    height: options.height,
    micronsPerPixel: options.micronsPerPixel ?? 0.125,
    cells: plan.leukocytes.map((cell) => {
      const outline = cell.outlineRing().map(hundredths);
      return {
        class: cell.form.kind,
        box: ringBox(outline),
        centre: [hundredths(cell.x), hundredths(cell.y)],
        outline,
        nucleus: cell.nucleusRing().map(hundredths),
      };
    }),
    redCells: plan.redCells.length,
    platelets: plan.platelets.length,
    smudges: plan.smudges.map((smudge) => ringBox(smudge.outlineRing().map(hundredths))),
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

function ringBox(ring: readonly number[]): [number, number, number, number] {
  const xs = ring.filter((_, i) => i % 2 === 0);
  const ys = ring.filter((_, i) => i % 2 === 1);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

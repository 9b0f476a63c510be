import type { DensityBand, DyeAmounts, Stained } from './density-band.js';
import { cytoplasmDye, nucleusDye, type CellTone } from './leukocyte-stain.js';
import { smoothNoise, smoothStep } from './noise.js';
import { growNucleus, type LeukocyteKind, type NucleusShape } from './nucleus-shape.js';
import type { RandomStream } from './random.js';
import { RoundOutline, type Roundness } from './round-outline.js';
import { traceRing } from './trace-ring.js';

interface Habit extends Roundness {
  /** Diameter on the smear, µm. */
  readonly smallest: number;
  readonly largest: number;
}

const HABITS: Record<LeukocyteKind, Habit> = {
  Neutrophil: { smallest: 11.8, largest: 14.4, oval: 0.035, bumpy: 0.016 },
  Eosinophil: { smallest: 12.4, largest: 15, oval: 0.035, bumpy: 0.015 },
  Basophil: { smallest: 10.8, largest: 13, oval: 0.035, bumpy: 0.022 },
  Lymphocyte: { smallest: 8.8, largest: 11, oval: 0.03, bumpy: 0.018 },
  Monocyte: { smallest: 13.4, largest: 16.4, oval: 0.075, bumpy: 0.05 },
};

/** The shape and stain of a white cell, before it has a place. */
export interface LeukocyteForm {
  readonly kind: LeukocyteKind;
  readonly outline: RoundOutline;
  readonly nucleus: NucleusShape;
  readonly tone: CellTone;
}

export function growLeukocyte(
  random: RandomStream,
  kind: LeukocyteKind,
  pixelsPerMicron: number,
): LeukocyteForm {
  const habit = HABITS[kind];
  const radius = (random.between(habit.smallest, habit.largest) / 2) * pixelsPerMicron;
  const drawnOut = random.chance(kind === 'Lymphocyte' ? 0.3 : kind === 'Monocyte' ? 0.7 : 0);
  return {
    kind,
    outline: new RoundOutline(random, radius, {
      ...habit,
      blebs: drawnOut ? random.whole(1, 3) : 0,
      blebReach: kind === 'Monocyte' ? 0.2 : 0.2,
    }),
    nucleus: growNucleus(random, kind, radius),
    tone: {
      kind,
      seed: random.seed(),
      pixelsPerMicron,
      radius,
      chromatin: random.normal(1, 0.06),
      cytoplasm: Math.max(0.6, random.normal(1, 0.14)),
      granules: Math.max(0.5, random.normal(1, 0.12)),
      vacuoles: kind === 'Monocyte' && random.chance(0.8) ? random.between(0.1, 0.32) : 0,
    },
  };
}

/** A white cell in its place. Frame: level-0 pixels. */
export class Leukocyte implements Stained {
  readonly form: LeukocyteForm;
  readonly x: number;
  readonly y: number;

  constructor(form: LeukocyteForm, x: number, y: number) {
    this.form = form;
    this.x = x;
    this.y = y;
  }

  get reach(): number {
    return this.form.outline.maxRadius + 2;
  }

  /** Contour of the whole cell as flat x, y pairs. */
  outlineRing(): number[] {
    return this.form.outline.ring(this.x, this.y);
  }

  /** Contour of the nucleus as flat x, y pairs. */
  nucleusRing(): number[] {
    const ring = traceRing((dx, dy) => this.#nucleusDistance(dx, dy) < 0, this.form.outline.maxRadius);
    return ring.map((value, i) => value + (i % 2 === 0 ? this.x : this.y));
  }

  paint(band: DensityBand): void {
    const { outline, tone } = this.form;
    const inner: DyeAmounts = { haemoglobin: 0, eosin: 0, azure: 0, methylene: 0 };
    const outer: DyeAmounts = { haemoglobin: 0, eosin: 0, azure: 0, methylene: 0 };
    const fray = 0.1 * tone.pixelsPerMicron;
    band.visit(this.x, this.y, this.reach, (x, y, dx, dy) => {
      const rough = fray * smoothNoise(dx / (4 * fray), dy / (4 * fray), tone.seed + 5);
      const depth = rough - outline.distance(dx, dy);
      const cover = smoothStep(-0.8, 0.8, depth);
      if (cover === 0) return;
      const nucleusDepth = -this.#nucleusDistance(dx, dy);
      const share = smoothStep(-0.9, 0.9, nucleusDepth);
      if (share < 1) {
        cytoplasmDye(tone, dx, dy, depth, outer);
        band.add(x, y, outer, cover * (1 - share));
      }
      if (share > 0) {
        nucleusDye(tone, dx, dy, nucleusDepth, inner);
        band.add(x, y, inner, cover * share);
      }
    });
  }

  /** The nucleus never leaves the cell: a thin rim of cytoplasm stays. */
  #nucleusDistance(dx: number, dy: number): number {
    const { nucleus, outline, tone } = this.form;
    return Math.max(nucleus.distance(dx, dy), outline.distance(dx, dy) + 0.18 * tone.pixelsPerMicron);
  }
}

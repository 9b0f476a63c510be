import type { DyeAmounts } from './density-band.js';
import { granuleCover, octaveNoise, smoothNoise, smoothStep, threadNoise } from './noise.js';
import type { LeukocyteKind } from './nucleus-shape.js';

/** What makes one cell's stain its own. */
export interface CellTone {
  readonly kind: LeukocyteKind;
  readonly seed: number;
  readonly pixelsPerMicron: number;
  /** Of the cell, px. */
  readonly radius: number;
  /** Strengths around 1. */
  readonly chromatin: number;
  readonly cytoplasm: number;
  readonly granules: number;
  /** Share of places near the rim that hold a vacuole. */
  readonly vacuoles: number;
}

interface Chromatin {
  /** Azure in the densest chromatin. */
  readonly base: number;
  /** Width of the clumps, µm, and how much they vary. */
  readonly clump: number;
  readonly contrast: number;
  /** Depth of the pale threads between the clumps, and their spacing, µm. */
  readonly gap: number;
  readonly gapSpacing: number;
}

const CHROMATIN: Record<LeukocyteKind, Chromatin> = {
  Neutrophil: { base: 2.15, clump: 1.3, contrast: 0.34, gap: 1.15, gapSpacing: 1.25 },
  Eosinophil: { base: 1.5, clump: 1.2, contrast: 0.45, gap: 1, gapSpacing: 1 },
  Basophil: { base: 1.3, clump: 1.1, contrast: 0.3, gap: 0.6, gapSpacing: 0.9 },
  Lymphocyte: { base: 1.55, clump: 2.4, contrast: 0.3, gap: 0.4, gapSpacing: 2 },
  Monocyte: { base: 1.6, clump: 0.75, contrast: 0.5, gap: 1, gapSpacing: 0.7 },
};

/** The dye bound by chromatin at a point of the nucleus, `depth` px inside its edge. */
export function nucleusDye(tone: CellTone, dx: number, dy: number, depth: number, dye: DyeAmounts): void {
  const { kind, seed, pixelsPerMicron: scale } = tone;
  const look = CHROMATIN[kind];
  const clumps = octaveNoise(dx / (look.clump * scale), dy / (look.clump * scale), seed + 11, 3);
  const spacing = look.gapSpacing * scale;
  const chinks = smoothStep(
    0.12,
    0.75,
    octaveNoise(dx / (0.55 * spacing), dy / (0.55 * spacing), seed + 14, 2),
  );
  const threads = threadNoise(dx / spacing, dy / spacing, seed + 12, 0.35);
  const gaps =
    Math.min(1, 0.45 * threads + 0.75 * chinks) *
    smoothStep(-0.5, 0.3, smoothNoise(dx / (2 * scale), dy / (2 * scale), seed + 13)) *
    smoothStep(0.1 * scale, 0.5 * scale, depth);
  const rim = smoothStep(0.55 * scale, 0.1 * scale, depth);
  const azure = look.base * tone.chromatin * (1 + look.contrast * clumps + 0.12 * rim) - look.gap * gaps;
  dye.azure = Math.max(0.6, azure);
  dye.eosin = 0.06 + 0.16 * gaps;
  dye.methylene = kind === 'Lymphocyte' ? 0.1 : 0.05;
  dye.haemoglobin = 0;
  if (kind === 'Basophil') coverWithBasophilGranules(tone, dx, dy, dye, 0.9);
}

/** The dye bound by cytoplasm and its granules, `depth` px inside the cell's edge. */
export function cytoplasmDye(tone: CellTone, dx: number, dy: number, depth: number, dye: DyeAmounts): void {
  const { kind, seed, pixelsPerMicron: scale, cytoplasm } = tone;
  const cloud = octaveNoise(dx / (1.6 * scale), dy / (1.6 * scale), seed + 21, 3);
  const grain = smoothNoise(dx / (0.28 * scale), dy / (0.28 * scale), seed + 22);
  const rim = smoothStep(0.5 * scale, 0.1 * scale, depth);
  dye.haemoglobin = 0;
  switch (kind) {
    case 'Neutrophil': {
      const fine = { pitch: 0.5 * scale, fill: 0.55, minRadius: 0.06 * scale, maxRadius: 0.19 * scale };
      const granule = granuleCover(dx, dy, seed + 23, fine) * tone.granules;
      dye.azure = cytoplasm * (0.085 + 0.05 * cloud + 0.04 * grain) + 0.2 * granule + 0.05 * rim;
      dye.eosin = cytoplasm * (0.14 + 0.05 * cloud) + 0.1 * granule;
      dye.methylene = 0.055 + 0.02 * rim;
      return;
    }
    case 'Eosinophil': {
      const coarse = { pitch: 0.56 * scale, fill: 0.94, minRadius: 0.2 * scale, maxRadius: 0.34 * scale };
      const granule = granuleCover(dx, dy, seed + 24, coarse) * tone.granules;
      dye.azure = 0.03 + 0.02 * cloud + 0.05 * rim;
      dye.eosin = 0.32 + 0.06 * cloud + granule * (0.34 + 0.06 * cloud + 0.1 * grain);
      dye.methylene = 0.01 + 0.03 * rim;
      return;
    }
    case 'Basophil': {
      dye.azure = cytoplasm * (0.18 + 0.1 * cloud) + 0.25 * rim;
      dye.eosin = 0.14;
      dye.methylene = 0.08;
      coverWithBasophilGranules(tone, dx, dy, dye, 1);
      return;
    }
    case 'Lymphocyte': {
      dye.azure = cytoplasm * (0.13 + 0.06 * cloud + 0.03 * grain);
      dye.eosin = 0.02;
      dye.methylene = cytoplasm * (0.27 + 0.1 * cloud + 0.04 * grain + 0.1 * rim);
      return;
    }
    case 'Monocyte': {
      dye.azure = cytoplasm * (0.18 + 0.08 * cloud + 0.08 * grain);
      dye.eosin = 0.09;
      dye.methylene = cytoplasm * (0.27 + 0.1 * cloud + 0.08 * grain + 0.12 * rim);
      if (tone.vacuoles > 0) openVacuoles(tone, dx, dy, depth, dye);
      return;
    }
  }
}

function coverWithBasophilGranules(
  tone: CellTone,
  dx: number,
  dy: number,
  dye: DyeAmounts,
  fill: number,
): void {
  const scale = tone.pixelsPerMicron;
  const coarse = { pitch: 0.85 * scale, fill: 0.7 * fill, minRadius: 0.2 * scale, maxRadius: 0.46 * scale };
  const fine = { pitch: 0.5 * scale, fill: 0.6 * fill, minRadius: 0.1 * scale, maxRadius: 0.24 * scale };
  const granule = Math.max(
    granuleCover(dx, dy, tone.seed + 25, coarse),
    0.85 * granuleCover(dx, dy, tone.seed + 27, fine),
  );
  dye.azure += granule * Math.max(0, 2.3 * tone.granules - dye.azure);
}

function openVacuoles(tone: CellTone, dx: number, dy: number, depth: number, dye: DyeAmounts): void {
  const scale = tone.pixelsPerMicron;
  if (depth < 0.5 * scale) return;
  const bubbles = {
    pitch: 1.7 * scale,
    fill: tone.vacuoles,
    minRadius: 0.25 * scale,
    maxRadius: 0.7 * scale,
  };
  const clear = 1 - 0.85 * granuleCover(dx, dy, tone.seed + 26, bubbles);
  dye.azure *= clear;
  dye.methylene *= clear;
  dye.eosin *= clear;
}

import type { Stained } from './density-band.js';
import { Precipitate, SmudgeCell } from './debris.js';
import { growLeukocyte, Leukocyte } from './leukocyte.js';
import { smoothStep } from './noise.js';
import type { LeukocyteKind } from './nucleus-shape.js';
import { PlacementGrid } from './placement-grid.js';
import { Platelet } from './platelet.js';
import { RandomStream } from './random.js';
import { RedCell } from './red-cell.js';
import { SmearFields } from './smear-fields.js';

export interface SmearOptions {
  readonly seed: number;
  /** Level-0 pixels. */
  readonly width: number;
  readonly height: number;
  /** 0.125 where not given. */
  readonly micronsPerPixel?: number;
  /** How many white cells; by default one on each 60 × 60 µm. */
  readonly leukocytes?: number;
  /** How many smudge cells; by default one for each 50 white cells. */
  readonly smudges?: number;
  /** Whether the smear thins out to bare glass on its right side. */
  readonly featheredEdge?: boolean;
}

export interface SmearPlan {
  readonly fields: SmearFields;
  readonly leukocytes: readonly Leukocyte[];
  readonly redCells: readonly RedCell[];
  readonly platelets: readonly Platelet[];
  readonly smudges: readonly SmudgeCell[];
  readonly precipitates: readonly Precipitate[];
}

/** A healthy differential, with the two rare kinds raised so that a small slide shows them. */
export function chooseKinds(random: RandomStream, count: number): LeukocyteKind[] {
  const rare = count >= 40 ? 5 : count >= 5 ? 1 : 0;
  const least: [LeukocyteKind, number][] = [
    ['Eosinophil', Math.max(rare, Math.round(count * 0.03))],
    ['Basophil', Math.max(rare, Math.round(count * 0.015))],
    ['Monocyte', Math.max(rare > 0 ? 1 : 0, Math.round(count * 0.07))],
    ['Lymphocyte', Math.round(count * 0.28)],
  ];
  const kinds = least.flatMap(([kind, times]) => Array.from({ length: times }, () => kind)).slice(0, count);
  while (kinds.length < count) kinds.push('Neutrophil');
  for (let i = kinds.length - 1; i > 0; i--) {
    const j = random.whole(0, i);
    [kinds[i], kinds[j]] = [kinds[j] ?? 'Neutrophil', kinds[i] ?? 'Neutrophil'];
  }
  return kinds;
}

/** Where everything lies on a smear; the same options give the same plan. */
export function planSmear(options: SmearOptions): SmearPlan {
  const { seed, width, height } = options;
  const micron = 1 / (options.micronsPerPixel ?? 0.125);
  const random = new RandomStream(seed);
  const fields = new SmearFields(random.seed(), width, micron, options.featheredEdge ?? false);
  const count = options.leukocytes ?? Math.max(1, Math.round((width * height) / (60 * micron) ** 2));
  const grid = new PlacementGrid(10 * micron);
  const leukocytes = placeLeukocytes(random, options, micron, count, grid, fields);
  const smudges = placeSmudges(random, options, micron, count, grid);
  const reds = new PlacementGrid(8 * micron);
  const redCells = placeRedCells(random, width, height, micron, grid, reds, fields);
  const platelets = placePlatelets(random, width, height, micron, grid, reds, fields);
  const grains = Math.round((width * height) / (45 * micron) ** 2);
  const precipitates = Array.from(
    { length: grains },
    () => new Precipitate(random, random.between(0, width), random.between(0, height), micron),
  );
  return { fields, leukocytes, redCells, platelets, smudges, precipitates };
}

function placeLeukocytes(
  random: RandomStream,
  { width, height }: SmearOptions,
  micron: number,
  count: number,
  grid: PlacementGrid,
  fields: SmearFields,
): Leukocyte[] {
  const placed: Leukocyte[] = [];
  for (const kind of chooseKinds(random, count)) {
    const form = growLeukocyte(random, kind, micron);
    const reach = form.outline.maxRadius;
    for (let attempt = 0; attempt < 200; attempt++) {
      const margin = reach + 3;
      const x = random.between(margin, width - margin);
      const y = random.between(margin, height - margin);
      // few white cells touch; none lie on each other
      const gap = random.chance(0.06) ? 0.2 * micron : 5 * micron;
      if (fields.thickness(x, y) < 0.12 || grid.crowded(x, y, reach, gap)) continue;
      grid.add(x, y, reach);
      placed.push(new Leukocyte(form, x, y));
      break;
    }
  }
  return placed;
}

function placeSmudges(
  random: RandomStream,
  { width, height, smudges }: SmearOptions,
  micron: number,
  count: number,
  grid: PlacementGrid,
): SmudgeCell[] {
  const placed: SmudgeCell[] = [];
  for (let i = 0; i < (smudges ?? Math.floor(count / 50)); i++) {
    for (let attempt = 0; attempt < 60; attempt++) {
      const x = random.between(12 * micron, width - 12 * micron);
      const y = random.between(12 * micron, height - 12 * micron);
      const cell = new SmudgeCell(random, x, y, micron);
      if (grid.crowded(x, y, cell.reach, 4 * micron)) continue;
      grid.add(x, y, cell.reach * 0.85);
      placed.push(cell);
      break;
    }
  }
  return placed;
}

function placeRedCells(
  random: RandomStream,
  width: number,
  height: number,
  micron: number,
  grid: PlacementGrid,
  reds: PlacementGrid,
  fields: SmearFields,
): RedCell[] {
  const placed: RedCell[] = [];
  const attempts = Math.round((width * height) / (2.6 * micron) ** 2);
  const put = (x: number, y: number, overlap: number) => {
    const radius = Math.max(2.6, random.normal(3.65, 0.24)) * micron;
    const blocked = grid.crowded(x, y, radius, -0.25 * micron);
    if (blocked || reds.crowded(x, y, radius, -overlap * radius)) return false;
    reds.add(x, y, radius);
    placed.push(new RedCell(random, x, y, radius, { thickness: fields.thickness(x, y) }));
    return true;
  };
  for (let i = 0; i < attempts; i++) {
    const x = random.between(-3 * micron, width + 3 * micron);
    const y = random.between(-3 * micron, height + 3 * micron);
    const thickness = fields.thickness(x, y);
    if (!random.chance(smoothStep(0.02, 0.75, thickness) * 0.7)) continue;
    const loose = random.chance(0.2 + 0.3 * thickness) ? 0.5 : 0.06;
    const overlap = loose * smoothStep(0.15, 0.9, thickness) * 1.6;
    if (!put(x, y, overlap) || !random.chance(0.16 * smoothStep(0.45, 0.9, thickness))) continue;
    // a roll of cells, like coins that slid over each other
    let angle = random.angle();
    let [rollX, rollY] = [x, y];
    for (let coin = random.whole(2, 5); coin > 0; coin--) {
      angle += random.normal(0, 0.25);
      const step = random.between(3.2, 4.6) * micron;
      rollX += step * Math.cos(angle);
      rollY += step * Math.sin(angle);
      if (!put(rollX, rollY, 1.3)) break;
    }
  }
  return placed;
}

function placePlatelets(
  random: RandomStream,
  width: number,
  height: number,
  micron: number,
  grid: PlacementGrid,
  reds: PlacementGrid,
  fields: SmearFields,
): Platelet[] {
  const placed: Platelet[] = [];
  const put = (x: number, y: number) => {
    const cell = new Platelet(random, x, y, micron);
    if (grid.crowded(x, y, cell.reach, 0.3 * micron)) return;
    if (reds.crowded(x, y, cell.reach, -0.4 * micron) && !random.chance(0.18)) return;
    grid.add(x, y, cell.reach * 0.8);
    placed.push(cell);
  };
  const count = Math.round((width * height) / (20 * micron) ** 2);
  for (let i = 0; i < count; i++) {
    const x = random.between(0, width);
    const y = random.between(0, height);
    if (fields.thickness(x, y) < 0.06) continue;
    put(x, y);
    if (!random.chance(0.03)) continue;
    for (let friend = random.whole(2, 5); friend > 0; friend--) {
      put(x + random.normal(0, 2.6 * micron), y + random.normal(0, 2.6 * micron));
    }
  }
  return placed;
}

/** Everything on the smear, in the order it is drawn. */
export function everythingOn(plan: SmearPlan): Stained[] {
  return [...plan.redCells, ...plan.platelets, ...plan.smudges, ...plan.leukocytes, ...plan.precipitates];
}

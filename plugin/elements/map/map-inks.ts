import type { ModelInfo } from '../../../models/domain/model-info.js';
import type { Cell, CellClass } from '../../../models/domain/cell.js';
import { coarseName, UNKNOWN } from '../../../models/domain/class-name.js';
import { colorAt, contrastRatio, type Rgb } from '../../../overlays/layers/colormap.js';
import type { CellLook } from '../../neighbours/map-points.js';
import { packColour, POINT_SHAPES, type Ink } from '../../neighbours/paint-points.js';

/** Whether points have the colour of their kind or of how badly the models rebuild them. */
export type MapColouring = 'kind' | 'error';

/** One coarse kind on the map. */
export interface MapKind {
  readonly label: CellClass;
  /** Index into `POINT_SHAPES`; the same for its finer kinds. */
  readonly shape: number;
  /** Index of the ink of its own colour. */
  readonly colour: number;
}

const STEPS = 32;
/** Standard deviations above the mean at which the colour scale ends: what is further away is unlike anything learnt. */
const FULL_DEVIATIONS = 6;
const RING = POINT_SHAPES.indexOf('ring');

/** The coarse kinds in the list's order and colours, each with a shape; what is unknown is a ring. */
export function mapKinds(kinds: readonly CellClass[]): MapKind[] {
  const labels = new Map([...kinds, UNKNOWN].map((label) => [label.name, label]));
  const names = [...new Set([...labels.keys()].map(coarseName))];
  return names.map((name, colour) => {
    const label =
      labels.get(name) ?? [...labels.values()].find((finer) => coarseName(finer.name) === name) ?? UNKNOWN;
    return { label: { ...label, name }, shape: name === UNKNOWN.name ? RING : colour % RING, colour };
  });
}

/** The colours of the kinds, then those of the scale, each with a rim that stands out from its like and the ground. */
export function mapInks(kinds: readonly MapKind[], ground: Rgb, text: Rgb): Ink[] {
  const scale = Array.from({ length: STEPS }, (_, step) => colorAt(step / (STEPS - 1)));
  return [...kinds.map(({ label }) => label.color), ...scale].map((colour) => ({
    fill: packColour([colour[0], colour[1], colour[2]]),
    // Where the colour is lost on the ground, the rim carries the shape.
    rim: packColour(contrastRatio(colour, ground) < 2 ? [...text] : [...ground]),
  }));
}

/** How each cell is drawn; `isShown` leaves out those that are not. */
export function lookOf(
  kinds: readonly MapKind[],
  colouring: MapColouring,
  info: Pick<ModelInfo, 'reconstruction'> | undefined,
  isShown: (cell: Cell) => boolean,
): CellLook {
  const byName = new Map(kinds.map((kind) => [kind.label.name, kind]));
  const unknown = byName.get(UNKNOWN.name);
  const { mean, std } = info?.reconstruction ?? { mean: 0, std: 0 };
  const step = (error: number): number => {
    const part = std > 0 ? (error - mean) / (std * FULL_DEVIATIONS) : 0;
    return Math.round(Math.min(1, Math.max(0, part || 0)) * (STEPS - 1));
  };
  return (cell) => {
    if (!isShown(cell)) return undefined;
    const kind = byName.get(coarseName(cell.label.name)) ?? unknown;
    return {
      shape: kind?.shape ?? RING,
      colour: colouring === 'error' ? kinds.length + step(cell.reconstructionError) : (kind?.colour ?? 0),
    };
  };
}

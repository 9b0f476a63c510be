import type { HistoryRecord, Step } from '../review/step.js';
import type { CountArea } from '../../models/domain/count-area.js';

/**
 * The areas after what led from some (`from`) to others (`to`) was done to them, or, the other way round, taken back.
 * One that comes stands after the neighbour that it had, and areas that came otherwise meanwhile stay.
 */
export function turnedAreas(
  areas: readonly CountArea[],
  from: readonly CountArea[],
  to: readonly CountArea[],
): readonly CountArea[] {
  const [was, is] = [byId(from), byId(to)];
  const turned = areas
    .filter(({ id }) => !was.has(id) || is.has(id))
    .map((area) => (was.has(area.id) ? (is.get(area.id) ?? area) : area));
  for (const [place, area] of to.entries()) {
    if (was.has(area.id) || turned.some(({ id }) => id === area.id)) continue;
    turned.splice(placeOf(turned, to, place), 0, area);
  }
  return turned;
}

/** The areas that no step mentions, with the steps that are done applied to them. */
export function areasAfter(own: readonly CountArea[], { steps, done }: HistoryRecord): readonly CountArea[] {
  return steps
    .slice(0, done)
    .reduce((areas, { areas: step }) => (step ? turnedAreas(areas, step.before, step.after) : areas), own);
}

/** The areas that none of the steps mentions, done or undone. */
export function areasWithoutSteps(areas: readonly CountArea[], steps: readonly Step[]): readonly CountArea[] {
  const mentioned = new Set(
    steps.flatMap(({ areas: step }) => (step ? [...step.before, ...step.after].map(({ id }) => id) : [])),
  );
  return areas.filter(({ id }) => !mentioned.has(id));
}

/** Behind the nearest area that stood before it, else ahead of the nearest that stood behind it. */
function placeOf(areas: readonly CountArea[], order: readonly CountArea[], place: number): number {
  const at = ({ id }: CountArea): number => areas.findIndex((area) => area.id === id);
  const ahead = order
    .slice(0, place)
    .reverse()
    .map(at)
    .find((found) => found >= 0);
  if (ahead !== undefined) return ahead + 1;
  return (
    order
      .slice(place + 1)
      .map(at)
      .find((found) => found >= 0) ?? areas.length
  );
}

function byId(areas: readonly CountArea[]): ReadonlyMap<string, CountArea> {
  return new Map(areas.map((area) => [area.id, area]));
}

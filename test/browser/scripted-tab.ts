import type { Cell } from '../../models/domain/cell.js';
import { openKeepDatabase, type KeepDatabase } from '../../plugin/keep/keep-database.js';
import { Keeper, type KeeperOptions } from '../../plugin/keep/keeper.js';
import type { KeepingState } from '../../plugin/keep/keeping.js';
import type { KeptView, ViewPlace } from '../../plugin/viewer/viewer-place.js';
import type { SessionPipeline } from '../../plugin/session/session-parts.js';
import { fingerprintSlide } from '../../plugin/slide/fingerprint.js';
import { createImageReader } from '../../plugin/slide/image-reader.js';
import type { SlideReader } from '../../plugin/slide/slide-reader.js';
import { unseenSession } from '../unit/plugin/session/unseen-session.js';
import { assert } from './assert.js';
import { CLASSES, drawScriptedSlide, scriptedPipeline } from './panel-scripted-session.js';
import { until } from './waiting.js';

export const { picture, cells } = drawScriptedSlide(900, 700, 12);
export const [NEUTROPHIL, EOSINOPHIL, BASOPHIL] = CLASSES as [Label, Label, Label];
export type Label = Cell['label'];

export function slideNamed(name: string, of: HTMLCanvasElement = picture): SlideReader {
  const { width, height } = of;
  const { data } = of.getContext('2d')?.getImageData(0, 0, width, height) ?? {};
  assert(data instanceof Uint8ClampedArray, 'a picture');
  return createImageReader({ name, width, height, data: new Uint8ClampedArray(data) });
}

/** A view that goes where it is told. */
export function scriptedView(): KeptView & { place: ViewPlace; moveTo(place: ViewPlace): void } {
  const listeners = new Set<(byHand: boolean) => void>();
  return {
    place: { centre: { x: 0, y: 0 }, zoom: 1 },
    show(place) {
      this.place = place;
    },
    moveTo(place) {
      this.place = place;
      for (const listener of listeners) listener(true);
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface TabOptions extends Partial<KeeperOptions> {
  readonly slide?: SlideReader;
  readonly found?: readonly Cell[];
  readonly openPipeline?: () => Promise<SessionPipeline>;
}

/** A session as a tab has it, over a database that may be shared. */
export function openTab(
  database: string,
  {
    slide = slideNamed('one.png'),
    found = cells,
    openPipeline = async () => scriptedPipeline(found),
    ...rest
  }: TabOptions = {},
) {
  const view = scriptedView();
  const session = unseenSession({
    openPipeline,
    createKeeper: (owner) =>
      new Keeper({ session: owner, database, view, identify: (opened) => fingerprintSlide(opened), ...rest }),
  });
  session.setSlide(slide);
  const keeping = session.keeping;
  assert(keeping, 'a keeper');
  return { session, view, keeping };
}

export type Tab = ReturnType<typeof openTab>;

export const reaches = ({ keeping }: Tab, state: KeepingState): Promise<void> =>
  until(
    () => keeping.state === state,
    `the state ${state} (it is ${keeping.state}, ${String(keeping.cause)})`,
  );

export const labelOf = ({ session }: Tab, index: number): string | undefined =>
  session.cells.get(cells[index]?.id ?? '')?.label.name;

export function assign({ session }: Tab, index: number, label: Label): void {
  session.review.assign([cells[index]?.id ?? ''], label);
}

/** As text, whatever the order in which the members were set. */
export const sorted = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** A name that no other test has. */
export const fresh = (): string => `keep-test-${crypto.randomUUID()}`;

export async function entriesIn(database: string): Promise<{ seq: number; entry?: unknown }[]> {
  const kept = await openKeepDatabase(database, () => undefined);
  const found: { seq: number; entry?: unknown }[] = [];
  const slide = await fingerprintSlide(slideNamed('x'));
  for await (const entry of kept.readJournal(slide, 0)) found.push(entry);
  kept.close();
  return found;
}

/** A database whose writing fails as long as `failure` says so. */
export function failing(failure: () => string | undefined): KeeperOptions['openDatabase'] {
  return async (name, onEnd): Promise<KeepDatabase> => {
    const database = await openKeepDatabase(name, onEnd);
    return {
      ...database,
      async append(slide, entry) {
        const kind = failure();
        if (kind !== undefined) throw new DOMException('Injected.', kind);
        await database.append(slide, entry);
      },
    };
  };
}

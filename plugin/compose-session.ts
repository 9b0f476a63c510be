import type OpenSeadragon from 'openseadragon';
import type { Cell } from '../models/domain/cell.js';
import { UNKNOWN } from '../models/domain/class-name.js';
import { AttachedSession } from './attached-session.js';
import { exportCells } from './formats/export-cells.js';
import { encodeCounting } from './formats/counting-member.js';
import type { GeoJsonHeader } from './formats/geojson.js';
import { writeGeoJson } from './formats/write-geojson.js';
import { Keeper } from './keep/keeper.js';
import { viewerPlace } from './keep/viewer-place.js';
import type { OverlayMode, SmearSession } from './session.js';
import type { OpenPipeline } from './session-parts.js';
import { SlideIdentity } from './slide/slide-identity.js';
import type { SlideReader } from './slide/slide-reader.js';
import { VERSION } from './version.js';
import { ViewerSlide } from './viewer-slide.js';
import { ViewerView, type ViewerWords } from './viewer-view.js';

/** What a composed session may be told; `attachTo` takes these and more. */
export interface ComposeOptions {
  /** Forces `webgpu`, `webgl`, `wasm` or `cpu` instead of electing one. */
  readonly backend?: string;
  /** Resolution of level 0; outranks what the slide says. */
  readonly micronsPerPixel?: number;
  /** Read in place of the viewer's own tiles; stays the caller's. Must show the same level 0. */
  readonly slide?: SlideReader;
  /** What is drawn at first; `labels` by default. */
  readonly overlay?: OverlayMode;
  /** Detection probability below which cells are hidden at first; 0.5 by default. */
  readonly threshold?: number;
  /** The image to work on where the viewer shows several; the lowest one by default. */
  readonly tiledImage?: OpenSeadragon.TiledImage;
  /**
   * Keeps cells, corrections, history and view in the browser, per slide by its pixels. `false` keeps nothing;
   * a name chooses the database (`smearlens` by default), so that a portal can keep its users apart.
   */
  readonly keep?: boolean | string;
  /** Words on the slide itself; English by default. Asked for each time, so that they may change. */
  readonly words?: () => ViewerWords;
}

function englishWords(session: SmearSession): ViewerWords {
  return {
    describeCell: ({ label, probabilities }: Cell) => {
      const chance = probabilities[session.classes.findIndex(({ name }) => name === label.name)];
      return label.name === UNKNOWN.name || chance === undefined
        ? label.name
        : `${label.name}, ${Math.round(chance * 100)} %`;
    },
    regionHint: 'Drag a rectangle over the part that you mean. Esc gives up.',
  };
}

/** Viewer, slide, models, cells and drawing put together; the models start to load at once. */
export function composeSession(
  viewer: OpenSeadragon.Viewer,
  options: ComposeOptions,
  openPipeline: OpenPipeline,
  openReader: (image: OpenSeadragon.TiledImage) => SlideReader,
): AttachedSession {
  const { threshold, overlay, micronsPerPixel, backend, tiledImage, slide, keep } = options;
  const identity = new SlideIdentity(() => addressOf(slides.image));
  const slides: ViewerSlide = new ViewerSlide({
    viewer,
    tiledImage,
    slide,
    openReader,
    onSlide: (opened) => session.setSlide(opened),
    onError: (error) => session.report(error),
  });
  const session: AttachedSession = new AttachedSession({
    threshold,
    overlay,
    micronsPerPixel,
    backend,
    openPipeline,
    createView: (owner) =>
      new ViewerView({
        viewer,
        image: () => slides.image,
        session: owner,
        words: options.words ?? (() => englishWords(owner)),
        onError: (error) => session.report(error),
        onDispose: () => slides.dispose(),
      }),
    fingerprint: (opened) => identity.of(opened),
    createKeeper:
      keep === false
        ? undefined
        : (owner) =>
            new Keeper({
              session: owner,
              database: typeof keep === 'string' ? keep : 'smearlens',
              view: viewerPlace(viewer, () => slides.image),
              identify: (opened) => identity.of(opened),
            }),
    encode: (owner, cells, embedding, signal) => encodeSession(owner, cells, { embedding, identity, signal }),
    exportAs: async (owner, format, cells, signal) => {
      // Another slide may be open once it is known which one this is.
      const image = owner.slide?.name ?? '';
      const { classes } = owner;
      const { reviewer } = owner.review;
      const header = await headerOf(owner, identity);
      return exportCells(format, cells, { header, image, classes, now: new Date(), reviewer, signal });
    },
  });
  slides.start();
  // A failure is the session's state by then, and its error event.
  session.load().catch(() => undefined);
  return session;
}

function addressOf(image: OpenSeadragon.TiledImage | undefined): string | undefined {
  const { url, tilesUrl } = (image?.source ?? {}) as { url?: unknown; tilesUrl?: unknown };
  return [url, tilesUrl].find((address): address is string => typeof address === 'string');
}

async function encodeSession(
  session: SmearSession,
  cells: readonly Cell[],
  { embedding, identity, signal }: { embedding: boolean; identity: SlideIdentity; signal: AbortSignal },
): Promise<Blob> {
  const { classes } = session;
  const header = await headerOf(session, identity);
  return writeGeoJson(cells, { classes, embedding, header }, { signal });
}

/** What every export says of the slide and the models. */
async function headerOf(session: SmearSession, identity: SlideIdentity): Promise<GeoJsonHeader> {
  const { info, resolution, slide, threshold, keeping } = session;
  const made = info ?? keeping?.pack;
  return {
    version: VERSION,
    pack: made?.pack ?? '',
    packHash: made?.packHash ?? '',
    otherPacks: keeping && keeping.otherPacks.length > 0 ? keeping.otherPacks : undefined,
    micronsPerPixel: resolution?.micronsPerPixel,
    resolutionSource: resolution?.source,
    backend: info?.backend ?? '',
    head: info?.head,
    threshold,
    width: slide?.width ?? 0,
    height: slide?.height ?? 0,
    counting: encodeCounting(session.counting.record),
    fingerprint: slide && (await identity.of(slide)),
  };
}

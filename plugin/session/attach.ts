import type OpenSeadragon from 'openseadragon';
import type { Cell } from '../../models/domain/cell.js';
import { createPipeline } from '../analysis/pipeline.js';
import { Keeper } from '../keep/keeper.js';
import { SlideFingerprints } from '../slide/fingerprint.js';
import type { SlideReader } from '../slide/slide-reader.js';
import { createTileSourceReader } from '../viewer/tile-source-reader.js';
import { viewerPlace } from '../viewer/viewer-place.js';
import { ViewerSlide } from '../viewer/viewer-slide.js';
import { certaintyOf } from '../words/certainty.js';
import { checkAttachment } from './attach-checks.js';
import type { AttachOptions, ComposeOptions } from './attach-options.js';
import { AttachedSession } from './attached-session.js';
import type { SmearSession } from './session.js';
import type { OpenPipeline } from './session-parts.js';
import { ViewerView, type ViewerWords } from './viewer-view.js';

export type { AttachOptions, ComposeOptions };

/** The session over an open viewer; see `attachTo`, which loads this file. */
export function attachHere(viewer: OpenSeadragon.Viewer, options: AttachOptions = {}): SmearSession {
  checkAttachment(viewer, options);
  const { packUrl, workerUrl, wasmUrl, assetUrl, head, openSeadragon } = options;
  return composeSession(
    viewer,
    options,
    ({ backend, signal, onProgress }) =>
      createPipeline({ packUrl, workerUrl, wasmUrl, assetUrl, head, backend, signal, onProgress }),
    (tiledImage) => createTileSourceReader(viewer, { tiledImage, openSeadragon }),
  );
}

/** The session over a viewer and models of the caller's. */
export function composeSession(
  viewer: OpenSeadragon.Viewer,
  { tiledImage, slide, keep, words, preload, ...start }: ComposeOptions,
  openPipeline: OpenPipeline,
  openReader: (image: OpenSeadragon.TiledImage) => SlideReader,
): AttachedSession {
  const fingerprints = new SlideFingerprints(() => addressOf(slides.image));
  const fingerprint = (opened: SlideReader): Promise<string | undefined> => fingerprints.of(opened);
  const slides: ViewerSlide = new ViewerSlide({
    viewer,
    tiledImage,
    slide,
    openReader,
    onSlide: (opened) => session.setSlide(opened),
    onError: (error) => session.report(error),
  });
  const image = (): OpenSeadragon.TiledImage | undefined => slides.image;
  const session: AttachedSession = new AttachedSession({
    ...start,
    openPipeline,
    fingerprint,
    createView: (owner) =>
      new ViewerView({
        viewer,
        image,
        session: owner,
        words: words ?? (() => englishWords(owner)),
        onError: (error) => session.report(error),
        onDispose: () => slides.dispose(),
      }),
    createKeeper:
      keep === false
        ? undefined
        : (owner) =>
            new Keeper({
              session: owner,
              database: typeof keep === 'string' ? keep : 'smearlens',
              view: viewerPlace(viewer, image),
              identify: fingerprint,
            }),
  });
  slides.start();
  // A failure is the session's state by then, and its error event.
  const load = (): void => void session.load().catch(() => undefined);
  if (preload === 'idle') whenIdle(load);
  else if (preload) load();
  return session;
}

function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work);
  else setTimeout(work, 1);
}

function englishWords(session: SmearSession): ViewerWords {
  return {
    describeCell: (cell: Cell) => {
      const chance = certaintyOf(cell, session.classes);
      const { name } = cell.label;
      return chance === undefined ? name : `${name}, ${Math.round(chance * 100)} %`;
    },
    regionHint: 'Drag a rectangle over the region to analyse. Esc cancels.',
  };
}

function addressOf(image: OpenSeadragon.TiledImage | undefined): string | undefined {
  const { url, tilesUrl } = (image?.source ?? {}) as { url?: unknown; tilesUrl?: unknown };
  return [url, tilesUrl].find((address): address is string => typeof address === 'string');
}

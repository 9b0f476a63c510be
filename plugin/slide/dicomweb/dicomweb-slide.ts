import { SmearError } from '../../../models/domain/errors.js';
import type { RgbaTile } from '../../../models/domain/tile.js';
import { decodeInBrowser } from '../browser-decoder.js';
import type { ImageDecoder } from '../image-decoder.js';
import type { SlideReader } from '../slide-reader.js';
import { createTiledReader } from '../tiled-reader.js';
import { PATIENT_AND_STUDY, type DicomImage } from './dicom-image.js';
import { textOf, type DicomJson } from './dicom-json.js';
import { dicomLevels, type DicomFrame } from './dicom-levels.js';
import { DicomWebSeries, type DicomWebClient } from './dicomweb-client.js';
import { framePixels } from './frame-pixels.js';

export interface DicomWebSlideOptions {
  /** A `DICOMwebClient` of the package `dicomweb-client`, with the page's log-in. */
  readonly client: DicomWebClient;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  /** The identifier of the optical path to read; the first one by default. */
  readonly opticalPath?: string;
  /** Which focal plane to read, counted from 0 at the lowest; the middle one by default. */
  readonly focalPlane?: number;
  /** Sends the browser's cookies to a server of another origin. */
  readonly withCredentials?: boolean;
  /** Shown to people; by default the container's identifier or the description of the series. */
  readonly name?: string;
  readonly decode?: ImageDecoder;
  readonly signal?: AbortSignal;
}

/** A slide in a DICOM archive. */
export interface DicomWebSlide extends SlideReader {
  readonly dicom: DicomImage;
  /** Identifiers of all that it was scanned with. */
  readonly opticalPaths: readonly string[];
}

/**
 * A reader over a whole-slide image in a DICOMweb archive (WADO-RS): TILED_FULL and TILED_SPARSE, concatenations,
 * optical paths and focal planes; what was not scanned is white. Frames are taken as they are stored, and as the server
 * draws them where no browser decodes that (JPEG 2000). `createReaderTileSource` shows it in a viewer.
 * The caller disposes of the reader; the client stays the caller's.
 *
 * Rejects with `slide-not-found`, `slide-forbidden` (names the header that the server must send), `network`,
 * `slide-unsupported` (no whole-slide image), `invalid-argument` (no such optical path), or the signal's reason.
 */
export async function openDicomWebSlide(options: DicomWebSlideOptions): Promise<DicomWebSlide> {
  const { client, studyInstanceUID, seriesInstanceUID, decode = decodeInBrowser } = options;
  const series = new DicomWebSeries(
    client,
    { studyInstanceUID, seriesInstanceUID },
    options.withCredentials ?? false,
  );
  const metadata = await series.metadata(options.signal);
  const { levels, opticalPaths, micronsPerPixel } = dicomLevels(metadata, options);
  const [finest] = levels;
  const [instance] = finest.instances as readonly [DicomJson];
  const frames = new FrameLoader(series, decode);
  const name =
    options.name ??
    (textOf(instance, 'ContainerIdentifier') || textOf(instance, 'SeriesDescription') || seriesInstanceUID);
  const reader = createTiledReader({
    name,
    levels,
    ...(micronsPerPixel === undefined ? {} : { micronsPerPixel }),
    async loadTile(index, column, row, signal) {
      const level = levels[index] ?? finest;
      const frame = level.frameAt(column, row);
      return frame ? frames.load(frame, signal) : blank(level.tileWidth, level.tileHeight);
    },
  });
  return Object.assign(reader, {
    opticalPaths,
    dicom: {
      studyInstanceUID,
      seriesInstanceUID,
      sopClassUID: textOf(instance, 'SOPClassUID'),
      sopInstanceUIDs: finest.instances.map((part) => textOf(part, 'SOPInstanceUID')),
      patientAndStudy: Object.fromEntries(
        PATIENT_AND_STUDY.map((keyword) => [keyword, textOf(instance, keyword)]),
      ) as DicomImage['patientAndStudy'],
    },
  });
}

type Way = (frame: DicomFrame, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>;

/** Asks for frames in the way that has worked for the instance, and looks for one that works where none has yet. */
class FrameLoader {
  readonly #ways: readonly Way[];
  readonly #decode: ImageDecoder;
  /** The way that works, by instance. */
  readonly #chosen = new Map<string, Way>();

  constructor(series: DicomWebSeries, decode: ImageDecoder) {
    this.#decode = decode;
    this.#ways = [
      ({ sopInstanceUID, number }, signal) => series.frame(sopInstanceUID, number, signal),
      ({ sopInstanceUID, number }, signal) =>
        series.renderedFrame(sopInstanceUID, number, 'image/png', signal),
      ({ sopInstanceUID, number }, signal) =>
        series.renderedFrame(sopInstanceUID, number, 'image/jpeg', signal),
    ];
  }

  async load(frame: DicomFrame, signal: AbortSignal): Promise<RgbaTile> {
    const chosen = this.#chosen.get(frame.sopInstanceUID);
    let failure: unknown;
    for (const way of chosen ? [chosen] : this.#ways) {
      try {
        const pixels = await framePixels(await way(frame, signal), frame.instance, this.#decode);
        this.#chosen.set(frame.sopInstanceUID, way);
        return pixels;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof SmearError) throw error;
        // The first refusal says most: it is about the frame as it is stored.
        failure ??= error;
      }
    }
    throw failure;
  }
}

function blank(width: number, height: number): RgbaTile {
  return { width, height, data: new Uint8ClampedArray(width * height * 4).fill(255) };
}

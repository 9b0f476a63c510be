import { SmearError } from '../../../models/domain/errors.js';
import { fetchError, statusError } from '../bytes/http-errors.js';
import type { DicomJson } from './dicom-json.js';

interface SeriesRequest {
  readonly instance: XMLHttpRequest;
  readonly withCredentials: boolean;
}

/** Of which object something is asked, and how. */
interface SeriesQuery {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly request: SeriesRequest;
}

export interface FrameQuery extends SeriesQuery {
  readonly sopInstanceUID: string;
  readonly frameNumbers: string;
  readonly mediaTypes: { readonly mediaType: string; readonly transferSyntaxUID?: string }[];
}

/**
 * What is used of `DICOMwebClient` of the package `dicomweb-client`; the page brings its own, with its log-in. The
 * package's types say of some answers that they are no promises, which they are.
 */
export interface DicomWebClient {
  /** Where the server is, for messages. */
  readonly wadoURL?: string;
  retrieveSeriesMetadata(query: SeriesQuery): unknown;
  retrieveInstanceFrames(query: FrameQuery): unknown;
  retrieveInstanceFramesRendered(query: FrameQuery): unknown;
}

/** One series on one server. Everything rejects with the signal's reason when it is aborted. */
export class DicomWebSeries {
  readonly #client: DicomWebClient;
  readonly #series: { readonly studyInstanceUID: string; readonly seriesInstanceUID: string };
  readonly #withCredentials: boolean;

  constructor(
    client: DicomWebClient,
    series: { readonly studyInstanceUID: string; readonly seriesInstanceUID: string },
    withCredentials: boolean,
  ) {
    this.#client = client;
    this.#series = series;
    this.#withCredentials = withCredentials;
  }

  get url(): string {
    const { studyInstanceUID, seriesInstanceUID } = this.#series;
    return `${this.#client.wadoURL ?? ''}/studies/${studyInstanceUID}/series/${seriesInstanceUID}`;
  }

  async metadata(signal?: AbortSignal): Promise<DicomJson[]> {
    const found = await this.#ask(
      (request) => this.#client.retrieveSeriesMetadata({ ...this.#series, request }),
      signal,
    );
    return Array.isArray(found) ? (found as DicomJson[]) : [];
  }

  /** The frame as it is stored. */
  async frame(sopInstanceUID: string, number: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const mediaTypes = [{ mediaType: 'application/octet-stream', transferSyntaxUID: '*' }];
    return bytesOf(
      await this.#ask(
        (request) =>
          this.#client.retrieveInstanceFrames({
            ...this.#series,
            sopInstanceUID,
            frameNumbers: String(number),
            mediaTypes,
            request,
          }),
        signal,
      ),
    );
  }

  /** The frame as the server draws it, for what no browser decodes. */
  async renderedFrame(
    sopInstanceUID: string,
    number: number,
    mediaType: string,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return bytesOf(
      await this.#ask(
        (request) =>
          this.#client.retrieveInstanceFramesRendered({
            ...this.#series,
            sopInstanceUID,
            frameNumbers: String(number),
            mediaTypes: [{ mediaType }],
            request,
          }),
        signal,
      ),
    );
  }

  async #ask(start: (request: SeriesRequest) => unknown, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    const instance = new XMLHttpRequest();
    const abort = (): void => instance.abort();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await start({ instance, withCredentials: this.#withCredentials });
    } catch (error) {
      signal?.throwIfAborted();
      throw await this.#explain(error, instance.status);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** The refusals that mean the whole slide; others may be about one way of asking. */
  async #explain(error: unknown, status: number): Promise<unknown> {
    if (error instanceof SmearError) return error;
    // A quotation mark in `Accept` makes browsers ask first whether it is allowed.
    if (status === 0) return fetchError(this.url, error, fetch, 'Accept, Authorization');
    return [401, 403, 404, 410].includes(status) ? statusError(this.url, { status }) : error;
  }
}

function bytesOf(answer: unknown): Uint8Array<ArrayBuffer> {
  const [first] = Array.isArray(answer) ? (answer as readonly unknown[]) : [answer];
  if (first instanceof ArrayBuffer) return new Uint8Array(first);
  throw new Error('the server sent no pixels');
}

import type { Cell, CellClass } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import type { Box } from '../../models/domain/geometry.js';
import type { Resolution } from '../../models/domain/resolution.js';
import { randomUuid } from '../../models/domain/uuid.js';
import { decodeGeoJson } from '../formats/decode-geojson.js';
import type { SlideReader } from '../slide/slide-reader.js';
import { readServerEvents } from './server-sent-events.js';
import { readCells, readRefusal, readSentSlide, readState } from './service-answers.js';

/** A service that analyses slides on other machines: `smearlens serve`, see docs/service.md. */
export interface AnalysisServiceOptions {
  /** Where the service answers. */
  readonly url: string | URL;
  /** The portal's token for the person who reads; asked for at each request. */
  readonly token: () => string | Promise<string>;
  /** An address of the slide that the service may read, or its file, which is sent. */
  readonly source: (slide: SlideReader) => string | URL | Blob | Promise<string | URL | Blob>;
  readonly fetch?: typeof fetch;
}

export interface ServiceRequest {
  readonly threshold: number;
  /** Of level 0; found by the service where absent. */
  readonly micronsPerPixel?: number;
  /** Level-0 pixels; the whole slide where absent. */
  readonly region?: Box;
  readonly pack: { readonly packHash: string; readonly classes: readonly CellClass[] };
  readonly signal: AbortSignal;
}

/** What came since the last one. */
export interface ServiceFindings {
  readonly cells: readonly Cell[];
  /** Ids that came before and are taken back. */
  readonly removed: readonly string[];
  /** How much is done, 0 to 1. */
  readonly share: number;
  /** These are all cells there are. */
  readonly whole: boolean;
  /** Of level 0, as the service has it; absent where it knows none or has not said yet. */
  readonly resolution?: Resolution;
}

/** A line that breaks is taken up again so often without anything having come. */
const MOST_BREAKS = 10;
const PAUSE_MS = 500;

/** Hands slides to an analysis service and follows what it finds. */
export class AnalysisService {
  readonly #options: AnalysisServiceOptions;

  constructor(options: AnalysisServiceOptions) {
    this.#options = options;
  }

  /**
   * What the service finds on a slide, as it comes; the last one is the whole. A line that breaks is taken up again.
   * Abort takes the analysis back and rejects with the signal's reason. Rejects with `network`, `slide-forbidden` (the
   * token or the address is refused), `pack-incompatible` (the service has other models), or `tile-failed` with what the
   * service says.
   */
  async *analyze(slide: SlideReader, request: ServiceRequest): AsyncGenerator<ServiceFindings, void, void> {
    const { signal } = request;
    const { analysis } = await this.#start(slide, request);
    const told = new Set<string>();
    try {
      for (let breaks = 0; breaks < MOST_BREAKS; breaks++) {
        try {
          for await (const event of await this.#events(analysis, signal)) {
            if (event.name === 'cells') {
              const { geoJson, removed } = readCells(event.data);
              const { cells, resolution } = this.#decode(geoJson, slide, request);
              breaks = 0;
              for (const { id } of cells) told.add(id);
              yield { cells, removed, share: 0, whole: false, resolution };
              continue;
            }
            if (event.name !== 'state') continue;
            const state = readState(event.data);
            if (state.state === 'failed') throw failedThere(state.error);
            if (state.state === 'done') {
              yield await this.#result(analysis, slide, request, told);
              return;
            }
            breaks = 0;
            yield { cells: [], removed: [], share: state.share, whole: false };
          }
        } catch (error) {
          signal.throwIfAborted();
          if (error instanceof SmearError && error.code !== 'network') throw error;
        }
        await pause(PAUSE_MS, signal);
      }
      throw new SmearError(
        'network',
        'The analysis service can no longer be reached. Try again later; what it finds is kept there.',
      );
    } finally {
      if (signal.aborted) {
        // Whether it hears of it does not matter to whoever has left.
        void this.#ask(`v1/analyses/${encodeURIComponent(analysis)}`, { method: 'DELETE' }).catch(
          () => undefined,
        );
      }
    }
  }

  async #start(slide: SlideReader, { threshold, micronsPerPixel, region, signal }: ServiceRequest) {
    const source = await this.#options.source(slide);
    signal.throwIfAborted();
    const named =
      source instanceof Blob
        ? { slide: await this.#send(source, slide.name, signal) }
        : { address: String(source) };
    const answer = await this.#ask('v1/analyses', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...named, threshold, micronsPerPixel, region }),
      signal,
    });
    return readState(await answer.text());
  }

  async #send(file: Blob, name: string, signal: AbortSignal): Promise<string> {
    const answer = await this.#ask(`v1/slides?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
      signal,
    });
    return readSentSlide(await answer.text());
  }

  async #events(analysis: string, signal: AbortSignal) {
    const answer = await this.#ask(`v1/analyses/${encodeURIComponent(analysis)}/events`, { signal });
    if (!answer.body) throw new SmearError('network', 'The analysis service sent nothing.');
    return readServerEvents(answer.body);
  }

  async #result(
    analysis: string,
    slide: SlideReader,
    request: ServiceRequest,
    told: ReadonlySet<string>,
  ): Promise<ServiceFindings> {
    const answer = await this.#ask(`v1/analyses/${encodeURIComponent(analysis)}/result`, {
      signal: request.signal,
    });
    const { cells, resolution } = this.#decode(await answer.text(), slide, request);
    const ids = new Set(cells.map(({ id }) => id));
    return { cells, removed: [...told].filter((id) => !ids.has(id)), share: 1, whole: true, resolution };
  }

  #decode(geoJson: string, { width, height }: SlideReader, { pack }: ServiceRequest) {
    const { cells, header } = decodeGeoJson(geoJson, {
      classes: pack.classes,
      newId: randomUuid,
      at: new Date().toISOString(),
      slide: { width, height },
    });
    if (header?.packHash !== pack.packHash) {
      throw new SmearError(
        'pack-incompatible',
        'The analysis service works with other models than this page. Ask its administrator for the same version.',
      );
    }
    if (header.width !== width || header.height !== height) {
      throw new SmearError(
        'import-wrong-slide',
        `The analysis service looked at a slide of ${header.width} × ${header.height} pixels; this one has ${width} × ${height}.`,
      );
    }
    return { cells: cells.map(asSuggested), resolution: header.resolution };
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const { url, token, fetch: ask = fetch.bind(globalThis) } = this.#options;
    const base = String(url).replace(/\/?$/, '/');
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${await token()}` };
    const answer = await ask(`${base}${path}`, { ...init, headers }).catch((cause: unknown) => {
      init.signal?.throwIfAborted();
      throw new SmearError(
        'network',
        'The analysis service cannot be reached. Check the connection and try again.',
        { cause },
      );
    });
    if (answer.ok) return answer;
    const said = readRefusal(await answer.text().catch(() => ''), answer.status);
    const isRefused = [401, 403, 413].includes(answer.status);
    throw new SmearError(
      isRefused ? 'slide-forbidden' : answer.status >= 500 ? 'network' : 'tile-failed',
      `The analysis service refuses: ${said}`,
    );
  }
}

/** Only a person confirms: whatever a service says of a cell, what it finds is a suggestion. */
function asSuggested(cell: Cell): Cell {
  const { review, ...found } = cell;
  return review ? found : cell;
}

function failedThere(error = 'no reason was given'): SmearError {
  return new SmearError('tile-failed', `The analysis service could not analyse the slide: ${error}`);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  signal.throwIfAborted();
}

import { isPossibleResolution, type Resolution } from '../../models/domain/resolution.js';
import type { Cell } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import { FeatureText } from './coordinate-text.js';
import { decodeCase } from './case-member.js';
import { decodeCounting, type CountingMember } from './count/counting-member.js';
import { CellDecoder, type DecodeOptions, type SkippedReason } from './decode-cell.js';
import { cleanText } from './foreign-text.js';
import { decodeKindList } from './count/kind-list-file.js';
import type { KindList } from '../kinds/kind.js';
import type { CaseRecordData } from '../review/case-record.js';
import { REJECTED_MEMBER, type GeoJsonHeader } from './geojson.js';
import { JsonElements, parsePart } from './json-elements.js';
import { foreignFile, foreignKind } from './foreign-file.js';
import { regionsAmong } from './drawn-regions.js';
import { textOfUtf8 } from './utf8-text.js';

/** Features that did not come in, by why. */
export interface Skipped {
  readonly reason: SkippedReason;
  readonly count: number;
  /** The first of them: its place among the file's features, from 1. */
  readonly first: number;
}

/** What the file says of itself, as far as it is sound; texts and positive numbers only. */
export interface DecodedHeader extends Partial<
  Pick<GeoJsonHeader, 'width' | 'height' | 'fingerprint' | 'pack' | 'packHash'>
> {
  readonly resolution?: Resolution;
}

export interface DecodedGeoJson {
  /** In the file's order, each id once. */
  readonly cells: readonly Cell[];
  /** The `smearlens` member, where the file is ours. */
  readonly header?: DecodedHeader;
  /** The kinds of the laboratory that wrote it. */
  readonly kinds?: KindList;
  /** How its cells were counted, as far as that is sound; absent where the slide's size is not known. */
  readonly counting?: CountingMember;
  /** What was said of the slide as a whole, where the file is ours. */
  readonly caseRecord?: CaseRecordData;
  readonly skipped: readonly Skipped[];
  /** @deprecated Now called `skipped`. */
  readonly passedOver: readonly Skipped[];
  /** Cells whose outline crossed itself and was redrawn along its outer edge. */
  readonly repaired: number;
}

/** A feature that waits to be decoded with others. */
interface GatheredFeature {
  readonly text: Uint8Array;
  /** The character at which it begins. */
  readonly at: number;
  readonly rejected: boolean;
  readonly place: number;
}

export interface GeoJsonDecoderOptions extends DecodeOptions {
  /**
   * Takes each cell as it comes, in the file's order, and the result holds none: any number of cells then needs the same
   * memory. Cells are not compared with each other: an id may come twice, and a drawn area that holds other cells is told
   * by its size alone.
   */
  readonly onCell?: (cell: Cell) => void;
}

/** Of one feature; a drawn cell has some thousand. */
const LONGEST_FEATURE = 4_000_000;
const MOST_CELLS = 500_000;
/** Of all cells together; a hundred thousand cells with nuclei have about ten million. */
const MOST_POINTS_IN_ALL = 40_000_000;

/**
 * Reads GeoJSON while it arrives: our own, that of QuPath 0.2 to 0.8, TissUUmaps and DSA; a FeatureCollection,
 * a Feature, a list of them or a bare geometry. Coordinates are level-0 pixels. Whatever is no cell is skipped
 * and reported; what is no GeoJSON at all fails with `import-unreadable`, too much of it with `import-too-large`.
 */
export class GeoJsonDecoder {
  readonly #text: JsonElements;
  readonly #decoder: CellDecoder;
  readonly #slide: DecodeOptions['slide'];
  readonly #onCell: GeoJsonDecoderOptions['onCell'];
  readonly #root: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  readonly #feature = new FeatureText();
  readonly #encoder = new TextEncoder();
  /** The first half of a character that a text ended with. */
  #half = '';
  readonly #cells = new Map<string, Cell>();
  readonly #skipped = new Map<SkippedReason, { count: number; first: number }>();
  #gathered: GatheredFeature[] = [];
  #features = 0;
  /** Of the feature that is being decoded, from 1. */
  #place = 0;
  #points = 0;
  #repaired = 0;
  #isList = false;
  /** Whether a cell has been. */
  #handedOn = false;
  /** Places of the cells that a person drew, by their ids. */
  readonly #drawn = new Map<string, number>();
  /** What the first thing seems to be that is none of ours. */
  #foreign: string | undefined;

  constructor(options: GeoJsonDecoderOptions) {
    this.#slide = options.slide;
    this.#onCell = options.onCell;
    this.#decoder = new CellDecoder(options, {
      cell: (cell, repaired, drawn) => this.#add(cell, repaired, drawn),
      skipped: (reason) => this.#skip(reason),
    });
    this.#text = new JsonElements({
      lists: new Set(['features', REJECTED_MEMBER]),
      longest: LONGEST_FEATURE,
      onElement: (text, at, list) => {
        this.#isList = true;
        this.#features++;
        const next = { text, at, rejected: list === REJECTED_MEMBER, place: this.#features };
        if (!this.#gather(next)) {
          this.#decodeGathered();
          if (!this.#gather(next)) this.#decode(() => this.#feature.parse(text), next);
        }
      },
      onMember: (key, text, at) => {
        this.#root[key] = parsePart(text, at);
      },
      onTooLong: () => {
        this.#decodeGathered();
        this.#place = ++this.#features;
        this.#skip('too-long');
      },
    });
  }

  /** The next part of the file; bytes are UTF-8, may be cut anywhere, and must not change before the end. */
  push(part: string | Uint8Array): void {
    this.#text.push(typeof part === 'string' ? this.#encode(part) : part);
    this.#decodeGathered();
  }

  end(): DecodedGeoJson {
    this.#text.end();
    if (!this.#isList) this.#decodeRoot();
    if (this.#cells.size === 0 && !this.#handedOn && this.#foreign !== undefined)
      throw foreignFile(this.#foreign);
    this.#takeOutRegions();
    const member = this.#root['smearlens'];
    const header = readHeader(member);
    const kinds = decodeKindList((member as { kinds?: unknown } | undefined)?.kinds);
    const skipped = [...this.#skipped].map(([reason, { count, first }]) => ({ reason, count, first }));
    return {
      cells: [...this.#cells.values()],
      ...(header ? { header } : {}),
      ...(header && kinds ? { kinds } : {}),
      ...(header ? { caseRecord: decodeCase((member as { caseRecord?: unknown }).caseRecord) } : {}),
      ...(header && this.#slide
        ? { counting: decodeCounting((member as { counting?: unknown }).counting, this.#slide) }
        : {}),
      skipped,
      passedOver: skipped,
      repaired: this.#repaired,
    };
  }

  /** No list of features has come: the root is a feature or geometry itself, an empty collection, or nothing of ours. */
  #decodeRoot(): void {
    const { type, coordinates, features } = this.#root;
    if (type === 'Feature' || coordinates !== undefined || type === 'GeometryCollection') {
      this.#place = ++this.#features;
      this.#decoder.decode({ ...this.#root });
    } else if (this.#features === 0 && (features !== undefined || type !== 'FeatureCollection')) {
      // An empty list at the root has no members either; it says that there are no cells.
      if (Object.keys(this.#root).length === 0) return;
      const kind = foreignKind(this.#root);
      if (kind !== undefined) throw foreignFile(kind);
      throw new SmearError(
        'import-unreadable',
        'The file is JSON but not GeoJSON: it has neither features nor a geometry. Nothing was imported. Choose a file with cell outlines.',
      );
    }
  }

  #encode(part: string): Uint8Array {
    const text = this.#half + part;
    const whole = /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
    this.#half = text.slice(whole.length);
    return this.#encoder.encode(whole);
  }

  #gather(next: GatheredFeature): boolean {
    const hasRoom = this.#feature.add(next.text);
    if (hasRoom) this.#gathered.push(next);
    return hasRoom;
  }

  #decodeGathered(): void {
    const gathered = this.#gathered;
    if (gathered.length === 0) return;
    this.#gathered = [];
    for (const [i, parse] of this.#feature.take().entries()) {
      this.#decode(parse, gathered[i] as GatheredFeature);
    }
  }

  #decode(parse: () => unknown, { text, at, rejected, place }: GatheredFeature): void {
    let value: unknown;
    try {
      value = parse();
    } catch {
      // Again, by the one that says where it is broken, and bears with what Java writes.
      value = parsePart(textOfUtf8(text), at);
    }
    this.#place = place;
    if (place === 1) this.#foreign = foreignKind(value);
    this.#decoder.decode(value, rejected);
  }

  #add(cell: Cell, repaired: boolean, drawn: boolean): void {
    if (this.#onCell) {
      if (repaired) this.#repaired++;
      this.#handedOn = true;
      return this.#onCell(cell);
    }
    if (this.#cells.has(cell.id)) return this.#skip('duplicate');
    if (drawn) this.#drawn.set(cell.id, this.#place);
    this.#points += cell.outline.length / 2;
    for (const part of cell.nuclei) this.#points += part.length / 2;
    this.#cells.set(cell.id, cell);
    if (repaired) this.#repaired++;
    if (this.#cells.size > MOST_CELLS) throw tooLarge(`${MOST_CELLS.toLocaleString('en')} cells`);
    if (this.#points > MOST_POINTS_IN_ALL) {
      throw tooLarge(`${MOST_POINTS_IN_ALL.toLocaleString('en')} outline points`);
    }
  }

  #skip(reason: SkippedReason, place = this.#place): void {
    const known = this.#skipped.get(reason);
    if (!known) return void this.#skipped.set(reason, { count: 1, first: place });
    known.count++;
    known.first = Math.min(known.first, place);
  }

  /** A drawn area that holds other cells is a field of view, not a cell. */
  #takeOutRegions(): void {
    for (const id of regionsAmong(this.#cells, this.#drawn.keys())) {
      this.#cells.delete(id);
      this.#skip('region', this.#drawn.get(id) ?? 1);
    }
  }
}

/** The cells of a whole GeoJSON text; for texts too long for one go there is `GeoJsonDecoder`. */
export function decodeGeoJson(text: string, options: DecodeOptions): DecodedGeoJson {
  const decoder = new GeoJsonDecoder(options);
  decoder.push(text);
  return decoder.end();
}

/** What is said where a file holds more than a page can. */
export function tooLarge(limit: string): SmearError {
  return new SmearError(
    'import-too-large',
    `The file exceeds the limit of ${limit}. Nothing was imported. Export it in several parts and open one of them.`,
  );
}

function readHeader(member: unknown): DecodedHeader | undefined {
  if (typeof member !== 'object' || member === null || Array.isArray(member)) return undefined;
  const header: Record<string, string | number | Resolution> = {};
  for (const key of ['width', 'height']) {
    const value = (member as Record<string, unknown>)[key];
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) header[key] = value;
  }
  for (const key of ['fingerprint', 'pack', 'packHash']) {
    const value = cleanText((member as Record<string, unknown>)[key]);
    if (value !== undefined) header[key] = value;
  }
  const resolution = readResolution(member);
  if (resolution) header['resolution'] = resolution;
  return header;
}

function readResolution({
  micronsPerPixel,
  resolutionSource,
}: Partial<Record<'micronsPerPixel' | 'resolutionSource', unknown>>): Resolution | undefined {
  if (!isPossibleResolution(micronsPerPixel)) return undefined;
  // Whatever the other reader's slide said: here it is a person who says it, by opening the file.
  return { micronsPerPixel, source: resolutionSource === 'estimated' ? 'estimated' : 'given' };
}

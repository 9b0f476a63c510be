import { polygonBounds } from '../../models/domain/rings/polygon.js';
import type { Cell, CellClass, CellReview } from '../../models/domain/cell.js';
import { UNKNOWN } from '../../models/domain/class-name.js';
import {
  boxContains,
  boxCentre,
  fullExtent,
  intersectBoxes,
  type Box,
} from '../../models/domain/geometry.js';
import { classFinder, decodeClass, nestedName, type ClassNamed } from './decode-class.js';
import {
  findingsReader,
  readMeasurements,
  type Measurements,
  type ModelFindings,
} from './decode-measurements.js';
import { decodeOutline, type OutlineFault } from './decode-outline.js';
import { decodeReview, type ReviewMetadata } from './review-metadata.js';

/** Why a feature did not come in as a cell. */
export type SkippedReason =
  | OutlineFault
  | 'not-a-feature'
  | 'too-long'
  /** A tile, a core of a tissue array, or QuPath's root. */
  | 'other-object'
  /** A drawn area that holds other objects or is far larger than any cell. */
  | 'region'
  | 'outside'
  | 'duplicate';

export interface DecodeOptions {
  /** The pack's classes: names are matched to them, probabilities come in their order. */
  readonly classes: readonly CellClass[];
  /** For cells whose file gives them no UUID. */
  readonly newId: () => string;
  /** When, ISO 8601, and by whom cells count as added that were drawn in another program. */
  readonly at: string;
  readonly by?: string;
  /** Level-0 size of the slide; cells whose middle lies beside it are skipped. */
  readonly slide?: { readonly width: number; readonly height: number };
  /** Of level 0; tells cells from drawn regions where it is known. */
  readonly micronsPerPixel?: number;
}

/** What comes of one feature: cells, and what was done with those that are none. */
export interface FeatureSink {
  /**
   * `repaired`: its outline crossed itself and was redrawn along its outer edge. `drawn`: a person drew it, as far as
   * the file tells.
   */
  cell(cell: Cell, repaired: boolean, drawn: boolean): void;
  skipped(reason: SkippedReason): void;
}

/** Objects of QuPath that may be cells; `unknown` is what it calls those that say nothing. */
const OTHER_OBJECTS: ReadonlySet<unknown> = new Set([
  'tile',
  'tmaCore',
  'tma_core',
  'root',
  'PathTileObject',
  'TMACoreObject',
  'PathRootObject',
]);
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
/** Twice the largest megakaryocyte. */
const LARGEST_UM = 200;
/** Where nobody knows the resolution: that of the finest slides. */
const FINEST_MICRONS_PER_PIXEL = 0.07;
const DEEPEST = 10;

/** Makes cells of parsed GeoJSON, whatever it is: never throws, and takes nothing but plain numbers and texts. */
export class CellDecoder {
  readonly #options: DecodeOptions;
  readonly #sink: FeatureSink;
  readonly #classNamed: ClassNamed;
  readonly #readFindings: (measurements: Measurements) => ModelFindings;
  readonly #bounds: Box | undefined;
  readonly #largest: number;

  constructor(options: DecodeOptions, sink: FeatureSink) {
    const { classes, slide, micronsPerPixel = FINEST_MICRONS_PER_PIXEL } = options;
    this.#options = options;
    this.#sink = sink;
    this.#classNamed = classFinder(classes);
    this.#readFindings = findingsReader(classes);
    this.#bounds = slide && fullExtent(slide);
    this.#largest = LARGEST_UM / micronsPerPixel;
  }

  /** A Feature, a FeatureCollection or a bare geometry; `rejected`: from among the cells that were rejected. */
  decode(value: unknown, rejected = false, depth = 0): void {
    if (!isRecord(value) || depth > DEEPEST) return this.#sink.skipped('not-a-feature');
    const { type, features } = value;
    if (type === 'Feature') return this.#decodeFeature(value, rejected, depth);
    if (type === 'FeatureCollection' && Array.isArray(features)) {
      for (const feature of features) this.decode(feature, rejected, depth + 1);
      return;
    }
    const isGeometry = 'coordinates' in value || type === 'GeometryCollection';
    if (!isGeometry) return this.#sink.skipped('not-a-feature');
    this.#decodeFeature({ type: 'Feature', geometry: value }, rejected, depth);
  }

  #decodeFeature(feature: Readonly<Record<string, unknown>>, rejected: boolean, depth: number): void {
    const properties = isRecord(feature['properties']) ? unpacked(feature['properties']) : {};
    const children = properties['childObjects'] ?? properties['children'];
    const hasChildren = Array.isArray(children) && children.length > 0;
    if (hasChildren) for (const child of children) this.decode(child, false, depth + 1);
    const kind = properties['objectType'] ?? properties['object_type'] ?? properties['type'] ?? feature['id'];
    if (OTHER_OBJECTS.has(kind)) return this.#sink.skipped('other-object');
    const isAnnotation = kind === 'annotation' || kind === 'PathAnnotationObject';
    if (isAnnotation && hasChildren) return this.#sink.skipped('region');
    const outline = decodeOutline(feature['geometry']);
    if (typeof outline === 'string') return this.#sink.skipped(outline);

    const measurements = readMeasurements(properties['measurements']);
    const said = decodeReview(properties['metadata'], this.#classNamed);
    const isOurs = said.label !== undefined || said.review !== undefined;
    // What a program found, or nobody knows who drew, is nobody's word: only a person confirms.
    const isDrawn = !isOurs && isAnnotation;
    const named = decodeClass(properties, this.#classNamed, said.code);
    const review = this.#review(said, named, isDrawn, rejected);
    const nuclei = decodeOutline(feature['nucleusGeometry']);
    const { box: found, ...findings } = this.#readFindings(measurements);
    // A cell is one ring; several parts of one QuPath cell belong together, several drawn ones do not.
    const rings = kind === 'cell' || kind === 'PathCellObject' ? outline.rings.slice(0, 1) : outline.rings;
    for (const [i, ring] of rings.entries()) {
      const bounds = polygonBounds(ring);
      if (this.#bounds && !boxContains(this.#bounds, boxCentre(bounds))) {
        this.#sink.skipped('outside');
        continue;
      }
      const side = Math.max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY);
      if (!isOurs && side > this.#largest) {
        this.#sink.skipped('region');
        continue;
      }
      const box = found && rings.length === 1 && intersectBoxes(found, bounds) ? found : bounds;
      const cell: Cell = {
        id: this.#idOf(isUuid(feature['id']) ? feature['id'] : properties['id'], i),
        box,
        outline: ring,
        nuclei: typeof nuclei === 'string' || i > 0 ? [] : nuclei.rings,
        label: named ?? UNKNOWN,
        ...findings,
        ...(review ? { review } : {}),
      };
      this.#sink.cell(cell, outline.repaired, isDrawn);
    }
  }

  #review(
    { label, review }: ReviewMetadata,
    named: CellClass | undefined,
    isDrawn: boolean,
    rejected: boolean,
  ): CellReview | undefined {
    const { at, by } = this.#options;
    const signature = { at, ...(by ? { by } : {}) };
    if (isDrawn) {
      return {
        confirmed: named !== undefined,
        outlined: true,
        ...(rejected ? { rejected } : {}),
        ...signature,
      };
    }
    const name = (named ?? UNKNOWN).name;
    if (label !== undefined && nestedName([label]) !== name) {
      // Somebody changed the name since we wrote it: a correction, made in another program.
      const suggested = review ? review.suggested : this.#classNamed(label);
      return {
        ...(suggested ? { suggested } : {}),
        confirmed: true,
        ...(review?.outlined ? { outlined: true } : {}),
        ...(review?.comment ? { comment: review.comment } : {}),
        ...signature,
      };
    }
    if (!rejected || review?.rejected) return review;
    return { ...(review ?? { suggested: named ?? UNKNOWN, ...signature }), confirmed: false, rejected };
  }

  #idOf(id: unknown, part: number): string {
    return part === 0 && isUuid(id) ? id.toLowerCase() : this.#options.newId();
  }
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** Properties that are objects in QuPath's files, and texts of JSON in those that geopandas has written again. */
const OBJECTS = ['classification', 'measurements', 'metadata', 'label'];
const LONGEST_PACKED = 1_000_000;

function unpacked(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let copy: Record<string, unknown> | undefined;
  for (const key of OBJECTS) {
    const text = properties[key];
    if (typeof text !== 'string' || !/^\s?[[{]/.test(text) || text.length > LONGEST_PACKED) continue;
    try {
      (copy ??= { ...properties })[key] = JSON.parse(text);
    } catch {
      continue; // a name that begins with a bracket
    }
  }
  return copy ?? properties;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { Resolution } from '../../models/domain/resolution.js';
import type { Cell } from '../../models/domain/cell.js';
import { SmearError } from '../../models/domain/errors.js';
import type { CellStore } from '../cells/cell-store.js';
import type { DecodedGeoJson, DecodedHeader, Skipped } from './decode-geojson.js';

/** What an import brought. */
export interface GeoJsonImport {
  /** Cells that were not there. */
  readonly added: number;
  /** Cells whose id was there; undo brings the old ones back. */
  readonly replaced: number;
  /** Of these all, cells whose outline crossed itself and was redrawn along its outer edge. */
  readonly repaired: number;
  /** What did not come in, and why. */
  readonly skipped: readonly Skipped[];
  /** @deprecated Now called `skipped`. */
  readonly passedOver: readonly Skipped[];
  /** The file was written with other models: its descriptions of cells (embedding, novelty, reconstruction error) are left out. */
  readonly otherModels: boolean;
  /** Areas, limit, sizes or ranges of the file are counted by from now on; undo takes back the areas alone. */
  readonly countsAnew: boolean;
  /** The file's, where none was known here; lengths hold from now on, also after undo. */
  readonly resolution?: Resolution;
}

/** The slide that is open, as far as a file can be checked against it. */
export interface ImportTarget {
  readonly width: number;
  readonly height: number;
  /** Absent while it is not known. */
  readonly fingerprint?: string;
  /** Of the open models; absent while there are none. */
  readonly packHash?: string;
}

/** What has a meaning only beside the cells of the same models. */
type Description = Pick<Cell, 'embedding' | 'reconstructionError' | 'novelty' | 'doubt'>;

const UNDESCRIBED: Description = { embedding: new Float32Array(0), reconstructionError: Number.NaN };
/** A name and address in place of pixels tell nothing about another slide. */
const BY_ADDRESS = /-address$/;

/**
 * The cells to put into the store. A cell whose file left out what describes it keeps that of the cell it replaces.
 * Fails with `import-wrong-slide` where the file is of another slide: by its own words, or because most of what it
 * holds lies beside this one.
 */
export function cellsToImport(
  { cells, header, skipped }: DecodedGeoJson,
  target: ImportTarget,
  store: CellStore,
): { readonly cells: readonly Cell[]; readonly otherModels: boolean } {
  checkSlide(header, target);
  const outside = skipped.find(({ reason }) => reason === 'outside')?.count ?? 0;
  if (outside > cells.length) {
    throw wrongSlide(
      `${outside} of its ${outside + cells.length} cells lie outside this slide, which is ${target.width} × ${target.height} pixels`,
    );
  }
  const otherModels =
    header?.packHash !== undefined && target.packHash !== undefined && header.packHash !== target.packHash;
  return { cells: cells.map((cell) => asDescribedHere(cell, store, otherModels)), otherModels };
}

function asDescribedHere(cell: Cell, store: CellStore, otherModels: boolean): Cell {
  if (!otherModels && cell.embedding.length > 0) return cell;
  const known = store.get(cell.id);
  if (known && isSameBox(known, cell) && (otherModels || known.embedding.length > 0)) {
    return describedAs(cell, known);
  }
  return otherModels ? describedAs(cell, UNDESCRIBED) : cell;
}

/** What rests on the embedding goes with it: other models' numbers would be held against the limits of these. */
function describedAs({ novelty: others, doubt: theirs, ...cell }: Cell, by: Description): Cell {
  void [others, theirs];
  const { embedding, reconstructionError, novelty, doubt } = by;
  return {
    ...cell,
    embedding,
    reconstructionError,
    ...(novelty === undefined ? {} : { novelty }),
    ...(doubt === undefined ? {} : { doubt }),
  };
}

function isSameBox({ box: a }: Cell, { box: b }: Cell): boolean {
  const near = (one: number, other: number): boolean => Math.abs(one - other) <= 0.02;
  return near(a.minX, b.minX) && near(a.minY, b.minY) && near(a.maxX, b.maxX) && near(a.maxY, b.maxY);
}

function checkSlide(header: DecodedHeader | undefined, target: ImportTarget): void {
  const { width, height, fingerprint } = header ?? {};
  if (width !== undefined && height !== undefined && (width !== target.width || height !== target.height)) {
    throw wrongSlide(
      `that slide has ${width} × ${height} pixels, this one ${target.width} × ${target.height}`,
    );
  }
  const here = target.fingerprint;
  if (fingerprint === undefined || here === undefined || fingerprint === here) return;
  if (BY_ADDRESS.test(fingerprint) || BY_ADDRESS.test(here)) return;
  throw wrongSlide('that slide has the same size but a different image');
}

function wrongSlide(why: string): SmearError {
  return new SmearError(
    'import-wrong-slide',
    `The file belongs to another slide: ${why}. Nothing was imported. Open the slide it belongs to and try again.`,
  );
}

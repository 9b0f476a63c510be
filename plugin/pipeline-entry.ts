/**
 * Slides in, cells out, without a viewer, a DOM or an element.
 *
 * @module smearlens/pipeline
 */
export { SmearError, type SmearErrorCode } from '../models/domain/errors.js';
export type { Box, Point } from '../models/domain/geometry.js';
export type { Polygon } from '../models/domain/rings/polygon.js';
export type { RgbaTile, TileRequest } from '../models/domain/tile.js';
export type { Cell, CellClass } from '../models/domain/cell.js';
export {
  CellStore,
  type CellChangeOrigin,
  type CellChangeSet,
  type CellStoreChange,
  type UpdatedCell,
} from './cells/cell-store.js';
export {
  countDifferential,
  type Differential,
  type DifferentialCount,
  type DifferentialRow,
} from './count/differential.js';
export { measureCell, type CellMeasurements } from './cells/measurements.js';
export type {
  DecodeOptions,
  SkippedReason,
  /** @deprecated Now called `SkippedReason`. */
  SkippedReason as PassedOverReason,
} from './formats/decode-cell.js';
export {
  decodeGeoJson,
  type DecodedGeoJson,
  type DecodedHeader,
  type GeoJsonDecoderOptions,
  type Skipped,
  /** @deprecated Now called `Skipped`. */
  type Skipped as PassedOver,
} from './formats/decode-geojson.js';
export { readGeoJson } from './formats/read-geojson.js';
export { streamGeoJson } from './formats/write-geojson.js';
export { encodeGeoJson, type GeoJsonHeader, type GeoJsonOptions } from './formats/geojson.js';
export {
  createPipeline,
  type AnalyzeOptions,
  type FinishedTiles,
  type PipelineOptions,
  type Shard,
  type ShardTile,
  type SmearPipeline,
  type TileResult,
} from './analysis/pipeline.js';
export type { ResolutionQuery } from './analysis/resolution.js';
export type { AnalysisProgress } from './analysis/progress.js';
export type { Reconstruction } from '../models/domain/reconstruction.js';
export type { ModelInfo } from '../models/domain/model-info.js';
export type { Resolution, ResolutionSource } from '../models/domain/resolution.js';
export { decodeInBrowser } from './slide/browser-decoder.js';
export { openSlide, type OpenSlideOptions } from './slide/open-slide.js';
export { SeveralPagesError } from './slide/several-pages.js';
export type { Level, SlideReader } from './slide/slide-reader.js';
export { VERSION } from './version.js';

/** `smearlens/pipeline`: slides in, cells out, without a viewer, a DOM or an element. */
export { SmearError, type SmearErrorCode } from '../models/domain/errors.js';
export type { Box, Point, Polygon } from '../models/domain/geometry.js';
export type { RgbaTile, TileRequest } from '../models/domain/tile.js';
export type { Cell, CellClass } from '../models/domain/cell.js';
export { CellStore, type CellChangeSet } from './cells/cell-store.js';
export {
  countDifferential,
  type Differential,
  type DifferentialCount,
  type DifferentialRow,
} from './cells/differential.js';
export { measureCell, type CellMeasurements } from './cells/measurements.js';
export type { DecodeOptions, PassedOverReason } from './formats/decode-cell.js';
export {
  decodeGeoJson,
  type DecodedGeoJson,
  type DecodedHeader,
  type PassedOver,
} from './formats/decode-geojson.js';
export { encodeGeoJson, type GeoJsonHeader, type GeoJsonOptions } from './formats/geojson.js';
export {
  createPipeline,
  type AnalyzeOptions,
  type PipelineOptions,
  type SmearPipeline,
  type TileResult,
} from './pipeline.js';
export type { ResolutionQuery } from './resolution.js';
export type {
  AnalysisProgress,
  Reconstruction,
  Resolution,
  ResolutionSource,
  SessionInfo,
} from './session.js';
export { decodeInBrowser } from './slide/browser-decoder.js';
export { openSlide, type OpenSlideOptions } from './slide/open-slide.js';
export type { Level, SlideReader } from './slide/slide-reader.js';
export { VERSION } from './version.js';

/** `smearlens`: the panel, the session behind it, and what a host needs to build its own. Has no side effects. */
export { SmearError, type SmearErrorCode } from '../models/domain/errors.js';
export type { Box, Point, Polygon } from '../models/domain/geometry.js';
export type { RgbaTile, TileRequest } from '../models/domain/tile.js';
export type { Cell, CellClass, CellReview } from '../models/domain/cell.js';
export { attachTo, type AttachOptions } from './attach.js';
export { CellStore, type CellChangeSet } from './cells/cell-store.js';
export {
  countDifferential,
  type Differential,
  type DifferentialCount,
  type DifferentialRow,
} from './cells/differential.js';
export { measureCell, type CellMeasurements } from './cells/measurements.js';
export { intervalsOverlap, wilsonInterval, type Interval } from './cells/wilson.js';
export { compareCounts, type ComparedKind } from './count/compare-counts.js';
export { CountAreas, type CountArea } from './count/count-areas.js';
export { countCells, type CellCount, type CountBasis, type CountOptions } from './count/count-cells.js';
export { Counting, type CountingRecord, type SizeLimits } from './count/counting.js';
export {
  ADULT_RANGES,
  readReferenceRanges,
  writeReferenceRanges,
  type ReferenceRange,
  type ReferenceRanges,
} from './count/reference-ranges.js';
export { buildReport, type Report, type ReportFields, type ReportOptions } from './report/report.js';
export type { Keeping, KeepingState } from './keep/keeping.js';
export type { SmearEventMap } from './elements/events.js';
export { SmearPanel } from './elements/smear-panel.js';
export type { DecodeOptions, PassedOverReason } from './formats/decode-cell.js';
export {
  decodeGeoJson,
  type DecodedGeoJson,
  type DecodedHeader,
  type PassedOver,
} from './formats/decode-geojson.js';
export type { GeoJsonImport } from './formats/geojson-import.js';
export { encodeGeoJson, type GeoJsonHeader, type GeoJsonOptions } from './formats/geojson.js';
export {
  createPipeline,
  type AnalyzeOptions,
  type PipelineOptions,
  type SmearPipeline,
  type TileResult,
} from './pipeline.js';
export type {
  AnalysisProgress,
  OverlayMode,
  Reconstruction,
  Resolution,
  ResolutionSource,
  SessionEventMap,
  SessionInfo,
  SessionState,
  SmearSession,
} from './session.js';
export { decodeInBrowser } from './slide/browser-decoder.js';
export type { ImageDecoder } from './slide/image-decoder.js';
export { openSlide, type OpenSlideOptions } from './slide/open-slide.js';
export { createReaderTileSource, type ReaderTileSource } from './slide/reader-tile-source.js';
export type { Level, SlideReader } from './slide/slide-reader.js';
export { createTileSourceReader, type TileSourceReaderOptions } from './slide/tile-source-reader.js';
export type { FindAtOptions } from './find-at.js';
export type { MissedCell } from './missed-cell.js';
export { SlideTools, type MeasuredLength, type ToolName } from './slide-tools.js';
export type { ToolWords } from './tool-words.js';
export { VERSION } from './version.js';
export type { ViewerWords } from './viewer-view.js';

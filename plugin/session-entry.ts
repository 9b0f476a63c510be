/**
 * The session over a viewer for pages with an interface of their own; brings no Lit.
 *
 * @module smearlens/session
 */
export { SmearError, type SmearErrorCode } from '../models/domain/errors.js';
export type { Box, Point } from '../models/domain/geometry.js';
export type { Polygon } from '../models/domain/rings/polygon.js';
export type { RgbaTile, TileRequest } from '../models/domain/tile.js';
export type { Cell, CellClass, CellReview } from '../models/domain/cell.js';
export { attachTo } from './session/attach-on-demand.js';
export type { AttachOptions } from './session/attach.js';
export type { AnalysisService, AnalysisServiceOptions } from './service/analysis-service.js';
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
export { intervalsOverlap, wilsonInterval, type Interval } from './count/wilson.js';
export { compareCounts, type ComparedKind } from './count/compare-counts.js';
export { CountAreas } from './count/count-areas.js';
export { type CountArea } from '../models/domain/count-area.js';
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
  type Skipped,
  /** @deprecated Now called `Skipped`. */
  type Skipped as PassedOver,
} from './formats/decode-geojson.js';
export type { GeoJsonImport } from './formats/geojson-import.js';
export {
  readWebAnnotations,
  toWebAnnotations,
  type ReadWebAnnotations,
  type WebAnnotation,
} from './formats/web-annotations.js';
export { encodeGeoJson, type GeoJsonHeader, type GeoJsonOptions } from './formats/geojson.js';
export {
  createPipeline,
  type AnalyzeOptions,
  type FinishedTiles,
  type PipelineOptions,
  type SmearPipeline,
  type TileResult,
} from './analysis/pipeline.js';
export type { BeforeEvent, BeforeEventMap, ExportKind } from './session/before-events.js';
export type {
  OverlayMode,
  SessionEventMap,
  SessionState,
  SmearSession,
  UnfinishedAnalysis,
} from './session/session.js';
export type { AnalysisProgress } from './analysis/progress.js';
export type { Reconstruction } from '../models/domain/reconstruction.js';
export type {
  ModelInfo,
  /** @deprecated Now called `ModelInfo`. */
  ModelInfo as SessionInfo,
} from '../models/domain/model-info.js';
export type { Resolution, ResolutionSource } from '../models/domain/resolution.js';
export { decodeInBrowser } from './slide/browser-decoder.js';
export type { ImageDecoder } from './slide/image-decoder.js';
export { openSlide, type OpenSlideOptions } from './slide/open-slide.js';
export { SeveralPagesError } from './slide/several-pages.js';
export { createReaderTileSource, type ReaderTileSource } from './viewer/reader-tile-source.js';
export type { Level, SlideReader } from './slide/slide-reader.js';
export { createTileSourceReader, type TileSourceReaderOptions } from './viewer/tile-source-reader.js';
export type { FindAtOptions } from './analysis/find-at.js';
export type { MissedCell } from './tools/missed-cell.js';
export type { MeasuredLength } from './tools/measure-length.js';
export { SlideTools } from './tools/slide-tools.js';
export { keyAction, type KeyPress } from '../overlays/keys/key-press.js';
export type { KeyAction, KeyPlace } from '../overlays/keys/key-table.js';
export { keyGroups } from './words/keys/key-groups.js';
export { PANEL_KEY_PLACES, type KeyGroup } from './words/keys/key-list.js';
export { writeTime } from './words/numbers.js';
export { type ToolName } from '../overlays/tools/tool-name.js';
export type { ToolWords } from './words/tools-words.js';
export { VERSION } from './version.js';
export type { ViewerWords } from './session/viewer-view.js';

import {
  CellStore,
  encodeGeoJson,
  openSlideFile,
  SmearError,
  VERSION,
  type AnalysisProgress,
  type ImageDecoder,
  type Resolution,
  type SlideReader,
  type SmearPipeline,
} from '../../plugin/node-entry.js';
import type { AnalyzeCommand } from './arguments.js';
import { writeAside } from './write-aside.js';

export interface FileResult {
  readonly output: string;
  readonly cells: number;
  /** Cells of each class that was met, most first. */
  readonly counts: Readonly<Record<string, number>>;
  readonly resolution?: Resolution;
  readonly backend: string;
  readonly elapsedMs: number;
}

export interface AnalyzeFileOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: AnalysisProgress) => void;
  readonly decode?: ImageDecoder;
}

/**
 * Analyses one slide and writes its GeoJSON. A slide of which a part cannot be read fails as a whole
 * and leaves no output, since counts that lack a part look just like whole ones.
 */
export async function analyzeFile(
  pipeline: SmearPipeline,
  path: string,
  output: string,
  command: AnalyzeCommand,
  { signal, onProgress, decode }: AnalyzeFileOptions,
): Promise<FileResult> {
  const start = performance.now();
  const { page } = command;
  const slide = await openSlideFile(path, {
    signal,
    ...(page === undefined ? {} : { page }),
    ...(decode ? { decode } : {}),
  });
  try {
    const { micronsPerPixel: given, threshold, embedding } = command;
    const resolution = await pipeline.findResolution(slide, { given, signal });
    const store = await findCells(pipeline, slide, command, resolution, { signal, onProgress });
    const { pack, packHash, backend, head, classes } = pipeline.info;
    const header = {
      version: VERSION,
      pack,
      packHash,
      micronsPerPixel: resolution?.micronsPerPixel,
      resolutionSource: resolution?.source,
      backend,
      head,
      threshold,
      width: slide.width,
      height: slide.height,
    };
    await writeAside(output, encodeGeoJson(store.all(), { header, classes, embedding }), signal);
    const elapsedMs = performance.now() - start;
    return { output, cells: store.size, counts: countKinds(store), resolution, backend, elapsedMs };
  } finally {
    slide.dispose();
  }
}

async function findCells(
  pipeline: SmearPipeline,
  slide: SlideReader,
  { region, threshold }: AnalyzeCommand,
  resolution: Resolution | undefined,
  { signal, onProgress }: AnalyzeFileOptions,
): Promise<CellStore> {
  const whole = { minX: 0, minY: 0, maxX: slide.width, maxY: slide.height };
  const store = new CellStore();
  const failures: SmearError[] = [];
  let total = 0;
  const micronsPerPixel = resolution?.micronsPerPixel;
  const results = pipeline.analyze(slide, region ?? whole, { signal, threshold, micronsPerPixel });
  for await (const result of results) {
    store.apply(result);
    total = result.total;
    if (result.failed) failures.push(result.failed);
    onProgress(result.progress);
  }
  const [first] = failures;
  if (!first) return store;
  throw new SmearError(
    first.code,
    total === 1
      ? first.message
      : `${failures.length} of ${total} parts of the slide could not be analysed. First error: ${first.message}`,
    { cause: first },
  );
}

function countKinds(store: CellStore): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of store.all()) counts.set(label.name, (counts.get(label.name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1]));
}

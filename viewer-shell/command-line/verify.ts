import { decodeGeoJson, fingerprintSlide, type GeoJsonHeader } from '../../plugin/node-entry.js';
import { identifyInput } from '../results/input-identity.js';
import { parseJson, type ResultHeader } from '../results/result-header.js';
import type { Storage } from '../storage/storage.js';
import type { VerifyCommand } from './arguments.js';
import { EXIT } from './exit-code.js';

export interface VerifySurroundings {
  readonly storage: Storage;
  readonly signal: AbortSignal;
  readonly stdout: { write(text: string): void };
  readonly stderr: { write(text: string): void };
}

/** Says whether a GeoJSON result is of this slide, by what it was made, and what people have changed in it since; the exit code. */
export async function verify({ report, slide }: VerifyCommand, around: VerifySurroundings): Promise<number> {
  const { stdout, stderr, signal } = around;
  try {
    const text = await readText(report, around);
    const header = headerOf(text);
    if (!header) {
      stderr.write(`${report} is no GeoJSON of Smearlens, so it does not say of which slide it is.\n`);
      return EXIT.badInput;
    }
    for (const line of provenance(header, text)) stdout.write(`${line}\n`);
    const differences = await differencesFrom(slide, header, around);
    for (const difference of differences) stderr.write(`${difference}\n`);
    if (differences.length > 0) return EXIT.badInput;
    stdout.write(`${report} is of ${slide}.\n`);
    return EXIT.done;
  } catch (error) {
    if (signal.aborted) return EXIT.cancelled;
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.badInput;
  }
}

async function readText(place: string, { storage, signal }: VerifySurroundings): Promise<string> {
  const store = storage(place);
  const size = await store.size(place, signal);
  if (size === undefined) throw new Error(`${place} does not exist.`);
  return new TextDecoder().decode(await store.read(place, 0, size, signal));
}

function headerOf(text: string): GeoJsonHeader | ResultHeader | undefined {
  const whole = parseJson(text) as { readonly smearlens?: Partial<GeoJsonHeader> } | undefined;
  const header = whole?.smearlens;
  return typeof header?.packHash === 'string' && typeof header.width === 'number'
    ? (header as GeoJsonHeader)
    : undefined;
}

function provenance(header: GeoJsonHeader, text: string): string[] {
  const { version, pack, packHash, backend, head, threshold, micronsPerPixel, resolutionSource, run } =
    header;
  const inFile =
    header.micronsPerPixelInFile === undefined
      ? ''
      : `; the file’s own ${header.micronsPerPixelInFile} cannot be true`;
  const classes = run?.classes ?? [];
  const { cells } = decodeGeoJson(text, { classes, newId: () => '', at: '' });
  const said = cells.filter(({ review }) => review !== undefined);
  const names = new Map<string, number>();
  for (const { label } of cells) names.set(label.name, (names.get(label.name) ?? 0) + 1);
  const asAnalysed =
    run === undefined ||
    (cells.length === run.cells && [...names].every(([name, count]) => run.counts[name] === count));
  return [
    `Version ${version}, models ${pack} (${packHash}), ${head ?? 'forest'} on ${backend}, threshold ${threshold}`,
    micronsPerPixel === undefined
      ? 'Resolution not known'
      : `${micronsPerPixel} µm per pixel (${resolutionSource ?? 'source not stated'}${inFile})`,
    `${cells.length} cells, ${said.length} of them reviewed by a person${asAnalysed ? '' : '; cells or names were changed since the analysis'}`,
  ];
}

async function differencesFrom(
  place: string,
  { width, height, fingerprint, run }: GeoJsonHeader,
  { storage, signal }: VerifySurroundings,
): Promise<string[]> {
  const differences: string[] = [];
  const page = run?.settings.page;
  const slide = await storage(place).openSlide(place, { signal, ...(page === undefined ? {} : { page }) });
  try {
    if (slide.width !== width || slide.height !== height) {
      differences.push(
        `${place} has ${slide.width} × ${slide.height} pixels, the report’s slide ${width} × ${height}.`,
      );
    } else if (fingerprint !== undefined && (await fingerprintSlide(slide, { signal })) !== fingerprint) {
      differences.push(`${place} shows other pixels than the report’s slide: its fingerprint differs.`);
    }
  } finally {
    slide.dispose();
  }
  if (run && (await identifyInput(storage(place), place, signal)) !== run.input) {
    differences.push(`${place} is another file than the one that was analysed: its bytes differ.`);
  }
  if (fingerprint === undefined && run === undefined)
    differences.push('The report holds no fingerprint, so it cannot be told whether it is of this slide.');
  return differences;
}

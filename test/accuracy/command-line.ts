import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Box } from '../../models/domain/geometry.js';

export interface FoundCell {
  readonly box: Box;
  readonly score: number;
  readonly className: string;
  readonly outline: readonly number[];
  readonly nucleus?: readonly number[];
}

export interface FoundImage {
  readonly cells: readonly FoundCell[];
  readonly micronsPerPixel: number | undefined;
  readonly resolutionSource: string | undefined;
}

interface Geometry {
  readonly coordinates: readonly (readonly (readonly [number, number])[])[];
}

interface CellFile {
  readonly smearlens: { readonly micronsPerPixel?: number; readonly resolutionSource?: string };
  readonly features: readonly {
    readonly geometry: Geometry;
    readonly nucleusGeometry?: Geometry;
    readonly properties: {
      readonly classification: { readonly name: string };
      readonly measurements: Readonly<Record<string, number>>;
    };
  }[];
}

const run = promisify(execFile);
const program = 'dist/node/smearlens.js';

function ring(geometry: Geometry): number[] {
  return (geometry.coordinates[0] ?? []).slice(0, -1).flat();
}

function parse(text: string): FoundImage {
  const { smearlens, features } = JSON.parse(text) as CellFile;
  return {
    micronsPerPixel: smearlens.micronsPerPixel,
    resolutionSource: smearlens.resolutionSource,
    cells: features.map(({ geometry, nucleusGeometry, properties: { classification, measurements } }) => {
      const measure = (key: string): number => {
        const value = measurements[key];
        if (value === undefined) throw new Error(`A cell lacks the measurement “${key}”.`);
        return value;
      };
      const minX = measure('Box: X px');
      const minY = measure('Box: Y px');
      return {
        box: { minX, minY, maxX: minX + measure('Box: Width px'), maxY: minY + measure('Box: Height px') },
        score: measure('Detection probability'),
        className: classification.name,
        outline: ring(geometry),
        ...(nucleusGeometry ? { nucleus: ring(nucleusGeometry) } : {}),
      };
    }),
  };
}

/**
 * Runs the built command line over the files, as a user would, and reads what it wrote.
 * The result follows the order of `files`.
 */
export async function analyseFiles(
  files: readonly string[],
  options: readonly string[],
): Promise<FoundImage[]> {
  const out = await mkdtemp(join(tmpdir(), 'smearlens-accuracy-'));
  try {
    await run(process.execPath, [program, 'analyze', ...files, '--out', out, '--json', ...options], {
      maxBuffer: 1 << 28,
    });
    return await Promise.all(
      files.map(async (file) => parse(await readFile(join(out, `${basename(file)}.geojson`), 'utf8'))),
    );
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { drawSmear } from './draw-smear.js';
import { writeSlide, type SlideFormat } from './write-slide.js';

const USAGE = `Draws the sample slide.

  node --import tsx viewer-shell/web/sample/draw-sample.ts --out <folder>
    [--seed 1] [--width 6144] [--height 4096] [--mpp 0.125] [--cells <count>]
    [--format dzi|tiff] [--name sample] [--no-edge]
`;

/** Runs the program; resolves with the exit code: 0 drawn, 2 wrong usage. */
export async function runDrawSample(argv: readonly string[]): Promise<number> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        seed: { type: 'string', default: '1' },
        out: { type: 'string' },
        width: { type: 'string', default: '6144' },
        height: { type: 'string', default: '4096' },
        mpp: { type: 'string', default: '0.125' },
        cells: { type: 'string' },
        format: { type: 'string', default: 'dzi' },
        name: { type: 'string', default: 'sample' },
        'no-edge': { type: 'boolean', default: false },
      },
    }));
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n\n${USAGE}`);
    return 2;
  }
  const [seed = NaN, width, height, mpp] = [values.seed, values.width, values.height, values.mpp].map(Number);
  const format = (['dzi', 'tiff'] as SlideFormat[]).find((known) => known === values.format);
  const cells = values.cells === undefined ? undefined : Number(values.cells);
  if (!values.out || !format || !width || !height || !mpp || !Number.isInteger(seed) || Number.isNaN(cells)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const started = performance.now();
  const smear = drawSmear({
    seed,
    width,
    height,
    micronsPerPixel: mpp,
    leukocytes: cells,
    featheredEdge: !values['no-edge'],
  });
  const path = await writeSlide(smear, values.out, values.name, format);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${path}: ${width} × ${height} px at ${mpp} µm per px, ${smear.truth.cells.length} white cells, ` +
      `${smear.truth.redCells} red cells, ${smear.truth.platelets} platelets, ${seconds} s\n`,
  );
  return 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  process.exitCode = await runDrawSample(process.argv.slice(2));
}

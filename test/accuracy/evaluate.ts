/**
 * Measures the shipped pack through the built command line, on any folder in the data layout:
 * `npm run evaluate -- --data <folder> [--sets bccd,bcdd,…] [--splits test,val] [--mpp given|none|both]
 * [--limit n] [--out figures.json]`.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nameCells } from './classification.js';
import { measureDetection } from './detection.js';
import { accuracy, balancedAccuracy, bootstrap, confusionTable, macroF1, type Figure } from './figures.js';
import { loadImageSet, type LabelledImage } from './image-set.js';

interface SetPlan {
  readonly split: string;
  readonly kind: 'detection' | 'classification';
  readonly micronsPerPixel: number;
}

const plans: Readonly<Record<string, SetPlan>> = {
  bccd: { split: 'test', kind: 'detection', micronsPerPixel: 0.074 },
  bcdd: { split: 'test', kind: 'detection', micronsPerPixel: 0.154 },
  'warty-pig': { split: 'test', kind: 'detection', micronsPerPixel: 0.5 },
  acevedo: { split: 'val', kind: 'classification', micronsPerPixel: 0.09 },
  jtsc: { split: 'test', kind: 'classification', micronsPerPixel: 0.17 },
  matek: { split: 'test', kind: 'classification', micronsPerPixel: 0.07 },
  deepbionet: { split: 'test', kind: 'classification', micronsPerPixel: 0.1 },
};
const nucleated = [
  'neutrophil',
  'eosinophil',
  'basophil',
  'lymphocyte',
  'monocyte',
  'immature granulocyte',
  'erythroblast',
];

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env['SMEARLENS_DATA'] ?? '../shared/data' },
    sets: { type: 'string', default: Object.keys(plans).join(',') },
    split: { type: 'string' },
    mpp: { type: 'string', default: 'both' },
    limit: { type: 'string' },
    out: { type: 'string' },
  },
});

const show = ({ value, low, high, n }: Figure): string =>
  `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}] (n = ${n})`;

async function evaluateSet(name: string, plan: SetPlan, images: readonly LabelledImage[]): Promise<object[]> {
  const rows: object[] = [];
  for (const given of [true, false]) {
    if (values.mpp !== 'both' && (values.mpp === 'given') !== given) continue;
    const micronsPerPixel = given ? plan.micronsPerPixel : undefined;
    const how = given ? `resolution given (${plan.micronsPerPixel})` : 'resolution not given';
    if (plan.kind === 'detection') {
      const figures = await measureDetection(images, micronsPerPixel);
      console.log(
        `\n${name}, ${how}, ${images.length} images: AP50 ${show(figures.ap50)}, raw ${figures.ap50Raw.toFixed(3)},` +
          ` AP50:95 ${figures.ap5095.toFixed(3)}, precision ${figures.precision.toFixed(3)}, recall ${figures.recall.toFixed(3)}` +
          (figures.outlineDice ? `, outline Dice ${show(figures.outlineDice)}` : '') +
          (figures.nucleusDice ? `, nucleus Dice ${show(figures.nucleusDice)}` : '') +
          (figures.resolution
            ? `, estimated/true µm per px: median ${figures.resolution.medianRatio.toFixed(3)}, within 25 % ${figures.resolution.within25.toFixed(3)}`
            : ''),
      );
      rows.push({ set: name, given, ...figures });
    } else {
      const pairs = await nameCells(images, micronsPerPixel ? ['--mpp', String(micronsPerPixel)] : []);
      const figures = {
        accuracy: bootstrap(pairs, accuracy),
        balancedAccuracy: bootstrap(pairs, balancedAccuracy),
        macroF1: bootstrap(pairs, macroF1),
        nothingFound: pairs.filter(({ said }) => said === undefined).length,
      };
      console.log(
        `\n${name}, ${how}: accuracy ${show(figures.accuracy)}, balanced ${show(figures.balancedAccuracy)},` +
          ` macro F1 ${show(figures.macroF1)}, no cell found ${figures.nothingFound}\n${confusionTable(pairs, nucleated)}`,
      );
      rows.push({ set: name, given, ...figures });
    }
  }
  return rows;
}

const rows: object[] = [];
for (const name of values.sets.split(',')) {
  const plan = plans[name] ?? { split: 'test', kind: 'classification' as const, micronsPerPixel: 0.1 };
  const folder = join(values.data, name);
  if (!existsSync(folder)) {
    console.log(`${folder} is not there: passed over.`);
    continue;
  }
  const split = values.split ?? plan.split;
  const images = (await loadImageSet(folder)).filter(
    (image) =>
      image.split === split &&
      (plan.kind === 'detection' ||
        nucleated.includes(image.label ?? '') ||
        /neutrophil|myelocyte/.test(image.label ?? '')),
  );
  rows.push(
    ...(await evaluateSet(name, plan, values.limit ? images.slice(0, Number(values.limit)) : images)),
  );
}
if (values.out) await writeFile(values.out, `${JSON.stringify(rows, null, 2)}\n`);

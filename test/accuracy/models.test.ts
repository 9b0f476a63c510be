import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openForest } from '../../models/classifier/random-forest.js';
import { boxCentre, boxHeight, boxIou, boxWidth } from '../../models/domain/geometry.js';
import type * as NodeEntry from '../../plugin/node-entry.js';
import type { Cell, Reconstruction, RgbaTile, SlideReader, SmearPipeline } from '../../plugin/node-entry.js';
import { balancedSubset, loadPackage, middleCell, slideWithDisc, type Disc } from './analysed-cells.js';
import { seededRandom } from '../../models/domain/seeded-random.js';
import { mean } from './bootstrap.js';
import { classOfLabel, coarseClass, NUCLEATED } from './cell-classes.js';
import { analyseFiles } from './command-line.js';
import { detectionSample, measureDetection } from './detection.js';
import { loadImageSet, type LabelledImage } from './image-set.js';
import { accuracy, type NamedPair } from './naming-figures.js';

const data = process.env['SMEARLENS_DATA'];
const skip = data === undefined && 'SMEARLENS_DATA is not set';
const EACH = 12;
/** Stained about as dark as a nucleus gets. */
const DISC_COLOUR = [20, 15, 45] as const;

interface NamedCell {
  readonly truth: string;
  readonly slide: SlideReader;
  readonly micronsPerPixel: number | undefined;
  readonly cell: Cell;
  readonly picture: Reconstruction;
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}

function squaredDifference(a: RgbaTile, b: RgbaTile): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) {
    if (i % 4 !== 3) sum += ((a.data[i] as number) - (b.data[i] as number)) ** 2;
  }
  return sum;
}

/** Mean of the error map where the disc lies. */
function errorAt({ box, crop, error }: Reconstruction, disc: Disc): number {
  const inside: number[] = [];
  error.forEach((value, i) => {
    const x = box.minX + (((i % crop.width) + 0.5) / crop.width) * boxWidth(box);
    const y = box.minY + ((Math.floor(i / crop.width) + 0.5) / crop.height) * boxHeight(box);
    if (Math.hypot(x - disc.x, y - disc.y) <= disc.radius) inside.push(value);
  });
  return mean(inside);
}

/** Names cells by the pack's forest, calibrated as the pack says, and by nothing but their embeddings. */
async function openNamer(
  pack: string,
  cells: readonly NamedCell[],
): Promise<(embeddings: readonly Float32Array[]) => NamedPair[]> {
  const read = async (file: string): Promise<string> => await readFile(join(pack, file), 'utf8');
  const forest = openForest(JSON.parse(await read('forest.json')));
  const heads: unknown = existsSync(join(pack, 'heads.json')) ? JSON.parse(await read('heads.json')) : {};
  const { temperature = 1 } = (heads as { forest?: { temperature?: number } }).forest ?? {};
  return (embeddings) => {
    const joined = new Float32Array(embeddings.flatMap((embedding) => [...embedding]));
    const chances = forest.classify(joined, embeddings.length);
    return cells.map(({ truth }, i) => {
      const sums = new Map<string, number>();
      forest.classes.forEach((leaf, k) => {
        const chance = (chances[i * forest.classes.length + k] as number) ** (1 / temperature);
        sums.set(coarseClass(leaf), (sums.get(coarseClass(leaf)) ?? 0) + chance);
      });
      return { truth, said: [...sums].sort((a, b) => b[1] - a[1])[0]?.[0] };
    });
  };
}

describe('the models on single cells whose resolution is not given', { skip, timeout: 600_000 }, () => {
  let program: typeof NodeEntry;
  let pipeline: SmearPipeline;
  let images: LabelledImage[];
  const cells: NamedCell[] = [];

  before(async () => {
    const set = await loadImageSet(join(data ?? '', 'acevedo'), 'val');
    const labelled = new Set(set.images.map(({ label = '' }) => classOfLabel(label)?.coarse));
    const kinds = NUCLEATED.filter((kind) => labelled.has(kind));
    images = balancedSubset(set.images, kinds, EACH);
    program = await loadPackage();
    pipeline = await program.createPipeline({ workers: 2 });
    for (const { file, label = '' } of images) {
      const slide = await program.openSlideFile(file);
      const found = await middleCell(program, pipeline, slide);
      const [picture] = found ? await pipeline.reconstruct(slide, [found.cell]) : [];
      if (found && picture)
        cells.push({ truth: classOfLabel(label)?.coarse ?? '', slide, ...found, picture });
    }
  });
  after(() => pipeline?.dispose());

  it('give embeddings of which each of the 50 numbers tells cells apart', (test) => {
    const deviations = Array.from({ length: 50 }, (_, k) => {
      const values = cells.map(({ cell }) => cell.embedding[k] as number);
      const centre = mean(values);
      return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
    });
    test.diagnostic(`least standard deviation ${Math.min(...deviations).toFixed(3)}, n = ${cells.length}`);
    deviations.forEach((deviation, k) => assert.ok(deviation > 0.05, `number ${k} deviates by ${deviation}`));
  });

  /** How many pictures lie nearer to their own cell than to another one, of all pairs. */
  const nearerToItself = (): { share: number; figure: string } => {
    let pairs = 0;
    let nearer = 0;
    for (const { picture } of cells) {
      const own = squaredDifference(picture.rebuilt, picture.crop);
      for (const { picture: other } of cells) {
        if (other === picture) continue;
        pairs++;
        if (own < squaredDifference(picture.rebuilt, other.crop)) nearer++;
      }
    }
    return { share: nearer / pairs, figure: `${(nearer / pairs).toFixed(3)} of ${pairs} pairs` };
  };

  const short = 'the decoders behind the second look are short of training, as the model card says';
  it('rebuild each cell nearer to itself than to another', { todo: short }, (test) => {
    const { share, figure } = nearerToItself();
    test.diagnostic(figure);
    assert.ok(share >= 0.9, figure);
  });

  it('rebuild seven of ten cells nearer to themselves than to another, at the least', () => {
    const { share, figure } = nearerToItself();
    assert.ok(share >= 0.7, figure);
  });

  it('name a cell by its embedding and by nothing else', async (test) => {
    const name = await openNamer('models/packs/base', cells);
    const embeddings = cells.map(({ cell }) => cell.embedding);
    const named = name(embeddings);
    const other = named.filter(
      ({ said }, i) => !['Unknown', said].includes(coarseClass(cells[i]?.cell.label.name ?? '')),
    );
    assert.deepEqual(other, [], 'the pipeline says what the forest says of the embedding alone');

    const right = named.filter(({ truth, said }) => truth === said).length / images.length;
    const random = seededRandom(1);
    const mixed = mean(Array.from({ length: 20 }, () => accuracy(name(shuffled(embeddings, random)))));
    const figures =
      `accuracy ${right.toFixed(3)} (n = ${images.length}, ${images.length - cells.length} not found), ` +
      `${mixed.toFixed(3)} with the embeddings shuffled`;
    test.diagnostic(figures);
    assert.ok(right >= 0.65, figures);
    assert.ok(mixed <= 0.3, figures);
  });

  it('show a dark disc on a cell as an error of at least three times what was there before', async (test) => {
    const was: number[] = [];
    const is: number[] = [];
    for (const { cell, slide, micronsPerPixel, picture } of cells.filter((_, i) => i % 3 === 0)) {
      const side = (boxWidth(cell.box) + boxHeight(cell.box)) / 2;
      const disc = { ...boxCentre(cell.box), radius: 0.15 * side };
      const altered = slideWithDisc(slide, disc, DISC_COLOUR);
      const again = await middleCell(program, pipeline, altered, micronsPerPixel);
      if (!again || boxIou(again.cell.box, cell.box) < 0.5) continue;
      const [changed] = await pipeline.reconstruct(altered, [again.cell]);
      if (!changed) continue;
      was.push(errorAt(picture, disc));
      is.push(errorAt(changed, disc));
    }
    const figure = `${(mean(is) / mean(was)).toFixed(2)} times over ${is.length} cells`;
    test.diagnostic(figure);
    assert.ok(is.length >= 20, figure);
    assert.ok(mean(is) >= 3 * mean(was), figure);
  });
});

describe('the built command on whole fields', { skip, timeout: 300_000 }, () => {
  for (const [how, micronsPerPixel] of [
    ['given', 0.074],
    ['not given', undefined],
  ] as const) {
    it(`finds their leukocytes with the resolution ${how}`, async (test) => {
      const { images: fields } = await loadImageSet(join(data ?? '', 'bccd'), 'test');
      const chosen = fields.filter((_, i) => i % 6 === 0).slice(0, 12);
      const files = chosen.map(({ file }) => file);
      const found = await analyseFiles(files, { threshold: 0.01, micronsPerPixel });
      const sample = await detectionSample(chosen, found);
      assert.ok(sample);
      const { ap50, recall, precision } = measureDetection(sample);
      const figures = `AP50 ${ap50.value.toFixed(3)}, recall ${recall.value.toFixed(3)}, precision ${precision.value.toFixed(3)}`;
      test.diagnostic(`${figures} on ${chosen.length} images`);
      assert.ok(ap50.value >= 0.9, figures);
    });
  }
});

import type { Figure } from './bootstrap.js';
import { NUCLEATED } from './cell-classes.js';
import type { ClassificationFigures } from './classification.js';
import type { SetFigures } from './evaluate-set.js';
import type { FigureRow } from './figures-file.js';
import type { ConfusionMatrix } from './naming-figures.js';

/** `0.984 [0.970, 0.995]`, a dash where there is none. */
export function showFigure(figure: Figure | undefined): string {
  if (figure === undefined) return '–';
  const show = (value: number | null): string =>
    value === null || !Number.isFinite(value) ? '–' : value.toFixed(3);
  return `${show(figure.value)} [${show(figure.low)}, ${show(figure.high)}]`;
}

/** A Markdown table; nothing where it has no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

interface Line {
  readonly set: string;
  readonly way: string;
  readonly figures: SetFigures;
}

function linesOf({ sets }: FigureRow): Line[] {
  return Object.entries(sets).flatMap(([name, { split, given, estimated }]) =>
    [given, estimated].flatMap((figures, index) => {
      if (!figures) return [];
      const way = index === 0 ? `given (${figures.micronsPerPixel})` : 'estimated';
      return [{ set: split ? `${name} ${split}` : name, way, figures }];
    }),
  );
}

/** The lines for which `cells` gives something, each with the set and how the resolution was told. */
function section(
  title: string,
  head: readonly string[],
  lines: readonly Line[],
  cells: (figures: SetFigures) => readonly string[] | undefined,
): string[] {
  const rows = lines.flatMap(({ set, way, figures }) => {
    const own = cells(figures);
    return own ? [[set, way, ...own]] : [];
  });
  return rows.length === 0 ? [] : [`**${title}**\n\n${table(['set', 'resolution', ...head], rows)}`];
}

/** The figures of one row as Markdown tables, one for each question. */
export function renderRow(row: FigureRow): string {
  const lines = linesOf(row);
  const precision = (figure: Figure, raw: Figure | undefined): string =>
    raw ? `${showFigure(figure)}, raw ${raw.value.toFixed(3)}` : showFigure(figure);
  const factors = [...new Set(lines.flatMap(({ figures }) => Object.keys(figures.wrongResolution ?? {})))];
  return [
    ...section(
      'Detection',
      [
        'images, cells',
        'AP50',
        'AP50:95',
        'precision',
        'recall',
        'F1',
        'precision at recall 0.95',
        'recall at 1 false positive a field',
      ],
      lines,
      ({ detection: d }) =>
        d && [
          `${d.images}, ${d.ap50.n}`,
          precision(d.ap50, d.raw?.ap50),
          precision(d.ap5095, d.raw?.ap5095),
          ...[d.precision, d.recall, d.f1, d.precisionAtRecall95, d.recallAtOneFalsePositive].map(showFigure),
        ],
    ),
    ...section(
      'Outlines of matched cells',
      ['cells', 'Dice', 'IoU', 'nucleus Dice'],
      lines,
      ({ outlines: o }) =>
        o && [String(o.dice.n), showFigure(o.dice), showFigure(o.iou), showFigure(o.nucleusDice)],
    ),
    ...section(
      'Estimated over true resolution',
      ['images', 'median', 'share within 12 %', 'no estimate'],
      lines,
      ({ resolution: r }) =>
        r && [
          String(r.medianRatio.n),
          showFigure(r.medianRatio),
          showFigure(r.within12),
          String(r.notEstimated),
        ],
    ),
    ...section(
      'AP50 with the resolution given wrong',
      factors.map((factor) => `× ${factor}`),
      lines,
      ({ wrongResolution: w }) => w && factors.map((factor) => showFigure(w[factor])),
    ),
    ...section('Classification', CLASSIFICATION_HEAD, lines, ({ classification }) =>
      classificationCells(classification),
    ),
    ...section(
      'Classification with all outside the outlines set to its mean',
      CLASSIFICATION_HEAD,
      lines,
      ({ masked }) => classificationCells(masked),
    ),
    ...section('Recall of each class', NUCLEATED, lines, ({ classification }) => recallCells(classification)),
    ...section(
      'Recall of each class with all outside the outlines set to its mean',
      NUCLEATED,
      lines,
      ({ masked }) => recallCells(masked),
    ),
    ...section(
      'Finer classes',
      ['band or segmented: accuracy', 'n', 'three immature kinds: balanced', 'n'],
      lines,
      ({ classification }) => {
        const fine = classification?.fine;
        return (
          fine && [
            showFigure(fine.neutrophil),
            String(fine.neutrophil?.n ?? '–'),
            showFigure(fine.immature),
            String(fine.immature?.n ?? '–'),
          ]
        );
      },
    ),
    ...section(
      'A class held out against the others: mean area under ROC',
      ['cells', 'reconstruction error', 'novelty', 'novelty, each class'],
      lines,
      ({ novelty: v }) =>
        v?.reconstructionError && [
          String(v.reconstructionError.mean.n),
          showFigure(v.reconstructionError.mean),
          showFigure(v.novelty?.mean),
          Object.entries(v.novelty?.classes ?? {})
            .map(([name, area]) => `${name} ${area.toFixed(2)}`)
            .join(', ') || '–',
        ],
    ),
    ...confusions(row),
    ...nonBlood(row),
  ].join('\n\n');
}

const CLASSIFICATION_HEAD = [
  'cells',
  'accuracy',
  'balanced',
  'macro F1',
  'macro F1, classes with n ≥ 20',
  'calibration error',
  'unknown',
  'not found',
];

function classificationCells(c: ClassificationFigures | undefined): string[] | undefined {
  return (
    c && [
      String(c.accuracy.n),
      showFigure(c.accuracy),
      showFigure(c.balancedAccuracy),
      showFigure(c.macroF1),
      showFigure(c.macroF1Of20),
      showFigure(c.calibrationError),
      String(c.unknown),
      String(c.notFound),
    ]
  );
}

function recallCells(c: ClassificationFigures | undefined): string[] | undefined {
  return (
    c &&
    NUCLEATED.map((name) => (c.recall[name] ? `${showFigure(c.recall[name])}, n = ${c.recall[name].n}` : '–'))
  );
}

/** Rows truth, columns said. */
function confusionTable(matrix: ConfusionMatrix): string {
  const said = new Set(Object.values(matrix).flatMap((row) => Object.keys(row)));
  const columns = [...NUCLEATED, 'Platelet', 'Unknown', 'nothing'].filter(
    (name) => said.has(name) || name in matrix,
  );
  const rows = NUCLEATED.filter((name) => name in matrix);
  return table(
    ['truth \\ said', ...columns],
    rows.map((name) => [name, ...columns.map((column) => String(matrix[name]?.[column] ?? 0))]),
  );
}

function confusions(row: FigureRow): string[] {
  return Object.entries(row.sets).flatMap(([name, { given, estimated }]) => {
    const matrix = (estimated ?? given)?.classification?.confusion;
    const how = estimated ? 'estimated' : 'given';
    return matrix ? [`**Confusion on ${name}, resolution ${how}**\n\n${confusionTable(matrix)}`] : [];
  });
}

function nonBlood({ nonBlood: figures }: FigureRow): string[] {
  if (!figures) return [];
  const { fields, real, estimated, given } = figures;
  const names = [estimated, given].flatMap((found) => found?.on.map(({ field }) => field) ?? []);
  const where = names.length > 0 ? ` They lie on ${[...new Set(names)].join(', ')}.` : '';
  const counts = [
    ...(estimated ? [`${estimated.cells} cells with the resolution estimated`] : []),
    ...(given ? [`${given.cells} cells with it given`] : []),
  ];
  return [
    `**No blood**: found on ${fields} fields without blood (tissue, text, noise, empty glass, patterns; ` +
      `${real} of them from real slides): ${counts.join(', ')}.${where}`,
  ];
}

import type { Figure } from './bootstrap.js';
import type { SetFigures } from './evaluate-set.js';
import type { FigureFile } from './figures-file.js';
import { renderRow, showFigure, table } from './figure-tables.js';

const START = '<!-- figures -->';
const END = '<!-- /figures -->';
/** The row that is told in full; the others stand beside it in the comparison. */
const MAIN_ROW = 'default';

/** All rows of a pack's figures as Markdown. */
export function renderFigures(file: FigureFile): string {
  const [name, row] =
    Object.entries(file.rows).find(([one]) => one === MAIN_ROW) ?? Object.entries(file.rows)[0] ?? [];
  if (!row || name === undefined) return '';
  const commands = new Set(Object.values(row.sets).flatMap((entry) => entry.commands));
  if (row.nonBlood) commands.add(row.nonBlood.command);
  return [
    `Measured through the built command line, as a user runs it. In brackets 95 % bootstrap intervals over images; ` +
      `average precision is COCO's with 101 points; a cell that was not found, or is called unknown, counts as wrong. ` +
      `Pack ${row.pack}, hash ${row.packHash.slice(0, 12)}. This part is written by \`npm run evaluate -- --write\`.`,
    renderRow(row),
    ...compareRows(file),
    `Commands: ${[...commands].map((command) => `\`${command}\``).join(', ')}.`,
  ].join('\n\n');
}

/** What each row has to show on each set, one table for each figure. */
function compareRows({ rows }: FigureFile): string[] {
  const sets = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row.sets)))];
  const others = Object.keys(rows).filter((name) => name !== MAIN_ROW);
  const names = MAIN_ROW in rows ? [...others, MAIN_ROW] : others;
  if (names.length < 2) return [];
  const compare = (title: string, read: (figures: SetFigures) => Figure | undefined): string[] => {
    const figure = (row: string, set: string): Figure | undefined => {
      const entry = rows[row]?.sets[set];
      const figures = entry?.given ?? entry?.estimated;
      return figures && read(figures);
    };
    const columns = sets.filter((set) => names.some((row) => figure(row, set)));
    const lines = names.map((row) => [row, ...columns.map((set) => showFigure(figure(row, set)))]);
    return columns.length > 0 ? [`**${title}, row by row**\n\n${table(['', ...columns], lines)}`] : [];
  };
  return [
    ...compare('AP50', ({ detection }) => detection?.ap50),
    ...compare('Accuracy', ({ classification }) => classification?.accuracy),
    ...compare('Macro F1', ({ classification }) => classification?.macroF1),
    ...compare('Calibration error', ({ classification }) => classification?.calibrationError),
  ];
}

/** The card with the text between its two marks, which are put at its end where it has none. */
export function replaceBlock(card: string, text: string): string {
  const block = `${START}\n${text}\n${END}`;
  const start = card.indexOf(START);
  const end = card.indexOf(END);
  if (start < 0 || end < start) return `${card.trimEnd()}\n\n## Figures\n\n${block}\n`;
  return card.slice(0, start) + block + card.slice(end + END.length);
}

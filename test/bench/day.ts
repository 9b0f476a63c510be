/**
 * A reader's day on a slide of 229 real fields, which hold 200 white cells, in Chromium: clicks, keys, turns of the wheel and seconds for each step.
 * `SMEARLENS_DATA=<folder> npx tsx test/bench/day.ts [width] [height] [light|dark] [keys]` after `npm run build`; `keys` is
 * without a mouse. Pictures go where `SMEARLENS_SCREENSHOTS` points. Without the data the sample slide is read.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { costTable, workADay } from '../end-to-end/bench-day.js';
import { writeFieldPyramid } from '../end-to-end/field-pyramid.js';
import { openShell } from '../end-to-end/shell-page.js';

const [width = '1280', height = '800', theme = 'light', hands = 'mouse'] = process.argv.slice(2);
const keyboardOnly = hands === 'keys';
const data = process.env['SMEARLENS_DATA'];
const folder = data === undefined ? undefined : await mkdtemp(join(tmpdir(), 'smearlens-day-'));

async function writeFields(into: string): Promise<void> {
  // The second set's pictures are a little coarser: at one scale, like one slide.
  const scale = 0.09 / 0.074;
  await writeFieldPyramid(
    [
      { set: join(data ?? '', 'bccd'), columns: 8, rows: 8 },
      { set: join(data ?? '', 'acevedo'), columns: 11, rows: 15, scale },
    ],
    into,
  );
}

if (folder) await writeFields(folder);
const shell = await openShell({
  ...(folder ? { query: '?slide=/slides/fields.dzi', slides: folder } : {}),
  width: Number(width),
  height: Number(height),
  dark: theme === 'dark',
});
try {
  const day = await workADay(shell, {
    slide: folder ? /fields\.dzi/ : /Sample slide/,
    analyse: 'analyse-slide',
    wrong: 10,
    toCount: 200,
    picture: `day-${width}-${theme}`,
    keyboardOnly,
  });
  console.log(
    `${width} × ${height}, ${theme}: ${day.cells} cells, ${day.renamed} named otherwise, ${day.counted} counted`,
  );
  console.log(costTable(day.costs));
  assert.equal(day.renamed, 10);
  for (const name of ['Blast', 'Smudge cell', 'Atypical lymphocyte'])
    assert.ok(day.names.includes(name), name);
  assert.deepEqual(
    day.costs.filter(({ scrolls }) => scrolls > 0),
    [],
    'no step needs scrolling',
  );
  if (keyboardOnly) assert.ok(day.costs.every(({ clicks }) => clicks === 0));
  if (folder) assert.ok(day.counted >= 200, `${day.counted} white cells are counted`);
  if (shell.complaints.length > 0) console.log('The page complained:', shell.complaints);
} finally {
  await shell.close();
  if (folder) await rm(folder, { recursive: true, force: true });
}

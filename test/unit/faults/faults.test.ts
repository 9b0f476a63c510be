import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { ScriptedPage } from '../plugin/keep/scripted-page.js';
import { disturbedDay } from '../../faults/disturbed-day.js';
import { FAULTS, STAGES, type Fault } from '../../faults/fault-schedule.js';
import { differenceOf, runSchedules } from '../../faults/run-schedules.js';

let undisturbed: readonly string[];
before(async () => {
  // Dead tabs still let go of their page.
  new ScriptedPage();
  const end = await disturbedDay([]);
  undisturbed = end.cells;
  assert.equal(undisturbed.length, 12);
  assert.equal(undisturbed.filter((cell) => cell.includes('true')).length, 2, 'two were corrected');
  assert.deepEqual([end.reopened, end.attempts, end.toldUnkept], [undisturbed, 0, false]);
});

/** `restored`: the run goes on by itself. `again`: it is started again. `unkept`: work goes on and is said not to be kept. */
type Outcome = 'restored' | 'again' | 'unkept';

/** The table of docs/faults.md: `| stage | fault | outcome | … |`. */
async function outcomes(): Promise<Map<string, string>> {
  const text = await readFile(new URL('../../../docs/faults.md', import.meta.url), 'utf8');
  const rows = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return new Map(
    rows
      .filter((row) => row.length > 5)
      .map(([, stage, fault, outcome = '']) => [`${stage}, ${fault}`, outcome]),
  );
}

describe('a fault', () => {
  for (const stage of STAGES) {
    for (const fault of FAULTS[stage] as readonly Fault[]) {
      it(`at the stage ${stage}: ${fault}: ends as the table says, with the result of an undisturbed day`, async () => {
        for (const at of [0, 1]) {
          const end = await disturbedDay([{ stage, fault, at }]);
          assert.equal(end.struck.length, 1, 'it struck');
          assert.equal(differenceOf(end, undisturbed), undefined);
          const outcome: Outcome = end.toldUnkept ? 'unkept' : end.attempts > 0 ? 'again' : 'restored';
          const wanted = (await outcomes()).get(`${stage}, ${fault}`)?.split(' or ');
          assert.ok(wanted?.includes(outcome), `${outcome}, passage ${at}`);
        }
      });
    }
  }

  it('of each stage has its row in the table, and no other', async () => {
    const cells = STAGES.flatMap((stage) => FAULTS[stage].map((fault) => `${stage}, ${fault}`));
    const documented = [...(await outcomes()).keys()].filter((cell) => !/^stage,|^-/.test(cell));
    assert.deepEqual(documented, cells);
  });

  it('in company of others, at random, changes no cell and loses no correction', async () => {
    const { differences } = await runSchedules(3, 60);
    assert.deepEqual(differences, []);
  });
});

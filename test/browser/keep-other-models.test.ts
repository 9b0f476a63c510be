import type { Cell } from '../../models/domain/cell.js';
import { openDB } from 'idb';
import type { SmearKeeping } from '../../plugin/elements/panel/smear-keeping.js';
import type { SessionPipeline } from '../../plugin/session/session-parts.js';
import { assert, assertEqual } from './assert.js';
import { defineEveryElement } from './panel-steps.js';
import { CLASSES, scriptedPipeline } from './panel-scripted-session.js';
import {
  assign,
  BASOPHIL,
  cells,
  failing,
  fresh,
  labelOf,
  openTab,
  reaches,
  sorted,
  type Tab,
} from './scripted-tab.js';
import { until } from './waiting.js';

await defineEveryElement();

/** The same kinds in the opposite order, without monocytes: what an update of the models may bring. */
const LATER_CLASSES = [...CLASSES].reverse().filter(({ name }) => name !== 'Monocyte');

const later: SessionPipeline = {
  ...scriptedPipeline(cells),
  info: { ...scriptedPipeline([]).info, pack: 'later 2.0', packHash: 'b', classes: LATER_CLASSES },
};
const never = new Promise<never>(() => undefined);

const chance = ({ session }: Tab, { id }: Cell, name: string): number | undefined =>
  session.cells.get(id)?.probabilities[session.classes.findIndex((kind) => kind.name === name)];

/** Analysed, one cell corrected, and closed. */
async function workOfScriptedModels(database: string): Promise<void> {
  const one = openTab(database);
  await one.session.analyzeSlide();
  assign(one, 3, BASOPHIL);
  await one.session.dispose();
}

function assertConverted(tab: Tab): void {
  assertEqual(tab.session.cells.size, cells.length);
  for (const cell of cells) {
    const now = tab.session.cells.get(cell.id) as Cell;
    for (const [i, { name }] of CLASSES.entries()) {
      if (name !== 'Monocyte') assertEqual(chance(tab, cell, name), cell.probabilities[i], name);
    }
    assertEqual(now.probabilities.length, LATER_CLASSES.length);
    assertEqual(now.embedding.length, 0, 'numbers that mean nothing beside those of other models');
    assertEqual(now.novelty, undefined);
  }
  assertEqual(labelOf(tab, 3), 'Basophil');
  assertEqual(tab.keeping.otherPacks, ['scripted']);
}

describe('work that was kept beside other models', () => {
  it('comes back with names and corrections, each probability under its class, and without likeness', async () => {
    const database = fresh();
    await workOfScriptedModels(database);
    const two = openTab(database, { openPipeline: async () => later });
    await two.session.load();
    await two.keeping.ready;
    assertConverted(two);
    two.session.review.history.undo();
    assertEqual(labelOf(two, 3), cells[3]?.label.name, 'undo goes back to the label of the models');
    await two.session.dispose();
  });

  it('is whole again beside the models that found it, with what was corrected meanwhile', async () => {
    const database = fresh();
    await workOfScriptedModels(database);
    const two = openTab(database, { openPipeline: async () => later });
    await two.session.load();
    await two.keeping.ready;
    assign(two, 5, BASOPHIL);
    await two.session.dispose();
    const three = openTab(database);
    await three.session.load();
    await three.keeping.ready;
    assertEqual([labelOf(three, 3), labelOf(three, 5)], ['Basophil', 'Basophil']);
    for (const { id, probabilities, embedding } of cells) {
      const now = three.session.cells.get(id);
      assertEqual(sorted([now?.probabilities, now?.embedding]), sorted([probabilities, embedding]));
    }
    assertEqual(three.keeping.otherPacks, []);
    await three.session.dispose();
  });

  it('is read by its own classes before any models are open, and by theirs from then on', async () => {
    const database = fresh();
    await workOfScriptedModels(database);
    let open: (pipeline: SessionPipeline) => void = () => undefined;
    const opening = new Promise<SessionPipeline>((resolve) => {
      open = resolve;
    });
    const two = openTab(database, { openPipeline: () => opening });
    await two.keeping.ready;
    void two.session.load();
    assertEqual(two.session.info, undefined);
    assertEqual(
      two.session.classes.map(({ name }) => name),
      CLASSES.map(({ name }) => name),
    );
    const [first] = cells;
    assertEqual(chance(two, first as Cell, 'Neutrophil'), first?.probabilities[0]);
    assert(Object.keys(two.session.keys.keys).length > 1, 'no class can be given by key');
    assign(two, 6, BASOPHIL);
    open(later);
    await until(() => two.session.info !== undefined, 'the models are open');
    await two.keeping.ready;
    assertConverted(two);
    assertEqual(labelOf(two, 6), 'Basophil', 'what was corrected before they were open');
    await two.session.dispose();
  });

  it('keeps what a full disk has not taken when other models open', async () => {
    const database = fresh();
    await workOfScriptedModels(database);
    let open: (pipeline: SessionPipeline) => void = () => undefined;
    const opening = new Promise<SessionPipeline>((resolve) => {
      open = resolve;
    });
    let isFull = true;
    const openDatabase = failing(() => (isFull ? 'QuotaExceededError' : undefined));
    const two = openTab(database, { openPipeline: () => opening, openDatabase });
    void two.session.load();
    await two.keeping.ready;
    assign(two, 6, BASOPHIL);
    await reaches(two, 'full');
    open(later);
    await until(() => two.session.info !== undefined, 'the models are open');
    await two.keeping.ready;
    assertConverted(two);
    assertEqual(labelOf(two, 6), 'Basophil');
    isFull = false;
    await reaches(two, 'kept');
    await two.session.dispose();
    const three = openTab(database, { openPipeline: async () => later });
    await three.session.load();
    await three.keeping.ready;
    assertEqual(labelOf(three, 6), 'Basophil');
    await three.session.dispose();
  });

  it('while no models can be opened goes on as it was, and is named by its pack', async () => {
    const database = fresh();
    await workOfScriptedModels(database);
    const two = openTab(database, { openPipeline: () => never });
    await two.keeping.ready;
    assign(two, 6, BASOPHIL);
    assertEqual(two.keeping.pack?.pack, 'scripted');
    assertEqual(two.keeping.otherPacks, []);
    await two.session.dispose();
    const three = openTab(database, { openPipeline: async () => later });
    await three.session.load();
    await three.keeping.ready;
    assertConverted(three);
    assertEqual(labelOf(three, 6), 'Basophil');
    await three.session.dispose();
  });

  it('found anew by the open models is no longer reported to be of others', async () => {
    const database = fresh();
    await workOfScriptedModels(database);
    const found = cells.map((cell) => ({ ...cell, outline: cell.outline.slice() }));
    const two = openTab(database, {
      openPipeline: async () => ({ ...scriptedPipeline(found), info: later.info }),
    });
    await two.session.load();
    await two.keeping.ready;
    two.session.clear();
    await two.session.analyzeSlide();
    assertEqual(two.keeping.otherPacks, []);
    assert((two.session.cells.get(cells[0]?.id ?? '')?.embedding.length ?? 0) > 0, 'likeness is there again');
    await two.session.dispose();
  });

  it('of a time before packs were stored is taken as it is', async () => {
    const database = fresh();
    await workOfScriptedModels(database);
    await forgetPacks(database);
    const two = openTab(database);
    await two.session.load();
    await two.keeping.ready;
    assertEqual(labelOf(two, 3), 'Basophil');
    assertEqual(two.session.cells.size, cells.length);
    assertEqual(two.keeping.damaged, 0);
    assertEqual(two.keeping.otherPacks, []);
    await two.session.dispose();
  });

  it('is reported in the panel to be of other models', async () => {
    const database = fresh();
    await workOfScriptedModels(database);
    const two = openTab(database, { openPipeline: async () => later });
    await two.session.load();
    await two.keeping.ready;
    const element = document.createElement('smear-keeping') as SmearKeeping;
    element.session = two.session;
    element.notices = true;
    document.body.append(element);
    await element.updateComplete;
    const notice = element.renderRoot.querySelector('[data-notice=other-packs]');
    assert(notice?.textContent?.includes('scripted'), 'the name of the pack');
    element.remove();
    await two.session.dispose();
  });
});

/** The records as earlier versions of the product wrote them. */
async function forgetPacks(name: string): Promise<void> {
  const database = await openDB(name);
  const changes = database.transaction(['slides', 'journal'], 'readwrite');
  for (const [store, part] of [
    ['slides', 'packs'],
    ['journal', 'pack'],
  ] as const) {
    for await (const cursor of changes.objectStore(store)) {
      const record = { ...(cursor.value as Record<string, unknown>) };
      assert(part in record, `${part} is written`);
      delete record[part];
      await cursor.update(record);
    }
  }
  await changes.done;
  database.close();
}

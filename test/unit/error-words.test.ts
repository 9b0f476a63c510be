import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTaught } from '../../models/classifier/taught-classifier.js';
import { SmearError } from '../../models/domain/errors.js';
import { CountAreas } from '../../plugin/count/count-areas.js';
import { readReferenceRanges } from '../../plugin/count/reference-ranges.js';
import { de } from '../../plugin/elements/strings/de.js';
import { en } from '../../plugin/elements/strings/en.js';
import { teachRows } from '../../plugin/teach/teach-rows.js';

/** What the panel tells a reader of what this throws. */
async function toldOf(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    assert.ok(error instanceof SmearError, String(error));
    const { code } = error;
    return [en, de]
      .map(({ errors }) => `${errors.words[code].title} ${errors.words[code].advice}`)
      .join(' / ');
  }
  return assert.fail('nothing failed');
}

const pack = { hash: 'this', head: 'forest', classes: ['Lymphocyte'], features: 50 };
const taught = (packHash: string): string =>
  JSON.stringify({ format: 1, kind: 'smearlens-taught-classifier', packHash, head: 'forest' });

describe('what a reader is told', () => {
  it('of something learnt with other models: to learn again, and no fault of the page', async () => {
    const told = await toldOf(() => readTaught(taught('that'), pack));
    assert.match(told, /Learn again.*neu lernen/);
    assert.doesNotMatch(told, /whoever runs|Betreiber/);
  });

  it('of a file that nothing was taught in: which file to choose, and nothing of GeoJSON', async () => {
    const told = await toldOf(() => readTaught('{}', pack));
    assert.ok(told.includes(en.teach.title) && told.includes(de.teach.title), told);
    assert.doesNotMatch(told, /GeoJSON/);
  });

  it('of too little to learn from: to confirm more, and nothing of the view', async () => {
    const none = { embeddings: new Float32Array(0), novelties: new Float32Array(0), said: new Int16Array(0) };
    const leaves = { classes: [], classify: () => new Float32Array(0) };
    const knowledge = { packHash: 'this', head: 'forest', leaves, classes: [] };
    const told = await toldOf(() => teachRows(none, knowledge, async () => undefined));
    assert.match(told, /Confirm more cells.*bestätigen/);
    assert.doesNotMatch(told, /view|Ansicht/);
  });

  it('of a file without ranges: which file to choose, and nothing of the view', async () => {
    for (const text of ['{', '[]', '{"source":"x","ranges":[{"kind":"Monocyte","low":12,"high":10}]}']) {
      const told = await toldOf(() => readReferenceRanges(text));
      assert.ok(
        told.includes(en.differential.ranges.title) && told.includes(de.differential.ranges.title),
        told,
      );
      assert.doesNotMatch(told, /view|Ansicht/);
    }
  });

  it('of an area without inside: that what is drawn must lie on the slide', async () => {
    const told = await toldOf(() => new CountAreas().add({ minX: 5, minY: 5, maxX: 5, maxY: 5 }, 'Area 1'));
    assert.match(told, /the area drawn.*den gezeichneten Bereich/);
    assert.doesNotMatch(told, /analys/i);
  });
});

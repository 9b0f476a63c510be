import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAdapted } from '../../../../models/classifier/adapted-classifier.js';
import { SmearError } from '../../../../models/domain/errors.js';
import { CountAreas } from '../../../../plugin/count/count-areas.js';
import { readReferenceRanges } from '../../../../plugin/count/reference-ranges.js';
import { de } from '../../../../plugin/words/de/strings.js';
import { en } from '../../../../plugin/words/en/strings.js';
import { refitRows } from '../../../../plugin/adapt/refit-rows.js';

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
const adapted = (packHash: string): string =>
  JSON.stringify({ format: 1, kind: 'smearlens-taught-classifier', packHash, head: 'forest' });

describe('what a reader is told', () => {
  it('of a classifier adapted with other models: to adapt again, and no fault of the page', async () => {
    const told = await toldOf(() => readAdapted(adapted('that'), pack));
    assert.match(told, /Adapt again.*Passen Sie.*erneut an/);
    assert.doesNotMatch(told, /administrator|Administration/);
  });

  it('of a file without an adapted classifier: which file to choose, and nothing of GeoJSON', async () => {
    const told = await toldOf(() => readAdapted('{}', pack));
    assert.ok(told.includes(en.adapt.title) && told.includes(de.adapt.title), told);
    assert.doesNotMatch(told, /GeoJSON/);
  });

  it('of too few confirmed cells: to confirm more, and nothing of the view', async () => {
    const none = {
      embeddings: new Float32Array(0),
      novelties: new Float32Array(0),
      confirmed: new Int16Array(0),
    };
    const leaves = { classes: [], classify: () => new Float32Array(0) };
    const packModels = { packHash: 'this', head: 'forest', leaves, classes: [] };
    const told = await toldOf(() => refitRows(none, packModels, async () => undefined));
    assert.match(told, /Confirm more cells.*Bestätigen Sie weitere Zellen/);
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

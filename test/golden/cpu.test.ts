import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkBackend } from './check-backend.js';
import { openShippedPack } from './pack-folder.js';

it('the shipped models on plain JavaScript agree with PyTorch in every stage of a small tile', async () => {
  const { stages, wrong, leaked } = await checkBackend(await openShippedPack(), 'cpu', [64]);
  assert.ok(stages.length >= 16, `${stages.length} stages`);
  assert.deepEqual(wrong, []);
  assert.equal(leaked, 0);
});

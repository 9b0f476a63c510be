import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fieldWidthLog } from '../../../../plugin/analysis/field-width.js';
import { FIELD_WIDTH_NUMBERS } from '../../../../plugin/analysis/field-width-numbers.js';

describe('the network that judges how wide a field is', () => {
  it('answers as PyTorch does', () => {
    const ramp = new Float32Array(64 * 64 * 3);
    for (let y = 0; y < 64; y++) {
      for (let x = 0; x < 64; x++) {
        ramp.set([(x * 4) / 255, (y * 4) / 255, ((x + y) * 2) / 255], (y * 64 + x) * 3);
      }
    }
    // Printed by models/training/train_field_width.py.
    assert.ok(Math.abs(fieldWidthLog(ramp, FIELD_WIDTH_NUMBERS) - 2.603975534439087) < 1e-4);
  });
});

import assert from 'node:assert/strict';
import { SmearError, type SmearErrorCode } from '../../models/domain/errors.js';

/** For `assert.rejects`: a `SmearError` of this code whose message says so. */
export function rejectsWith(code: SmearErrorCode, message: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof SmearError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}

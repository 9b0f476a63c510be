import { SmearError } from '../../models/domain/errors.js';

/** What is said to who would change a count that somebody has signed. */
export function signedOff(): SmearError {
  return new SmearError(
    'signed-off',
    'The count of this slide is signed off, so nothing was changed. Reopen it first.',
  );
}

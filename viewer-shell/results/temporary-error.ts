import { SmearError } from '../../plugin/node-entry.js';

/** What may be gone at another time or on another machine. */
const PASSING: ReadonlySet<string> = new Set(['network', 'worker-failed', 'backend-lost', 'no-backend', 'export-failed']);
/** What Node says of a full disk, a lost share, a broken line, too many open files, too little memory. */
const PASSING_SYSTEM: ReadonlySet<string> = new Set(
  'ENOSPC EDQUOT EIO ESTALE EAGAIN EBUSY EMFILE ENFILE ENOMEM ECONNRESET ECONNREFUSED ETIMEDOUT EPIPE'.split(' '),
);

/** Whether the same work may succeed later or elsewhere; a damaged slide stays damaged. */
export function isTemporary(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof SmearError && PASSING.has(at.code)) return true;
    if ('code' in at && PASSING_SYSTEM.has(String(at.code))) return true;
  }
  return false;
}

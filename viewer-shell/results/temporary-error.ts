import { SmearError } from '../../plugin/node-entry.js';

/** What may be gone at another time or on another machine. A worker that died has been replaced and tried again already. */
const PASSING: ReadonlySet<string> = new Set(['network', 'export-failed']);
/** What Node says where no waiting helps: who may write where is for people to change. */
const LASTING_SYSTEM: ReadonlySet<string> = new Set(
  'EACCES EPERM EROFS ENOTDIR EISDIR ENAMETOOLONG EINVAL'.split(' '),
);
/** What Node says of a full disk, a lost share, a broken line, too many open files, too little memory. */
const PASSING_SYSTEM: ReadonlySet<string> = new Set(
  'ENOSPC EDQUOT EIO ESTALE EAGAIN EBUSY EMFILE ENFILE ENOMEM ECONNRESET ECONNREFUSED ETIMEDOUT EPIPE'.split(
    ' ',
  ),
);

/** Whether the same work may succeed later or elsewhere; a damaged slide stays damaged. */
export function isTemporary(error: unknown): boolean {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error; at = at.cause) chain.push(at);
  const system = chain.map((each) => ('code' in each ? String(each.code) : ''));
  if (system.some((code) => LASTING_SYSTEM.has(code))) return false;
  return (
    system.some((code) => PASSING_SYSTEM.has(code)) ||
    chain.some((each) => each instanceof SmearError && PASSING.has(each.code))
  );
}

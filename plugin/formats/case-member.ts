import type { CaseRecord, CaseRecordData, SignOffEntry } from '../review/case-record.js';
import { cleanText } from './foreign-text.js';

/** As long as the panel lets a person write. */
const LONGEST_COMMENT = 1000;
const LONGEST_REASON = 200;
/** More often than that nobody signs one count. */
const MOST_ENTRIES = 200;

/** What a file says of its slide as a whole, cleaned; what is none is left out. */
export function decodeCase(value: unknown): CaseRecordData {
  const { slideName, comment, trace } = partsOf(value);
  const [name, said] = [cleanText(slideName), cleanLines(comment)];
  const entries = Array.isArray(trace) ? trace.slice(-MOST_ENTRIES).flatMap(readEntry) : [];
  return {
    ...(name ? { slideName: name } : {}),
    ...(said ? { comment: said } : {}),
    ...(entries.length > 0 ? { trace: entries } : {}),
  };
}

/** A comment may have several lines, which one line of plain text has not. */
function cleanLines(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const lines = value
    .slice(0, 2 * LONGEST_COMMENT)
    .split(/\r?\n/)
    .map((line) => cleanText(line, LONGEST_COMMENT) ?? '');
  return lines.join('\n').trim().slice(0, LONGEST_COMMENT) || undefined;
}

function readEntry(value: unknown): SignOffEntry[] {
  const { kind, at, by, reason } = partsOf(value);
  if (kind !== 'signed' && kind !== 'reopened') return [];
  if (typeof at !== 'string' || !Number.isFinite(Date.parse(at))) return [];
  const why = cleanText(reason, LONGEST_REASON);
  return [{ kind, at: cleanText(at) ?? '', by: cleanText(by) ?? '', ...(why ? { reason: why } : {}) }];
}

/**
 * What is said of the slide once a file is read: the reader's own words stand, and the file's come where there are none.
 * Who signed it comes only where `isWhole`: the count of the file, and nothing else. Absent where all stays as it is.
 */
export function caseToTake(
  { data }: CaseRecord,
  { trace, ...said }: CaseRecordData,
  isWhole: boolean,
): CaseRecordData | undefined {
  const signed = data.trace === undefined && isWhole && trace ? { trace } : {};
  const taken = { ...said, ...signed };
  const isNews = Object.keys(taken).some((key) => !(key in data));
  return isNews ? { ...taken, ...data } : undefined;
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

import { SmearError } from '../../models/domain/errors.js';
import type { Interval } from './wilson.js';
import { tenthsWritten } from './written-share.js';

/** What is usual for one kind, in per cent of the leukocytes or for a hundred of them, both ends included. */
export interface ReferenceRange {
  /** The kind's name, as the model pack has it. */
  readonly kind: string;
  readonly low: number;
  readonly high: number;
}

/** Ranges with the place they are from. Plain data: it is saved and edited as JSON. */
export interface ReferenceRanges {
  /** Where the ranges are from, as a report names it. */
  readonly source: string;
  readonly ranges: readonly ReferenceRange[];
}

/**
 * Where a share lies: `low` and `high` where its whole interval is outside the range, `maybeLow` and `maybeHigh` where
 * so few cells may have come out so by chance.
 */
export type RangeVerdict = 'low' | 'maybeLow' | 'within' | 'maybeHigh' | 'high';

/**
 * Ranges for adults as textbooks commonly give them, until a laboratory puts in its own: they differ between
 * populations and laboratories, and none was checked against one source here.
 */
export const ADULT_RANGES: ReferenceRanges = {
  // Saved files are recognised by this text, so it stays; what is shown comes from the words of the language.
  source: 'Adults, as textbooks commonly give them; put in your own laboratory’s',
  ranges: [
    { kind: 'Neutrophil', low: 40, high: 80 },
    { kind: 'Eosinophil', low: 1, high: 6 },
    { kind: 'Basophil', low: 0, high: 2 },
    { kind: 'Lymphocyte', low: 20, high: 40 },
    { kind: 'Monocyte', low: 2, high: 10 },
  ],
};

/**
 * What holds in adults for a kind for which the ranges in force have none, so that no laboratory's list of the five common
 * kinds lets a blast go by. 0 to 0: not in the blood of healthy adults, so that a single cell counts as high.
 */
const FURTHER_ADULT_RANGES: readonly ReferenceRange[] = [
  { kind: 'Immature granulocyte', low: 0, high: 1 },
  { kind: 'Immature granulocyte: Promyelocyte', low: 0, high: 0 },
  { kind: 'Atypical lymphocyte', low: 0, high: 5 },
  ...['Blast', 'Promonocyte', 'Abnormal lymphocyte', 'Plasma cell', 'Erythroblast'].map((kind) => ({
    kind,
    low: 0,
    high: 0,
  })),
];

/** Whether the ranges are those that the product brings, those changed in part, or come from elsewhere. */
export function originOf({ source, ranges }: ReferenceRanges): 'adults' | 'changed-adults' | 'own' {
  if (source !== ADULT_RANGES.source) return 'own';
  const isAdults = ({ kind, low, high }: ReferenceRange): boolean => {
    const range = ADULT_RANGES.ranges.find((usual) => usual.kind === kind);
    return range?.low === low && range.high === high;
  };
  const isWhole = ranges.length === ADULT_RANGES.ranges.length && ranges.every(isAdults);
  return isWhole ? 'adults' : 'changed-adults';
}

/** The range of a kind, by its exact name: as given, else what holds in adults. */
export function rangeOf({ ranges }: ReferenceRanges, kind: string): ReferenceRange | undefined {
  const isOfKind = (range: ReferenceRange): boolean => range.kind === kind;
  return ranges.find(isOfKind) ?? FURTHER_ADULT_RANGES.find(isOfKind);
}

/** Whether a kind is not in the blood that the range is for, so that each single cell of it counts. */
export function isNeverUsual(range: ReferenceRange | undefined): boolean {
  return range?.high === 0;
}

/**
 * Where a share (0 to 1) with its interval lies, judged as both are written in a report: to a tenth of a per cent.
 * Absent where there is no range for its kind, and where the share lies outside but its interval holds the whole range.
 */
export function judgeShare(
  range: ReferenceRange | undefined,
  share: number,
  interval: Interval,
): RangeVerdict | undefined {
  if (!range) return undefined;
  const [percent, lowest, highest] = [share, interval.low, interval.high].map(asWritten) as [
    number,
    number,
    number,
  ];
  // So few cells that all of the range is possible say nothing.
  const isOpen = lowest <= range.low && highest >= range.high;
  if (isOpen && (percent < range.low || percent > range.high)) return undefined;
  if (percent < range.low) return highest < range.low ? 'low' : 'maybeLow';
  if (percent > range.high) return lowest > range.high ? 'high' : 'maybeHigh';
  return 'within';
}

/** What can be said of a share while some of what it is a share of has not been reviewed. */
export function whileOpen(verdict: RangeVerdict | undefined): RangeVerdict | undefined {
  if (verdict === 'low') return 'maybeLow';
  return verdict === 'high' ? 'maybeHigh' : verdict;
}

function asWritten(share: number): number {
  return tenthsWritten(share) / 10;
}

/** The ranges with those of one kind replaced, or taken away (`undefined`). Throws `ranges-unreadable`. */
export function withRange(
  { source, ranges }: ReferenceRanges,
  kind: string,
  range: Omit<ReferenceRange, 'kind'> | undefined,
): ReferenceRanges {
  const others = ranges.filter((other) => other.kind !== kind);
  if (!range) return { source, ranges: others };
  return { source, ranges: [...others, checkedRange({ kind, ...range })] };
}

/** Reads ranges from JSON as `writeReferenceRanges` writes it. Throws `ranges-unreadable`, and says where. */
export function readReferenceRanges(text: string): ReferenceRanges {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new SmearError(
      'ranges-unreadable',
      'The file with reference ranges is not valid JSON. Choose another file.',
      {
        cause,
      },
    );
  }
  if (!isRecord(data) || typeof data['source'] !== 'string' || !Array.isArray(data['ranges'])) {
    throw new SmearError(
      'ranges-unreadable',
      'Reference ranges must be an object with a text “source” and a list “ranges”. Compare with a saved file.',
    );
  }
  const ranges = data['ranges'].map((entry: unknown, index) => {
    if (isRecord(entry)) {
      const { kind, low, high } = entry;
      if (typeof kind === 'string' && typeof low === 'number' && typeof high === 'number') {
        return checkedRange({ kind, low, high });
      }
    }
    throw new SmearError(
      'ranges-unreadable',
      `Reference range ${index + 1} needs a text “kind” and the numbers “low” and “high” in percent.`,
    );
  });
  return { source: data['source'], ranges };
}

export function writeReferenceRanges(ranges: ReferenceRanges): string {
  return `${JSON.stringify(ranges, undefined, 2)}\n`;
}

function checkedRange(range: ReferenceRange): ReferenceRange {
  const { kind, low, high } = range;
  if (low >= 0 && low <= high && high <= 100) return range;
  throw new SmearError(
    'ranges-unreadable',
    `The range of ${kind} goes from ${low} to ${high}; the lower limit must come first, and both must be from 0 to 100 percent.`,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

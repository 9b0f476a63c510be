import type { CellClass } from '../../models/domain/cell.js';
import { usualCounting, type CountedAsNamed } from '../kinds/kind-list.js';
import type { CellCount, CountBasis } from './count-cells.js';
import { relate, type Differential, type DifferentialCount, type DifferentialRow } from './differential.js';
import {
  isNeverUsual,
  judgeShare,
  rangeOf,
  whileOpen,
  type RangeVerdict,
  type ReferenceRange,
  type ReferenceRanges,
} from './reference-ranges.js';

/** One line of a count. */
export interface CountLine {
  /** `rest` are the cells of a coarse kind without a finer name; `label` is the coarse kind's then. */
  readonly level: 'kind' | 'finer' | 'rest';
  readonly label: CellClass;
  /** Of the cells that a person stands by. */
  readonly reviewed: DifferentialCount;
  /** Of all cells as they are called now. */
  readonly suggested: DifferentialCount;
  /** What is usual; there for kinds that have a range. */
  readonly range?: ReferenceRange;
  /** Where the share on the basis lies; there where a share can be compared with a range. */
  readonly verdict?: RangeVerdict;
}

/** A count as panel, report and files give it. */
export interface CountTable {
  /** What the per cent that are judged rest on. */
  readonly basis: CountBasis;
  /**
   * Whether a person stands by every counted cell. Until then no share is plainly high or low; a confirmed cell of a
   * kind that is never usual is high at once.
   */
  readonly isSettled: boolean;
  /** Counted cells that no person stands by yet. */
  readonly left: number;
  readonly leukocytes: Readonly<Record<CountBasis, number>>;
  readonly lines: readonly CountLine[];
}

/** The count line by line. The finer lines below a kind add up to it: those without a finer name have one of their own. */
export function countTable(
  count: Pick<CellCount, 'reviewed' | 'suggested' | 'left'>,
  {
    basis,
    ranges,
    countedAs = usualCounting,
  }: {
    readonly basis: CountBasis;
    readonly ranges: ReferenceRanges;
    readonly countedAs?: CountedAsNamed;
  },
): CountTable {
  const { reviewed, suggested, left } = count;
  const isSettled = left === 0 && suggested.total > 0;
  const lines = suggested.rows.flatMap((all): CountLine[] => {
    const own = reviewed.rows.find(({ label }) => label.name === all.label.name);
    const line = (level: CountLine['level'], label: CellClass, counts: CountsOnBases): CountLine => {
      const range = level === 'rest' ? undefined : rangeOf(ranges, label.name);
      const verdict = judge(counts, basis, range, isSettled);
      return { level, label, ...counts, ...(range ? { range } : {}), ...(verdict ? { verdict } : {}) };
    };
    const none = (label: CellClass): DifferentialCount => relate(label, 0, reviewed.leukocytes, countedAs);
    const finer = all.finer.map((kind) =>
      line('finer', kind.label, {
        suggested: kind,
        reviewed: own?.finer.find(({ label }) => label.name === kind.label.name) ?? none(kind.label),
      }),
    );
    const rest = line('rest', all.label, {
      suggested: restOf(all, suggested, countedAs),
      reviewed: own ? restOf(own, reviewed, countedAs) : none(all.label),
    });
    return [
      line('kind', all.label, { suggested: all, reviewed: own ?? none(all.label) }),
      ...finer,
      ...(finer.length > 0 && rest.suggested.count > 0 ? [rest] : []),
    ];
  });
  return {
    basis,
    isSettled,
    left,
    leukocytes: { reviewed: reviewed.leukocytes, suggested: suggested.leukocytes },
    lines,
  };
}

type CountsOnBases = Readonly<Record<CountBasis, DifferentialCount>>;

function restOf(
  { label, count, finer }: DifferentialRow,
  { leukocytes }: Differential,
  countedAs: CountedAsNamed,
): DifferentialCount {
  const named = finer.reduce((sum, kind) => sum + kind.count, 0);
  return relate(label, count - named, leukocytes, countedAs);
}

/**
 * Where a share lies, and only perhaps so while cells are left that may change it. Of a kind that is never usual one cell
 * is enough, on either basis: among so many others its share may be written as nothing, and its interval reaches to nothing.
 */
function judge(
  counts: CountsOnBases,
  basis: CountBasis,
  range: ReferenceRange | undefined,
  isSettled: boolean,
): RangeVerdict | undefined {
  const { share, interval, perHundredLeukocytes } = counts[basis];
  if (isNeverUsual(range)) {
    if (counts.reviewed.count > 0) return 'high';
    if (counts.suggested.count > 0) return 'maybeHigh';
  }
  const beside = perHundredLeukocytes === undefined ? undefined : perHundredLeukocytes / 100;
  const judged = share ?? beside;
  if (judged === undefined) return undefined;
  // What is counted beside the leukocytes has no interval: its number is compared as it stands.
  const verdict = judgeShare(range, judged, interval ?? { low: judged, high: judged });
  return isSettled ? verdict : whileOpen(verdict);
}

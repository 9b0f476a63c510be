import type { CountArea } from '../../models/domain/count-area.js';
import type { Resolution } from '../../models/domain/resolution.js';
import type { Cell, CellClass } from '../../models/domain/cell.js';
import { coarseName } from '../../models/domain/class-name.js';
import type { CountTable } from '../count/count-table.js';
import type { Differential } from '../count/differential.js';
import type { AreaCheck } from '../count/area-checks.js';
import type { SizeLimits } from '../count/counting.js';
import type { ReferenceRanges } from '../count/reference-ranges.js';
import type { SmearSession } from '../session/session.js';
import type { CaseRecord, SignOffEntry } from '../review/case-record.js';
import { VERSION } from '../version.js';

/**
 * What the user says of the slide. Typed by a person; nothing is read from the slide or its label. Its file name stands in
 * `slideName`, where the reader wishes it.
 */
export interface ReportFields {
  readonly sample: string;
  readonly patient: string;
  readonly note: string;
  /** Who signs. */
  readonly reviewer: string;
  readonly slideName?: string;
  /** Whether sample or patient were given after the count was signed: the signature does not cover them. */
  readonly isNamedLater?: boolean;
}

/** One person's part in the review of the counted cells. */
export interface ReviewerPart {
  /** As they called themselves; empty where they did not. */
  readonly by: string;
  readonly cells: number;
  /** Their first and last word, ISO 8601. */
  readonly from: string;
  readonly to: string;
}

/** Cells that show what was counted as one kind. */
export interface KindExamples {
  readonly label: CellClass;
  /** How many of the kind were counted. */
  readonly count: number;
  /** All confirmed by a person, or none. */
  readonly cells: readonly Cell[];
  readonly areConfirmed: boolean;
}

/** Everything that a report says, as data. */
export interface Report {
  readonly fields: ReportFields;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly reviewed: Differential;
  readonly suggested: Differential;
  /** The same line by line, as the panel shows it. */
  readonly table: CountTable;
  /** Counted cells that a person stands by, named or unknown. */
  readonly confirmed: number;
  /** Those that no person stands by yet. */
  readonly left: number;
  readonly unreviewed: number;
  readonly unknown: number;
  readonly leftOutBySize: number;
  /** Whether a person stands by every counted cell. */
  readonly isComplete: boolean;
  readonly limit?: number;
  readonly limitReached: boolean;
  readonly size: SizeLimits;
  readonly ranges: ReferenceRanges;
  readonly areas: readonly { readonly area: CountArea; readonly check?: AreaCheck }[];
  readonly reviewers: readonly ReviewerPart[];
  readonly examples: readonly KindExamples[];
  /** What people wrote to counted cells, in the order of the walk. */
  readonly cellComments: readonly { readonly label: CellClass; readonly comment: string }[];
  readonly resolution?: Resolution;
  /** Level-0 pixels. */
  readonly slide?: { readonly width: number; readonly height: number };
  /** What the slide is found again by; absent where it has none. */
  readonly fingerprint?: string;
  /** Who signed the count and who opened it again, the first at the beginning. */
  readonly trace: readonly SignOffEntry[];
  /** Who has signed the count as it stands; absent while it is open. */
  readonly signature?: SignOffEntry;
  readonly models: {
    readonly pack: string;
    readonly packHash: string;
    /** Packs that described some of the slide's cells before; empty where one described all. */
    readonly otherPacks: readonly string[];
    readonly head?: string;
    readonly threshold: number;
    readonly noveltyThreshold?: number;
    /** Name of the classifier that was adapted here; absent where the pack's own named the cells. */
    readonly adapted?: string;
  };
  /** Of this program. */
  readonly version: string;
}

export interface ReportOptions {
  readonly fields: ReportFields;
  readonly now: Date;
  /** Of the slide. */
  readonly fingerprint?: string;
  /** Name of the active adapted classifier, if any. */
  readonly adapted?: string;
  /** @deprecated Use `adapted`. */
  readonly taught?: string;
  /** Example cells of each kind; six by default. */
  readonly examples?: number;
}

/** The session's count as a report. Reads the session and changes nothing. */
export function buildReport(
  session: Pick<
    SmearSession,
    'cells' | 'counting' | 'info' | 'keeping' | 'resolution' | 'slide' | 'threshold'
  > & { readonly review?: { readonly caseRecord: Pick<CaseRecord, 'signature' | 'trace'> } },
  { fields, now, fingerprint, taught, adapted = taught, examples = 6 }: ReportOptions,
): Report {
  const { counting, info, keeping, resolution, slide, threshold } = session;
  const made = info ?? keeping?.pack;
  const { count, limit, table } = counting;
  const { signature, trace = [] } = session.review?.caseRecord ?? {};
  const walk = counting.walk.flatMap((id) => session.cells.get(id) ?? []);
  return {
    fields,
    madeAt: now.toISOString(),
    reviewed: count.reviewed,
    suggested: count.suggested,
    table,
    confirmed: walk.length - count.left,
    left: count.left,
    unreviewed: count.unreviewed,
    unknown: count.unknown,
    leftOutBySize: count.leftOutBySize,
    isComplete: table.isSettled,
    ...(limit === undefined ? {} : { limit }),
    limitReached: count.last !== undefined,
    size: counting.knowsSizes ? counting.size : {},
    ranges: counting.ranges,
    areas: counting.areas.list.map((area) => {
      const check = counting.checks.of(area);
      return { area, ...(check ? { check } : {}) };
    }),
    reviewers: reviewersOf(walk),
    examples: chooseExamples(walk, count.suggested, examples),
    cellComments: walk.flatMap(({ label, review }) =>
      review?.comment ? [{ label, comment: review.comment }] : [],
    ),
    ...(resolution ? { resolution } : {}),
    ...(slide ? { slide: { width: slide.width, height: slide.height } } : {}),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    trace,
    ...(signature ? { signature } : {}),
    models: {
      pack: made?.pack ?? '',
      packHash: made?.packHash ?? '',
      otherPacks: keeping?.otherPacks ?? [],
      threshold,
      ...(info?.head === undefined ? {} : { head: info.head }),
      ...(info?.noveltyThreshold === undefined ? {} : { noveltyThreshold: info.noveltyThreshold }),
      ...(adapted === undefined ? {} : { adapted }),
    },
    version: VERSION,
  };
}

/** Who said something of these cells, those with the most cells first. */
function reviewersOf(cells: readonly Cell[]): ReviewerPart[] {
  const parts = new Map<string, ReviewerPart>();
  for (const { review } of cells) {
    if (!review) continue;
    const { by = '', at } = review;
    const part = parts.get(by) ?? { by, cells: 0, from: at, to: at };
    parts.set(by, {
      by,
      cells: part.cells + 1,
      from: earlier(at, part.from) ? at : part.from,
      to: earlier(part.to, at) ? at : part.to,
    });
  }
  return [...parts.values()].sort((a, b) => b.cells - a.cells || (a.by < b.by ? -1 : 1));
}

function earlier(a: string, b: string): boolean {
  return Date.parse(a) < Date.parse(b);
}

/**
 * Cells spread evenly over the walk, so that nobody has picked them: of those a person stands by where there
 * are any, else of all. The same count shows the same cells.
 */
function chooseExamples(walk: readonly Cell[], { rows }: Differential, most: number): KindExamples[] {
  return rows.flatMap(({ label, count }) => {
    const ofKind = walk.filter((cell) => coarseName(cell.label.name) === label.name);
    const confirmed = ofKind.filter(({ review }) => review?.confirmed);
    const areConfirmed = confirmed.length > 0;
    const cells = spread(areConfirmed ? confirmed : ofKind, most);
    return cells.length > 0 ? [{ label, count, cells, areConfirmed }] : [];
  });
}

function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.floor(((i + 0.5) * list.length) / most)] as T);
}

import type { CountLine, CountTable } from '../../count/count-table.js';
import type { ReferenceRange } from '../../count/reference-ranges.js';
import { tenthsWritten } from '../../count/written-share.js';
import { DIFFERENTIAL_PANEL, loincCode, type LoincCode } from './loinc-codes.js';

/** What is written beside the count; texts as a person typed them, empty where they did not. */
export interface FhirOptions {
  readonly sample: string;
  readonly patient: string;
  readonly reviewer: string;
  readonly comment: string;
  /** Of the slide; absent where it has none. */
  readonly fingerprint?: string;
  /** Where a range is from. */
  readonly rangeFrom: (range: ReferenceRange) => string;
  /** When the count was signed, or the file made; ISO 8601. */
  readonly at: string;
  /** Whether a person has signed the count: only then it is final. */
  readonly isSigned: boolean;
  /** Name and version of this program. */
  readonly program: string;
  /** The name of a line in the reader's language. */
  readonly nameOf: (line: CountLine) => string;
  readonly newId: () => string;
}

const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';
const PERCENT = { unit: '%', system: UCUM, code: '%' };
const PER_HUNDRED = { unit: '/100 WBC', system: UCUM, code: '/100{WBCs}' };
const LABORATORY = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/observation-category',
      code: 'laboratory',
      display: 'Laboratory',
    },
  ],
};
const FLAGS = {
  high: { code: 'H', display: 'High' },
  low: { code: 'L', display: 'Low' },
} as const;

/**
 * The count as a FHIR R4 `Bundle` of `Observation`s (https://hl7.org/fhir/R4/observation.html): LOINC's panel of the
 * manual differential, and one member for each kind that was met or has a reference range. Shares are in UCUM `%`, what
 * is counted beside the leukocytes in `/100{WBCs}`. High and low are flagged only where the count says so plainly. Kinds
 * that are not counted, and cells without a finer name, are no analytes and stay out.
 */
export function encodeFhir({ basis, lines, leukocytes }: CountTable, options: FhirOptions): object {
  const { newId, fingerprint, reviewer, sample, patient, comment, at, isSigned, program } = options;
  const common = {
    resourceType: 'Observation',
    status: isSigned ? 'final' : 'preliminary',
    category: [LABORATORY],
    ...(patient ? { subject: { display: patient } } : {}),
    issued: at,
    ...(reviewer ? { performer: [{ display: reviewer }] } : {}),
    ...(sample ? { specimen: { display: sample } } : {}),
    device: { display: program },
  };
  const members = lines.flatMap((line) => {
    const value = valueOf(line, basis);
    if (!value) return [];
    const observation = {
      ...common,
      code: codeOf(loincCode(line.label.name), options.nameOf(line)),
      valueQuantity: value,
      ...flagOf(line),
      note: [{ text: noteOf(line, basis, leukocytes[basis]) }],
      ...rangeOf(line, basis, options.rangeFrom),
    };
    return [{ fullUrl: `urn:uuid:${newId()}`, resource: observation }];
  });
  const panel = {
    ...common,
    ...(fingerprint
      ? { identifier: [{ system: 'urn:smearlens:slide-fingerprint', value: fingerprint }] }
      : {}),
    code: codeOf(DIFFERENTIAL_PANEL, DIFFERENTIAL_PANEL.display),
    ...(comment ? { note: [{ text: comment }] } : {}),
    ...(members.length > 0 ? { hasMember: members.map(({ fullUrl }) => ({ reference: fullUrl })) } : {}),
  };
  return {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: at,
    entry: [{ fullUrl: `urn:uuid:${newId()}`, resource: panel }, ...members],
  };
}

function codeOf(term: LoincCode | undefined, text: string): object {
  return { ...(term ? { coding: [{ system: LOINC, ...term }] } : {}), text };
}

/** The value of a line, to a tenth, as the report writes it; absent for what is no analyte. */
function valueOf(line: CountLine, basis: CountTable['basis']): object | undefined {
  if (line.level === 'rest') return undefined;
  const { count, share, perHundredLeukocytes } = line[basis];
  if (count === 0 && !line.range) return undefined;
  if (share !== undefined) return { value: tenthsWritten(share) / 10, ...PERCENT };
  if (perHundredLeukocytes === undefined) return undefined;
  return { value: Math.round(perHundredLeukocytes * 10) / 10, ...PER_HUNDRED };
}

function flagOf({ verdict }: CountLine): object {
  if (verdict !== 'high' && verdict !== 'low') return {};
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
  return { interpretation: [{ coding: [{ system, ...FLAGS[verdict] }] }] };
}

function noteOf(line: CountLine, basis: CountTable['basis'], leukocytes: number): string {
  const { count, share, interval } = line[basis];
  const percent = (part: number): string => (tenthsWritten(part) / 10).toFixed(1);
  const spread = interval ? `; 95 % CI ${percent(interval.low)} to ${percent(interval.high)} % (Wilson)` : '';
  // Those that are none of the leukocytes are counted beside them.
  return share === undefined
    ? `${count} ${count === 1 ? 'cell' : 'cells'} beside ${leukocytes} leukocytes`
    : `${count} of ${leukocytes} leukocytes${spread}`;
}

function rangeOf(
  { range, ...line }: CountLine,
  basis: CountTable['basis'],
  rangeFrom: FhirOptions['rangeFrom'],
): object {
  if (!range) return {};
  const unit = line[basis].share === undefined ? PER_HUNDRED : PERCENT;
  const [low, high] = [range.low, range.high].map((value) => ({ value, ...unit }));
  const text = rangeFrom(range);
  return { referenceRange: [{ low, high, ...(text ? { text } : {}) }] };
}

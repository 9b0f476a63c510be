import { tenthsWritten } from '../count/written-share.js';

/** Numbers as the language writes them. */
export function writeCount(language: string, value: number): string {
  return new Intl.NumberFormat(language).format(value);
}

/** A share from 0 to 1 in per cent; one decimal only where `digits` says so. */
export function writePercent(language: string, share: number, digits = 0): string {
  return new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
}

/** A share in per cent to a tenth, without the sign, the very number that `writePercent` gives. */
export function writePercentNumber(language: string, share: number): string {
  return new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    tenthsWritten(share) / 10,
  );
}

/** A difference of shares in points of per cent, to a tenth, with its sign; the minus is as wide as the plus. */
export function writePoints(language: string, difference: number): string {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
    .format(difference * 100)
    .replace('-', '−');
}

/** A limit given in per cent, with the sign, as exact as `writeMeasure`. */
export function writeLimit(language: string, percent: number): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumSignificantDigits: 3 }).format(
    percent / 100,
  );
}

/** Three significant digits, enough for any measured length, area or ratio. */
export function writeMeasure(language: string, value: number, digits = 3): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: digits }).format(value);
}

export function writeMegabytes(language: string, bytes: number): string {
  return new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    bytes / 1e6,
  );
}

/** A number as typed by a person, with a decimal point or comma; `undefined` if it is none. */
export function readNumber(text: string): number | undefined {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(value) ? value : undefined;
}

/**
 * A moment (as ISO 8601) in a language, as panel and report write it: with the zone (`timeZone`, else the reader's own), so that
 * two readers mean the same moment; a dash for what is no time.
 */
export function writeTime(language: string, at: string, timeZone?: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return '–';
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(time);
}

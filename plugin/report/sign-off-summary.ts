import type { CellCount } from '../count/count-cells.js';
import type { CountTable } from '../count/count-table.js';
import { lineName } from '../words/class-words.js';
import { writeCount, writePercent } from '../words/numbers.js';
import { VERDICT_MARKS } from '../words/range-words.js';
import type { Strings } from '../words/strings.js';

/** What a signature will stand for: who signs how many cells, of whom, and which classes are outside their range. */
export function signOffSummary(
  strings: Strings,
  { count, table }: { readonly count: Pick<CellCount, 'suggested'>; readonly table: CountTable },
  said: { readonly by: string; readonly sample: string; readonly patient: string },
): string {
  const { signOff, differential, language } = strings;
  const flags = table.lines.flatMap((line) => {
    const { verdict } = line;
    if (!verdict || verdict === 'within') return [];
    // As it is compared with the range: a bare count would read as the per cent.
    const { count, share, perHundredLeukocytes } = line[table.basis];
    const number =
      share !== undefined
        ? writePercent(language, share, 1)
        : perHundredLeukocytes !== undefined
          ? differential.perHundred(writeCount(language, Math.round(perHundredLeukocytes * 10) / 10))
          : writeCount(language, count);
    // The sign stays on the line of its class.
    const shape = `${VERDICT_MARKS[verdict].shape}\u00a0`;
    return [`${shape}${lineName(strings, line)} ${number} (${differential.verdicts[verdict]})`];
  });
  return signOff.toSign(
    said.by,
    writeCount(language, table.leukocytes[table.basis]),
    writeCount(language, count.suggested.total),
    said.sample,
    said.patient,
    flags.join(', '),
  );
}

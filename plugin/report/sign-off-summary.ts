import type { CellCount } from '../count/count-cells.js';
import type { CountTable } from '../count/count-table.js';
import type { Kinds } from '../kinds/kinds.js';
import { lineName, nameInSentence } from '../words/class-words.js';
import { writeCount, writePercent } from '../words/numbers.js';
import { VERDICT_MARKS } from '../words/range-words.js';
import type { Strings } from '../words/strings.js';

/** What a signature will stand for: who signs how many cells, of whom, and which classes are outside their range. */
export function signOffSummary(
  strings: Strings,
  counted: {
    readonly counting: { readonly count: Pick<CellCount, 'suggested'>; readonly table: CountTable };
    readonly kinds: Pick<Kinds, 'isNamedElsewhere'>;
  },
  said: { readonly by: string; readonly sample: string; readonly patient: string },
): string {
  const { signOff, differential, language } = strings;
  const { count, table } = counted.counting;
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
    const name = nameInSentence(strings, line.label.name, counted.kinds, () => lineName(strings, line));
    // The sign and the number stay on the line of their class.
    const shape = `${VERDICT_MARKS[verdict].shape}\u00a0`;
    return [`${shape}${name}\u00a0${number} (${differential.verdicts[verdict]})`];
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

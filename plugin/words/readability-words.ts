import type { CountArea } from '../../models/domain/count-area.js';
import type { AreaCheck } from '../count/area-checks.js';
import type { ReadingTrouble } from '../count/readability.js';
import { writeCount } from './numbers.js';
import type { Strings } from './strings.js';

const TROUBLES: readonly ReadingTrouble[] = ['thick', 'thin', 'blurred'];

/** How well an area can be read, as a person says it; nothing while nobody can tell. */
export function readabilityWords(
  check: AreaCheck | undefined,
  { differential: { areas: t }, language }: Strings,
): { readonly text: string; readonly isTrouble: boolean } | undefined {
  if (!check) return undefined;
  if (check.kind === 'checking') return { text: t.checking, isTrouble: false };
  if (check.kind === 'failed') return { text: t.notChecked, isTrouble: true };
  const { fields, troubles, judgesFocus } = check.readability;
  const said = TROUBLES.flatMap((trouble) => {
    const count = troubles[trouble];
    return count === undefined ? [] : t[trouble](writeCount(language, count), writeCount(language, fields));
  });
  const focus = judgesFocus ? [] : [t.focusUnknown];
  return said.length > 0
    ? { text: [...said, ...focus].join('; '), isTrouble: true }
    : { text: [t.readable, ...focus].join('; '), isTrouble: false };
}

/** The first numbered name that no area has. */
export function freeName(areas: readonly CountArea[], nameOf: (number: string) => string): string {
  const taken = new Set(areas.map(({ name }) => name));
  for (let number = areas.length + 1; ; number++) {
    const name = nameOf(String(number));
    if (!taken.has(name)) return name;
  }
}

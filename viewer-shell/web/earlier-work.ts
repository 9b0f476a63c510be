import { writeTime, type SmearSession } from '../../plugin/index.js';
import type { ShellWords } from './shell-words.js';

/** A slide that was worked on in this browser. */
export type EarlierSlide = Awaited<ReturnType<NonNullable<SmearSession['keeping']>['workList']>>[number];

const MOST = 3;

/** Slides with work on them that is kept in this browser, but for the open one; the latest first. */
export async function earlierWork(session: SmearSession): Promise<readonly EarlierSlide[]> {
  const { here, slides } = await workedOn(session);
  return slides.filter(({ slide }) => slide !== here).slice(0, MOST);
}

/** The slide that was worked on last, unless it is the open one. */
export async function leftSlide(session: SmearSession): Promise<EarlierSlide | undefined> {
  const { here, slides } = await workedOn(session);
  return slides[0]?.slide === here ? undefined : slides[0];
}

async function workedOn(session: SmearSession): Promise<{
  readonly here: string | undefined;
  readonly slides: readonly EarlierSlide[];
}> {
  const [all, here] = await Promise.all([session.keeping?.workList() ?? [], session.fingerprint()]);
  return { here, slides: all.filter(({ cells }) => cells !== 0) };
}

/** How far the work on one is, in one line. Its name is known only where the reader wished it. */
export function earlierLine(
  { name, cells, left, signed, changedAt }: EarlierSlide,
  { language, earlier: t }: ShellWords,
): string {
  const write = (value: number): string => new Intl.NumberFormat(language).format(value);
  return [
    ...(name ? [name] : []),
    ...(cells === undefined || left === undefined
      ? []
      : [t.cells(write(cells), left > 0 ? write(left) : '')]),
    ...(signed ? [t.signed(signed.by)] : []),
    ...(Number.isNaN(Date.parse(changedAt)) ? [] : [t.changed(writeTime(language, changedAt))]),
  ].join(', ');
}

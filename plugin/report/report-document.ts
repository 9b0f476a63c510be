import { className } from '../words/class-words.js';
import { writeCount, writeMeasure, writePercent, writeTime } from '../words/numbers.js';
import { readabilityWords } from '../words/readability-words.js';
import type { Strings } from '../words/strings.js';
import { boxHeight, boxWidth } from '../../models/domain/geometry.js';
import { differentialSection } from './differential-section.js';
import { safeHtml, type SafeHtml } from './escape.js';
import { reportStyles } from './report-styles.js';
import type { Report } from './report.js';

export interface ReportDocumentOptions {
  readonly strings: Strings;
  /** Pictures of the example cells by id, as data URLs; a cell without one is said to have none. */
  readonly pictures: ReadonlyMap<string, string>;
  /** µm that a picture is wide; absent where the resolution is not known. */
  readonly pictureUm?: number;
  /** Time zone of the times; the computer's own by default. */
  readonly timeZone?: string;
}

/** A document in parts, so that a page whose security policy forbids style sheets within HTML can show it too. */
export interface ReportPage {
  readonly language: string;
  readonly title: string;
  /** A style sheet. */
  readonly styles: string;
  /** HTML in which every text is escaped; it has neither scripts nor styles of its own. */
  readonly body: string;
}

/** The report as a document for screen and paper. */
export function reportPage(report: Report, options: ReportDocumentOptions): ReportPage {
  const { strings, pictureUm } = options;
  const t = strings.report;
  const { fields } = report;
  const running = [fields.sample, fields.patient, t.notDiagnostic].filter((part) => part !== '').join(' – ');
  const { text } = safeHtml`
    <h1>${t.title}</h1>
    <p class="notice">${t.notDiagnostic} ${status(report, strings)} ${signedWords(report, options)}</p>
    ${identity(report, strings)}
    <h2>${t.differential}</h2>
    ${differentialSection(report, strings)}
    ${facts(report, options)}
    ${examples(report, options)}
    <h2>${t.how}</h2>
    ${making(report, options)}
    ${
      report.signature
        ? ''
        : safeHtml`<div class="sign"><span>${t.signature}</span><span>${t.date}</span></div>`
    }`;
  return {
    language: strings.language,
    title: [t.title, fields.sample].filter((part) => part !== '').join(' – '),
    styles: reportStyles(running, pictureUm),
    body: text,
  };
}

/** The same as one file. */
export function reportDocument({ language, title, styles, body }: ReportPage): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${safeHtml`${title}`.text}</title>
<style>${styles}</style>
</head>
<body>${body}
</body>
</html>
`;
}

function status({ isComplete, suggested, left }: Report, strings: Strings): string {
  const t = strings.report;
  if (suggested.total === 0) return t.nothingCounted;
  const write = (value: number): string => writeCount(strings.language, value);
  return isComplete ? t.complete : t.open(write(left));
}

function signedWords({ signature, fields }: Report, { strings, timeZone }: ReportDocumentOptions): string {
  const { report: t, language } = strings;
  if (!signature) return t.notSigned;
  const signed = t.signedBy(signature.by, writeTime(language, signature.at, timeZone));
  return fields.isNamedLater ? `${signed} ${t.identityLater}` : signed;
}

function identity({ fields, fingerprint }: Report, { report: t }: Strings): SafeHtml {
  return list([
    [t.sample, fields.sample || '–'],
    [t.patient, fields.patient || '–'],
    ...(fields.slideName ? [[t.slideName, fields.slideName] as const] : []),
    [t.fingerprint, fingerprint ?? '–', 'code'],
    ...(fields.note ? [[t.note, fields.note] as const] : []),
    [t.reviewer, fields.reviewer || '–'],
  ]);
}

function facts(report: Report, { strings, timeZone }: ReportDocumentOptions): SafeHtml {
  const { report: t, language } = strings;
  const write = (value: number): string => writeCount(language, value);
  const { limit, limitReached, suggested, reviewers, areas, size, resolution } = report;
  const counted =
    limit === undefined
      ? t.countedAll
      : limitReached
        ? t.countedTo(write(limit))
        : t.countedShort(write(suggested.leukocytes), write(limit));
  const { minUm, maxUm } = size;
  const limits =
    minUm === undefined && maxUm === undefined
      ? []
      : [
          [
            t.sizes,
            `${strings.differential.sizeLimits(
              minUm === undefined ? undefined : writeMeasure(language, minUm),
              maxUm === undefined ? undefined : writeMeasure(language, maxUm),
            )}; ${strings.differential.leftOut(report.leftOutBySize, write(report.leftOutBySize))}`,
          ] as const,
        ];
  const areaWords = areas.map(({ area, check }) => {
    const side = (px: number): string =>
      resolution ? writeMeasure(language, px * resolution.micronsPerPixel) : write(Math.round(px));
    const said = readabilityWords(check, strings)?.text;
    const measured = `${side(boxWidth(area.box))} × ${side(boxHeight(area.box))} ${resolution ? 'µm' : 'px'}`;
    return [`${area.name} (${measured})`, ...(said ? [said] : [])].join(': ');
  });
  return list([
    [t.counted, counted],
    [t.status, t.statusOf(write(report.confirmed), write(report.left), write(report.unknown))],
    ...limits,
    [t.areas, areaWords.length > 0 ? areaWords.join('\n') : t.wholeSlide],
    [t.walk, t.walkHint],
    ...(report.trace.length > 0
      ? [
          [
            t.signOff,
            report.trace
              .map(({ kind, by, at, reason }) => {
                const time = writeTime(language, at, timeZone);
                return kind === 'signed' ? t.signedBy(by, time) : t.reopenedBy(by, time, reason);
              })
              .join('\n'),
          ] as const,
        ]
      : []),
    ...(report.cellComments.length > 0
      ? [
          [
            t.cellComments,
            report.cellComments
              .map(({ label, comment }) => `${className(strings, label.name)}: ${comment}`)
              .join('\n'),
          ] as const,
        ]
      : []),
    [
      t.reviewers,
      reviewers.length === 0
        ? t.nobody
        : reviewers
            .map(({ by, cells, from, to }) => {
              const said = t.reviewerPart(
                by || t.noName,
                write(cells),
                unbroken(writeTime(language, from, timeZone)),
                unbroken(writeTime(language, to, timeZone)),
              );
              // Nobody is named at these cells; who signed the count stands for them too.
              const isSignedFor = by === '' && report.signature !== undefined;
              return isSignedFor ? `${said}; ${strings.signOff.workList.signed(report.signature.by)}` : said;
            })
            .join('\n'),
    ],
  ]);
}

function examples(
  report: Report,
  { strings, pictures, pictureUm }: ReportDocumentOptions,
): SafeHtml | string {
  const { report: t, language } = strings;
  if (report.examples.length === 0) return '';
  return safeHtml`<h2>${t.examples}</h2>
    <p class="small lead">${pictureUm === undefined ? t.examplesUnscaled : t.examplesHint}</p>
    ${pictureUm === undefined ? '' : safeHtml`<div class="bar lead">10 µm</div>`}
    <div class="kinds">${report.examples.map(({ label, count, cells, areConfirmed }) => {
      const name = className(strings, label.name);
      const shown = t.examplesOf(name, writeCount(language, cells.length), writeCount(language, count));
      return safeHtml`<div class="kind">
        <h3>${areConfirmed ? shown : `${shown}, ${t.examplesUnreviewed}`}</h3>
        <div class="strip">${cells.map(({ id }) => {
          const picture = pictures.get(id);
          return picture === undefined
            ? safeHtml`<span class="small">${t.noPicture}</span>`
            : safeHtml`<img alt="${name}" src="${picture}">`;
        })}</div>
      </div>`;
    })}</div>`;
}

function making(report: Report, { strings, timeZone }: ReportDocumentOptions): SafeHtml {
  const { report: t, language } = strings;
  const { models, resolution, slide } = report;
  const namedBy = models.adapted
    ? t.adapted(models.adapted)
    : models.head && (t.heads[models.head] ?? models.head);
  return list([
    [t.models, models.pack || '–'],
    ...(models.packHash ? [[t.hash, models.packHash, 'code'] as const] : []),
    ...(models.otherPacks.length > 0 ? [[t.otherPacks, models.otherPacks.join(', ')] as const] : []),
    ...(namedBy ? [[t.namedBy, namedBy] as const] : []),
    [t.threshold, writePercent(language, models.threshold)],
    ...(models.noveltyThreshold === undefined
      ? []
      : [[t.novelty, writeMeasure(language, models.noveltyThreshold)] as const]),
    [
      t.resolution,
      resolution
        ? `${writeMeasure(language, resolution.micronsPerPixel)} µm/px, ${t.resolutionFrom[resolution.source]}`
        : t.unknownResolution,
    ],
    ...(slide
      ? [
          [
            t.slideSize,
            `${writeCount(language, slide.width)} × ${writeCount(language, slide.height)}`,
          ] as const,
        ]
      : []),
    [t.program, `Smearlens ${report.version}`],
    [t.made, writeTime(language, report.madeAt, timeZone)],
  ]);
}

/** A time in one line. */
function unbroken(time: string): string {
  return time.replaceAll(' ', '\u00a0');
}

function list(entries: readonly (readonly [name: string, value: string, look?: 'code'])[]): SafeHtml {
  return safeHtml`<dl>${entries.map(
    ([name, value, look = '']) => safeHtml`<dt>${name}</dt><dd class="${look}">${value}</dd>`,
  )}</dl>`;
}

import { css, html, nothing, type TemplateResult } from 'lit';
import { asSmearError } from '../../../models/domain/errors.js';
import { randomUuid } from '../../../models/domain/uuid.js';
import { encodeDifferential, TABLE_COLUMNS, type TableForm } from '../../formats/count/differential-table.js';
import { encodeFhir } from '../../formats/count/fhir-observations.js';
import { reportFileName } from '../../report/report-file-name.js';
import { askBefore, type ExportKind } from '../../session/before-events.js';
import type { SmearSession } from '../../session/session.js';
import { VERSION } from '../../version.js';
import type { CaseRecord } from '../../review/case-record.js';
import { lineName } from '../../words/class-words.js';
import { writeTime } from '../../words/numbers.js';
import { rangeSource } from '../../words/range-words.js';
import { differentialStyles } from '../count/differential-styles.js';
import { saveFile } from '../exchange/save-file.js';
import { emit, tellExported } from '../shared/events.js';
import { failureStyles } from '../shared/failure-notice.js';
import { LocalFailure, type SaysItsFailures } from '../shared/local-failure.js';
import { isText } from '../shared/checked-property.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/**
 * Takes the differential away: as a table on the clipboard or in a file, and as FHIR observations.
 *
 * @element smear-count-export
 */
export class SmearCountExport extends SmearElement implements SaysItsFailures {
  static override properties = {
    sample: { attribute: false, accepts: isText },
    patient: { attribute: false, accepts: isText },
    said: { state: true },
  };
  static override styles = [
    baseStyles,
    differentialStyles,
    failureStyles,
    css`
      :host {
        gap: 0.25rem;
      }
      .three {
        display: flex;
        flex-wrap: wrap;
        gap: 0.375rem;
      }
      .three button {
        flex: 1 1 auto;
        padding-inline: 0.25rem;
      }
      /* What was done stands in place of the hint: nothing below moves. */
      .words {
        display: grid;
      }
      .words > * {
        grid-area: 1 / 1;
        overflow-wrap: anywhere;
      }
      [role='status']:not(:empty) + p {
        visibility: hidden;
      }
    `,
  ];

  /** As the reader typed them, for files and their names. */
  declare sample: string;
  declare patient: string;
  declare said: string;
  readonly localFailure = new LocalFailure(this);

  constructor() {
    super();
    this.sample = '';
    this.patient = '';
    this.said = '';
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { nothing: empty, table: t } = this.strings.signOff;
    const isEmpty = session.counting.count.suggested.total === 0;
    const button = (action: string, words: string, act: () => unknown): TemplateResult =>
      html`<button
        data-action=${action}
        title=${isEmpty ? empty : nothing}
        ?disabled=${isEmpty}
        @click=${act}
      >
        ${words}
      </button>`;
    return html`<div class="three">
        ${button('copy-table', t.copy, () => this.#copy(session))}
        ${button('save-table', t.csv, () => this.#saveTable(session))}
        ${button('save-fhir', t.fhir, () => this.#saveFhir(session))}
      </div>
      <div class="words small">
        <p role="status">${this.said}</p>
        <p class="muted">${t.fhirHint}</p>
      </div>
      ${this.localFailure.render(this.strings)}`;
  }

  #table({ counting, review }: SmearSession, form: TableForm): string {
    const { strings } = this;
    const t = strings.signOff.table;
    const words = {
      heads: TABLE_COLUMNS.map((column) => t.heads[column]),
      nameOf: (line: Parameters<typeof lineName>[1]) => lineName(strings, line),
      verdictOf: (verdict?: string) =>
        verdict && verdict !== 'within'
          ? strings.differential.verdicts[verdict as keyof typeof strings.differential.verdicts]
          : '',
      leukocytes: strings.differential.leukocytes,
    };
    const decimal = (1.5).toLocaleString(strings.language).charAt(1);
    if (form === 'tsv') return encodeDifferential(counting.table, words, { form, decimal });
    return encodeDifferential(counting.table, words, { form, facts: this.#facts(review.caseRecord) });
  }

  /** Of whom the count is, and who stands by it: a file is read away from its name. */
  #facts({ comment, signature }: CaseRecord): [string, string][] {
    const { report: t, language } = this.strings;
    return [
      [t.sample, this.sample],
      [t.patient, this.patient],
      [t.signOff, signature ? t.signedBy(signature.by, writeTime(language, signature.at)) : t.notSigned],
      [t.note, comment],
    ];
  }

  async #copy(session: SmearSession): Promise<void> {
    const t = this.strings.signOff.table;
    if (!this.#mayExport(session, 'count-copy')) return;
    try {
      await navigator.clipboard.writeText(this.#table(session, 'tsv'));
      this.said = t.copied;
      tellExported(this);
    } catch {
      this.said = t.copyFailed; // the browser's own words name permissions that nobody here knows
    }
  }

  #saveTable(session: SmearSession): void {
    if (this.#mayExport(session, 'count-csv')) this.#save(this.#table(session, 'csv'), 'csv', 'text/csv');
  }

  /** Whether the page lets it out; it says itself why not. */
  #mayExport(session: SmearSession, format: ExportKind): boolean {
    this.said = '';
    this.localFailure.clear();
    try {
      askBefore(session, 'smear-before-export', { format });
      return true;
    } catch (error) {
      this.localFailure.say(asSmearError(error, 'export-failed', this.strings.export.failed));
      return false;
    }
  }

  /** With the mark by which spreadsheets know UTF-8. */
  #save(text: string, ending: string, type: string): void {
    const bytes = ending === 'csv' ? `\uFEFF${text}` : text;
    const what = this.strings.signOff.table.fileName;
    const name = reportFileName({ sample: this.sample, what, ending }, new Date());
    saveFile(this.ownerDocument, new Blob([bytes], { type }), name);
    emit(this, 'smear-saved', { fileName: name });
    this.said = this.strings.signOff.table.saved(name);
  }

  async #saveFhir(session: SmearSession): Promise<void> {
    const { strings } = this;
    if (!this.#mayExport(session, 'fhir')) return;
    try {
      const fingerprint = await session.fingerprint();
      const { counting, review } = session;
      const { signature, comment } = review.caseRecord;
      const bundle = encodeFhir(counting.table, {
        sample: this.sample,
        patient: this.patient,
        reviewer: signature?.by ?? review.reviewer.trim(),
        comment,
        ...(fingerprint === undefined ? {} : { fingerprint }),
        rangeFrom: (range) => rangeSource(strings, counting.ranges, range),
        at: signature?.at ?? new Date().toISOString(),
        isSigned: signature !== undefined,
        program: `Smearlens ${VERSION}`,
        nameOf: (line) => lineName(strings, line),
        newId: randomUuid,
      });
      this.#save(`${JSON.stringify(bundle, undefined, 2)}\n`, 'fhir.json', 'application/fhir+json');
    } catch (error) {
      this.localFailure.say(asSmearError(error, 'export-failed', strings.export.failed));
    }
  }
}

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { asSmearError } from '../../../models/domain/errors.js';
import { sha256 } from '../../../models/pack/sha256.js';
import { reportDocument, reportPage, type ReportPage } from '../../report/report-document.js';
import { reportFileName } from '../../report/report-file-name.js';
import { buildReport, type ReportFields } from '../../report/report.js';
import { askBefore } from '../../session/before-events.js';
import type { SmearSession } from '../../session/session.js';
import type { SlideReader } from '../../slide/slide-reader.js';
import { differentialStyles } from '../count/differential-styles.js';
import { failureStyles } from '../shared/failure-notice.js';
import { ElementWork, type WorkOptions } from '../shared/element-work.js';
import { LocalFailure, type SaysItsFailures } from '../shared/local-failure.js';
import { reportFormStyles } from './report-form-styles.js';
import { fillFrame, scrollFrame } from './report-frame.js';
import { readReportPictures, REPORT_PICTURE_UM } from './report-pictures.js';
import { saveFile } from '../exchange/save-file.js';
import { emit, tellExported } from '../shared/events.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

type TypedField = 'sample' | 'patient';
const NOTHING_TYPED = { sample: '', patient: '' };

/** Asks what the slide is, and opens the count as a page to print. */
export class SmearReport extends SmearElement implements SaysItsFailures {
  static override properties = {
    typed: { state: true },
    shown: { state: true },
  };
  static override styles = [baseStyles, failureStyles, differentialStyles, reportFormStyles];

  declare typed: Pick<ReportFields, TypedField>;
  declare shown: ReportPage | undefined;
  readonly localFailure = new LocalFailure(this);
  #slide: SlideReader | undefined;
  /** Sample and patient as they stood when the count was signed; absent while it is open. */
  #signedWith: Pick<ReportFields, TypedField> | undefined;
  readonly #work = new ElementWork(this);
  #watch?: IntersectionObserver;

  constructor() {
    super();
    this.typed = NOTHING_TYPED;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch = new IntersectionObserver(() => this.#show());
    this.#watch.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const slide = this.session?.slide;
    const isLocked = this.session?.review.caseRecord.isLocked === true;
    // What a count was signed with before it was opened here is not known: it is stored nowhere.
    if (isLocked) this.#signedWith ??= slide === this.#slide ? this.typed : NOTHING_TYPED;
    else this.#signedWith = undefined;
    if (slide === this.#slide) return;
    // One slide's patient must never stand on another's report.
    this.#slide = slide;
    this.#work.abort();
    this.typed = NOTHING_TYPED;
    if (isLocked) this.#signedWith = NOTHING_TYPED;
    this.shown = undefined;
  }

  /** The report that is shown, as one file. */
  get page(): string | undefined {
    return this.shown && reportDocument(this.shown);
  }

  protected override updated(): void {
    this.#show();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { report: t } = this.strings;
    const isMaking = this.#work.progress !== undefined;
    const isEmpty = session.counting.count.suggested.total === 0;
    return html`
      <details open>
        <summary>${t.fold}</summary>
        <div class="inside">
          <div class="pair">${this.#text('sample', t.sample)} ${this.#text('patient', t.patient)}</div>
          <p class="small muted" role="status">
            ${this.#isNamedLater ? t.identityLater : this.#signedWith === NOTHING_TYPED ? t.identityGone : t.identityHint}
          </p>
          <label class="small"
            >${this.strings.signOff.slideComment}
            <textarea
              name="note"
              autocomplete="off"
              maxlength="1000"
              ?readonly=${session.review.caseRecord.isLocked}
              .value=${session.review.caseRecord.comment}
              @change=${(event: Event) => {
                session.review.caseRecord.comment = (event.currentTarget as HTMLTextAreaElement).value.trim();
              }}
            ></textarea>
          </label>
          <label class="small check">
            <input
              type="checkbox"
              name="use-file-name"
              .checked=${session.review.caseRecord.slideName !== ''}
              @change=${(event: Event) => {
                const { checked } = event.currentTarget as HTMLInputElement;
                session.review.caseRecord.slideName = checked ? (session.slide?.name ?? '') : '';
              }}
            />${this.strings.signOff.useFileName}</label
          >
          ${this.#isInPanel ? nothing : this.#reviewer(session)}
          <smear-sign-off
            .session=${session}
            .sample=${this.typed.sample}
            .patient=${this.typed.patient}
            lang=${this.strings.language}
            @smear-reviewer-wanted=${() => this.renderRoot.querySelector<HTMLElement>('smear-reviewer')?.focus()}
          ></smear-sign-off>
          <div class="takes">
            <button
              data-action="make-report"
              title=${isEmpty ? this.strings.signOff.nothing : nothing}
              ?disabled=${!session.slide || isEmpty}
              aria-disabled=${isMaking}
              @click=${() => (isMaking ? undefined : this.#make(session))}
            >
              ${isMaking ? t.making : t.make}
            </button>
            <smear-count-export
              .session=${session}
              .sample=${this.typed.sample}
              .patient=${this.typed.patient}
              lang=${this.strings.language}
            ></smear-count-export>
          </div>
          <p class="hidden" role="status">${isMaking ? t.making : ''}</p>
          ${this.localFailure.render(this.strings)}
        </div>
      </details>
      ${
        // The panel has it where slides are opened and found again.
        this.#isInPanel
          ? nothing
          : html`<smear-work-list .session=${session} lang=${this.strings.language}></smear-work-list>`
      }
      ${this.shown ? this.#dialog(this.shown) : nothing}
    `;
  }

  get #isNamedLater(): boolean {
    const { typed } = this;
    const signed = this.#signedWith;
    return signed !== undefined && (typed.sample !== signed.sample || typed.patient !== signed.patient);
  }

  /** The panel has the reviewer's name in its head, on view in every step. */
  get #isInPanel(): boolean {
    const root = this.getRootNode();
    return root instanceof ShadowRoot && root.host.localName === 'smear-panel';
  }

  #reviewer(session: SmearSession): TemplateResult {
    return html`<smear-reviewer
      .session=${session}
      lang=${this.strings.language}
      @smear-reviewer-named=${() => session.dispatchEvent(new CustomEvent('change'))}
    ></smear-reviewer>`;
  }

  #show(): void {
    const dialog = this.renderRoot.querySelector('dialog');
    // Opened while folded away it would hold the whole page, and nobody would see by what.
    if (dialog && !dialog.open && this.checkVisibility()) dialog.showModal();
  }

  #dialog(page: ReportPage): TemplateResult {
    const { report: t } = this.strings;
    return html`<dialog
      aria-label=${t.title}
      @keydown=${scrollFrame}
      @close=${() => (this.shown = undefined)}
    >
      <div class="bar">
        <button
          class="primary"
          data-action="print"
          @click=${() => {
            this.renderRoot.querySelector('iframe')?.contentWindow?.print();
            tellExported(this);
          }}
        >
          ${t.print}
        </button>
        <button @click=${() => this.#savePage(page)}>${t.save}</button>
        <button
          class="last"
          data-action="close"
          @click=${() => this.renderRoot.querySelector('dialog')?.close()}
        >
          ${t.close}
        </button>
      </div>
      <iframe
        title=${t.title}
        sandbox="allow-same-origin allow-modals"
        srcdoc="<!doctype html>"
        @load=${(event: Event) => fillFrame(event.currentTarget as HTMLIFrameElement, page)}
      ></iframe>
    </dialog>`;
  }

  #savePage(page: ReportPage): void {
    const what = this.strings.signOff.table.reportName;
    const name = reportFileName({ sample: this.typed.sample, what, ending: 'html' }, new Date());
    saveFile(this.ownerDocument, new Blob([reportDocument(page)], { type: 'text/html' }), name);
    emit(this, 'smear-saved', { fileName: name });
  }

  #text(name: TypedField, label: string): TemplateResult {
    return html`<label class="small"
      >${label}
      <input
        type="text"
        name=${name}
        autocomplete="off"
        ?readonly=${this.#signedWith !== undefined && this.#signedWith[name] !== ''}
        .value=${this.typed[name]}
        @input=${(event: Event) => this.#type(name, event)}
      />
    </label>`;
  }

  #type(name: TypedField, event: Event): void {
    this.typed = { ...this.typed, [name]: (event.currentTarget as HTMLInputElement).value };
  }

  async #make(session: SmearSession): Promise<void> {
    const { slide } = session;
    if (!slide) return;
    this.localFailure.clear();
    const make = async ({ signal }: WorkOptions): Promise<void> => {
      askBefore(session, 'smear-before-export', { format: 'report' });
      // Of a large step that is still coming in a part would be counted.
      await session.review.history.applied;
      signal.throwIfAborted();
      const { activeClassifier } = session.adaptation;
      const hash =
        activeClassifier === undefined ? undefined : await sha256(new TextEncoder().encode(activeClassifier));
      const { comment: note, slideName, signature } = session.review.caseRecord;
      const fingerprint = await session.fingerprint();
      signal.throwIfAborted();
      const report = buildReport(session, {
        fields: {
          ...this.typed,
          isNamedLater: this.#isNamedLater,
          note,
          slideName,
          reviewer: signature?.by ?? session.review.reviewer,
        },
        now: new Date(),
        ...(fingerprint === undefined ? {} : { fingerprint }),
        ...(hash === undefined ? {} : { adapted: `SHA-256 ${hash}` }),
      });
      const pictures = await readReportPictures(
        slide,
        report.examples.flatMap(({ cells }) => cells),
        {
          micronsPerPixel: session.resolution?.micronsPerPixel,
          document: this.ownerDocument,
          signal,
        },
      );
      signal.throwIfAborted();
      this.shown = reportPage(report, {
        strings: this.strings,
        pictures,
        ...(session.resolution ? { pictureUm: REPORT_PICTURE_UM } : {}),
      });
    };
    await this.#work.run(make, (error) =>
      this.localFailure.say(asSmearError(error, 'export-failed', 'The report could not be created.')),
    );
  }
}

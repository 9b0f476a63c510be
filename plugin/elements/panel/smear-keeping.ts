import { css, html, nothing, type TemplateResult } from 'lit';
import type { Keeping } from '../../keep/keeping.js';
import type { SmearSession } from '../../session/session.js';
import { writeCount, writePercent, writeTime } from '../../words/numbers.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/**
 * Whether the work on the open slide is saved, and what a reader can do about it: one line, or with `notices` only
 * what needs attention (work that came back, another tab, a full disk, damage). Empty where keeping is turned off.
 */
export class SmearKeeping extends SmearElement {
  static override properties = { notices: { type: Boolean } };
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 0.25rem;
      }
      .notice {
        display: grid;
        gap: 0.375rem;
        justify-items: start;
        padding: 0.5rem 0.625rem;
        border-left: 3px solid var(--_warn);
        background: var(--_raised);
        overflow-wrap: anywhere;
      }
      .back {
        display: flex;
        align-items: baseline;
        gap: 0.5rem;
        padding: 0.375rem 0.25rem 0.375rem 0.8125rem;
        border-left: 3px solid var(--_accent);
        background: var(--_raised);
      }
      .back.warn {
        border-left-color: var(--_warn);
      }
      .back span {
        flex: 1;
      }
      .close {
        min-width: 2rem;
        min-height: 1.5rem;
        padding: 0;
        border-color: transparent;
        background: none;
        font-size: 1.125rem;
        line-height: 1;
      }
      summary {
        color: var(--_accent);
      }
    `,
  ];

  declare notices: boolean;
  /**
   * Work that came back to the slide: when it was last changed, its last step, and whether the reader has gone on from
   * there. Kept until another slide is opened, since other models have the same work read again.
   */
  #back?: {
    readonly slide: SmearSession['slide'];
    readonly at: string;
    readonly step: string;
    isOver: boolean;
  };

  /** The packs of which the reader has read on this slide. */
  #read?: { readonly slide: SmearSession['slide']; readonly packs: string };

  constructor() {
    super();
    this.notices = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    const keeping = session?.keeping;
    if (!keeping || keeping.state === 'none') return nothing;
    if (!this.notices) return html`${this.#line(keeping)} ${this.#forgetting(keeping, session.cells.size)}`;
    return html`<div role="status">
      ${this.#cameBackNotice(session, keeping)} ${this.#notice(keeping)}
      ${keeping.damaged > 0 ? html`<p class="notice" data-notice="damaged">${t.keeping.damaged(keeping.damaged)}</p>` : nothing}
      ${this.#otherPacks(session, keeping.otherPacks.join(', '))}
    </div>`;
  }

  #notice(keeping: Keeping): TemplateResult | typeof nothing {
    const words = this.strings.keeping;
    switch (keeping.state) {
      case 'elsewhere':
        return html`<div class="notice" data-notice="elsewhere">
          <p>${words.elsewhere}</p>
          <button data-action="take-over" @click=${() => void keeping.takeOver()}>${words.takeOver}</button>
        </div>`;
      case 'full':
      case 'unavailable':
        return html`<div class="notice" data-notice=${keeping.state}>
          <p><strong>${words[isUnanswered(keeping) ? 'unanswered' : keeping.state]}</strong></p>
          <p>${words.wayOut}</p>
          ${
            keeping.cause instanceof Error || keeping.cause instanceof DOMException
              ? html`<details class="small">
                  <summary>${words.details}</summary>
                  <p class="muted">${keeping.cause.message}</p>
                </details>`
              : nothing
          }
        </div>`;
      default:
        return nothing;
    }
  }

  #line(keeping: Keeping): TemplateResult | typeof nothing {
    const words = this.strings.keeping;
    if (keeping.state === 'restoring') return html`<p class="small muted">${words.restoring}</p>`;
    if (keeping.state !== 'kept') return nothing;
    return html`<p class="small muted"><span data-line="kept">${words.kept}</span></p>`;
  }

  /** Above everything else, since that is where a reader looks after a reload. */
  #cameBackNotice(session: SmearSession, keeping: Keeping): TemplateResult | typeof nothing {
    const restored = keeping.state === 'kept' ? this.#restored(session, keeping) : [];
    if (restored.length === 0) return nothing;
    const { unfinished } = session;
    return html`<p class="back small" part="restored">
      <span
        data-line="restored"
        title=${restored.length > 1 ? this.strings.keeping.restoredHiddenWhy : nothing}
        >${restored.join(' ')}
        ${unfinished ? this.#unfinished(session, unfinished.done / unfinished.total) : nothing}</span
      >
      ${this.#close(() => {
        if (this.#back) this.#back.isOver = true;
      })}
    </p>`;
  }

  #unfinished(session: SmearSession, part: number): TemplateResult {
    const { language, keeping, find } = this.strings;
    // The session tells its listeners what failed.
    const resume = (): void => void session.resume().catch(() => this.requestUpdate());
    return html`${keeping.unfinished(writePercent(language, part))}
      <button class="link" data-action="resume" @click=${resume}>${find.resume}</button>`;
  }

  /** Once read it is known, and the room is wanted for the cells. */
  #otherPacks({ slide }: SmearSession, packs: string): TemplateResult | typeof nothing {
    if (packs === '' || (this.#read?.slide === slide && this.#read?.packs === packs)) return nothing;
    return html`<p class="back warn small">
      <span data-notice="other-packs">${this.strings.keeping.otherPacks(packs)}</span>
      ${this.#close(() => {
        this.#read = { slide, packs };
      })}
    </p>`;
  }

  #close(act: () => void): TemplateResult {
    const { dismiss } = this.strings.errors;
    return html`<button
      class="close"
      aria-label=${dismiss}
      title=${dismiss}
      @click=${() => {
        act();
        this.requestUpdate();
      }}
    >
      ×
    </button>`;
  }

  /** What came back, and how many of it are hidden. */
  #restored(session: SmearSession, { restored }: Keeping): readonly string[] {
    const back = restored && this.#cameBack(session, restored.at);
    if (!restored || !back || back.isOver) return [];
    const { language, count, keeping } = this.strings;
    // Work that was kept by an early version says no time.
    const when = Number.isNaN(Date.parse(back.at)) ? '' : writeTime(language, back.at);
    const write = (cells: number): string => writeCount(language, cells);
    const { shown } = session.tally.at(session.threshold);
    const hidden = restored.cells - shown;
    return [
      keeping.restored(count.cells(restored.cells, write(restored.cells)), when),
      ...(hidden <= 0 ? [] : [keeping.restoredHidden(write(hidden))]),
    ];
  }

  /** What came back is reported until something is done with it. */
  #cameBack(
    { slide, review, state }: SmearSession,
    at: string,
  ): { readonly at: string; readonly isOver: boolean } {
    const { record, undoable } = review.history;
    // Work that is read again consists of other objects with the same values.
    const step = [record.done, undoable?.kind, undoable?.at].join(' ');
    const known = this.#back;
    const back = known && known.slide === slide ? known : { slide, at, step, isOver: false };
    back.isOver ||= step !== back.step || state.kind === 'analysing' || state.kind === 'done';
    this.#back = back;
    return back;
  }

  #forgetting(keeping: Keeping, cells: number): TemplateResult | typeof nothing {
    const words = this.strings.keeping;
    // Once there is new work, the offer to bring the old back is not shown any more.
    if (keeping.isForgotten && cells === 0) {
      return html`<p class="small" role="status">
        ${words.forgotten}
        <button class="link" data-action="bring-back" @click=${() => keeping.remember()}>
          ${words.bringBack}
        </button>
      </p>`;
    }
    const canForget = keeping.state === 'kept' || keeping.state === 'full';
    if (!canForget || cells === 0) return nothing;
    return html`<p class="small">
      <button
        class="link"
        data-action="forget"
        title=${words.forgetHint}
        @click=${() => void keeping.forget()}
      >
        ${words.forget}
      </button>
    </p>`;
  }
}

/** Slow or blocked storage is no private window: the reader may free it and load the page again. */
function isUnanswered({ state, cause }: Keeping): boolean {
  return state === 'unavailable' && cause instanceof DOMException && cause.name === 'TimeoutError';
}

import { css, html, nothing, type TemplateResult } from 'lit';
import type { Keeping } from '../keep/keeping.js';
import type { SmearSession } from '../session.js';
import { writeCount } from './numbers.js';
import { SmearElement } from './smear-element.js';
import { baseStyles } from './styles.js';

/**
 * How the work on the open slide is kept, and what a reader can do about it: a calm line, or with `notices`
 * what needs attention (another tab, a full disk, damage) and nothing else. Empty where keeping is turned off.
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
      summary {
        cursor: pointer;
        color: var(--_accent);
      }
    `,
  ];

  declare notices: boolean;
  /** What came back, with the last step of it, until the reader has gone on from there. */
  /** Work that came back to a slide; the same is read again when other models open. */
  #back?: {
    readonly slide: SmearSession['slide'];
    readonly at: string;
    readonly step: string;
    isOver: boolean;
  };

  constructor() {
    super();
    this.notices = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, strings: t } = this;
    const keeping = session?.keeping;
    if (!keeping || keeping.state === 'none') return nothing;
    if (!this.notices)
      return html`${this.#line(session, keeping)} ${this.#forgetting(keeping, session.cells.size)}`;
    return html`<div role="status">
      ${this.#notice(keeping)}
      ${keeping.damaged > 0 ? html`<p class="notice">${t.keeping.damaged(keeping.damaged)}</p>` : nothing}
      ${
        keeping.otherPacks.length > 0
          ? html`<p class="notice">${t.keeping.otherPacks(keeping.otherPacks.join(', '))}</p>`
          : nothing
      }
    </div>`;
  }

  #notice(keeping: Keeping): TemplateResult | typeof nothing {
    const words = this.strings.keeping;
    switch (keeping.state) {
      case 'elsewhere':
        return html`<div class="notice">
          <p>${words.elsewhere}</p>
          <button @click=${() => void keeping.takeOver()}>${words.takeOver}</button>
        </div>`;
      case 'full':
      case 'unavailable':
        return html`<div class="notice">
          <p><strong>${words[keeping.state]}</strong></p>
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

  #line(session: SmearSession, keeping: Keeping): TemplateResult | typeof nothing {
    const words = this.strings.keeping;
    if (keeping.state === 'restoring') return html`<p class="small muted">${words.restoring}</p>`;
    if (keeping.state !== 'kept') return nothing;
    return html`<p class="small muted">${this.#restored(session, keeping)} ${words.kept}</p>`;
  }

  #restored(session: SmearSession, { restored }: Keeping): string {
    const back = restored && this.#cameBack(session, restored.at);
    if (!restored || !back || back.isOver) return '';
    const { language, count, keeping } = this.strings;
    const at = new Date(back.at);
    const when = Number.isNaN(at.getTime())
      ? ''
      : new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
    const write = (cells: number): string => writeCount(language, cells);
    const { shown } = session.tally.at(session.threshold);
    const isAll = shown === restored.cells;
    return [
      keeping.restored(count.cells(restored.cells, write(restored.cells)), when),
      ...(isAll ? [] : [keeping.restoredShown(shown, write(shown))]),
    ].join(' ');
  }

  /** What came back is news until something is done with it. */
  #cameBack(
    { slide, review, state }: SmearSession,
    at: string,
  ): { readonly at: string; readonly isOver: boolean } {
    const { record, undoable } = review.history;
    // Work that is read again is the same work in other objects.
    const step = [record.done, undoable?.kind, undoable?.at].join(' ');
    const known = this.#back;
    const back = known && known.slide === slide ? known : { slide, at, step, isOver: false };
    back.isOver ||= step !== back.step || state.kind === 'analysing' || state.kind === 'done';
    this.#back = back;
    return back;
  }

  #forgetting(keeping: Keeping, cells: number): TemplateResult | typeof nothing {
    const words = this.strings.keeping;
    // With new work here, the old is no longer what this slide is about.
    if (keeping.isForgotten && cells === 0) {
      return html`<p class="small" role="status">
        ${words.forgotten}
        <button class="link" @click=${() => keeping.remember()}>${words.bringBack}</button>
      </p>`;
    }
    const canForget = keeping.state === 'kept' || keeping.state === 'full';
    if (!canForget || cells === 0) return nothing;
    return html`<p class="small">
      <button class="link" title=${words.forgetHint} @click=${() => void keeping.forget()}>
        ${words.forget}
      </button>
    </p>`;
  }
}

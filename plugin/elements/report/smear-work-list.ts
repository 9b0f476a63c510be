import { css, html, nothing, type TemplateResult } from 'lit';
import type { ListedSlide } from '../../keep/keep-database.js';
import type { SmearSession } from '../../session/session.js';
import { writeCount, writeTime } from '../../words/numbers.js';
import { differentialStyles } from '../count/differential-styles.js';
import { SmearElement } from '../shared/smear-element.js';
import { baseStyles } from '../shared/styles.js';

/** Signs of a fingerprint that tell slides apart for a person; its size alone would be that of every slide of a scanner. */
const SHORT = 8;

/** A slide without a name, by its size and the beginning of what was computed from its pixels. */
function shortPrint(slide: string): string {
  const [size = '', hash = ''] = slide.slice(slide.indexOf(':') + 1).split('-');
  return [size.replace('x', '\u00a0×\u00a0'), hash.slice(0, SHORT)].filter((part) => part !== '').join(', ');
}

/**
 * The slides that were worked on in this browser, each with how far that is. Read anew each time it is unfolded.
 *
 * @element smear-work-list
 */
export class SmearWorkList extends SmearElement {
  static override properties = { slides: { state: true }, here: { state: true } };
  static override styles = [
    baseStyles,
    differentialStyles,
    css`
      li {
        display: grid;
        padding: 0.375rem 0;
        border-bottom: 1px solid var(--_line);
        list-style: none;
      }
      li[aria-current] .name {
        font-weight: 600;
      }
      .name {
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** Absent until they have been read. */
  declare slides: readonly ListedSlide[] | undefined;
  /** Fingerprint of the open slide. */
  declare here: string | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session?.keeping) return nothing;
    const t = this.strings.signOff.workList;
    return html`<details
      @toggle=${(event: Event) => (event.currentTarget as HTMLDetailsElement).open && void this.#read(session)}
    >
      <summary>${t.title}</summary>
      <div class="inside">
        ${
          this.slides?.length === 0
            ? html`<p class="small muted">${t.none}</p>`
            : html`<ul>
                ${this.slides?.map((slide) => this.#slide(slide))}
              </ul>`
        }
      </div>
    </details>`;
  }

  #slide({ slide, name, changedAt, cells, left, signed }: ListedSlide): TemplateResult {
    const { strings } = this;
    const t = strings.signOff.workList;
    const write = (value: number): string => writeCount(strings.language, value);
    const isHere = slide === this.here;
    const work =
      cells === undefined || left === undefined
        ? []
        : [left > 0 ? t.left(write(left), write(cells)) : t.done(write(cells))];
    // Of the open slide what stands now: the list was read when it was unfolded.
    const signature = isHere ? this.session?.review.caseRecord.signature : signed;
    const state = [...work, ...(signature ? [t.signed(signature.by)] : []), ...(isHere ? [t.here] : [])].join(
      ', ',
    );
    return html`<li aria-current=${isHere ? 'true' : nothing}>
      <span class="name">${name ?? shortPrint(slide)}</span>
      <span class="small">${state}</span>
      <span class="small muted">${t.changed(writeTime(strings.language, changedAt))}</span>
    </li>`;
  }

  async #read(session: SmearSession): Promise<void> {
    // A browser that stores nothing gives no list: then there is none to show.
    const [slides, here] = await Promise.all([session.keeping?.workList() ?? [], session.fingerprint()]);
    this.slides = slides;
    this.here = here;
  }
}

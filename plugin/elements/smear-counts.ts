import { css, html, nothing, type TemplateResult } from 'lit';
import { UNKNOWN } from '../../models/domain/class-name.js';
import { cssColor } from '../../overlays/colormap.js';
import { differentialOf, type DifferentialCount } from '../cells/differential.js';
import { className, finerClassName } from './class-words.js';
import { writeCount, writePercent } from './numbers.js';
import { SmearElement } from './smear-element.js';
import { baseStyles } from './styles.js';

/** The differential: how many of each kind, and what share of the white blood cells. */
export class SmearCounts extends SmearElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th {
        font-weight: 400;
        text-align: left;
      }
      thead th {
        padding-bottom: 0.25rem;
        color: var(--_muted);
        font-size: 0.75rem;
      }
      th:nth-child(n + 2),
      td {
        text-align: right;
        white-space: nowrap;
        padding-left: 0.75rem;
      }
      tbody th,
      tbody td {
        padding-block: 0.1875rem;
      }
      tbody th {
        display: flex;
        align-items: center;
        gap: 0.5rem;
      }
      tr.finer th {
        padding-left: 1.25rem;
      }
      tr.finer {
        color: var(--_muted);
        font-size: 0.8125rem;
      }
      tr.none {
        color: var(--_muted);
      }
      tfoot th,
      tfoot td {
        padding-top: 0.375rem;
        border-top: 1px solid var(--_line);
        font-weight: 600;
      }
      .swatch {
        flex: 0 0 auto;
        width: 0.75rem;
        height: 0.75rem;
        border-radius: 3px;
        border: 1px solid color-mix(in oklab, var(--_text) 45%, transparent);
        forced-color-adjust: none;
      }
      .code {
        flex: 0 0 2.75rem;
        font-weight: 600;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { session, strings: t } = this;
    const counts =
      session &&
      differentialOf(session.tally.at(session.threshold).byName.values(), session.info?.classes ?? []);
    if (!counts || counts.total === 0) return html`<p class="muted">${t.count.empty}</p>`;
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t.count.kind}</th>
          <th scope="col">${t.count.number}</th>
          <th scope="col">${t.count.share}</th>
        </tr>
      </thead>
      <tbody>
        ${counts.rows.map((row) => [this.#row(row, false), row.finer.map((finer) => this.#row(finer, true))])}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">${t.count.leukocytes}</th>
          <td>${writeCount(t.language, counts.leukocytes)}</td>
          <td></td>
        </tr>
      </tfoot>
    </table>`;
  }

  #row({ label, count, share, perHundredLeukocytes }: DifferentialCount, isFiner: boolean): TemplateResult {
    const { strings: t } = this;
    const relative =
      share !== undefined
        ? writePercent(t.language, share, 1)
        : perHundredLeukocytes !== undefined && count > 0 && label.name !== UNKNOWN.name
          ? t.count.perHundred(writeCount(t.language, Math.round(perHundredLeukocytes * 10) / 10))
          : nothing;
    return html`<tr class=${isFiner ? 'finer' : count === 0 ? 'none' : ''}>
      <th scope="row">
        <span class="swatch" style="background:${cssColor(label.color)}"></span>
        <span class="code">${label.code}</span>
        <span>${(isFiner ? finerClassName : className)(t, label.name)}</span>
      </th>
      <td>${writeCount(t.language, count)}</td>
      <td>${relative}</td>
    </tr>`;
  }
}

import { html, nothing, type TemplateResult } from 'lit';
import type { Refit } from '../../adapt/refit.js';
import { className } from '../../words/class-words.js';
import { writeCount, writePercent } from '../../words/numbers.js';
import type { Strings } from '../../words/strings.js';

export interface RefitPreview {
  readonly strings: Strings;
  /** Whether it comes from a file: then it was not cross-validated on these cells. */
  readonly isLoaded: boolean;
  readonly onAccept: (refit: Refit) => void;
  readonly onDiscard: () => void;
}

/** What a refit would change, before it is accepted: how far it agrees with the reader, and which cells are renamed. */
export function refitPreview(
  refit: Refit,
  { strings, isLoaded, onAccept, onDiscard }: RefitPreview,
): TemplateResult {
  const { adapt: t, language } = strings;
  const { before, after, perClass, changes, leftOut } = refit;
  const share = (agreed: number, total: number): string =>
    writePercent(language, total > 0 ? agreed / total : 0);
  const name = (of: string): string => className(strings, of);
  const isWorse = after.agreed < before.agreed;
  return html`<section class="refit" aria-label=${t.preview}>
    <h4>${t.preview}</h4>
    ${
      after.total === 0
        ? nothing
        : html`<p>
              <strong
                >${t.agreement(share(before.agreed, before.total), share(after.agreed, after.total))}</strong
              >
            </p>
            ${isLoaded ? nothing : html`<p class="small muted">${t.agreementHint(writeCount(language, after.total))}</p>`}
            <table>
              <thead>
                <tr>
                  <th scope="col">${t.kind}</th>
                  <th scope="col" class="number">${t.confirmed}</th>
                  <th scope="col" class="number">${t.before}</th>
                  <th scope="col" class="number">${t.after}</th>
                </tr>
              </thead>
              <tbody>
                ${perClass.map(
                  (row) =>
                    html`<tr>
                      <th scope="row">${name(row.label.name)}</th>
                      <td>${writeCount(language, row.confirmed)}</td>
                      <td>${share(row.before, row.confirmed)}</td>
                      <td>${share(row.after, row.confirmed)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
    }
    ${
      changes.length === 0
        ? html`<p>${t.noChange}</p>`
        : html`<p>${t.changes(changes.length, writeCount(language, changes.length))}</p>
            <table>
              <thead>
                <tr>
                  <th scope="col">${t.from}</th>
                  <th scope="col">${t.to}</th>
                  <th scope="col" class="number">${t.cells}</th>
                </tr>
              </thead>
              <tbody>
                ${grouped(changes).map(
                  (row) =>
                    html`<tr>
                      <th scope="row">${name(row.from)}</th>
                      <th scope="row">${name(row.to)}</th>
                      <td>${writeCount(language, row.count)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
    }
    ${leftOut === 0 ? nothing : html`<p class="small">${t.leftOut(leftOut, writeCount(language, leftOut))}</p>`}
    ${isWorse ? html`<p><strong>${t.worse}</strong></p>` : nothing}
    <p class="small muted">${t.untouched}</p>
    <div class="row">
      <button class=${isWorse ? '' : 'primary'} id="accept" @click=${() => onAccept(refit)}>
        ${t.accept}
      </button>
      <button class=${isWorse ? 'primary' : ''} id="discard" @click=${onDiscard}>${t.discard}</button>
    </div>
  </section>`;
}

/** How many cells go from each name to each other one, the most first. */
function grouped(
  changes: Refit['changes'],
): { readonly from: string; readonly to: string; readonly count: number }[] {
  const rows = new Map<string, { from: string; to: string; count: number }>();
  for (const { from, to } of changes) {
    const key = `${from.name}\n${to.name}`;
    const row = rows.get(key) ?? { from: from.name, to: to.name, count: 0 };
    row.count++;
    rows.set(key, row);
  }
  return [...rows.values()].sort((a, b) => b.count - a.count);
}

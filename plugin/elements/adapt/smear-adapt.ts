import { html, nothing, type TemplateResult } from 'lit';
import { UNKNOWN } from '../../../models/domain/class-name.js';
import { asSmearError } from '../../../models/domain/errors.js';
import type { ClassTally } from '../../cells/tally.js';
import { askBefore } from '../../session/before-events.js';
import type { SmearSession } from '../../session/session.js';
import type { Refit } from '../../adapt/refit.js';
import { isEnough, learnableNames, NEEDED_KINDS, NEEDED_PER_KIND } from '../../adapt/refit-needs.js';
import type { AdaptOptions } from '../../adapt/adaptation.js';
import { className } from '../../words/class-words.js';
import { failureStyles } from '../shared/failure-notice.js';
import { refitPreview } from './refit-preview.js';
import { ElementWork } from '../shared/element-work.js';
import { LocalFailure, type SaysItsFailures } from '../shared/local-failure.js';
import { writeCount } from '../../words/numbers.js';
import { DeferredElement } from '../shared/deferred-element.js';
import { saveFile } from '../exchange/save-file.js';
import { baseStyles } from '../shared/styles.js';
import { adaptStyles } from './adapt-styles.js';

/** Adapts the classifier to what this laboratory has confirmed: shows the effect, then asks. */
export class SmearAdapt extends DeferredElement implements SaysItsFailures {
  static override properties = {
    refit: { state: true },
    loaded: { state: true },
  };
  static override styles = [baseStyles, adaptStyles, failureStyles];

  declare refit: Refit | undefined;
  /** Whether the refit on show comes from a file. */
  declare loaded: boolean;
  readonly localFailure = new LocalFailure(this);
  readonly #work = new ElementWork(this);

  protected override followSession(session: SmearSession): (() => void)[] {
    const { history } = session.review;
    // What is on show was predicted for cells as they were.
    const outdated = (): void => {
      this.refit = undefined;
    };
    history.addEventListener('change', outdated);
    return [
      ...super.followSession(session),
      () => history.removeEventListener('change', outdated),
      () => {
        outdated();
        this.#work.abort();
      },
    ];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const t = this.strings.adapt;
    const { language } = this.strings;
    const { activeClassifier } = session.adaptation;
    const { progress } = this.#work;
    const busy = progress !== undefined;
    const confirmed = confirmedKinds(session);
    const enough = isEnough(learnableNames(confirmed.map(({ label, learnable }) => [label.name, learnable])));
    const needed = writeCount(language, NEEDED_PER_KIND);
    return html`
      <p class="small muted">${t.hint}</p>
      <p>${activeClassifier === undefined ? t.packAlone : t.active}</p>
      ${
        confirmed.length === 0
          ? html`<p class="muted">${t.noneConfirmed}</p>`
          : html`<table>
              <thead>
                <tr>
                  <th scope="col">${t.kind}</th>
                  <th scope="col" class="number">${t.confirmed}</th>
                </tr>
              </thead>
              <tbody>
                ${confirmed.map(
                  (row) =>
                    html`<tr>
                      <th scope="row">${className(this.strings, row.label.name)}</th>
                      <td>
                        ${
                          row.learnable >= NEEDED_PER_KIND
                            ? `${writeCount(language, row.learnable)}, ${t.enough}`
                            : t.of(writeCount(language, row.learnable), needed)
                        }
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
      ${enough ? nothing : html`<p class="small">${t.needs(needed, writeCount(language, NEEDED_KINDS))}</p>`}
      <div class="row">
        <button
          class="primary"
          id="learn"
          ?disabled=${!enough || busy}
          @click=${() => this.#show(false, (options) => session.adaptation.preview(options))}
        >
          ${t.show}
        </button>
        ${
          busy
            ? html`<progress aria-label=${t.busy} max="1" .value=${progress}></progress>
                <button id="cancel" @click=${() => this.#work.abort()}>${t.cancel}</button>`
            : nothing
        }
      </div>
      <div aria-live="polite">
        ${
          this.refit
            ? refitPreview(this.refit, {
                strings: this.strings,
                isLoaded: this.loaded,
                onAccept: (refit) =>
                  this.#try(() => {
                    session.adaptation.accept(refit);
                    this.refit = undefined;
                  }),
                onDiscard: () => (this.refit = undefined),
              })
            : nothing
        }
      </div>
      <div class="row">
        ${
          activeClassifier === undefined
            ? nothing
            : html`<button
                  id="take-back"
                  ?disabled=${busy}
                  @click=${() => this.#run((options) => session.adaptation.takeBack(options))}
                >
                  ${t.takeBack}
                </button>
                <button id="save" @click=${() => this.#save(session)}>${t.save}</button>`
        }
        <button id="load" ?disabled=${busy} title=${t.loadLabel} @click=${() => this.#choose()}>
          ${t.load}
        </button>
        <input
          class="hidden"
          type="file"
          accept=".json,application/json"
          tabindex="-1"
          aria-label=${t.loadLabel}
          @change=${(event: Event) => this.#load(session, event.currentTarget as HTMLInputElement)}
        />
      </div>
      ${this.localFailure.render(this.strings)}
    `;
  }

  #show(loaded: boolean, ask: (options: AdaptOptions) => Promise<Refit>): Promise<void> {
    this.refit = undefined;
    return this.#run(async (options) => {
      const refit = await ask(options);
      if (options.signal?.aborted) return;
      this.loaded = loaded;
      this.refit = refit;
    });
  }

  async #run(work: (options: AdaptOptions) => Promise<void>): Promise<void> {
    this.localFailure.clear();
    await this.#work.run(work, (error) => this.#say(error));
  }

  /** What takes no time, and so aborts nothing that is under way. */
  #try(work: () => void): void {
    this.localFailure.clear();
    try {
      work();
    } catch (error) {
      this.#say(error);
    }
  }

  #say(error: unknown): void {
    this.localFailure.say(asSmearError(error, 'worker-failed', 'The classifier could not be adapted.'));
  }

  #save(session: SmearSession): void {
    this.#try(() => {
      askBefore(session, 'smear-before-export', { format: 'classifier' });
      const file = session.adaptation.save();
      if (file) saveFile(this.ownerDocument, file, this.strings.adapt.fileName);
    });
  }

  #choose(): void {
    this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click();
  }

  #load({ adaptation }: SmearSession, input: HTMLInputElement): void {
    const [file] = input.files ?? [];
    // The same file can be chosen again.
    input.value = '';
    if (file) void this.#show(true, (options) => adaptation.load(file, options));
  }
}

/** The kinds with confirmed cells that can be used, in the order of the classes. */
function confirmedKinds({ tally, threshold, classes }: SmearSession): ClassTally[] {
  const { byName } = tally.at(threshold);
  return classes.flatMap(({ name }) => {
    const kind = byName.get(name);
    return kind && kind.learnable > 0 && name !== UNKNOWN.name ? [kind] : [];
  });
}

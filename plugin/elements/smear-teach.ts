import { html, nothing, type TemplateResult } from 'lit';
import { UNKNOWN } from '../../models/domain/class-name.js';
import { asSmearError } from '../../models/domain/errors.js';
import type { ClassTally } from '../cells/tally.js';
import type { SmearSession } from '../session.js';
import type { Lesson } from '../teach/lesson.js';
import { isEnough, learntNames, NEEDED_KINDS, NEEDED_PER_KIND } from '../teach/lesson-needs.js';
import type { LessonOptions } from '../teach/teaching.js';
import { className } from './class-words.js';
import { failureStyles } from './failure-notice.js';
import { lessonPreview } from './lesson-preview.js';
import { LocalFailure, type SaysItsFailures } from './local-failure.js';
import { writeCount } from './numbers.js';
import { PatientElement } from './patient-element.js';
import { saveFile } from './save-file.js';
import { baseStyles } from './styles.js';
import { teachStyles } from './teach-styles.js';

/** Adapts the names to what this laboratory has confirmed: shows the effect, then asks. */
export class SmearTeach extends PatientElement implements SaysItsFailures {
  static override properties = {
    lesson: { state: true },
    loaded: { state: true },
    progress: { state: true },
  };
  static override styles = [baseStyles, teachStyles, failureStyles];

  declare lesson: Lesson | undefined;
  /** The lesson on show comes from a file. */
  declare loaded: boolean;
  /** 0 to 1 while something is under way. */
  declare progress: number | undefined;
  readonly localFailure = new LocalFailure(this);
  #work?: AbortController;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#work?.abort();
  }

  protected override followSession(session: SmearSession): (() => void)[] {
    const { history } = session.review;
    // What is on show was foretold for cells as they were.
    const outdated = (): void => {
      this.lesson = undefined;
    };
    history.addEventListener('change', outdated);
    return [
      ...super.followSession(session),
      () => history.removeEventListener('change', outdated),
      () => {
        outdated();
        this.#work?.abort();
      },
    ];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const t = this.strings.teach;
    const { language } = this.strings;
    const { inForce } = session.teaching;
    const busy = this.progress !== undefined;
    const confirmed = confirmedKinds(session);
    const enough = isEnough(learntNames(confirmed.map(({ label, teaching }) => [label.name, teaching])));
    const needed = writeCount(language, NEEDED_PER_KIND);
    return html`
      <p class="small muted">${t.hint}</p>
      <p>${inForce === undefined ? t.notInForce : t.inForce}</p>
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
                          row.teaching >= NEEDED_PER_KIND
                            ? `${writeCount(language, row.teaching)}, ${t.enough}`
                            : t.of(writeCount(language, row.teaching), needed)
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
          @click=${() => this.#show(false, (options) => session.teaching.preview(options))}
        >
          ${t.learn}
        </button>
        ${
          busy
            ? html`<progress aria-label=${t.learning} max="1" .value=${this.progress ?? 0}></progress>
                <button id="cancel" @click=${() => this.#work?.abort()}>${t.cancel}</button>`
            : nothing
        }
      </div>
      <div aria-live="polite">
        ${
          this.lesson
            ? lessonPreview(this.lesson, {
                strings: this.strings,
                isLoaded: this.loaded,
                onAccept: (lesson) => {
                  session.teaching.accept(lesson);
                  this.lesson = undefined;
                },
                onDiscard: () => (this.lesson = undefined),
              })
            : nothing
        }
      </div>
      <div class="row">
        ${
          inForce === undefined
            ? nothing
            : html`<button
                  id="take-back"
                  ?disabled=${busy}
                  @click=${() => this.#run((options) => session.teaching.takeBack(options))}
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

  #show(loaded: boolean, ask: (options: LessonOptions) => Promise<Lesson>): Promise<void> {
    this.lesson = undefined;
    return this.#run(async (options) => {
      const lesson = await ask(options);
      if (options.signal?.aborted) return;
      this.loaded = loaded;
      this.lesson = lesson;
    });
  }

  async #run(work: (options: LessonOptions) => Promise<void>): Promise<void> {
    this.#work?.abort();
    const controller = new AbortController();
    this.#work = controller;
    this.progress = 0;
    this.localFailure.clear();
    try {
      await work({
        signal: controller.signal,
        onProgress: (share) => {
          if (this.#work === controller) this.progress = share;
        },
      });
    } catch (error) {
      if (!controller.signal.aborted) {
        this.localFailure.say(asSmearError(error, 'worker-failed', 'Learning from the cells failed.'));
      }
    } finally {
      if (this.#work === controller) this.progress = undefined;
    }
  }

  #save({ teaching }: SmearSession): void {
    const file = teaching.save();
    if (file) saveFile(this.ownerDocument, file, this.strings.teach.fileName);
  }

  #choose(): void {
    this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click();
  }

  #load({ teaching }: SmearSession, input: HTMLInputElement): void {
    const [file] = input.files ?? [];
    // The same file can be chosen again.
    input.value = '';
    if (file) void this.#show(true, (options) => teaching.load(file, options));
  }
}

/** The kinds with confirmed cells that can be learnt from, in the order of the classes. */
function confirmedKinds({ tally, threshold, classes }: SmearSession): ClassTally[] {
  const { byName } = tally.at(threshold);
  return classes.flatMap(({ name }) => {
    const kind = byName.get(name);
    return kind && kind.teaching > 0 && name !== UNKNOWN.name ? [kind] : [];
  });
}

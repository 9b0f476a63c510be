import OpenSeadragon from 'openseadragon';
import '../../plugin/define.js';
import { SeveralPagesError, SmearError, type SmearSession } from '../../plugin/index.js';
import { createViewer, showReadingField } from './create-viewer.js';
import { earlierLine, earlierWork, leftSlide } from './earlier-work.js';
import { openSource, type OpenedSource } from './open-source.js';
import { listSlides, noteAddress, recentAddresses } from './known-slides.js';
import { showOverviewOnTheMove } from './overview.js';
import { leaveKeysToCells } from './page-manners.js';
import { part, showNotice, writePage, type NoticeLine } from './page-parts.js';
import { askForPage, pageOf } from './page-choice.js';
import { recall, remember } from './preferences.js';
import { showScaleBar } from './scale-bar.js';
import { wordsFor } from './shell-words.js';

const SAMPLE = 'sample/sample.dzi';
const asked = new URLSearchParams(location.search);

/** The page: one viewer, one panel, and whatever slide the reader opens in them. */
class Shell {
  readonly #panel = document.querySelector('smear-panel') ?? document.createElement('smear-panel');
  readonly #viewer = createViewer(part('slide', HTMLDivElement));
  readonly #name = part('slide-name', HTMLElement);
  readonly #notice = part('notice', HTMLElement);
  readonly #openDialog = part('open-dialog', HTMLDialogElement);
  #words = wordsFor(asked.get('lang') ?? recall('language') ?? navigator.language);
  #open?: OpenedSource;
  #opening?: AbortController;
  #session?: SmearSession;

  start(): void {
    this.#dress();
    this.#speak(this.#words.language);
    this.#wireBar();
    this.#wireView();
    this.#wireOpening();
    this.#panel.addEventListener('smear-ready', ({ detail }) => {
      this.#session = detail.session;
      detail.session.addEventListener('change', () => this.#measure());
      this.#measure();
      if (asked.get('slide') === null) this.#recallWork(detail.session);
    });
    this.#panel.options = { openSeadragon: OpenSeadragon, preload: 'idle' };
    this.#panel.viewer = this.#viewer;
    void this.#show(asked.get('slide') ?? SAMPLE, pageOf(asked.get('page')));
  }

  /** Opens a slide; where that fails, says why and leaves the one that is open. */
  async #show(input: string | File, page?: number): Promise<void> {
    this.#opening?.abort();
    const opening = new AbortController();
    this.#opening = opening;
    const asking = typeof input === 'string' ? (input.split('/').at(-1) ?? input) : input.name;
    this.#name.textContent = this.#words.opening(input === SAMPLE ? this.#words.sample : asking);
    try {
      const opened = await openSource(input, opening.signal, {
        hasNote: input === SAMPLE,
        ...(page === undefined ? {} : { page }),
      });
      if (opening.signal.aborted) {
        opened.reader?.dispose();
        return;
      }
      const before = this.#open;
      const whole = input === SAMPLE ? this.#words.sample : opened.name;
      const name = page === undefined ? whole : this.#words.pageOf(whole, page);
      // the panel calls the slide what the page calls it
      Object.assign(opened.source, { name });
      this.#open = { ...opened, name };
      this.#notice.replaceChildren();
      if (typeof input === 'string' && input !== SAMPLE) noteAddress(input);
      this.#viewer.addOnceHandler('open', () => {
        before?.reader?.dispose();
        showReadingField(this.#viewer, opened.micronsPerPixel);
        this.#measure();
      });
      this.#viewer.open({ tileSource: opened.source });
    } catch (error) {
      if (opening.signal.aborted) return;
      if (error instanceof SeveralPagesError) {
        askForPage(part('page-dialog', HTMLDialogElement), this.#words, asking, error.pages, (chosen) =>
          this.#show(input, chosen),
        );
      } else this.#fail(error);
    }
    this.#nameSlide();
  }

  /** After a reload the sample is open again: says that nothing of another slide is lost. */
  #recallWork(session: SmearSession): void {
    const tell = async (): Promise<void> => {
      if (!session.slide) return;
      session.removeEventListener('change', onChange);
      const last = await leftSlide(session);
      if (!last || this.#notice.childElementCount > 0) return;
      const { dismiss, earlier, page } = this.#words;
      const line = { text: earlier.hint(earlierLine(last, this.#words)) };
      const offer = { text: page['open'] ?? '', act: () => part('open', HTMLButtonElement).click() };
      showNotice(this.#notice, dismiss, earlier.title, [line], offer);
    };
    const onChange = (): void => void tell().catch((error: unknown) => this.#fail(error));
    session.addEventListener('change', onChange);
    onChange();
  }

  #fail(error: unknown): void {
    const { titles, advice, failed, dismiss, kept } = this.#words;
    const code = error instanceof SmearError ? error.code : undefined;
    const lines: NoticeLine[] = [
      { text: error instanceof Error ? error.message : String(error), lang: 'en' },
    ];
    const next = code && advice?.[code];
    if (next) lines.unshift({ text: next });
    if (this.#open) lines.push({ text: kept(this.#open.name) });
    showNotice(this.#notice, dismiss, (code && titles[code]) ?? failed, lines);
  }

  #nameSlide(): void {
    this.#name.textContent = this.#open?.name ?? '';
    this.#name.title = this.#open?.name ?? '';
    document.title = this.#open ? `${this.#open.name} – Smearlens` : 'Smearlens';
    part('empty', HTMLElement).hidden = this.#open !== undefined;
  }

  #measure(): void {
    const scale = this.#session?.resolution?.micronsPerPixel ?? this.#open?.micronsPerPixel;
    showScaleBar(part('scale-bar', HTMLElement), this.#viewer, scale);
  }

  #speak(language: string): void {
    this.#words = wordsFor(language);
    writePage(this.#words);
    part('language', HTMLSelectElement).value = this.#words.language;
    this.#panel.lang = this.#words.language;
  }

  #dress(theme = recall('theme')): void {
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
  }

  #wireBar(): void {
    const language = part('language', HTMLSelectElement);
    leaveKeysToCells(language.parentElement ?? document.body);
    language.addEventListener('change', () => {
      remember('language', language.value);
      this.#speak(language.value);
    });
    part('theme', HTMLButtonElement).addEventListener('click', () => {
      const now = document.documentElement.dataset['theme'];
      const isDark = now ? now === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
      remember('theme', isDark ? 'light' : 'dark');
      this.#dress(isDark ? 'light' : 'dark');
    });
    const help = part('help-dialog', HTMLDialogElement);
    const list = (): void => {
      // The list takes the focus, so that the arrow keys scroll it.
      help.showModal();
      help.scrollTop = 0;
    };
    part('help', HTMLButtonElement).addEventListener('click', list);
    // This page has keys of its own besides the panel's.
    this.#panel.addEventListener('smear-key-list', (event) => {
      event.preventDefault();
      list();
    });
  }

  #wireView(): void {
    const viewer = this.#viewer;
    showOverviewOnTheMove(viewer, part('stage', HTMLElement), part('overview', HTMLButtonElement));
    leaveKeysToCells(part('stage', HTMLElement).querySelector<HTMLElement>('.controls') ?? document.body);
    const press = (id: string, act: () => void) => part(id, HTMLButtonElement).addEventListener('click', act);
    const zoom = (factor: number) => {
      viewer.viewport.zoomBy(factor);
      viewer.viewport.applyConstraints();
    };
    press('zoom-in', () => zoom(1.5));
    press('zoom-out', () => zoom(1 / 1.5));
    press('whole', () => viewer.viewport.goHome());
    // the whole page and not the viewer alone, so that the panel comes along
    press('full-screen', () => {
      const done = document.fullscreenElement ? document.exitFullscreen() : document.body.requestFullscreen();
      done.catch((error: unknown) => this.#fail(error));
    });
    for (const change of ['animation', 'open', 'resize'] as const)
      viewer.addHandler(change, () => this.#measure());
  }

  #wireOpening(): void {
    const dialog = this.#openDialog;
    const file = part('file', HTMLInputElement);
    const address = part('address', HTMLInputElement);
    part('open', HTMLButtonElement).addEventListener('click', () => {
      dialog.returnValue = '';
      this.#listSlides();
      dialog.showModal();
    });
    part('cancel-open', HTMLButtonElement).addEventListener('click', () => dialog.close());
    part('choose-file', HTMLButtonElement).addEventListener('click', () => file.click());
    file.addEventListener('change', () => {
      const chosen = file.files?.[0];
      file.value = '';
      dialog.close();
      if (chosen) void this.#show(chosen);
    });
    dialog.addEventListener('close', () => {
      const wanted = address.value.trim();
      if (dialog.returnValue === 'open' && wanted !== '') void this.#show(wanted);
    });
    this.#wireDrops();
  }

  #listSlides(): void {
    const sample = { name: this.#words.sample, address: SAMPLE };
    const recent = recentAddresses().map((address) => ({ name: address, address }));
    void this.#listEarlier();
    listSlides(part('known-slides', HTMLUListElement), [sample, ...recent], (address) => {
      this.#openDialog.close();
      void this.#show(address);
    });
  }

  async #listEarlier(): Promise<void> {
    const section = part('earlier', HTMLElement);
    const slides = this.#session ? await earlierWork(this.#session).catch(() => []) : [];
    section.hidden = slides.length === 0;
    part('earlier-slides', HTMLUListElement).replaceChildren(
      ...slides.map((slide) => {
        const item = document.createElement('li');
        item.textContent = earlierLine(slide, this.#words);
        return item;
      }),
    );
  }

  #wireDrops(): void {
    const hint = part('drop-hint', HTMLElement);
    const carriesFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    document.addEventListener('dragover', (event) => {
      if (!carriesFile(event)) return;
      // Not where something of the panel takes the file.
      hint.hidden = event.defaultPrevented;
      event.preventDefault();
    });
    document.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) hint.hidden = true;
    });
    // Before anything on the page takes the file and says no more of it.
    document.addEventListener('drop', () => (hint.hidden = true), { capture: true });
    document.addEventListener('drop', (event) => {
      const dropped = event.dataTransfer?.files[0];
      if (!dropped) return;
      event.preventDefault();
      void this.#show(dropped);
    });
  }
}

new Shell().start();

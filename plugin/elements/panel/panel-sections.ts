import { html, nothing, type TemplateResult } from 'lit';
import type { SmearSession } from '../../session/session.js';
import { certaintyOf } from '../../words/certainty.js';
import { writeCount, writePercent } from '../../words/numbers.js';
import type { Strings } from '../../words/strings.js';

/** What the sections show. */
export interface PanelView {
  readonly session: SmearSession | undefined;
  readonly strings: Strings;
  /** How many cells are shown, and the same in words. */
  readonly count: number;
  readonly cells: string;
  /** Host of the model pack, where it is not the page's own choice. */
  readonly modelsFrom: string | undefined;
}

type SlideView = PanelView & { readonly session: SmearSession };

interface PanelSection {
  /** Stands as `data-section` in the page. */
  readonly name: string;
  readonly title: (t: Strings) => string;
  /** The section's one number, which stands in its heading, also when it is folded. */
  readonly number?: (view: SlideView) => string;
  readonly content: (view: SlideView) => TemplateResult;
}

/** From top to bottom, once a slide is open; each can be folded. */
const SECTIONS: readonly PanelSection[] = [
  {
    name: 'review',
    title: (t) => t.review.title,
    number: confirmedCells,
    content: ({ session, strings: { language } }) =>
      html`<smear-tools .session=${session} lang=${language}></smear-tools>
        <smear-review .session=${session} lang=${language}></smear-review>`,
  },
  {
    name: 'cell',
    title: (t) => t.cell.title,
    number: selectedCell,
    content: ({ session, strings }) =>
      html`<smear-cell .session=${session} lang=${strings.language}></smear-cell>`,
  },
  {
    name: 'neighbours',
    title: (t) => t.neighbours.title,
    number: ({ session, strings: t, cells }) =>
      session.selected === undefined ? t.cell.none : t.neighbours.among(cells),
    content: ({ session, strings }) =>
      html`<smear-neighbours .session=${session} lang=${strings.language}></smear-neighbours>`,
  },
  {
    name: 'adapt',
    title: (t) => t.adapt.title,
    number: confirmedCells,
    content: ({ session, strings }) =>
      html`<smear-adapt .session=${session} lang=${strings.language}></smear-adapt>`,
  },
  {
    name: 'map',
    title: (t) => t.map.title,
    content: ({ session, strings }) =>
      html`<smear-map .session=${session} lang=${strings.language}></smear-map>`,
  },
  {
    name: 'count',
    title: (t) => t.count.title,
    number: shownCells,
    content: ({ session, strings }) =>
      html`<smear-differential .session=${session} lang=${strings.language}></smear-differential>`,
  },
  {
    name: 'show',
    title: (t) => t.show.title,
    number: ({ session, strings: t }) => t.show.atLeast(writePercent(t.language, session.threshold)),
    content: ({ session, strings }) =>
      html`<smear-show .session=${session} lang=${strings.language}></smear-show>`,
  },
  {
    name: 'export',
    title: (t) => t.geoJson.title,
    number: shownCells,
    content: ({ session, strings: { language } }) =>
      html`<smear-report .session=${session} lang=${language}></smear-report>
        <smear-exchange .session=${session} lang=${language}></smear-exchange>
        <smear-keeping .session=${session} lang=${language}></smear-keeping>`,
  },
];

/** All that the panel holds below its head; without a slide the first section alone, which asks for one. */
export function panelSections(view: PanelView): TemplateResult {
  const { session, strings: t, modelsFrom } = view;
  const find = html`<smear-find .session=${session} .modelsFrom=${modelsFrom} lang=${t.language}></smear-find>
    <smear-setup .session=${session} lang=${t.language}></smear-setup>`;
  return html`${section('find', t.find.title, foundCells(view), find)}
  ${
    session?.slide === undefined
      ? nothing
      : SECTIONS.map(({ name, title, number, content }) => {
          const onSlide = { ...view, session };
          return section(name, title(t), number?.(onSlide), content(onSlide));
        })
  }`;
}

/** The map is folded until asked for, since it takes seconds to compute. */
function section(
  name: string,
  title: string,
  number: string | undefined,
  content: TemplateResult,
): TemplateResult {
  return html`<details
    data-section=${name}
    ?open=${name !== 'map'}
    @toggle=${(event: Event) => {
      const details = event.currentTarget as HTMLDetailsElement;
      details.querySelector('smear-map')?.toggleAttribute('open', details.open);
    }}
  >
    <summary>
      <h3>${title}</h3>
      ${number === undefined ? nothing : html`<span class="number">${number}</span>`}
    </summary>
    <div class="content">${content}</div>
  </details>`;
}

/** How far the analysis is, or what it found; empty before. Restored work counts as found. */
function foundCells({ session, strings: t, cells }: PanelView): string {
  const state = session?.state;
  if (state?.kind === 'analysing' && state.progress.total > 0) {
    return writePercent(t.language, state.progress.done / state.progress.total);
  }
  const isRestored = session !== undefined && session.cells.size > 0;
  return state?.kind === 'done' || isRestored ? cells : '';
}

function shownCells({ count, cells }: PanelView): string {
  return count > 0 ? cells : '';
}

/** How many of the cells a person has confirmed; empty while there are none. */
function confirmedCells({ session, strings: t }: SlideView): string {
  const { shown, confirmed } = session.tally.at(session.threshold);
  return shown === 0
    ? ''
    : t.review.confirmed(writeCount(t.language, confirmed), writeCount(t.language, shown));
}

/** The selected cell's class code and its confidence. */
function selectedCell({ session, strings: t }: SlideView): string {
  const cell = session.selected === undefined ? undefined : session.cells.get(session.selected);
  if (!cell) return t.cell.none;
  const certainty = certaintyOf(cell, session.classes);
  return certainty === undefined
    ? cell.label.code
    : `${cell.label.code} ${writePercent(t.language, certainty)}`;
}

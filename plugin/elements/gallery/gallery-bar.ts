import { html, nothing, type TemplateResult } from 'lit';
import type { GalleryFilter } from '../../gallery/gallery-filter.js';
import type { GallerySort } from '../../gallery/sort-key.js';
import type { Strings } from '../../words/strings.js';

const SORTS: readonly GallerySort[] = ['confidence', 'error', 'size', 'likeness'];
const FILTERS: readonly GalleryFilter[] = ['all', 'suggested', 'doubtful', 'unknown', 'commented'];

export interface GalleryBar {
  readonly strings: Strings;
  readonly sort: GallerySort;
  readonly filter: GalleryFilter;
  readonly isLarge: boolean;
  /** Whether there is a chosen cell to which the others could be compared, and whether that would be news. */
  readonly canCompare: boolean;
  readonly canCompareAnew: boolean;
  readonly onSort: (sort: GallerySort) => void;
  readonly onFilter: (filter: GalleryFilter) => void;
  readonly onCompare: () => void;
  readonly onEnlarge: () => void;
}

/** Which cells are in the gallery, by what they are ordered, and how large it is. */
export function galleryBar(bar: GalleryBar): TemplateResult {
  const words = bar.strings.review.gallery;
  const size = bar.isLarge ? words.smaller : words.larger;
  return html`<div class="bar">
    <label>
      <span class="hidden">${bar.strings.review.filter}</span>
      <select
        name="filter"
        @change=${(event: Event) => {
          const { value } = event.currentTarget as HTMLSelectElement;
          bar.onFilter(FILTERS.find((filter) => filter === value) ?? 'all');
        }}
      >
        ${FILTERS.map(
          (filter) =>
            html`<option value=${filter} ?selected=${filter === bar.filter}>
              ${bar.strings.review.filters[filter]}
            </option>`,
        )}
      </select>
    </label>
    <label class="sort">
      <span class="hidden">${words.sort}</span>
      <select
        name="sort"
        @change=${(event: Event) => {
          const { value } = event.currentTarget as HTMLSelectElement;
          bar.onSort(SORTS.find((sort) => sort === value) ?? 'confidence');
        }}
      >
        ${SORTS.map(
          (sort) =>
            html`<option
              value=${sort}
              ?selected=${sort === bar.sort}
              ?disabled=${sort === 'likeness' && bar.sort !== sort && !bar.canCompare}
            >
              ${words.sorts[sort]}
            </option>`,
        )}
      </select>
    </label>
    ${
      bar.sort === 'likeness'
        ? html`<button ?disabled=${!bar.canCompareAnew} @click=${bar.onCompare}>${words.compare}</button>`
        : nothing
    }
    <button class="icon" aria-label=${size} title=${size} aria-pressed=${bar.isLarge} @click=${bar.onEnlarge}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path
          d=${bar.isLarge ? 'M6 2v4H2M10 14v-4h4' : 'M9 2h5v5M7 14H2V9'}
          fill="none"
          stroke="currentColor"
          stroke-width="1.75"
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      </svg>
    </button>
  </div>`;
}

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { cssColor } from '../../../overlays/layers/colormap.js';
import { NOT_COUNTED, type CellGroup, type CellPlace } from '../../gallery/cell-order.js';
import type { GalleryField } from '../../gallery/gallery-field.js';
import { tileBox } from '../../gallery/layout.js';
import type { SmearSession } from '../../session/session.js';
import { className } from '../../words/class-words.js';
import type { GalleryCrops } from './gallery-crops.js';
import { statusMark, statusWords } from '../../words/gallery-words.js';
import { writeCount } from '../../words/numbers.js';
import type { Strings } from '../../words/strings.js';

/** What the tiles are drawn from. */
export interface GalleryScene {
  readonly session: SmearSession;
  readonly strings: Strings;
  /** Writes a certainty; one for all tiles, since making one costs more than a tile. */
  readonly percent: Intl.NumberFormat;
  readonly field: GalleryField;
  readonly crops: GalleryCrops;
  /** Id of the tile that the Tab key reaches. */
  readonly active: string | undefined;
  /** Name of the group over which cells are dragged. */
  readonly target: string | undefined;
  /** Confirms all cells of the class at this place. */
  readonly onConfirmAll: (group: number, event: MouseEvent) => void;
}

/** The classes with tiles in the page; the one that the Tab key reaches stays, wherever the reader has scrolled to. */
export function gallerySections(scene: GalleryScene): unknown {
  const { field, active } = scene;
  const places = new Map(
    field.drawn.map(({ section, from, to }) => [
      section,
      Array.from({ length: to - from }, (_, index) => from + index),
    ]),
  );
  const reached = active === undefined ? undefined : field.order?.placeOf(active);
  if (field.shape && reached) {
    const known = places.get(reached.group) ?? [];
    if (!known.includes(reached.at)) places.set(reached.group, [...known, reached.at]);
  }
  return repeat(
    [...places].sort(([one], [other]) => one - other),
    ([index]) => field.groups[index]?.name,
    ([index, tiles]) => gallerySection(scene, index, tiles),
  );
}

function gallerySection(scene: GalleryScene, index: number, tiles: readonly number[]): TemplateResult {
  const { field, target } = scene;
  const group = field.groups[index];
  const section = field.layout.sections[index];
  if (!group || !section) return html``;
  const placed = tiles.flatMap((at) => {
    const id = field.order?.idAt({ group: index, at });
    return id === undefined ? [] : [{ id, at }];
  });
  const { name, counts } = headWords(scene, group);
  return html`<section
    class="group ${target === group.name ? 'target' : ''}"
    data-group=${group.name}
    .style="top:${section.top}px;height:${section.height}px"
  >
    ${head(scene, group, index)}
    <div role="listbox" aria-multiselectable="true" aria-label="${name}, ${counts}">
      ${repeat(
        placed,
        ({ id }) => id,
        ({ id, at }) => tile(scene, id, { group: index, at }, section),
      )}
    </div>
  </section>`;
}

function headWords({ strings: t }: GalleryScene, { name, size, confirmed }: CellGroup) {
  const words = t.review.gallery;
  const [all, done] = [writeCount(t.language, size), writeCount(t.language, confirmed)];
  return name === NOT_COUNTED
    ? { name: words.notCounted, counts: all, short: all }
    : { name: className(t, name), counts: words.head(all, done), short: `${done}/${all}` };
}

function head(scene: GalleryScene, group: CellGroup, index: number): TemplateResult {
  const { session, field, strings: t } = scene;
  const words = t.review.gallery;
  const { name, counts, short } = headWords(scene, group);
  const canConfirm = group.name !== NOT_COUNTED && group.confirmed < group.size;
  return html`<div class="head" .style="height:${field.layout.shape.headHeight}px">
    <h3>
      ${
        group.label
          ? html`<span
              class="swatch"
              .style="background:${cssColor(session.kinds.look(group.label).color)}"
            ></span>`
          : nothing
      }
      <span class="name">${name}</span>
    </h3>
    <span class="counts small muted" title=${counts}>
      <span class="short">${short}</span><span class="long">${counts}</span>
    </span>
    ${
      canConfirm
        ? html`<button
            data-action="confirm-all"
            class="link small"
            aria-label=${words.confirmAllOf(name)}
            title=${words.confirmAllOf(name)}
            @click=${(event: MouseEvent) => scene.onConfirmAll(index, event)}
          >
            <span class="short">${words.confirmShort}</span><span class="long">${words.confirmAll}</span>
          </button>`
        : nothing
    }
  </div>`;
}

function tile(
  { session, strings: t, percent, field, crops, active }: GalleryScene,
  id: string,
  place: CellPlace,
  { top, size }: { top: number; size: number },
): TemplateResult {
  const cell = session.cells.get(id);
  if (!cell) return html``;
  const { status, certainty } = statusWords(cell, session.classes);
  const chance = certainty === undefined ? undefined : percent.format(certainty);
  const comment = cell.review?.comment;
  const box = tileBox(field.layout, place);
  const { tileWidth, tileHeight } = field.layout.shape;
  return html`<div
    class="tile ${status} ${id === session.selected ? 'chosen' : ''}"
    role="option"
    data-id=${id}
    draggable="true"
    tabindex=${id === active ? 0 : -1}
    aria-selected=${session.selection.has(id) || id === session.selected}
    aria-posinset=${place.at + 1}
    aria-setsize=${size}
    aria-label=${t.review.gallery.cell(className(t, cell.label.name), chance, t.review.status[status], comment)}
    title=${comment ?? nothing}
    .style="left:${box.minX + 6}px;top:${box.minY - top}px;width:${tileWidth}px;height:${tileHeight}px;--_class:${cssColor(
      session.kinds.look(cell.label).color,
    )}"
  >
    <div class="picture">${crops.of(id, t.review.gallery.noPicture)}</div>
    <div class="foot">
      <span class="mark" aria-hidden="true"
        >${comment === undefined ? statusMark(status) : `${statusMark(status)} ✎`}</span
      >
      <span class="muted">${chance ?? nothing}</span>
    </div>
  </div>`;
}

/** Id of the tile on which something happened. */
export function tileUnder(event: Event): string | undefined {
  return tileElementUnder(event)?.dataset['id'];
}

/** The tile itself. */
export function tileElementUnder(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>('.tile') : null;
}

/** Name of the group on which something happened. */
export function groupUnder(event: Event): string | undefined {
  const group = event.target instanceof Element ? event.target.closest<HTMLElement>('.group') : null;
  return group?.dataset['group'];
}

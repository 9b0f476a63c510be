import type OpenSeadragon from 'openseadragon';

const LENGTHS_UM = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
const WIDEST_PX = 130;

/** Draws a round length at the slide's present zoom; hides itself while the resolution is not known. */
export function showScaleBar(
  element: HTMLElement,
  viewer: OpenSeadragon.Viewer,
  micronsPerPixel: number | undefined,
): void {
  const image = viewer.world.getItemCount() > 0 ? viewer.world.getItemAt(0) : undefined;
  element.hidden = image === undefined || micronsPerPixel === undefined;
  if (!image || micronsPerPixel === undefined) return;
  const screenPerMicron = image.viewportToImageZoom(viewer.viewport.getZoom(true)) / micronsPerPixel;
  const fitting = LENGTHS_UM.filter((length) => length * screenPerMicron <= WIDEST_PX);
  const length = fitting.at(-1) ?? LENGTHS_UM[0] ?? 1;
  const label = element.firstElementChild;
  if (!(label instanceof HTMLElement)) return;
  label.style.width = `${Math.round(length * screenPerMicron)}px`;
  label.textContent = length >= 1000 ? `${length / 1000} mm` : `${length} µm`;
}

import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { Box } from '../../models/domain/geometry.js';

export interface CellOnPage {
  readonly id: string;
  readonly box: Box;
  readonly score: number;
  readonly label: string;
}

export interface SavedCells {
  readonly smearlens: { readonly resolutionSource: string };
  readonly features: readonly { readonly id: string }[];
}

export interface OverlayInk {
  /** Shown cells whose box lies wholly on screen. */
  readonly visible: number;
  /** Share of them with at least half of the outline's vertices inked on the overlay. */
  readonly onOutlines: number;
  /** Share of them whose middle is inked. */
  readonly onCentres: number;
}

/** Opens a step of the work in the panel. */
export async function openStep(
  page: Page,
  step: 'find' | 'review' | 'count' | 'export' | 'more',
): Promise<void> {
  await page.locator(`smear-panel [role=tab][data-step=${step}]`).click();
  await page.locator(`smear-panel #step-${step} > *`).first().waitFor({ timeout: 30_000 });
}

/** Presses the button and waits until the run is done; rejects with what the session says if it failed. */
export async function analyse(page: Page, action: 'analyse-view' | 'analyse-slide'): Promise<void> {
  await openStep(page, 'find');
  const press = page.locator('smear-panel').locator(`button[data-action=${action}]`);
  await press.waitFor({ timeout: 60_000 });
  await press.click();
  await page.waitForFunction(
    () => {
      const state = document.querySelector('smear-panel')?.session?.state;
      return state?.kind === 'done' || state?.kind === 'failed';
    },
    undefined,
    { timeout: 240_000, polling: 250 },
  );
  const failure = await page.evaluate(() => {
    const state = document.querySelector('smear-panel')?.session?.state;
    return state?.kind === 'failed' ? state.error.message : undefined;
  });
  if (failure) throw new Error(failure);
}

export function cellsOnPage(page: Page): Promise<CellOnPage[]> {
  return page.evaluate(() =>
    [...(document.querySelector('smear-panel')?.session?.cells.all() ?? [])].map(
      ({ id, box, score, label }) => ({ id, box, score, label: label.name }),
    ),
  );
}

/** Level-0 box of the last run. */
export async function regionOfLastRun(page: Page): Promise<Box> {
  const region = await page.evaluate(() => {
    const state = document.querySelector('smear-panel')?.session?.state;
    return state?.kind === 'done' ? state.region : undefined;
  });
  if (!region) throw new Error('No run is done.');
  return region;
}

/** Moves the viewer first if asked, then looks for the overlay's ink where the cells stand on screen. */
export function overlayInk(page: Page, move?: 'pan' | 'zoom' | 'rotate' | 'flip'): Promise<OverlayInk> {
  return page.evaluate(async (wanted) => {
    const panel = document.querySelector('smear-panel');
    const viewer = panel?.viewer;
    const canvas = document.querySelector<HTMLCanvasElement>('canvas.smear-overlay');
    if (!panel?.session || !viewer || !canvas) throw new Error('No panel, viewer or overlay is there.');
    const { viewport } = viewer;
    if (wanted === 'pan') viewport.panBy(viewport.getBounds().getSize().times(0.1), true);
    if (wanted === 'zoom') viewport.zoomBy(1.3, undefined, true);
    if (wanted === 'rotate') viewport.setRotation(30, true);
    if (wanted === 'flip') viewport.setFlip(true);
    await new Promise((resolve) => setTimeout(resolve, 600));
    const context = canvas.getContext('2d');
    const item = viewer.world.getItemAt(0);
    const ratio = canvas.width / canvas.clientWidth;
    const inkNear = (x: number, y: number): boolean => {
      const left = Math.round(x * ratio) - 2;
      const top = Math.round(y * ratio) - 2;
      const pixels = context?.getImageData(left, top, 5, 5).data ?? [];
      for (let i = 3; i < pixels.length; i += 4) if ((pixels[i] ?? 0) > 40) return true;
      return false;
    };
    const toScreen = (x: number, y: number): { x: number; y: number } => {
      const point = item.imageToViewerElementCoordinates(
        viewer.viewport
          .getCenter()
          .times(0)
          .plus({ x, y } as never),
      );
      return viewport.getFlip() ? { x: canvas.clientWidth - point.x, y: point.y } : point;
    };
    const onScreen = (x: number, y: number): boolean =>
      x > 4 && y > 4 && x < canvas.clientWidth - 4 && y < canvas.clientHeight - 4;
    let [visible, outlines, centres] = [0, 0, 0];
    for (const cell of panel.session.cells.all()) {
      if (cell.score < panel.session.threshold) continue;
      const ring: { x: number; y: number }[] = [];
      for (let i = 0; i < cell.outline.length; i += 2) {
        ring.push(toScreen(Number(cell.outline[i]), Number(cell.outline[i + 1])));
      }
      if (!ring.every(({ x, y }) => onScreen(x, y))) continue;
      visible++;
      if (ring.filter(({ x, y }) => inkNear(x, y)).length >= ring.length / 2) outlines++;
      const middle = toScreen((cell.box.minX + cell.box.maxX) / 2, (cell.box.minY + cell.box.maxY) / 2);
      if (inkNear(middle.x, middle.y)) centres++;
    }
    return { visible, onOutlines: outlines / visible, onCentres: centres / visible };
  }, move);
}

/** Presses *Save GeoJSON* and reads the file that the browser downloads. */
export async function saveGeoJson(page: Page): Promise<SavedCells> {
  await openStep(page, 'export');
  const download = page.waitForEvent('download', { timeout: 30_000 });
  await page.locator('button[data-action=save-geojson]').click();
  const path = await (await download).path();
  return JSON.parse(await readFile(path, 'utf8')) as SavedCells;
}

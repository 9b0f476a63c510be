/** Draws the pictures of the guide from a run on the sample slide: `npm run build && npm run docs:pictures`. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { openShell } from '../end-to-end/shell-page.js';
import { analyse, openStep } from '../end-to-end/shell-steps.js';

const FOLDER = 'docs/guide/pictures';
const LARGEST = 150_000;

const { page, close } = await openShell({ width: 1280, height: 800 });
try {
  await mkdir(FOLDER, { recursive: true });
  const keep = async (name: string): Promise<void> => {
    await page.waitForTimeout(1500); // tiles and pictures of cells come in
    const file = join(FOLDER, `${name}.webp`);
    await sharp(await page.screenshot())
      .webp({ quality: 78 })
      .toFile(file);
    const { size } = await stat(file);
    console.log(`${file}: ${size} bytes`);
    if (size > LARGEST) throw new Error(`${file} has more than ${LARGEST} bytes.`);
  };
  const show = (mode: 'labels' | 'heatmap'): Promise<void> =>
    page.evaluate((chosen) => {
      const session = document.querySelector('smear-panel')?.session;
      if (session) session.overlay = chosen;
    }, mode);
  const zoom = (level: number): Promise<void> =>
    page.evaluate((factor) => {
      const viewport = document.querySelector('smear-panel')?.viewer?.viewport;
      viewport?.zoomTo(viewport.getHomeZoom() * factor, undefined, true);
    }, level);
  await analyse(page, 'analyse-slide');
  await zoom(4);
  await keep('found');
  await show('heatmap');
  await keep('heat-map');
  await show('labels');
  await openStep(page, 'review');
  await page.keyboard.press('n');
  await keep('review');
  await openStep(page, 'count');
  await keep('count');
} finally {
  await close();
}

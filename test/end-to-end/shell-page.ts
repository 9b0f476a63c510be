import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs';
import { prepareSample } from '../../scripts/sample.mjs';
import { serveFolders } from '../../scripts/static-server.mjs';

export interface OpenShell {
  readonly page: Page;
  /** What the page wrote to its console as errors. */
  readonly complaints: string[];
  /** Saves a picture where `SMEARLENS_SCREENSHOTS` points; does nothing where it is unset. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface ShellOptions {
  /** What follows the server's address: a query, or another page of the folder. */
  readonly query?: string;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Served under `/slides/`. */
  readonly slides?: string;
}

/** The built shell in a real Chromium with a fresh profile. */
export async function openShell(options: ShellOptions = {}): Promise<OpenShell> {
  const { query = '', width = 1280, height = 800, dark = false, slides } = options;
  const server = await serveFolders({
    '/': 'dist/browser',
    '/sample/': prepareSample(),
    ...(slides ? { '/slides/': slides } : {}),
  });
  const profile = await mkdtemp(join(tmpdir(), 'smearlens-profile-'));
  let context: BrowserContext | undefined;
  const close = async (): Promise<void> => {
    await context?.close();
    await server.close();
    await rm(profile, { recursive: true, force: true });
  };
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath: findChromium(),
      args: chromiumFlags,
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      acceptDownloads: true,
    });
    // The compiler that runs these tests names inner functions through a helper that a page lacks.
    await context.addInitScript('globalThis.__name = (named) => named;');
    const page = context.pages()[0] ?? (await context.newPage());
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${server.url}${query}`);
    const picture = async (name: string): Promise<void> => {
      const folder = process.env['SMEARLENS_SCREENSHOTS'];
      if (!folder) return;
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${name}.png`) });
    };
    return { page, complaints, picture, close };
  } catch (error) {
    await close();
    throw error;
  }
}

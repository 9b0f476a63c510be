import type OpenSeadragon from 'openseadragon';
import type { Cell } from '../../models/domain/cell.js';
import type { SmearPanel } from '../../plugin/elements/panel/smear-panel.js';
import type { ComposeOptions } from '../../plugin/session/attach.js';
import type { AttachedSession } from '../../plugin/session/attached-session.js';
import {
  drawScriptedSlide,
  openViewer,
  scriptedSession,
  type ScriptedOptions,
} from './panel-scripted-session.js';

export interface BesideViewer {
  /** Width, height and number of cells of the drawn slide. */
  readonly slide?: readonly [width: number, height: number, cells: number];
  /** What each drawn cell is to be instead. */
  readonly cell?: (cell: Cell, index: number) => Cell;
  readonly session?: ComposeOptions & ScriptedOptions;
  /** CSS pixels that the viewer leaves free at the right. */
  readonly room?: number;
}

export interface PanelOnPage {
  readonly panel: SmearPanel;
  readonly host: HTMLElement;
  readonly viewer: OpenSeadragon.Viewer;
  readonly session: AttachedSession;
  /** What an analysis of the slide finds. */
  readonly cells: Cell[];
  end(): Promise<void>;
}

/** An English page with a drawn slide in its viewer, and the panel over its full height at the right; nothing is analysed yet. */
export async function panelBesideViewer(options: BesideViewer = {}): Promise<PanelOnPage> {
  const { slide: size = [1600, 1200, 24], cell = (drawn) => drawn, room = 400 } = options;
  document.documentElement.lang = 'en';
  const host = document.createElement('div');
  host.style.cssText = `position:fixed;inset:0 ${room}px 0 0`;
  const panel = document.createElement('smear-panel');
  panel.style.cssText = 'position:fixed;inset:0 0 0 auto;height:100%';
  document.body.append(host, panel);
  const slide = drawScriptedSlide(...size);
  const cells = slide.cells.map(cell);
  const viewer = await openViewer(host, slide.picture, { drawer: 'canvas' });
  const session = scriptedSession(viewer, slide.picture, cells, options.session);
  panel.session = session;
  const end = async (): Promise<void> => {
    await session.dispose();
    viewer.destroy();
    panel.remove();
    host.remove();
  };
  return { panel, host, viewer, session, cells, end };
}

import { trustedHtml } from '../../../models/domain/trusted-types.js';
import type { ReportPage } from '../../report/report-document.js';

/** Shows the report in a frame of the page, without a style sheet in the HTML, which a strict security policy of the page would forbid here too. */
export function fillFrame({ contentDocument, contentWindow }: HTMLIFrameElement, page: ReportPage): void {
  if (!contentDocument || !contentWindow) return;
  // A sheet can be adopted only by the document in whose window it was made.
  const { CSSStyleSheet } = contentWindow as Window & typeof globalThis;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(page.styles);
  contentDocument.adoptedStyleSheets = [sheet];
  contentDocument.documentElement.lang = page.language;
  contentDocument.title = page.title;
  contentDocument.body.innerHTML = trustedHtml(page.body);
}

const LINE_PX = 40;
const SCROLLS: Readonly<Record<string, (page: number, all: number) => number>> = {
  ArrowDown: () => LINE_PX,
  ArrowUp: () => -LINE_PX,
  PageDown: (page) => page,
  PageUp: (page) => -page,
  Home: (_, all) => -all,
  End: (_, all) => all,
};

/** The keys that scroll a page scroll the report, while a button beside it has the focus. */
export function scrollFrame(event: KeyboardEvent): void {
  const frame = (event.currentTarget as HTMLElement).querySelector('iframe')?.contentWindow;
  const by = SCROLLS[event.key];
  if (!frame || !by || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  frame.scrollBy({ top: by(0.9 * frame.innerHeight, frame.document.documentElement.scrollHeight) });
}

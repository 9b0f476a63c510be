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

import { cssString } from './escape.js';

/**
 * How the report looks on screen and on paper, A4 and Letter alike: black on white, every mark in words or
 * shape, one millimetre of paper for each micrometre of a cell. `running` stands at the foot of every sheet.
 * A row of examples may stand alone on a sheet: kept by twos, as lines of text are, they would leave a third of it empty.
 */
export function reportStyles(running: string, pictureMm = 22): string {
  return `
@page { margin: 14mm 15mm 18mm;
  @bottom-left { content: ${cssString(running)}; font: 8pt system-ui, sans-serif; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; } }
* { box-sizing: border-box; }
html { background: #fff; color: #000; color-scheme: light; }
body { margin: 0 auto; max-width: 180mm; padding: 8mm 0; font: 9.5pt/1.4 system-ui, -apple-system, "Segoe UI", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 16pt; }
h2 { margin: 6mm 0 2mm; font-size: 11pt; border-bottom: 0.3mm solid #000; break-after: avoid; }
p { margin: 1mm 0; }
.notice { margin: 3mm 0; padding: 2mm 3mm; border: 0.5mm solid #000; font-weight: 600; }
dl { display: grid; grid-template-columns: 42mm 1fr; gap: 0.6mm 4mm; margin: 2mm 0; }
dt { color: #333; }
dd { margin: 0; white-space: pre-line; }
/* A checksum of 64 signs keeps to one line. */
.code { font-size: 8pt; line-height: 1.66; }
table { width: 100%; border-collapse: collapse; break-inside: auto; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { padding: 0.8mm 1.1mm; text-align: right; vertical-align: baseline; border-bottom: 0.1mm solid #999; }
th:first-child, td:first-child { padding-left: 0; text-align: left; }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 600; border-bottom: 0.3mm solid #000; vertical-align: bottom; }
tbody th { font-weight: 400; }
tbody th { min-width: 38mm; }
tr.finer th { padding-left: 3mm; font-size: 8.5pt; }
tr.total th, tr.total td { font-weight: 600; border-top: 0.3mm solid #000; }
.outside, .perhaps { display: block; }
.outside { font-weight: 700; }
.small { font-size: 8pt; color: #333; }
.kinds { orphans: 1; widows: 1; }
.kind { display: inline-block; vertical-align: top; break-inside: avoid; margin: 2mm 6mm 2mm 0; }
td, thead th { white-space: nowrap; overflow-wrap: normal; }
td.small, td .perhaps, td .outside { white-space: normal; }
th[scope="colgroup"] { text-align: center; }
.lead { break-after: avoid; }
.kind h3 { margin: 0 0 0.8mm; font-size: 9pt; font-weight: 600; }
.strip { display: flex; flex-wrap: wrap; gap: 1.5mm; }
.strip img { width: ${pictureMm}mm; height: ${pictureMm}mm; border: 0.15mm solid #000; display: block; }
.bar { width: 10mm; margin: 2mm 0; border-bottom: 0.6mm solid #000; text-align: center; font-size: 8pt; }
.sign { display: grid; grid-template-columns: 2fr 1fr; gap: 10mm; margin-top: 14mm; break-inside: avoid; }
.sign span { border-top: 0.2mm solid #000; padding-top: 1mm; font-size: 8pt; }
@media print { body { max-width: none; padding: 0; } .kind, dl, .notice { break-inside: avoid; } }
@media screen and (max-width: 190mm) { body { padding: 4mm; } }
`;
}

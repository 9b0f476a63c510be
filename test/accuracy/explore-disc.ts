import { boxCentre, boxIou, boxWidth, boxHeight, polygonContains } from '../../models/domain/geometry.js';
import { loadImageSet } from './image-set.js';
import { balancedSubset, loadPackage, middleCell, slideWithDisc } from './analysed-cells.js';
const nucleated = ['neutrophil','eosinophil','basophil','lymphocyte','monocyte','immature granulocyte','erythroblast'];
const pkg = await loadPackage();
const pipeline = await pkg.createPipeline({ workers: 2 });
const images = balancedSubset((await loadImageSet('/work/shared/data/acevedo')).filter((i) => i.split === 'val'), nucleated, 3);
const t0 = performance.now();
function at(rec: any, disc: any) {
  const { box, crop, error } = rec; let sum = 0, n = 0;
  for (let y = 0; y < crop.height; y++) for (let x = 0; x < crop.width; x++) {
    const px = box.minX + (x + .5) / crop.width * (box.maxX - box.minX), py = box.minY + (y + .5) / crop.height * (box.maxY - box.minY);
    if (Math.hypot(px - disc.x, py - disc.y) <= disc.radius) { sum += error[y * crop.width + x]; n++; }
  }
  return sum / n;
}
for (const mode of ['centre', 'bright', 'right']) {
  const before: number[] = [], after: number[] = [], ious: number[] = [];
  for (const image of images) {
    const slide = await pkg.openSlideFile(image.file);
    const found = await middleCell(pkg, pipeline, slide);
    if (!found) continue;
    const { cell, micronsPerPixel } = found;
    const [rec] = await pipeline.reconstruct(slide, [cell]);
    const c = boxCentre(cell.box); const side = (boxWidth(cell.box) + boxHeight(cell.box)) / 2;
    const radius = 0.15 * side;
    let disc = { ...c, radius };
    if (mode === 'right') disc = { x: c.x + 0.2 * boxWidth(cell.box), y: c.y, radius };
    if (mode === 'bright') {
      let best = -1;
      for (let i = 0; i < 24; i++) for (const r of [0, 0.1, 0.2, 0.3]) {
        const d = { x: c.x + r * side * Math.cos(i / 24 * 6.283), y: c.y + r * side * Math.sin(i / 24 * 6.283), radius };
        if (![0, 1, 2, 3, 4, 5, 6, 7].every((k) => polygonContains(cell.outline, { x: d.x + radius * Math.cos(k * .785), y: d.y + radius * Math.sin(k * .785) }))) continue;
        let s = 0, n = 0;
        for (let y = 0; y < 128; y++) for (let x = 0; x < 128; x++) {
          const px = rec!.box.minX + (x + .5) / 128 * (rec!.box.maxX - rec!.box.minX), py = rec!.box.minY + (y + .5) / 128 * (rec!.box.maxY - rec!.box.minY);
          if (Math.hypot(px - d.x, py - d.y) <= radius) { for (let k = 0; k < 3; k++) s += rec!.crop.data[(y * 128 + x) * 4 + k] as number; n++; }
        }
        if (s / n > best) { best = s / n; disc = d; }
      }
    }
    const altered = slideWithDisc(slide, disc, [20, 15, 45]);
    const again = await middleCell(pkg, pipeline, altered, micronsPerPixel);
    const iou = again ? boxIou(again.cell.box, cell.box) : 0; ious.push(iou);
    if (!again || iou < .5) continue;
    const [rec2] = await pipeline.reconstruct(altered, [again.cell]);
    before.push(at(rec, disc)); after.push(at(rec2, disc));
  }
  const mean = (v: number[]) => v.reduce((a, b) => a + b, 0) / v.length;
  const ratios = before.map((b, i) => after[i]! / b).sort((a, b) => a - b);
  console.log(mode, before.length, 'mean before', mean(before), 'after', mean(after), 'ratio', mean(after) / mean(before), 'median ratio', ratios[ratios.length >> 1], 'mean ratio', mean(ratios), 'min', ratios[0], ((performance.now() - t0) / 1000).toFixed(0), 's');
}
await pipeline.dispose();

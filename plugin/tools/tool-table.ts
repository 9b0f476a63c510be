import type { ToolName } from '../../overlays/tools/tool-name.js';
import { addCells } from './add-cells.js';
import { adjustOutline } from './adjust-outline.js';
import { drawCell } from './draw-cell.js';
import { lassoCells } from './lasso-cells.js';
import { measureLength } from './measure-length.js';
import type { Tool } from './tool.js';

/** The tools on the slide, in the order of their buttons. */
export const TOOLS: readonly Tool[] = [
  { name: 'add', sign: 'M8 2v12M2 8h12', run: addCells },
  { name: 'draw', sign: 'M2 14l1-4 8-8 3 3-8 8-4 1M9 4l3 3', run: drawCell },
  {
    name: 'adjust',
    sign: 'M8 3C4 3 3 6 3 8s2 5 5 5 5-2 5-5-1-5-5-5M6.5 1.5h3v3h-3zM11.5 6.5h3v3h-3zM1.5 6.5h3v3h-3z',
    needsCell: true,
    run: adjustOutline,
  },
  {
    name: 'lasso',
    sign: 'M8 2c4 0 6 2 6 4s-2 4-6 4-6-2-6-4 2-4 6-4M4 9.5c-1 1.500 0 2.500 1 2.500s1.500 1.500 0 2.500',
    run: lassoCells,
  },
  {
    name: 'measure',
    sign: 'M1.500 5h13v6h-13zM4.500 5v2.500M8 5v3.500M11.500 5v2.500',
    run: measureLength,
  },
];

export function toolNamed(name: ToolName): Tool {
  return TOOLS.find((tool) => tool.name === name) as Tool;
}

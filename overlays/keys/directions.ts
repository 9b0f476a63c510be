import type { Point } from '../../models/domain/geometry.js';

export type Direction = 'left' | 'up' | 'right' | 'down';

/** One step on screen; y grows downwards. */
export const DIRECTIONS: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  up: { x: 0, y: -1 },
  right: { x: 1, y: 0 },
  down: { x: 0, y: 1 },
};

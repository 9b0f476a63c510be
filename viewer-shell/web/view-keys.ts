import type OpenSeadragon from 'openseadragon';
import { keyAction, type KeyAction } from '../../plugin/index.js';

const QUARTER_TURN = 90;

/**
 * The page's keys for turning and mirroring. The viewer's own for that are letters and digits, which name the chosen cell:
 * no key may do one thing with a cell chosen and another without.
 */
export function takeViewKeys(viewer: OpenSeadragon.Viewer): void {
  viewer.addHandler(
    'canvas-key',
    (event) => {
      const pressed = event.originalEvent as KeyboardEvent;
      // The keys of the cells went first, and have taken what is theirs.
      if (event.preventDefaultAction || pressed.ctrlKey || pressed.altKey || pressed.metaKey) return;
      if (/^[\p{L}\p{N}]$/u.test(pressed.key)) {
        event.preventDefaultAction = true;
        return;
      }
      const action = keyAction('view', pressed);
      if (!action) return;
      event.preventDefaultAction = true;
      pressed.preventDefault();
      ACTIONS[action](viewer.viewport);
      viewer.viewport.applyConstraints();
    },
    undefined,
    // After everybody else's.
    -1,
  );
}

const ACTIONS: Readonly<Record<KeyAction<'view'>, (viewport: OpenSeadragon.Viewport) => void>> = {
  whole: (viewport) => void viewport.goHome(),
  turnRight: (viewport) => turn(viewport, QUARTER_TURN),
  turnLeft: (viewport) => turn(viewport, -QUARTER_TURN),
  mirror: (viewport) => void viewport.toggleFlip(),
};

/** To the reader's right, also where the slide is mirrored. */
function turn(viewport: OpenSeadragon.Viewport, degrees: number): void {
  viewport.setRotation(viewport.getRotation() + (viewport.getFlip() ? -degrees : degrees));
}

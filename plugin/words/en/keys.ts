import type { KeysWords } from '../panel-words.js';

export const keysEn: KeysWords = {
  title: 'Keyboard shortcuts',
  names: {
    Backspace: 'Backspace',
    ClassKey: '0–9, letters',
    Control: 'Ctrl',
    Delete: 'Del',
    Drag: 'drag',
    End: 'End',
    Enter: 'Enter',
    Escape: 'Esc',
    Home: 'Home',
    Insert: 'Ins',
    PageDown: 'Page ↓',
    PageUp: 'Page ↑',
    Shift: 'Shift',
    Space: 'Space',
    Tab: 'Tab',
  },
};

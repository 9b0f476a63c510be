import type { KeysWords } from '../panel-words.js';

export const keysDe: KeysWords = {
  title: 'Tastenkürzel',
  names: {
    Backspace: 'Rücktaste',
    ClassKey: '0–9, Buchstaben',
    Control: 'Strg',
    Delete: 'Entf',
    Drag: 'Ziehen',
    End: 'Ende',
    Enter: 'Enter',
    Escape: 'Esc',
    Home: 'Pos1',
    Insert: 'Einfg',
    PageDown: 'Bild ↓',
    PageUp: 'Bild ↑',
    Shift: 'Umschalt',
    Space: 'Leertaste',
    Tab: 'Tab',
  },
};

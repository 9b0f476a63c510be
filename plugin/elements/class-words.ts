import { finerPart } from '../../models/domain/class-name.js';
import type { Strings } from './strings/strings.js';

/** A class as a person says it. */
export function className(t: Strings, name: string): string {
  return t.classes[name] ?? name;
}

/** The same below its coarse class, where that need not be said again. */
export function finerClassName(t: Strings, name: string): string {
  return t.classes[name] ?? finerPart(name);
}

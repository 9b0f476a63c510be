import type { PropertyDeclaration } from 'lit';
import { SmearError } from '../../../models/domain/errors.js';
import { emit } from './events.js';

/** A property that takes some values only, whatever a page's script sets. */
export interface CheckedProperty extends PropertyDeclaration {
  /** Asked for all but `undefined` and `null`; may throw, which is a no. */
  readonly accepts?: (value: never) => unknown;
}

export const isText = (value: unknown): value is string => typeof value === 'string';

/** What is refused is told as `smear-error` (`invalid-argument`), and the property stays as it was. */
export function checked(
  name: PropertyKey,
  { accepts }: CheckedProperty,
  accessor: PropertyDescriptor | undefined,
): PropertyDescriptor | undefined {
  if (!accepts || !accessor) return accessor;
  const isFine = (value: unknown): boolean => {
    try {
      return value === undefined || value === null || Boolean(accepts(value as never));
    } catch {
      return false;
    }
  };
  return {
    ...accessor,
    set(this: HTMLElement, value: unknown) {
      if (isFine(value)) accessor.set?.call(this, value);
      else {
        const message = `\`${String(name)}\` of <${this.localName}> cannot be what it was set to; it stays as it was.`;
        emit(this, 'smear-error', new SmearError('invalid-argument', message));
      }
    },
  };
}

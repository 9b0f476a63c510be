import type { PropertyDeclaration } from 'lit';
import { SmearError } from '../../../models/domain/errors.js';
import { emit } from './events.js';

/** A property that takes some values only, whatever a page's script sets. */
export interface CheckedProperty extends PropertyDeclaration {
  /** Asked for all but `undefined` and `null`; may throw, which is a no. */
  readonly accepts?: (value: never) => unknown;
}

export const isText = (value: unknown): value is string => typeof value === 'string';

/** An object whose members can all be read. */
export const isReadable = (value: object): boolean =>
  typeof value === 'object' && Object.values(value).length >= 0;

/**
 * What is refused is told as `smear-error` (`invalid-argument`), and the property stays as it was. Where `true` or `false` is
 * meant, anything is one of them.
 */
export function checked(
  name: PropertyKey,
  { accepts, type }: CheckedProperty,
  accessor: PropertyDescriptor | undefined,
): PropertyDescriptor | undefined {
  if (!accessor || !(accepts || type === Boolean)) return accessor;
  const isFine = (value: unknown): boolean => {
    try {
      return value === undefined || value === null || Boolean(accepts?.(value as never));
    } catch {
      return false;
    }
  };
  return {
    ...accessor,
    set(this: HTMLElement, value: unknown) {
      if (type === Boolean) accessor.set?.call(this, Boolean(value));
      // Frameworks say `null` where they have nothing to give.
      else if (isFine(value)) accessor.set?.call(this, value ?? undefined);
      else {
        const message = `\`${String(name)}\` of <${this.localName}> cannot be what it was set to; it stays as it was.`;
        emit(this, 'smear-error', new SmearError('invalid-argument', message));
      }
    },
  };
}

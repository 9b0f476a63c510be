interface Versioned extends CustomElementConstructor {
  /** Of the product; absent in versions before this was said. */
  readonly version?: string;
}

/**
 * Defines the elements whose names are free: a page may load two copies, and the first one stands. Warns the page's
 * developer where it is of another version, once for each `smear-panel` that comes too late.
 */
export function defineElements(elements: Readonly<Record<string, Versioned>>): void {
  for (const [name, element] of Object.entries(elements)) {
    const standing = customElements.get(name) as Versioned | undefined;
    if (!standing) customElements.define(name, element);
    else if (element.version !== undefined && element.version !== standing.version) {
      console.warn(
        `Smearlens ${standing.version ?? 'of another version'} has defined <${name}> on this page; ${element.version}, loaded later, is not used. Load one version alone.`,
      );
    }
  }
}

/** What browsers with Trusted Types take in place of a string at their dangerous doors. */
interface TrustedTypePolicy {
  createHTML(text: string): unknown;
  createScriptURL(address: string): unknown;
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML(text: string): string; createScriptURL(address: string): string },
  ): TrustedTypePolicy;
}

/** The name that a page's `trusted-types` must list. */
const NAME = 'smearlens';

const policy = createPolicy();

/** HTML in which every text was escaped, for a page that enforces Trusted Types. */
export function trustedHtml(escaped: string): string {
  return (policy?.createHTML(escaped) ?? escaped) as string;
}

/** The address of a script that the page itself named, for a page that enforces Trusted Types. */
export function trustedScriptUrl(address: string): string {
  return (policy?.createScriptURL(address) ?? address) as string;
}

function createPolicy(): TrustedTypePolicy | undefined {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  try {
    return trustedTypes?.createPolicy(NAME, {
      createHTML: (text) => text,
      createScriptURL: (address) => address,
    });
  } catch {
    // The page does not list the name: the browser says so itself where the string is used.
    return undefined;
  }
}

/** What a file is fetched for, as a person would say it. */
export type AssetKind = 'script' | 'wasm' | 'model file';

const WANTED: Readonly<Record<AssetKind, string>> = {
  script: 'a script',
  wasm: 'a WebAssembly file',
  'model file': 'a model file',
};

/**
 * What is wrong with this answer, to be put behind the address: a status, or the page that many servers send for
 * whatever they do not have. Absent where nothing is.
 */
export function faultOf(response: Response, kind: AssetKind): string | undefined {
  if (!response.ok) return `answers ${response.status} ${response.statusText}`.trim();
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/html') return `answers with an HTML page instead of ${WANTED[kind]}`;
  const isScript = /(java|ecma)script$/.test(type);
  if (kind === 'script' && !isScript)
    return `is sent as “${type || 'no type'}”, which no browser runs as a script`;
  return undefined;
}

/** The same, asked of the server anew. Absent also where the answer is as it should be. */
export async function askForFault(url: string, kind: AssetKind): Promise<string | undefined> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return faultOf(response, kind);
  } catch (error) {
    return `cannot be fetched (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** What the page's developer is to do about it. */
export function adviceFor(setting: 'workerUrl' | 'wasmUrl' | 'packUrl'): string {
  return `Run \`npx smearlens copy-assets <folder>\` and set \`assetUrl\` to the address of that folder, or \`${setting}\` alone.`;
}

import { openLeaves, overClasses } from '../classifier/open-classifier.js';
import { SmearError } from '../domain/errors.js';
import { MANIFEST_FILE, manifestFaults, parseManifestJson, type PackManifest } from './pack-manifest.js';
import {
  checkPath,
  MOST_MANIFEST_BYTES,
  listed,
  neededPaths,
  openPack,
  readChecked,
  readPackFile,
  type PackSource,
} from './pack.js';
import { readSafetensors } from './safetensors.js';

/**
 * All that is wrong with a pack, a sentence each, by the same rules by which it is opened; none where it opens.
 * What the weights compute is not looked at. Abort rejects with the signal's reason.
 */
export async function packFaults(
  source: PackSource,
  { signal }: { signal?: AbortSignal } = {},
): Promise<string[]> {
  const faults: string[] = [];
  const tried = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof SmearError)) throw error;
      faults.push(error.message);
      return undefined;
    }
  };
  const json = await tried(async () =>
    parseManifestJson(await readPackFile(source, MANIFEST_FILE, { signal, mostBytes: MOST_MANIFEST_BYTES })),
  );
  if (json === undefined) return faults;
  faults.push(...manifestFaults(json));
  if (faults.length > 0) return faults;
  const manifest = json as unknown as PackManifest;
  for (const path of [...neededPaths(manifest), checkPath(manifest)]) {
    await tried(async () => {
      const bytes = await readChecked(source, listed(manifest, path), { signal });
      if (path.endsWith('.safetensors')) readSafetensors(bytes, path);
    });
  }
  faults.push(...classFaults(manifest));
  if (faults.length > 0) return faults;
  await tried(async () => {
    const pack = await openPack(source, { signal });
    overClasses(openLeaves(pack), manifest.classes);
    if (pack.heads?.linear) overClasses(openLeaves(pack, 'linear'), manifest.classes);
  });
  return faults;
}

/** Two classes of one name or one code cannot be told apart by a reader. */
function classFaults({ classes }: PackManifest): string[] {
  return (['name', 'code'] as const).flatMap((member) => {
    const values = classes.map((each) => each[member]);
    const repeated = [...new Set(values.filter((value, at) => values.indexOf(value) !== at))];
    return repeated.map(
      (value) => `${MANIFEST_FILE} lists the class ${member} “${value}” more than once. Give each its own.`,
    );
  });
}

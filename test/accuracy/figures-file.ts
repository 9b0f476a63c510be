import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderFigures, replaceBlock } from './card-block.js';
import type { SetFigures } from './evaluate-set.js';
import type { NonBloodFigures } from './non-blood.js';

/** One set's figures and how they were got. */
export interface SetEntry {
  readonly commands: readonly string[];
  readonly date: string;
  readonly split?: string;
  /** With the resolution given to the product. */
  given?: SetFigures;
  estimated?: SetFigures;
}

/** What was measured of one pack. */
export interface FigureRow {
  readonly pack: string;
  readonly packHash: string;
  readonly sets: Readonly<Record<string, SetEntry>>;
  readonly nonBlood?: NonBloodFigures;
}

/** `figures.json` of a pack: rows by name. */
export interface FigureFile {
  readonly format: 1;
  readonly rows: Readonly<Record<string, FigureRow>>;
}

/** The file with the row in it: what is measured again replaces what was, the rest stays if the pack is the same. */
export function mergeRow(file: FigureFile, name: string, row: FigureRow): FigureFile {
  const before = file.rows[name];
  const kept = before?.packHash === row.packHash ? before : undefined;
  const sets: Record<string, SetEntry> = { ...kept?.sets };
  for (const [set, entry] of Object.entries(row.sets)) sets[set] = mergeEntry(sets[set], entry);
  return { format: 1, rows: { ...file.rows, [name]: { ...kept, ...row, sets } } };
}

function mergeEntry(old: SetEntry | undefined, entry: SetEntry): SetEntry {
  if (!old || old.split !== entry.split) return entry;
  // A run over other images shares nothing with the one before.
  const merge = (before?: SetFigures, now?: SetFigures): SetFigures | undefined =>
    before && now && before.images === now.images ? { ...before, ...now } : (now ?? before);
  const given = merge(old.given, entry.given);
  const estimated = merge(old.estimated, entry.estimated);
  return {
    ...entry,
    commands: [...new Set([...old.commands, ...entry.commands])],
    ...(given ? { given } : {}),
    ...(estimated ? { estimated } : {}),
  };
}

/**
 * Writes the row into the pack's `figures.json`, and all rows as tables into its `MODEL_CARD.md`. The card of
 * a pack whose manifest lists it is left alone, because another byte would make its hash wrong. What was
 * done, in words.
 */
export async function mergeFigures(pack: string, name: string, row: FigureRow): Promise<string> {
  const path = join(pack, 'figures.json');
  const file = mergeRow(await readFigures(path), name, row);
  await writeFile(path, `${JSON.stringify(file, null, 2)}\n`);
  const manifest = JSON.parse(await readFile(join(pack, 'manifest.json'), 'utf8')) as {
    files: readonly { path: string }[];
  };
  const card = join(pack, 'MODEL_CARD.md');
  if (manifest.files.some((listed) => listed.path === 'MODEL_CARD.md')) {
    return `${path} is written. ${card} is not: the manifest lists its hash.`;
  }
  await writeFile(card, replaceBlock(await readFile(card, 'utf8'), renderFigures(file)));
  return `${path} and ${card} are written.`;
}

async function readFigures(path: string): Promise<FigureFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? { format: 1, rows: {} } : (JSON.parse(text) as FigureFile);
}

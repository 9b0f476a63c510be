import type { SetFigures } from './evaluate-set.js';
import { renderRow } from './figure-tables.js';
import type { ImageSet } from './image-set.js';
import type { NonBloodFigures } from './non-blood.js';

const nobody = { pack: '', packHash: '' };

/** One set's figures for the terminal. */
export function describeFigures(set: ImageSet, way: 'given' | 'estimated', figures: SetFigures): string {
  const entry = { commands: [], date: '', split: set.split, [way]: figures };
  const leftOut = Object.entries(figures.classification?.leftOut ?? {});
  const note =
    leftOut.length > 0
      ? `\n\nNot counted, as no class of the product: ${leftOut.map(([label, count]) => `${label} (${count})`).join(', ')}.`
      : '';
  return `\n# ${set.name}, ${figures.images} images\n\n${renderRow({ ...nobody, sets: { [set.name]: entry } })}${note}`;
}

export function describeNonBlood(nonBlood: NonBloodFigures): string {
  const lines = (['estimated', 'given'] as const).flatMap((way) =>
    (nonBlood[way]?.on ?? []).map(
      ({ field, cells, score }) => `  ${field}: ${cells}, at most ${score.toFixed(2)} (resolution ${way})`,
    ),
  );
  return [`\n${renderRow({ ...nobody, sets: {}, nonBlood })}`, ...lines].join('\n');
}

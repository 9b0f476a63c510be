/**
 * Name of a file about a sample, `2026-11-30 S-17 differential.html`: found again by day and sample. What file systems
 * refuse is left out.
 */
export function reportFileName(
  { sample, what, ending }: { readonly sample: string; readonly what: string; readonly ending: string },
  now: Date,
): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
  let named = [...sample]
    .filter((sign) => !/[<>:"/\\|?*\p{C}]/u.test(sign))
    .join('')
    .trim()
    .slice(0, 60);
  // Windows drops what these end with, and then finds no such file.
  while (/[. ]$/.test(named)) named = named.slice(0, -1);
  return `${[day, named, what].filter((part) => part !== '').join(' ')}.${ending}`;
}

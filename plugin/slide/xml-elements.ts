/** An element's start: its name without prefix, and its attributes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** The text from here to the next tag. */
  readonly text: string;
}

/** A description of a slide needs far fewer; what follows is not looked at. */
const MOST_CHARACTERS = 4 * 1024 * 1024;
const MOST_ELEMENTS = 50_000;
const SPACE = ' \t\r\n';
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * The elements of an XML text in their order, without comments, CDATA, declarations and document types. For
 * descriptions that slides carry: it reads on where the text is not well formed, takes time in proportion to the
 * length, knows no entities but the five and numbers, and never asks for another file.
 */
export function* xmlElements(source: string): Generator<XmlElement> {
  const text = source.slice(0, MOST_CHARACTERS);
  let elements = 0;
  for (let at = text.indexOf('<'); at >= 0 && elements < MOST_ELEMENTS; at = text.indexOf('<', at)) {
    const passed = endOfPassage(text, at);
    if (passed !== undefined) {
      at = passed;
      continue;
    }
    const { name, attributes, end } = readTag(text, at + 1);
    const next = text.indexOf('<', end);
    if (name) {
      elements++;
      yield { name, attributes, text: decodeEntities(text.slice(end, next < 0 ? text.length : next)) };
    }
    at = end;
  }
}

/** Where a comment, CDATA section, declaration or end tag that begins here is over. */
function endOfPassage(text: string, at: number): number | undefined {
  for (const [start, end] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
    ['<!', '>'],
    ['</', '>'],
  ] as const) {
    if (!text.startsWith(start, at)) continue;
    const found = text.indexOf(end, at + start.length);
    return found < 0 ? text.length : found + end.length;
  }
  return undefined;
}

function readTag(text: string, start: number) {
  let at = start;
  const word = (stops: string): string => {
    const from = at;
    while (at < text.length && !stops.includes(text.charAt(at))) at++;
    return text.slice(from, at);
  };
  const name = word(`${SPACE}/>`);
  const attributes = new Map<string, string>();
  while (at < text.length && text.charAt(at) !== '>') {
    if (`${SPACE}/=`.includes(text.charAt(at))) {
      at++;
      continue;
    }
    const key = word(`${SPACE}/>=`);
    while (SPACE.includes(text.charAt(at)) && at < text.length) at++;
    if (text.charAt(at) !== '=') continue;
    at++;
    while (SPACE.includes(text.charAt(at)) && at < text.length) at++;
    const quote = text.charAt(at);
    if (quote !== '"' && quote !== "'") continue;
    const end = text.indexOf(quote, at + 1);
    if (end < 0) return { name: '', attributes, end: text.length };
    attributes.set(withoutPrefix(key), decodeEntities(text.slice(at + 1, end)));
    at = end + 1;
  }
  return { name: withoutPrefix(name), attributes, end: Math.min(at + 1, text.length) };
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (whole, inner: string) => {
    if (!inner.startsWith('#')) return ENTITIES.get(inner) ?? whole;
    const code = /^#x/i.test(inner) ? Number.parseInt(inner.slice(2), 16) : Number(inner.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

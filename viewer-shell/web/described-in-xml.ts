/**
 * A description of tiles in XML (Deep Zoom, IIIF 1.0, a pyramid of whole pictures) as the JSON that says the same; nothing is
 * checked yet. `undefined` for other XML. Throws an `Error` that says what is wrong.
 */
export function describedInXml(text: string, address: string): unknown {
  // No description needs one, and entities could make gigabytes of it.
  if (/<!(?:doctype|entity)/i.test(text)) throw new Error('it is a page, or declares a type of its own');
  const { documentElement: root } = new DOMParser().parseFromString(text, 'application/xml');
  if (root.localName === 'parsererror' || root.querySelector('parsererror'))
    throw new Error('its XML is damaged');
  const name = root.localName;
  if (name === 'Collection') throw new Error('it is a collection of slides: open one of them');
  if (name === 'Image') return { Image: deepZoom(root) };
  if (name === 'info') return iiif(root, address);
  if (root.getAttribute('type') === 'legacy-image-pyramid') return wholePictures(root);
  return undefined;
}

function deepZoom(root: Element): unknown {
  return {
    ...attributesOf(root),
    xmlns: root.namespaceURI,
    Size: attributesOf(all(root, 'Size')[0]),
    DisplayRect: all(root, 'DisplayRect').map((part) => ({
      Rect: { ...attributesOf(part), ...attributesOf(all(part, 'Rect')[0]) },
    })),
  };
}

function iiif(root: Element, address: string): unknown {
  if (root.namespaceURI !== 'http://library.stanford.edu/iiif/image-api/ns/') return undefined;
  const texts = (name: string): string[] =>
    all(root, name).map(({ textContent }) => (textContent ?? '').trim());
  return {
    '@context': 'http://iiif.io/api/image/1/context.json',
    '@id': address.replace('/info.xml', ''),
    width: texts('width')[0],
    height: texts('height')[0],
    tile_width: texts('tile_width')[0],
    tile_height: texts('tile_height')[0],
    scale_factors: texts('scale_factor'),
    profile: texts('profile')[0],
  };
}

function wholePictures(root: Element): unknown {
  return { type: 'legacy-image-pyramid', levels: all(root, 'level').map(attributesOf) };
}

/** By name, whatever prefix it has. */
const all = (parent: Element, name: string): Element[] => [...parent.getElementsByTagNameNS('*', name)];

function attributesOf(element: Element | undefined): Record<string, string> {
  return Object.fromEntries(
    [...(element?.attributes ?? [])].map(({ localName, value }) => [localName, value]),
  );
}

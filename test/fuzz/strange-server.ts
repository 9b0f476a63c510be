import { existsSync } from 'node:fs';
import type { Route } from 'playwright-core';
import { bytesOf, ONE_OF_EACH } from '../unit/plugin/slide/one-of-each.js';
import { ELSEWHERE, MARKUP, SCRIPT, type Chance } from './hostile-text.js';
import { mutateJson } from './mutate-json.js';
import { TILE_DESCRIPTIONS } from './text-readers.js';

/** Of the page's own files what they are; anything else gets what a bad server might send, always the same. */
export async function answerStrangely(route: Route, own: string, chance: Chance): Promise<void> {
  const request = route.request();
  // Browsers ask for addresses that Node takes for none.
  if (!URL.canParse(request.url())) return route.abort();
  const { origin, pathname } = new URL(request.url());
  const isShipped =
    pathname === '/' || pathname.startsWith('/sample/') || existsSync(`dist/browser${pathname}`);
  if (origin === own && isShipped) return route.continue();
  if (request.resourceType() === 'script')
    return route.fulfill({ contentType: 'text/javascript', body: SCRIPT, headers: ALLOWED });
  const kind = chance.below(10);
  if (kind === 0) return route.abort('connectionreset');
  if (kind === 1)
    return route.fulfill({ status: chance.of([204, 301, 401, 403, 404, 416, 500]), headers: ALLOWED });
  if (kind === 2)
    return route.fulfill({ contentType: 'text/html', body: MARKUP.join('\n'), headers: ALLOWED });
  if (kind <= 4)
    return route.fulfill({ contentType: 'application/xml', body: deepZoom(chance), headers: ALLOWED });
  if (kind <= 6)
    return route.fulfill({ contentType: 'application/json', body: imageApi(chance), headers: ALLOWED });
  if (kind === 9)
    return route.fulfill({ contentType: 'application/json', body: otherTiles(chance), headers: ALLOWED });
  const picture = Buffer.from(bytesOf(chance.of([...ONE_OF_EACH.values()])));
  if (kind === 8) picture[chance.below(picture.length)] = chance.below(256);
  return route.fulfill({
    contentType: chance.of(['image/png', 'text/plain', '']),
    body: picture,
    headers: ALLOWED,
  });
}

const ALLOWED = { 'access-control-allow-origin': '*' };
const SIZES = [
  '256',
  '16',
  '7',
  '1000',
  '0',
  '-5',
  '1',
  '2147483648',
  '1e9',
  'NaN',
  '',
  'x',
  '99999999999999999999',
];

function deepZoom(chance: Chance): string {
  const attribute = (name: string, value: string): string =>
    `${name}="${value.replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`;
  const image = [
    attribute('TileSize', chance.of(SIZES)),
    attribute('Overlap', chance.of(['0', '1', '-1', '300', 'x'])),
    attribute('Format', chance.of(['png', 'jpg', '', 'js', '../x', chance.of(MARKUP)])),
    chance.below(3) === 0
      ? attribute('Url', chance.address().replaceAll(/[\0-\u001f&\p{Surrogate}]/gu, ''))
      : '',
  ].join(' ');
  const size = `<Size ${attribute('Width', chance.of(SIZES))} ${attribute('Height', chance.of(SIZES))}/>`;
  const whole = `<Image xmlns="http://schemas.microsoft.com/deepzoom/2008" ${image}>${size}</Image>`;
  return chance.below(6) === 0 ? whole.slice(0, chance.below(whole.length)) : whole;
}

function imageApi(chance: Chance): string {
  const description = {
    '@context': 'http://iiif.io/api/image/2/context.json',
    '@id': `${ELSEWHERE}/iiif/slide`,
    protocol: 'http://iiif.io/api/image',
    width: 3000,
    height: 2000,
    tiles: [{ width: 256, scaleFactors: [1, 2, 4, 8] }],
    profile: ['http://iiif.io/api/image/2/level1.json', { formats: ['jpg'], qualities: ['default'] }],
  };
  return JSON.stringify(mutateJson(description, () => chance.below(2 ** 30) / 2 ** 30)) ?? 'null';
}

/** Of Zoomify, pyramids of whole pictures and others, changed. */
function otherTiles(chance: Chance): string {
  const description = JSON.parse(chance.of(TILE_DESCRIPTIONS)) as unknown;
  return JSON.stringify(mutateJson(description, () => chance.below(2 ** 30) / 2 ** 30)) ?? 'null';
}

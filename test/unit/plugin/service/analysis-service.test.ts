import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { SmearError } from '../../../../models/domain/errors.js';
import { encodeGeoJson } from '../../../../plugin/formats/geojson.js';
import {
  AnalysisService,
  type ServiceFindings,
  type ServiceRequest,
} from '../../../../plugin/service/analysis-service.js';
import { readServerEvents } from '../../../../plugin/service/server-sent-events.js';
import type { SlideReader } from '../../../../plugin/slide/slide-reader.js';
import { CLASSES, drawnCells } from '../formats/geojson-cells.js';

const SLIDE = { name: 'slide', width: 9999, height: 9999 } as SlideReader;
const HEADER = {
  version: '1',
  pack: 'p',
  packHash: 'h',
  backend: 'wasm',
  threshold: 0.5,
  width: 9999,
  height: 9999,
};
const confirmed = { confirmed: true, at: '2026-05-05T10:00:00.000Z', by: 'nobody' };
const FOUND = [...drawnCells(3)].map((cell) => ({ ...cell, review: confirmed }));
const GEO_JSON = [...encodeGeoJson(FOUND, { header: HEADER, classes: CLASSES })].join('');
const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const STATE = { analysis: 'a', state: 'running', share: 0.5 };

type Answer = string | number | ((response: ServerResponse) => void);

/** A service that answers with this to each of its requests, and hears what it was asked for. */
async function serviceSaying(answers: { start?: Answer; events?: Answer; result?: Answer; slide?: Answer }) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { method, url = '' } = request;
    asked.push(`${method} ${url}`);
    request.resume();
    const [answer, otherwise] = url.endsWith('/events')
      ? [answers.events, '']
      : url.endsWith('/result')
        ? [answers.result, GEO_JSON]
        : url.startsWith('/v1/slides')
          ? [answers.slide, '{"slide":"s"}']
          : [answers.start, JSON.stringify(STATE)];
    const said = answer ?? otherwise;
    if (typeof said === 'function') said(response);
    else if (typeof said === 'number') response.writeHead(said).end('<p>Bad gateway</p>');
    else response.end(said);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const analyze = async (
    source: string | Blob = 'https://slides.example/a.svs',
  ): Promise<ServiceFindings[]> => {
    const service = new AnalysisService({ url, token: () => 't', source: () => source });
    const { signal } = new AbortController();
    const request: ServiceRequest = { threshold: 0.5, pack: { packHash: 'h', classes: CLASSES }, signal };
    const found: ServiceFindings[] = [];
    for await (const findings of service.analyze(SLIDE, request)) found.push(findings);
    return found;
  };
  return { asked, analyze };
}

const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach((close) => close()));

const refused =
  (message: RegExp, code = 'tile-failed') =>
  (error: unknown) => {
    assert.ok(error instanceof SmearError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };

describe('what an analysis service answers', () => {
  const done =
    event('cells', { geoJson: GEO_JSON, removed: [] }) + event('state', { ...STATE, state: 'done' });

  it('is taken, and no cell of it is confirmed by anybody', async () => {
    const { analyze } = await serviceSaying({ events: done });
    const found = await analyze();
    assert.deepEqual(
      found.map(({ cells, whole }) => [cells.length, whole]),
      [
        [3, false],
        [3, true],
      ],
    );
    assert.ok(found.every(({ cells }) => cells.every((cell) => !('review' in cell))));
  });

  it('may hold events that nobody knows, and shares that are none', async () => {
    const shares = [0.25, -1, 7, 'half', null].map((share) => event('state', { ...STATE, share }));
    const { analyze } = await serviceSaying({
      events: `data: ping\n\n${event('news', 1)}${shares.join('')}${done}`,
    });
    assert.deepEqual(
      (await analyze()).map(({ share }) => share),
      [0.25, 0, 1, 0, 0, 0, 1],
    );
  });

  it('cannot lead the token elsewhere by the name of an analysis', async () => {
    const { analyze, asked } = await serviceSaying({
      start: JSON.stringify({ ...STATE, analysis: '../../admin?x=#' }),
      events: done,
    });
    await analyze();
    assert.deepEqual(asked.slice(1), [
      'GET /v1/analyses/..%2F..%2Fadmin%3Fx%3D%23/events',
      'GET /v1/analyses/..%2F..%2Fadmin%3Fx%3D%23/result',
    ]);
  });

  const odd: Readonly<Record<string, Answer>> = {
    'no JSON': 'event: state\ndata: {\n\n',
    null: event('state', null),
    'a state that nobody knows': event('state', { ...STATE, state: 'toString' }),
    'an analysis without a name': event('state', { ...STATE, analysis: 7 }),
    'cells that are no text': event('cells', { geoJson: { type: 'FeatureCollection' }, removed: [] }),
    'cells to take back that are no list': event('cells', { geoJson: GEO_JSON, removed: 'all' }),
    'cells to take back that have no names': event('cells', { geoJson: GEO_JSON, removed: [{}] }),
  };
  for (const [what, events] of Object.entries(odd)) {
    it(`ends the analysis with one message where it cannot be read: ${what}`, async () => {
      const { analyze, asked } = await serviceSaying({ events });
      await assert.rejects(analyze(), refused(/The analysis service gave .* cannot be read/));
      assert.equal(asked.length, 2);
    });
  }

  for (const start of [
    'null',
    '[]',
    '{',
    '7',
    '{"analysis":{},"state":"running"}',
    '{"analysis":"","state":"done"}',
    '{"analysis":"..","state":"done"}',
  ]) {
    it(`ends it likewise where it was not even begun: ${start}`, async () => {
      const { analyze } = await serviceSaying({ start });
      await assert.rejects(analyze(), refused(/cannot be read/));
    });
  }

  it('ends it where a slide that was sent has no name', async () => {
    for (const slide of ['null', '{}', '{"slide":{}}']) {
      const { analyze } = await serviceSaying({ slide });
      await assert.rejects(analyze(new Blob(['slide'])), refused(/the name of the slide|an answer/));
    }
  });

  it('says why it refuses as far as it is a text, and not at any length', async () => {
    const says = (status: number, body: string) => (response: ServerResponse) =>
      void response.writeHead(status).end(body);
    const answers: readonly (readonly [Answer, RegExp, string])[] = [
      [says(403, '{"error":"No."}'), /refuses: No\.$/, 'slide-forbidden'],
      [says(400, 'null'), /refuses: status 400$/, 'tile-failed'],
      [says(400, '{"error":{"toString":1}}'), /refuses: status 400$/, 'tile-failed'],
      [502, /refuses: status 502$/, 'network'],
      [says(400, JSON.stringify({ error: 'x'.repeat(100_000) })), /refuses: x{500}$/, 'tile-failed'],
    ];
    for (const [start, message, code] of answers) {
      const { analyze } = await serviceSaying({ start });
      await assert.rejects(analyze(), refused(message, code));
    }
    const failed = event('state', { ...STATE, state: 'failed', error: 'y'.repeat(100_000) });
    const { analyze } = await serviceSaying({ events: failed });
    await assert.rejects(analyze(), refused(/could not analyse the slide: y{500}$/));
  });
});

describe('the events of a service', () => {
  const streamOf = (chunks: Iterable<string>): ReadableStream<Uint8Array> => {
    const encoder = new TextEncoder();
    const parts = chunks[Symbol.iterator]();
    return new ReadableStream({
      pull(controller) {
        const { done, value } = parts.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
    });
  };

  it('are the same wherever the line is cut', async () => {
    const text =
      'event: cells\r\ndata: {"a":1}\r\n\r\n: ping\n\nid: 3\ndata: x\ndata: y\n\ndata: é\n\ndata: left';
    const read = async (chunks: Iterable<string>) => {
      const events = [];
      for await (const one of readServerEvents(streamOf(chunks))) events.push(one);
      return events;
    };
    const whole = await read([text]);
    assert.deepEqual(whole, [
      { name: 'cells', data: '{"a":1}' },
      { name: 'message', data: 'x\ny' },
      { name: 'message', data: 'é' },
    ]);
    assert.deepEqual(await read(text), whole);
    for (let at = 0; at <= text.length; at++)
      assert.deepEqual(await read([text.slice(0, at), text.slice(at)]), whole);
  });

  it('end where one has no end, before it takes all memory', async () => {
    let sent = 0;
    function* endless() {
      for (;;) {
        sent += 1000;
        yield 'x'.repeat(1000);
      }
    }
    const reading = async () => {
      for await (const one of readServerEvents(streamOf(endless()), 50_000)) assert.fail(one.name);
    };
    await assert.rejects(reading(), refused(/without an end/));
    assert.ok(sent < 60_000, `${sent}`);
  });
});

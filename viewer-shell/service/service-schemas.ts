/** What the routes take and give, as JSON Schema: fastify checks by it, and the OpenAPI description is made of it. */
const error = { type: 'object', properties: { error: { type: 'string' } }, required: ['error'] } as const;
const away = {
  ...error,
  description: 'The queue cannot be reached at the moment; `Retry-After` says when to ask again.',
} as const;
const failures = { 401: error, 404: error, 503: away } as const;
const analysisId = {
  type: 'object',
  properties: { analysis: { type: 'string' } },
  required: ['analysis'],
} as const;
const state = {
  type: 'object',
  properties: {
    analysis: { type: 'string' },
    state: { type: 'string', enum: ['waiting', 'running', 'done', 'failed'] },
    share: { type: 'number', description: 'How much is done, 0 to 1.' },
    error: { type: 'string', description: 'Why it failed.' },
  },
  required: ['analysis', 'state', 'share'],
} as const;

export const health = {
  summary: 'Whether the service is there; needs no token.',
  security: [],
  response: { 200: { type: 'object', properties: { version: { type: 'string' } } } },
} as const;

export const metrics = {
  summary: 'Counts of jobs, in Prometheus’ text format.',
  produces: ['text/plain'],
} as const;

export const sendSlide = {
  summary: 'Sends a slide: the file itself as the body. The same file sent again is the same slide.',
  consumes: ['application/octet-stream'],
  querystring: { type: 'object', properties: { name: { type: 'string', maxLength: 500 } } },
  response: {
    201: { type: 'object', properties: { slide: { type: 'string' }, bytes: { type: 'integer' } } },
    401: error,
    413: error,
    415: error,
  },
} as const;

export const startAnalysis = {
  summary: 'Hands a slide to the queue. The same slide with the same settings is the same analysis.',
  body: {
    type: 'object',
    additionalProperties: false,
    properties: {
      slide: { type: 'string', description: 'Id of a slide that was sent.' },
      address: { type: 'string', description: 'Or where the slide lies, for the service to read.' },
      micronsPerPixel: { type: 'number', minimum: 0.01, maximum: 5 },
      region: {
        type: 'object',
        description: 'Level-0 pixels; the whole slide where absent.',
        additionalProperties: false,
        properties: {
          minX: { type: 'number' },
          minY: { type: 'number' },
          maxX: { type: 'number' },
          maxY: { type: 'number' },
        },
        required: ['minX', 'minY', 'maxX', 'maxY'],
      },
      threshold: { type: 'number', minimum: 0.01, maximum: 1, default: 0.5 },
      priority: { type: 'integer', minimum: 1, maximum: 2097152, description: '1 goes first.' },
    },
  },
  response: { 202: state, 400: error, 403: error, ...failures },
} as const;

export const readState = {
  summary: 'How far it is.',
  params: analysisId,
  response: { 200: state, ...failures },
} as const;

export const cancel = {
  summary: 'Takes an analysis back. A part that a worker has begun is ended by it.',
  params: analysisId,
  response: { 204: { type: 'null' }, ...failures },
} as const;

export const readResult = {
  summary: 'The finished result, GeoJSON; see docs/formats.md.',
  params: analysisId,
  produces: ['application/geo+json'],
} as const;

export const follow = {
  summary:
    'Server-sent events: `state` as it changes; `cells` as parts of the slide end, with `geoJson` (a collection of new cells) and `removed` (ids of cells that are taken back). Ends when the analysis has.',
  params: analysisId,
  produces: ['text/event-stream'],
} as const;

import { statusOfCode } from '../error-body.ts';
import type { Operation } from '../operation.ts';
import type { Route } from '../routes.ts';
import { type Components, inputSchema, type JsonSchema } from './components.ts';

export interface DescribedRoute {
  readonly name: string;
  readonly route: Omit<Route, 'addition'> & { readonly addition?: boolean };
  readonly operation: Operation;
  readonly legacy: boolean;
}

/** Statuses that any call may be refused with. */
const usualRefusals = [400, 401, 403, 429, 500, 503];

/** One call as an OpenAPI operation object. */
export function describeOperation(
  { name, route, operation, legacy }: DescribedRoute,
  components: Components,
): JsonSchema {
  const { method, scope, summary, addition } = route;
  const refusals = [
    ...usualRefusals,
    ...(operation.body ? [statusOfCode.payload_too_large] : []),
    ...(method === 'GET' ? [] : [statusOfCode.storage_full]),
    ...(operation.refusals ?? []),
  ];
  return {
    operationId: name,
    tags: [operation.group],
    summary,
    description: `Needs a key with the scope ${scope}.${addition ? ' An addition that a server may lack.' : ''}`,
    ...(legacy && { deprecated: true }),
    parameters: [
      ...pathParameters(route.path),
      ...queryParameters(operation),
      ...(takesIdempotencyKey(method, name)
        ? [{ $ref: '#/components/parameters/IdempotencyKey' }]
        : []),
    ],
    ...requestBody(operation),
    responses: {
      [operation.status]: success(operation, components),
      ...Object.fromEntries(
        refusals.sort().map((status) => [
          status,
          {
            $ref: `#/components/responses/${legacy ? 'Legacy' : ''}${refusalName(status)}`,
          },
        ]),
      ),
    },
  };
}

/** `NotFound` for 404. */
export function refusalName(status: number): string {
  const code = Object.entries(statusOfCode).find(([, of]) => of === status)?.[0] ?? '';
  return code.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}

/** Of the calls that change something, these are harmless when they are done twice. */
const withoutIdempotencyKey: ReadonlySet<string> = new Set([
  'query',
  'chat',
  'semanticSearch',
  'searchOnly',
  'giveFeedback',
  'rateChat',
  'syncDataSource',
  'processDataSpec',
  'revokeApiKey',
]);

function takesIdempotencyKey(method: string, name: string): boolean {
  return method !== 'GET' && !withoutIdempotencyKey.has(name);
}

function pathParameters(path: string): readonly JsonSchema[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Operation): readonly JsonSchema[] {
  if (!query) return [];
  const { properties, required = [] } = inputSchema(query);
  const isRequired = (name: string) => Array.isArray(required) && required.includes(name);
  return Object.entries(Object(properties)).map(([name, schema]) => ({
    name,
    in: 'query',
    required: isRequired(name),
    schema,
  }));
}

function requestBody({ body, lines }: Operation): JsonSchema {
  if (body) {
    const content = { 'application/json': { schema: inputSchema(body) } };
    return { requestBody: { required: true, content } };
  }
  if (!lines) return {};
  const schema = { type: 'string', contentSchema: inputSchema(lines) };
  const description =
    'Without a body the data source is read now. With one it is a push: JSON, one operation per line.';
  return {
    requestBody: { required: false, description, content: { 'application/x-ndjson': { schema } } },
  };
}

/** On every answer. */
export const answerHeaders = {
  'X-Request-Id': { $ref: '#/components/headers/RequestId' },
  'X-RateLimit-Limit': { $ref: '#/components/headers/RateLimitLimit' },
  'X-RateLimit-Remaining': { $ref: '#/components/headers/RateLimitRemaining' },
  'X-RateLimit-Reset': { $ref: '#/components/headers/RateLimitReset' },
};

function success({ status, answer, event }: Operation, { answerSchema }: Components): JsonSchema {
  const description =
    status === 204
      ? 'Done.'
      : status === 201
        ? 'Created.'
        : status === 202
          ? 'Accepted.'
          : 'The answer.';
  if (!answer) return { description, headers: answerHeaders };
  const stream = event && {
    'text/event-stream': { schema: { type: 'string', contentSchema: answerSchema(event) } },
  };
  const content = { 'application/json': { schema: answerSchema(answer) }, ...stream };
  return { description, headers: answerHeaders, content };
}

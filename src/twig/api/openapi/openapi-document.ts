import { type ErrorCode, statusOfCode } from '../error-body.ts';
import { legacyOperations } from '../legacy/operations.ts';
import { legacyRoutes } from '../legacy/routes.ts';
import type { Operation } from '../operation.ts';
import { operations } from '../operations.ts';
import { type Route, routes } from '../routes.ts';
import { createComponents, type JsonSchema } from './components.ts';
import {
  answerHeaders,
  type DescribedRoute,
  describeOperation,
  refusalName,
} from './describe-operation.ts';

/** What each group of calls is about. */
const groups: Readonly<Record<string, string>> = {
  Questions: 'Asking agents, searching, and what was asked.',
  Agents: 'What answers questions from data sources.',
  'Data sources': 'What is searched: how it comes in and how fresh it is.',
  'Knowledge base': 'Articles in Markdown, found like documents once they are published.',
  Webhooks: 'Endpoints that are told of events, and what became of each event.',
  'Eval runs': 'Runs of suites that the server knows.',
  Users: 'People of the organisation.',
  'API keys': 'Keys of the organisation.',
  Legacy: 'The older calls under `/api`, in camelCase and envelopes of their own.',
};

/**
 * The OpenAPI 3.1 document of both generations of calls, made from the schemas that the server checks
 * with.
 *
 * @example
 * const document = openapiDocument();
 * console.log(Object.keys(document.paths).length);
 */
export function openapiDocument(): OpenapiDocument {
  const described = describedRoutes();
  const components = createComponents(
    described.flatMap(({ operation: { answer, event } }) =>
      [answer, event].filter((schema) => schema !== undefined),
    ),
  );
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const entry of described) {
    const { method, path } = entry.route;
    const at = path.replace(/:(\w+)/g, '{$1}');
    const calls = paths[at] ?? {};
    calls[method.toLowerCase()] = describeOperation(entry, components);
    paths[at] = calls;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Twig',
      version: '1.0.0',
      summary: 'Questions answered from data sources that are kept fresh.',
      description:
        'Both generations of calls: `/api/v1` and, deprecated, those directly under `/api`. Calls that are additions say so.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      {
        url: 'http://127.0.0.1:7878',
        description: 'The embedded server, as `twigkit serve` starts it',
      },
      { url: 'https://api.twig.so', description: 'Twig' },
    ],
    security: [{ key: [] }],
    tags: Object.entries(groups).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key: `twigsk_live_…`.' },
      },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          description: 'Requests with the same key within a day are one request.',
          schema: { type: 'string' },
        },
      },
      headers: {
        RequestId: header('string', 'To be given to support.'),
        RateLimitLimit: header('integer', 'Requests a minute; a day, where that is what limits.'),
        RateLimitRemaining: header('integer', 'Requests that would be allowed now.'),
        RateLimitReset: header('integer', 'Unix seconds: when there is room again.'),
        RetryAfter: header('integer', 'Seconds to wait.'),
      },
      responses: refusals(),
      schemas: components.schemas,
    },
  };
}

export interface OpenapiDocument {
  readonly openapi: string;
  readonly info: JsonSchema;
  readonly servers: readonly JsonSchema[];
  readonly security: readonly JsonSchema[];
  readonly tags: readonly JsonSchema[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: JsonSchema & {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
}

function describedRoutes(): readonly DescribedRoute[] {
  const v1 = entriesOf(routes, operations).map((entry) => ({ ...entry, legacy: false }));
  const old = entriesOf(legacyRoutes, legacyOperations);
  return [...v1, ...old.map((entry) => ({ ...entry, legacy: true }))];
}

function entriesOf<Name extends string>(
  table: Readonly<Record<Name, Omit<Route, 'addition'> & { readonly addition?: boolean }>>,
  described: Readonly<Record<Name, Operation>>,
) {
  // The table's own keys, which Object.keys widens.
  return (Object.keys(table) as Name[]).map((name) => ({
    name,
    route: table[name],
    operation: described[name],
  }));
}

/** Every status of a refusal, in the envelope of either generation. */
function refusals(): JsonSchema {
  const statuses = [...new Set(Object.values(statusOfCode))];
  const bodies = { '': 'Error', Legacy: 'LegacyError' };
  return Object.fromEntries(
    Object.entries(bodies).flatMap(([prefix, schema]) =>
      statuses.map((status) => [`${prefix}${refusalName(status)}`, refusal(status, schema)]),
    ),
  );
}

function refusal(status: RefusalStatus, schema: string): JsonSchema {
  const waits = status === 429 || status === 503;
  return {
    description: meanings[status],
    headers: {
      ...answerHeaders,
      ...(waits && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }),
    },
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
  };
}

type RefusalStatus = (typeof statusOfCode)[ErrorCode];

const meanings: Readonly<Record<RefusalStatus, string>> = {
  400: 'The request is not valid; `details` names every field that is wrong.',
  401: 'The key is missing or not valid.',
  403: 'The key lacks the scope.',
  404: 'There is no such thing in the organisation of the key.',
  409: 'Something else changed it meanwhile, or the `Idempotency-Key` was used for another request.',
  413: 'The body is too large.',
  429: 'Too many requests.',
  500: 'The server failed.',
  503: 'The server is starting, stopping or overloaded.',
  507: 'The disk of the server is full; nothing was changed.',
};

function header(type: string, description: string): JsonSchema {
  return { description, schema: { type } };
}

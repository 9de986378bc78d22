import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** One request to Confluence Cloud, and what was answered. */
export interface Exchange {
  readonly method: string;
  /** Path and query: `/wiki/api/v2/spaces?limit=250`. */
  readonly address: string;
  readonly body: unknown;
  readonly status: number;
  /** Parsed; undefined when it is no JSON. */
  readonly answer: unknown;
}

/** Says what of an exchange the vendor's description does not know; undefined when it knows all of it. */
export type DescribedApi = (exchange: Exchange) => string | undefined;

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  /** In the order of the path, the parameter that each part of it is. */
  readonly pathParameters: readonly string[];
  /** By the name in the query, the parameter. */
  readonly query: ReadonlyMap<string, string>;
  readonly parameters: Readonly<Record<string, z.ZodType>>;
  readonly answer: z.ZodType | undefined;
}

/** As the library hands it to whoever sends it. */
interface Sent {
  readonly url: string;
  readonly method: string;
  readonly searchParams?: Readonly<Record<string, unknown>>;
  readonly schema?: z.ZodType;
}

type Groups = Readonly<Record<string, Readonly<Record<string, (given: unknown) => unknown>>>>;
type MakeClient = (client: { sendRequest(sent: Sent): Promise<void> }) => Groups;

/**
 * What Atlassian describes of both of its Cloud APIs, as `confluence.js` (MIT) has it: each of its
 * functions is made from the vendor's OpenAPI files. They are called once with names in place of values,
 * by a client that only writes down what would be sent; the schemas of parameters and answers lie beside.
 */
export async function describedConfluence(): Promise<DescribedApi> {
  const operations = await listOperations();
  return (exchange) => {
    const { pathname, searchParams } = new URL(exchange.address, 'http://site.invalid');
    const found = operations.find(
      ({ method, path }) => method === exchange.method && path.test(pathname),
    );
    if (found === undefined) return 'there is no such operation';
    return (
      problemOfRequest(found, pathname, searchParams, exchange.body) ??
      problemOfAnswer(found, exchange)
    );
  };
}

/** The library with its schemas as they are: objects refuse fields, and lists words, that nobody described. */
export async function loadConfluenceLibrary() {
  // Read when its modules load, the first time.
  process.env.AUDIT_SCHEMAS = 'true';
  return import('confluence.js');
}

async function listOperations(): Promise<readonly Operation[]> {
  const root = import.meta.resolve('confluence.js');
  const { createV1Client, createV2Client } = await loadConfluenceLibrary();
  const operations: Operation[] = [];
  for (const [version, make] of [
    ['v2', createV2Client],
    ['v1', createV1Client],
  ] as const) {
    let sent: Sent | undefined;
    // Its own types name every parameter; here they are only named.
    const groups = (make as unknown as MakeClient)({
      sendRequest: async (request) => {
        sent = request;
      },
    });
    for (const [name, call] of Object.values(groups).flatMap((group) => Object.entries(group))) {
      sent = undefined;
      // Uploads want a file before anything is sent; nothing here uploads.
      await Promise.resolve(call(namesForValues)).catch(() => {});
      if (sent === undefined) continue;
      const file = new URL(`./${version}/parameters/${name}.js`, root);
      operations.push(operationOf(name, sent, await parametersIn(file)));
    }
  }
  // What is written out goes before what a parameter may be.
  return operations.sort((a, b) => a.pathParameters.length - b.pathParameters.length);
}

const namesForValues = new Proxy(
  {},
  { get: (_target, name) => (typeof name === 'string' ? `{${name}}` : undefined) },
);

function operationOf(
  name: string,
  { url, method, searchParams = {}, schema }: Sent,
  parameters: Operation['parameters'],
): Operation {
  const withoutBraces = (value: unknown) => String(value).slice(1, -1);
  return {
    name,
    method,
    path: new RegExp(`^${url.replace(/\{[^}]+\}/g, '([^/]+)')}$`),
    pathParameters: [...url.matchAll(/\{([^}]+)\}/g)].map(([, parameter = '']) => parameter),
    query: new Map(
      Object.entries(searchParams).map(([key, value]) => [key, withoutBraces(value)] as const),
    ),
    parameters,
    answer: schema,
  };
}

async function parametersIn(file: URL): Promise<Operation['parameters']> {
  if (!existsSync(fileURLToPath(file))) return {};
  const exported: Record<string, unknown> = await import(file.href);
  const [schema] = Object.values(exported).filter((one) => one instanceof z.ZodObject);
  return schema?.shape ?? {};
}

function problemOfRequest(
  { name, path, pathParameters, query, parameters }: Operation,
  pathname: string,
  searchParams: URLSearchParams,
  body: unknown,
): string | undefined {
  const inPath = path.exec(pathname)?.slice(1) ?? [];
  for (const [at, parameter] of pathParameters.entries()) {
    const value = decodeURIComponent(inPath[at] ?? '');
    if (!allows(parameters[parameter], value)) return `${name}: ${parameter} cannot be ${value}`;
  }
  for (const [key, value] of searchParams) {
    const parameter = query.get(key);
    if (parameter === undefined) return `${name} has no parameter ${key}`;
    if (!allows(parameters[parameter], value)) return `${name}: ${key} cannot be ${value}`;
  }
  const problem = body === undefined ? undefined : explain(parameters.body, body);
  return problem && `${name}: its body: ${problem}`;
}

/** In an address everything is text. */
function allows(schema: z.ZodType | undefined, value: string): boolean {
  if (schema === undefined) return true;
  const list = value.split(',');
  const readings = [value, Number(value), list, list.map(Number), value === 'true'];
  return readings.some((reading) => schema.safeParse(reading).success);
}

function problemOfAnswer(
  { name, answer: schema }: Operation,
  { status, answer }: Exchange,
): string | undefined {
  if (status !== 200 || answer === undefined) return undefined;
  const problem = explain(schema, answer);
  return problem && `${name}: its answer: ${problem}`;
}

function explain(schema: z.ZodType | undefined, value: unknown): string | undefined {
  const read = schema?.safeParse(value);
  return read === undefined || read.success ? undefined : z.prettifyError(read.error).slice(0, 400);
}
